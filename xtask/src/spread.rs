//! Several measurements of one thing: their middle, and how far they lie apart.

/// Median, least and most of some measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// How many measurements there are.
    pub(crate) count: usize,
}

/// What two sets of measurements say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Faster,
    Slower,
    /// The medians differ by less than the measurements of one set do.
    NoDifference,
    /// One measurement alone has no spread with which a difference could be compared.
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
        Some(Self { median, min: values[0], max: values[count - 1], count })
    }

    /// How many times as fast as `other` this is: the ratio of the medians.
    pub(crate) fn speedup_over(self, other: Self) -> f64 {
        other.median / self.median
    }

    /// Whether this is faster than `other` by more than either of them varies.
    pub(crate) fn compared_with(self, other: Self) -> Verdict {
        if self.count < 2 || other.count < 2 {
            return Verdict::Unknown;
        }
        let spread = (self.max - self.min).max(other.max - other.min);
        match other.median - self.median {
            gained if gained.abs() <= spread => Verdict::NoDifference,
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
        let expected = Spread { median: 2.5, min: 1.0, max: 4.0, count: 4 };
        assert_eq!(spread(&[4.0, 1.0, 2.0, 3.0]), expected);
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
    fn one_measurement_alone_has_no_spread() {
        assert_eq!(spread(&[1.0]).compared_with(spread(&[2.0, 2.1])), Verdict::Unknown);
    }
}
