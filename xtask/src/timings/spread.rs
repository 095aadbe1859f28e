//! Several measurements of one thing: their middle, and how far they lie apart.

/// Median, least and most of some measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// How far they lie apart: from least to most, of ten or more without the tenth at either end,
    /// so that one odd run among many does not hide a difference.
    width: f64,
    count: usize,
}

/// What two sets of measurements say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Faster,
    Slower,
    /// The medians differ by less than the measurements of one set do.
    NoDifference,
    /// Fewer than three measurements do not show how far they lie apart.
    Unknown,
}

impl Spread {
    /// `None` of nothing.
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (count, middle) = (values.len(), values.len() / 2);
        let median = match count {
            0 => return None,
            odd if odd % 2 == 1 => values[middle],
            _ => f64::midpoint(values[middle - 1], values[middle]),
        };
        let odd_ones = count / 10;
        let width = values[count - 1 - odd_ones] - values[odd_ones];
        Some(Self { median, min: values[0], max: values[count - 1], width, count })
    }

    /// How many times as fast as `other` this is: the ratio of the medians, of times that no clock
    /// can tell from nothing at all as if they had taken a nanosecond.
    pub(crate) fn speedup_over(self, other: Self) -> f64 {
        other.median.max(1e-9) / self.median.max(1e-9)
    }

    /// Whether this is faster than `other` by more than either of them varies.
    pub(crate) fn compared_with(self, other: Self) -> Verdict {
        if self.count.min(other.count) < 3 {
            return Verdict::Unknown;
        }
        match other.median - self.median {
            gained if gained.abs() <= self.width.max(other.width) => Verdict::NoDifference,
            gained if gained > 0.0 => Verdict::Faster,
            _ => Verdict::Slower,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f64]) -> Spread {
        Spread::of(values.to_vec()).unwrap()
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_middle_two() {
        let Spread { median, min, max, .. } = spread(&[4.0, 1.0, 2.0, 3.0]);
        assert_eq!((median, min, max), (2.5, 1.0, 4.0));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn a_difference_counts_when_it_is_larger_than_the_spread_of_either() {
        let steady = spread(&[2.0, 2.1, 2.2]);
        assert_eq!(steady.compared_with(spread(&[1.0, 1.1, 1.2])), Verdict::Slower);
        assert_eq!(spread(&[1.0, 1.1, 1.2]).compared_with(steady), Verdict::Faster);
        assert_eq!(spread(&[1.9, 2.0, 2.1]).compared_with(steady), Verdict::NoDifference);
        assert_eq!(spread(&[0.1, 1.1, 2.0]).compared_with(steady), Verdict::NoDifference);
    }

    #[test]
    fn two_measurements_are_not_judged() {
        assert_eq!(spread(&[1.0, 1.1]).compared_with(spread(&[2.0, 2.1, 2.2])), Verdict::Unknown);
    }

    #[test]
    fn one_odd_run_among_ten_hides_no_difference() {
        let odd = [1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0, 9.0];
        let verdict = spread(&odd).compared_with(spread(&odd.map(|value| value + 2.0)));
        assert_eq!(verdict, Verdict::Faster);
    }
}
