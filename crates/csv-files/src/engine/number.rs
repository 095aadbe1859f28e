//! A number in a cell, exact: in whole millionths, as cents are whole numbers.
//!
//! What a cell has beyond millionths is rounded, half away from zero, and that is reported; what does
//! not fit is refused.

/// How many digits of a cell are kept after the point.
pub(super) const DECIMALS: usize = 6;
/// How many it may have before the point, so that every cell fits into 64 bits.
const DIGITS: usize = 12;
/// One, as a cell.
pub(crate) const ONE: i64 = 10_i64.pow(DECIMALS as u32);

const POWERS_OF_TEN: [i64; DECIMALS + 1] =
    [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// Reads an ordinary cell, in millionths: `19.99`, `-3`, `.5`, with or without spaces around it.
/// `point` comes before the decimals. A cell that is not as simple as that is left to [`parse`].
#[inline(always)]
pub fn parse_simple(cell: &[u8], point: u8) -> Option<i64> {
    let cell = cell.trim_ascii();
    let (is_negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let mut value: i64 = 0;
    let mut point_at = None;
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            // Numbers with too many digits are not taken below.
            value = value.wrapping_mul(10).wrapping_add(digit.into());
        } else if *byte == point && point_at.is_none() {
            point_at = Some(at);
        } else {
            return None;
        }
    }
    let before = point_at.unwrap_or(digits.len());
    let after = digits.len() - before - usize::from(point_at.is_some());
    if before + after == 0 || before > DIGITS {
        return None;
    }
    let value = value * POWERS_OF_TEN.get(after)?;
    Some(if is_negative { -value } else { value })
}

