//! Numbers with a point, exact: whole numbers of a small unit, as cents are.
//!
//! A cell is a whole number of millionths. A product of two cells, and a sum of products, is a whole
//! number of millionths of a millionth. What does not fit is refused; nothing is ever rounded.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// So many digits of a cell may stand after the point.
const DECIMALS: usize = 6;
/// And so many before it, so that every cell fits into 64 bits.
const DIGITS: usize = 12;
/// One, as a cell.
pub(crate) const ONE: i64 = 10_i64.pow(DECIMALS as u32);

const POWERS_OF_TEN: [i64; DECIMALS + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// Reads a cell, in millionths: `19.99`, `-3`, `.5`, with spaces around it or none.
///
/// # Errors
/// Says what is wrong with it.
#[inline]
pub fn parse(cell: &[u8]) -> Result<i64, &'static str> {
    let cell = cell.trim_ascii();
    let (is_negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let mut value: i64 = 0;
    let mut point = None;
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            // Numbers with too many digits are refused below.
            value = value.wrapping_mul(10).wrapping_add(digit.into());
        } else if *byte == b'.' && point.is_none() {
            point = Some(at);
        } else {
            return Err("is not a number");
        }
    }
    let before = point.unwrap_or(digits.len());
    let after = digits.len() - before - usize::from(point.is_some());
    if before + after == 0 {
        return Err(if cell.is_empty() { "is empty" } else { "is not a number" });
    }
    if before > DIGITS {
        return Err("has more than 12 digits before the point");
    }
    let Some(power) = POWERS_OF_TEN.get(after) else {
        return Err("has more than 6 digits after the point");
    };
    let value = value * power;
    Ok(if is_negative { -value } else { value })
}

/// A sum of products of two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Decimal(i128);

impl Decimal {
    /// Two cells multiplied.
    #[inline]
    pub fn product(a: i64, b: i64) -> Self {
        Self(i128::from(a) * i128::from(b))
    }

    /// Two numbers added; `None` where the sum does not fit.
    #[inline]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// With so many digits after the point, or more where it has more, and thousands set apart.
    pub fn grouped(self, decimals: usize) -> String {
        let text = self.to_string();
        let (whole, after) = text.split_once('.').unwrap_or((&text, ""));
        let (minus, whole) = whole.split_at(whole.len() - whole.trim_start_matches('-').len());
        let mut grouped = minus.to_owned();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        match decimals.max(after.len()) {
            0 => grouped,
            decimals => format!("{grouped}.{after:0<decimals$}"),
        }
    }

    /// How many digits it has after the point.
    pub fn decimals(self) -> usize {
        self.to_string().split_once('.').map_or(0, |(_, after)| after.len())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ONE: u128 = super::decimal::ONE as u128 * super::decimal::ONE as u128;
        let minus = if self.0 < 0 { "-" } else { "" };
        let (whole, after) = (self.0.unsigned_abs() / ONE, self.0.unsigned_abs() % ONE);
        let text = format!("{minus}{whole}.{after:0width$}", width = 2 * DECIMALS);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.to_string()
    }
}

impl TryFrom<String> for Decimal {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Decimal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no decimal number");
        let (whole, after) = text.split_once('.').unwrap_or((text, ""));
        if after.len() > 2 * DECIMALS {
            return Err(wrong());
        }
        let digits = format!("{whole}{after:0<width$}", width = 2 * DECIMALS);
        digits.parse().map(Self).map_err(|_| wrong())
    }
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
            assert_eq!(parse(cell.as_bytes()), Ok(millionths), "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_number_or_too_long_is_refused_with_the_reason() {
        let empty = ["", " ", "\r"];
        let no_number = ["n/a", "-", ".", "1.2.3", "1,5", "1e3", "--1", "1 2", "0x10", "NaN", "€5"];
        let too_long = ["1000000000000", "99999999999999999999999999999999999999999"];
        let too_exact = ["0.0000001", "19.990000000000002"];
        let refused = [
            (&empty[..], "is empty"),
            (&no_number, "is not a number"),
            (&too_long, "has more than 12 digits before the point"),
            (&too_exact, "has more than 6 digits after the point"),
        ];
        for (cells, reason) in refused {
            for cell in cells {
                assert_eq!(parse(cell.as_bytes()), Err(reason), "{cell:?}");
            }
        }
    }

    #[test]
    fn sums_are_shown_as_people_write_them() {
        let sum = Decimal::product(1_234_567_890_000, ONE);
        assert_eq!((sum.to_string(), sum.grouped(0)), ("1234567.89".into(), "1,234,567.89".into()));
        assert_eq!(sum.grouped(4), "1,234,567.8900");
        let small = Decimal::product(-500_000, ONE);
        assert_eq!((small.to_string(), small.grouped(2)), ("-0.5".into(), "-0.50".into()));
        assert_eq!(Decimal::product(-123 * ONE, ONE).grouped(0), "-123");
        assert_eq!(Decimal::default().grouped(0), "0");
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        let largest = Decimal(i128::MAX);
        assert_eq!(largest.checked_add(Decimal::product(1, 1)), None);
        assert_eq!(largest.checked_add(Decimal::product(-1, 1)), Some(Decimal(i128::MAX - 1)));
    }

    proptest! {
        #[test]
        fn a_decimal_reads_back_as_it_was_written(units in any::<i128>()) {
            let decimal = Decimal(units);
            prop_assert_eq!(decimal.to_string().parse(), Ok(decimal));
        }

        #[test]
        fn cents_are_exact(cents in 0..1_000_000_000_u32) {
            let cell = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(parse(cell.as_bytes()), Ok(i64::from(cents) * 10_000));
        }
    }
}
