//! `--sweep`: the speedup over the number of workers.

use std::{convert::Infallible, hint::black_box};

use anyhow::Result;

use chapter_06_data_parallel::{count_with_rayon, cut};
use stopwatch::{Chart, Curve, Lesson, cores, rounds, text};

use crate::pool;

/// How often each number of workers is measured; the median counts.
const ROUNDS: usize = 3;
/// How many ranges there are for each worker; the longest takes twice as long as the mean.
const RANGES_PER_WORKER: u64 = 16;
/// More workers that gain less than this share are not worth having.
const WORTH: f64 = 0.05;

/// Counts primes with 1, 2, … workers, up to twice the cores, and adds a chart that says how many to
/// use.
///
/// # Errors
/// When rayon cannot start its threads.
pub(crate) fn sweep(limit: u64, lesson: &mut Lesson) -> Result<()> {
    let measured = speedups(limit, 2 * cores())?;
    let serial = Serial::of(&measured, cores());
    let curve = |name: String, speedup: &dyn Fn(f64) -> f64| Curve {
        name,
        points: measured
            .iter()
            .map(|(workers, _)| (*workers, speedup(*workers)))
            .collect(),
    };
    let mut curves = vec![
        Curve { name: "measured".to_owned(), points: measured.clone() },
        curve("ideal".to_owned(), &|workers| workers),
    ];
    if let Some(Serial { best, .. }) = serial {
        let name = format!("Amdahl's law, {:.1} % serial", best * 100.0);
        curves.push(curve(name, &|workers| amdahl(best, workers)));
    }
    let chart = Chart {
        title:
            "Counting primes with rayon: the speedup over the number of workers"
                .to_owned(),
        x: "workers".to_owned(),
        y: "times as fast as one worker".to_owned(),
        curves,
        ..Chart::default()
    };
    lesson.add_chart(chart, |curves| {
        let measured = &curves[0].points;
        // The cores of the machine that measured these.
        let cores = measured.len() / 2;
        in_words(measured, Serial::of(measured, cores), cores)
    });
    Ok(())
}

/// How many times as fast as one worker each number of workers is, by medians of several rounds.
fn speedups(limit: u64, most: usize) -> Result<Vec<(f64, f64)>> {
    let pools = pool::with_up_to(most)?;
    let ranges = cut(limit, RANGES_PER_WORKER * most as u64);
    let Ok(seconds) = rounds::time(ROUNDS, &pools, |pool| {
        black_box(pool.install(|| count_with_rayon(&ranges)));
        Ok::<_, Infallible>(())
    });
    let speedups = seconds.iter().map(|spread| spread.speedup_over(seconds[0]));
    Ok((1..).map(f64::from).zip(speedups).collect())
}

/// Amdahl's law: a share of the work is serial, and the rest is shared by all workers.
///
/// G. M. Amdahl, "Validity of the single processor approach", 1967.
fn amdahl(serial: f64, workers: f64) -> f64 {
    1.0 / (serial + (1.0 - serial) / workers)
}

/// The serial share of the work, by Amdahl's law.
#[derive(Clone, Copy, Debug)]
struct Serial {
    /// The share that comes closest to all points, by least squares.
    best: f64,
    /// The smallest and the largest share that a single point would give.
    least: f64,
    most: f64,
}

impl Serial {
    /// From what was measured with up to `cores` workers; `None` where these are too few to tell it
    /// apart from what changes between runs.
    fn of(measured: &[(f64, f64)], cores: usize) -> Option<Self> {
        const FEW_CORES: usize = 4;
        if cores < FEW_CORES {
            return None;
        }
        let on_cores = measured
            .iter()
            .filter(|(workers, _)| (2.0..=cores as f64).contains(workers));
        let (mut products, mut squares) = (0.0, 0.0);
        let (mut least, mut most) = (1.0_f64, 0.0_f64);
        for (workers, speedup) in on_cores {
            // The law as a line: 1 / speedup - 1 / workers = serial * (1 - 1 / workers).
            let (x, y) = (1.0 - 1.0 / workers, 1.0 / speedup - 1.0 / workers);
            products += x * y;
            squares += x * x;
            let share = (y / x).clamp(0.0, 1.0);
            (least, most) = (least.min(share), most.max(share));
        }
        Some(Self { best: (products / squares).clamp(0.0, 1.0), least, most })
    }

    fn in_words(self) -> String {
        /// Counting primes has no serial part to speak of; a larger share has another reason.
        const NOT_SERIAL: f64 = 0.2;
        /// A smaller share cannot be told apart from none.
        const NONE: f64 = 0.001;
        let Self { best, least, most } = self;
        let percent = |share| format!("{:.1} %", share * 100.0);
        if best > NOT_SERIAL {
            format!(
                "By Amdahl's law, {} of the work would be serial, but it is not: other programs want \
                 the cores, or these share more than they show.",
                percent(best)
            )
        } else if least > NONE {
            format!(
                "By Amdahl's law, {} to {} of the work is serial, and no number of cores would make \
                 it more than {:.0} to {:.0} times as fast.",
                percent(least),
                percent(most),
                1.0 / most,
                1.0 / least
            )
        } else {
            format!(
                "By Amdahl's law, at most {} of the work is serial: too little to say here where more \
                 cores would stop to help.",
                percent(most.max(NONE))
            )
        }
    }
}