/// Reads any cell, in millionths: `1.23E+12` too, and `7.700000000000001`, which is how computers write
/// what they cannot store exactly. Also says whether it was rounded.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse(cell: &[u8], point: u8) -> Result<(i64, bool), &'static str> {
    const NO_NUMBER: &str = "is not a number";
    const TOO_LARGE: &str =
        "is too large: 9,223,372,036,854 is the largest number that fits";
    /// More digits than these do not fit anyway, or are too small to be kept.
    const MOST: i128 = 10_i128.pow(30);
    let cell = cell.trim_ascii();
    let (digits, exponent) =
        match cell.iter().position(|byte| b"eE".contains(byte)) {
            Some(at) => (&cell[..at], str::from_utf8(&cell[at + 1..]).ok()),
            None => (cell, Some("0")),
        };
    let (sign, digits) = match digits {
        [] if cell.is_empty() => return Err("is empty"),
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        digits => (1, digits),
    };
    // The number is `value`, followed by this number of zeros.
    let (mut value, mut zeros) = (0_i128, 0_i64);
    let (mut has_digit, mut is_after_point, mut is_rounded) =
        (false, false, false);
    for byte in digits {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            byte if *byte == point && !is_after_point => {
                is_after_point = true;
                continue;
            }
            _ => return Err(NO_NUMBER),
        };
        has_digit = true;
        if value < MOST {
            value = 10 * value + i128::from(digit);
            zeros -= i64::from(is_after_point);
        } else {
            is_rounded |= digit > 0;
            zeros += i64::from(!is_after_point);
        }
    }
    let exponent: i64 =
        exponent.and_then(|text| text.parse().ok()).ok_or(NO_NUMBER)?;
    if !has_digit {
        return Err(NO_NUMBER);
    }
    let zeros = zeros.saturating_add(exponent).saturating_add(DECIMALS as i64);
    let power = u32::try_from(zeros.unsigned_abs())
        .ok()
        .and_then(|zeros| 10_i128.checked_pow(zeros));
    let value = match power {
        _ if value == 0 => Some(0),
        Some(power) if zeros >= 0 => value.checked_mul(power),
        None if zeros >= 0 => None,
        power => {
            // A number so small that its power of ten does not fit is nearly nothing.
            let power = power.unwrap_or(i128::MAX);
            is_rounded |= value % power > 0;
            Some(value / power + i128::from(value % power >= power - power / 2))
        }
    };
    let value =
        value.and_then(|value| i64::try_from(value).ok()).ok_or(TOO_LARGE)?;
    Ok((sign * value, is_rounded))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_spreadsheets_write_is_read() {
        let cells = [
            ("19.99", 19_990_000),
            ("7", 7_000_000),
            ("-3.5", -3_500_000),
            ("+1", 1_000_000),
            (".5", 500_000),
            ("5.", 5_000_000),
            (" 2.000001\r", 2_000_001),
            ("999999999999.999999", 999_999_999_999_999_999),
        ];
        for (cell, millionths) in cells {
            assert_eq!(
                parse_simple(cell.as_bytes(), b'.'),
                Some(millionths),
                "{cell:?}"
            );
            assert_eq!(
                parse(cell.as_bytes(), b'.'),
                Ok((millionths, false)),
                "{cell:?}"
            );
        }
        assert_eq!(parse_simple(b"3,5", b','), Some(3_500_000));
        assert_eq!(parse(b"-3,5", b','), Ok((-3_500_000, false)));
    }

    #[test]
    fn exponents_are_exact_and_what_is_below_a_millionth_is_rounded() {
        let cells = [
            ("1.23E+12", 1_230_000_000_000_000_000, false),
            ("-1.5e3", -1_500_000_000, false),
            ("25e-1", 2_500_000, false),
            ("1e-6", 1, false),
            ("0e99999", 0, false),
            ("19.9900000000000000000000000000000000000000", 19_990_000, false),
            ("0000000000000000007", 7_000_000, false),
            ("9223372036854.775807", i64::MAX, false),
            ("7.700000000000001", 7_700_000, true),
            ("0.30000000000000004", 300_000, true),
            ("0.0000005", 1, true),
            ("-0.0000005", -1, true),
            ("0.0000004999999999999999999999999999999999", 0, true),
            (
                "0.33333333333333333333333333333333333333333333333333",
                333_333,
                true,
            ),
            ("5.551115123125783e-17", 0, true),
            ("1e-999999999", 0, true),
        ];
        for (cell, millionths, is_rounded) in cells {
            assert_eq!(
                parse(cell.as_bytes(), b'.'),
                Ok((millionths, is_rounded)),
                "{cell:?}"
            );
        }
    }

    #[test]
    fn what_is_no_number_or_too_large_is_refused_with_the_reason() {
        let empty = ["", " ", "\r"];
        let no_number = [
            "n/a",
            "-",
            ".",
            "1.2.3",
            "1,5",
            "--1",
            "1 2",
            "0x10",
            "NaN",
            "inf",
            "€5",
            "1e",
            "e5",
            "1e1.5",
            "1e5e5",
            "1e99999999999999999999",
            ".e1",
        ];
        let too_large = [
            "9223372036854.775808",
            "1e13",
            "1e99",
            "99999999999999999999999999999999999999999",
        ];
        let refused = [
            (&empty[..], "is empty"),
            (&no_number, "is not a number"),
            (
                &too_large,
                "is too large: 9,223,372,036,854 is the largest number that fits",
            ),
        ];
        for (cells, reason) in refused {
            for cell in cells {
                assert_eq!(
                    parse_simple(cell.as_bytes(), b'.'),
                    None,
                    "{cell:?}"
                );
                assert_eq!(
                    parse(cell.as_bytes(), b'.'),
                    Err(reason),
                    "{cell:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn cents_are_exact(cents in 0..1_000_000_000_u32) {
            let cell = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(parse_simple(cell.as_bytes(), b'.'), Some(i64::from(cents) * 10_000));
        }

        #[test]
        fn what_is_simple_is_read_alike_by_both(cell in "[-+]?[0-9]{0,14}[.]?[0-9]{0,8}") {
            if let Some(value) = parse_simple(cell.as_bytes(), b'.') {
                prop_assert_eq!(parse(cell.as_bytes(), b'.'), Ok((value, false)));
            }
        }
    }
}
