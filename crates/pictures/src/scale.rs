//! An axis of numbers: logarithmic where they span decades.

use stopwatch::chart;

/// Where the largest value is more than so many times the smallest, small ones
/// would not be told apart.
const DECADES: f64 = 20.0;
/// Over a longer span than this, only the powers of ten are written.
const MANY_DECADES: f64 = 200.0;
/// The most steps that an axis of even steps has.
const MOST_STEPS: f64 = 6.0;

pub(crate) struct Scale {
    from: f64,
    to: f64,
    pub(crate) is_logarithmic: bool,
}

/// A value that is written on an axis.
pub(crate) struct Mark {
    pub(crate) value: f64,
    pub(crate) label: String,
}

impl Scale {
    /// For all of these values: from 0, or logarithmic.
    pub(crate) fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let largest = values.clone().fold(f64::MIN_POSITIVE, f64::max);
        let smallest = values.fold(largest, f64::min);
        match smallest > 0.0 && largest > DECADES * smallest {
            true => Self::logarithmic(smallest / 1.3, largest * 1.3),
            false => Self::even(0.0, largest * 1.05),
        }
    }

    pub(crate) fn even(from: f64, to: f64) -> Self {
        Self { from, to, is_logarithmic: false }
    }

    pub(crate) fn logarithmic(from: f64, to: f64) -> Self {
        Self { from, to, is_logarithmic: true }
    }

    /// How far along the axis a value is, in percent.
    pub(crate) fn percent(&self, value: f64) -> f64 {
        let Self { from, to, is_logarithmic } = *self;
        let share = match is_logarithmic {
            true => (value.max(from) / from).ln() / (to / from).ln(),
            false => (value - from) / (to - from),
        };
        100.0 * share
    }

    /// Round values, from one end to the other.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        if !self.is_logarithmic {
            let label = |value: f64| format!("{}", (value * 1e4).round() / 1e4);
            let values = chart::ticks(self.to, MOST_STEPS).into_iter();
            return values.map(|value| Mark { value, label: label(value) }).collect();
        }
        let factors: &[f64] = match self.to > MANY_DECADES * self.from {
            true => &[1.0],
            false => &[1.0, 2.0, 5.0],
        };
        let powers = self.from.log10().floor() as i32..=self.to.log10().ceil() as i32;
        let marks = powers.flat_map(|power| {
            factors.iter().map(move |factor| {
                let value = factor * 10_f64.powi(power);
                let decimals = power.min(0).unsigned_abs() as usize;
                Mark { value, label: format!("{value:.decimals$}") }
            })
        });
        marks.filter(|mark| (self.from..=self.to).contains(&mark.value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64]) -> String {
        let scale = Scale::of(values.iter().copied());
        let labels: Vec<String> = scale.marks().into_iter().map(|mark| mark.label).collect();
        labels.join(" ")
    }

    #[test]
    fn values_that_span_decades_have_a_logarithmic_axis() {
        assert_eq!(labels(&[1.0, 4.0]), "0 1 2 3 4");
        assert_eq!(labels(&[1.0, 49.0]), "1 2 5 10 20 50");
        assert_eq!(labels(&[0.0012, 9.0]), "0.001 0.01 0.1 1 10");
        assert_eq!(labels(&[0.0, 1.0]), "0 0.2 0.4 0.6 0.8 1");
    }

    #[test]
    fn equal_factors_are_equally_far_apart() {
        let scale = Scale::logarithmic(1.0, 100.0);
        let places = [1.0, 10.0, 100.0].map(|value| scale.percent(value).round());
        assert_eq!(places, [0.0, 50.0, 100.0]);
    }
}
