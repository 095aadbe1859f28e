//! A sum of products of cells, exact: in millionths of a millionth.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::number::{DECIMALS, ONE};

/// A sum of products of two cells.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
)]
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

    /// With at least this number of digits after the point, and thousands separated.
    pub fn grouped(self, decimals: usize) -> String {
        let text = self.to_string();
        let (whole, after) = text.split_once('.').unwrap_or((&text, ""));
        let (minus, whole) =
            whole.split_at(whole.len() - whole.trim_start_matches('-').len());
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
        const UNITS: u128 = ONE as u128 * ONE as u128;
        let minus = if self.0 < 0 { "-" } else { "" };
        let (whole, after) =
            (self.0.unsigned_abs() / UNITS, self.0.unsigned_abs() % UNITS);
        let text =
            format!("{minus}{whole}.{after:0width$}", width = 2 * DECIMALS);
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
        let wrong = || format!("{text} is not a decimal number");
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
    fn sums_are_shown_as_people_write_them() {
        let sum = Decimal::product(1_234_567_890_000, ONE);
        assert_eq!(
            (sum.to_string(), sum.grouped(0)),
            ("1234567.89".into(), "1,234,567.89".into())
        );
        assert_eq!(sum.grouped(4), "1,234,567.8900");
        let small = Decimal::product(-500_000, ONE);
        assert_eq!(
            (small.to_string(), small.grouped(2)),
            ("-0.5".into(), "-0.50".into())
        );
        assert_eq!(Decimal::product(-123 * ONE, ONE).grouped(0), "-123");
        assert_eq!(Decimal::default().grouped(0), "0");
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        let largest = Decimal(i128::MAX);
        assert_eq!(largest.checked_add(Decimal::product(1, 1)), None);
        assert_eq!(
            largest.checked_add(Decimal::product(-1, 1)),
            Some(Decimal(i128::MAX - 1))
        );
    }

    proptest! {
        #[test]
        fn a_decimal_reads_back_as_it_was_written(units in any::<i128>()) {
            let decimal = Decimal(units);
            prop_assert_eq!(decimal.to_string().parse(), Ok(decimal));
        }
    }
}