/// The fewest workers that are nearly as fast as any number of them.
fn enough(measured: &[(f64, f64)]) -> (f64, f64) {
    let best = measured.iter().map(|(_, speedup)| *speedup).fold(0.0, f64::max);
    let good =
        measured.iter().find(|(_, speedup)| *speedup >= best * (1.0 - WORTH));
    *good.expect("one worker is always measured")
}

fn in_words(
    measured: &[(f64, f64)],
    serial: Option<Serial>,
    cores: usize,
) -> String {
    let (workers, speedup) = enough(measured);
    let advice = if cores == 1 && workers == 1.0 {
        "On this machine use 1 worker: more".to_owned()
    } else if speedup < 1.0 + WORTH || workers > cores as f64 {
        // Primes share out well, and a core does the work of one worker at a time.
        return format!(
            "On this machine no number of workers can be recommended now: {workers} did best on {}, \
             so other programs must have had some of these. Ask again when it has nothing else to do.",
            text::counted(cores as u64, "core")
        );
    } else {
        format!(
            "On this machine use {workers} workers: {speedup:.1} times as fast as one, and more"
        )
    };
    let serial = serial
        .map(|serial| format!("\n{}", serial.in_words()))
        .unwrap_or_default();
    format!("{advice} gain less than {:.0} %.{serial}", WORTH * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_amdahl(serial: f64, most: i32) -> Vec<(f64, f64)> {
        (1..=most)
            .map(f64::from)
            .map(|workers| (workers, amdahl(serial, workers)))
            .collect()
    }

    #[test]
    fn the_fit_finds_the_serial_share_that_the_points_have() {
        for serial in [0.0, 0.05, 0.5, 1.0] {
            let found = Serial::of(&by_amdahl(serial, 8), 8).unwrap();
            for share in [found.best, found.least, found.most] {
                assert!(
                    (share - serial).abs() < 1e-9,
                    "{found:?} instead of {serial}"
                );
            }
        }
    }

    #[test]
    fn workers_beyond_the_cores_do_not_count_for_the_fit() {
        let mut points = by_amdahl(0.1, 4);
        points.extend([(5.0, 3.0), (8.0, 2.9)]);
        assert!((Serial::of(&points, 4).unwrap().best - 0.1).abs() < 1e-9);
    }

    #[test]
    fn few_cores_say_nothing_about_many() {
        for cores in 1..4 {
            assert!(
                Serial::of(&by_amdahl(0.02, 8), cores).is_none(),
                "{cores} cores"
            );
            let words = in_words(
                &by_amdahl(0.02, 8),
                Serial::of(&by_amdahl(0.02, 8), cores),
                8,
            );
            assert!(!words.contains("Amdahl"), "{words}");
        }
    }

    #[test]
    fn what_more_cores_would_bring_is_an_interval() {
        let words = Serial { best: 0.02, least: 0.01, most: 0.025 }.in_words();
        assert!(
            words.contains("1.0 % to 2.5 % of the work is serial"),
            "{words}"
        );
        assert!(words.contains("more than 40 to 100 times as fast"), "{words}");
        let words = Serial { best: 0.002, least: 0.0, most: 0.004 }.in_words();
        assert!(
            words.contains("at most 0.4 %") && !words.contains("times as fast"),
            "{words}"
        );
        let words = Serial { best: 0.9, least: 0.8, most: 1.0 }.in_words();
        assert!(words.contains("other programs"), "{words}");
    }

    #[test]
    fn the_fewest_workers_that_are_as_good_as_any_are_recommended() {
        let points = [(1.0, 1.0), (2.0, 1.95), (3.0, 1.99), (4.0, 1.9)];
        assert_eq!(enough(&points).0, 2.0);
        assert!(
            in_words(&points, None, 2)
                .contains("use 2 workers: 1.9 times as fast as one")
        );
        let alone = in_words(&[(1.0, 1.0), (2.0, 0.9)], None, 1);
        assert!(
            alone.contains("use 1 worker: more gain") && !alone.contains("1.0"),
            "{alone}"
        );
    }

    #[test]
    fn a_busy_machine_gets_no_recommendation() {
        for speedups in
            [[1.0, 0.5, 0.8, 0.9], [1.0, 0.9, 1.1, 1.6], [1.0, 1.03, 1.07, 1.0]]
        {
            let points: Vec<(f64, f64)> =
                (1..).map(f64::from).zip(speedups).collect();
            let words = in_words(&points, None, 2);
            assert!(
                words.contains("can be recommended now")
                    && !words.contains("use "),
                "{words}"
            );
        }
    }
}
