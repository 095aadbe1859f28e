//! Money as other programs write it.

use memchr::memchr;

/// Money as it is written, in cents.
pub(crate) fn cents(value: &[u8]) -> Option<u32> {
    if is_missing(value) {
        return Some(0);
    }
    let point = memchr(b'.', value).unwrap_or(value.len());
    let (whole, decimals) = (&value[..point], value.get(point + 1..));
    let (tenths, hundredths, rest) = match decimals {
        None => (b'0', b'0', &b""[..]),
        Some(&[tenths]) => (tenths, b'0', &b""[..]),
        Some(&[tenths, hundredths, ref rest @ ..]) => {
            (tenths, hundredths, rest)
        }
        Some([]) => return None,
    };
    if whole.is_empty() {
        return None;
    }
    let mut cents: u32 = 0;
    for digit in whole.iter().chain([&tenths, &hundredths]) {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        cents = cents.checked_mul(10)?.checked_add(digit.into())?;
    }
    cents.checked_add(rounded(rest)?)
}

/// What the decimals after two add to the cents: nothing, when they are zeros. The float nearest to
/// 7.70 may be written as 7.700000000000001 or 7.699999999999999.
fn rounded(decimals: &[u8]) -> Option<u32> {
    if !decimals.iter().all(u8::is_ascii_digit) {
        None
    } else if decimals.starts_with(b"999999") {
        Some(1)
    } else if decimals.starts_with(b"000000")
        || decimals.iter().all(|digit| *digit == b'0')
    {
        Some(0)
    } else {
        None
    }
}

/// Whether a cell is empty, or has one of the words that pandas also reads as empty.
pub(crate) fn is_missing(cell: &[u8]) -> bool {
    match cell {
        [] => true,
        [b'#' | b'<', ..] => {
            matches!(cell, b"#N/A" | b"#N/A N/A" | b"#NA" | b"<NA>")
        }
        [b'-' | b'1', ..] => {
            matches!(
                cell,
                b"-1.#IND"
                    | b"-1.#QNAN"
                    | b"-NaN"
                    | b"-nan"
                    | b"1.#IND"
                    | b"1.#QNAN"
            )
        }
        [b'N', ..] => {
            matches!(cell, b"N/A" | b"NA" | b"NULL" | b"NaN" | b"None")
        }
        [b'n', ..] => matches!(cell, b"n/a" | b"nan" | b"null"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_is_exact_to_the_cent() {
        for (value, expected) in [
            ("", 0),
            ("NaN", 0),
            ("0", 0),
            ("7", 700),
            ("12.5", 1250),
            ("12.500", 1250),
            ("0.07", 7),
            ("7.700000000000001", 770),
            ("7.699999999999999", 770),
            ("0.30000000000000004", 30),
            ("42949672.95", u32::MAX),
        ] {
            assert_eq!(cents(value.as_bytes()), Some(expected), "{value}");
        }
        for value in [
            ".5",
            "5.",
            "1.234",
            "1.239",
            "-1",
            "+1",
            "1e3",
            "1.0e3",
            "n.a.",
            "1,5",
            "42949672.96",
            "1.00000000x",
            "42949672.95999999",
            "99999999999999999999",
        ] {
            assert_eq!(cents(value.as_bytes()), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(value in "[0-9]{0,12}[.]?[0-9]{0,12}") {
            cents(value.as_bytes());
        }
    }
}
