//! Several measurements of one thing, and whether two such sets differ.

use crate::report::Run;

/// What [`Verdict::NoDifference`] means, in words.
pub const NO_DIFFERENCE_MEANS: &str = "the runs of both overlap, or, of fewer than ten, their medians are less than a twentieth apart";

/// Several measurements of one thing: their middle, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The value in the middle, or between the two in the middle.
    pub median: f64,
    /// The least of all.
    pub min: f64,
    /// The most of all.
    pub max: f64,
    /// The range in which they are compared: all of them, or, of ten or more, without the tenth at
    /// either end, so that one odd run among many does not hide a difference.
    compared: (f64, f64),
    count: usize,
}

/// What two sets of measurements say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It takes less time than the other.
    Faster,
    /// It takes more time than the other.
    Slower,
    /// The next runs may have it the other way round.
    NoDifference,
    /// There are too few measurements to say.
    Unknown,
}

impl Spread {
    /// `None` where there are no values.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (count, middle) = (values.len(), values.len() / 2);
        let median = match count {
            0 => return None,
            odd if odd % 2 == 1 => values[middle],
            _ => f64::midpoint(values[middle - 1], values[middle]),
        };
        let odd_ones = count / 10;
        let compared = (values[odd_ones], values[count - 1 - odd_ones]);
        Some(Self { median, min: values[0], max: values[count - 1], compared, count })
    }

    /// How many times as fast as `other` this is: the ratio of the medians. A time that no clock can
    /// tell from nothing at all counts as a nanosecond.
    pub fn speedup_over(self, other: Self) -> f64 {
        other.median.max(1e-9) / self.median.max(1e-9)
    }

    /// Whether this is faster than `other`, as far as the measurements can show. They show no
    /// difference when the ranges of the two overlap, and, of fewer than ten, when the medians differ
    /// by less than a twentieth: a few runs in a row may be more alike than the next few.
    pub fn compared_with(self, other: Self) -> Verdict {
        const FEWEST: usize = 3;
        const MANY: usize = 10;
        const TOO_LITTLE: f64 = 0.05;
        let count = self.count.min(other.count);
        let ((least, most), (others_least, others_most)) = (self.compared, other.compared);
        let speedup = self.speedup_over(other);
        let differs_by = speedup.max(1.0 / speedup) - 1.0;
        match count {
            ..FEWEST => Verdict::Unknown,
            _ if least <= others_most && others_least <= most => Verdict::NoDifference,
            ..MANY if differs_by < TOO_LITTLE => Verdict::NoDifference,
            _ if speedup > 1.0 => Verdict::Faster,
            _ => Verdict::Slower,
        }
    }
}

impl Run {
    /// Whether nobody can say which of the two, run in several rounds, is faster.
    pub fn is_level_with(&self, other: &Self) -> bool {
        let spread = |run: &Self| Spread::of(run.rounds_s.clone());
        let spreads = spread(self).zip(spread(other));
        spreads.is_some_and(|(its, others)| its.compared_with(others) == Verdict::NoDifference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f64]) -> Spread {
        Spread::of(values.to_vec()).unwrap()
    }

    fn verdict(values: &[f64], others: &[f64]) -> Verdict {
        spread(values).compared_with(spread(others))
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_middle_two() {
        let Spread { median, min, max, .. } = spread(&[4.0, 1.0, 2.0, 3.0]);
        assert_eq!((median, min, max), (2.5, 1.0, 4.0));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn ranges_that_overlap_or_touch_show_no_difference_and_others_do() {
        let steady = [2.0, 2.1, 2.2];
        assert_eq!(verdict(&steady, &[1.0, 1.1, 1.2]), Verdict::Slower);
        assert_eq!(verdict(&[1.0, 1.1, 1.2], &steady), Verdict::Faster);
        assert_eq!(verdict(&[1.0, 1.1, 2.0], &steady), Verdict::NoDifference);
        assert_eq!(verdict(&[1.0, 1.1, 1.999], &steady), Verdict::Faster);
        assert_eq!(verdict(&steady, &[0.1, 1.1, 2.5]), Verdict::NoDifference);
    }

    #[test]
    fn of_few_runs_a_difference_below_a_twentieth_is_none_and_of_many_it_counts() {
        let around = |median: f64| [median - 0.001, median, median + 0.001];
        assert_eq!(verdict(&around(1.0), &around(1.049)), Verdict::NoDifference);
        assert_eq!(verdict(&around(1.049), &around(1.0)), Verdict::NoDifference);
        assert_eq!(verdict(&around(1.0), &around(1.051)), Verdict::Faster);
        assert_eq!(verdict(&around(1.051), &around(1.0)), Verdict::Slower);
        let many = |median: f64| around(median).repeat(4);
        assert_eq!(verdict(&many(1.0), &many(1.049)), Verdict::Faster);
    }

    #[test]
    fn two_measurements_are_not_judged() {
        assert_eq!(verdict(&[1.0, 1.1], &[2.0, 2.1, 2.2]), Verdict::Unknown);
        let run = |rounds_s: &[f64]| Run { rounds_s: rounds_s.to_vec(), ..Run::not_measured("a") };
        assert!(!run(&[1.0]).is_level_with(&run(&[1.0])), "each ran once");
        assert!(run(&[1.0; 3]).is_level_with(&run(&[1.0; 3])));
    }

    #[test]
    fn one_odd_run_among_ten_hides_no_difference() {
        let odd = [1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0, 9.0];
        assert_eq!(verdict(&odd, &odd.map(|value| value + 2.0)), Verdict::Faster);
    }
}
