//! `--sweep`: the speedup over the number of workers.

use std::{hint::black_box, time::Instant};

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

use chapter_06_data_parallel::{count_with_rayon, cut};
use stopwatch::{Chart, Curve, cores};

/// So often each number of workers is measured; the median counts.
const ROUNDS: usize = 3;
/// For each worker so many ranges, of which the longest takes twice as long as the mean.
const RANGES_PER_WORKER: u64 = 16;
/// More workers that gain less than this share are not worth their while.
const WORTH: f64 = 0.05;
/// Counting primes has no serial part to speak of; a larger share has another reason.
const NOT_SERIAL: f64 = 0.2;

/// Counts primes with 1, 2, … workers, up to twice the cores, and says how many to use.
///
/// # Errors
/// When rayon cannot start its threads.
pub(crate) fn sweep(limit: u64) -> Result<Chart> {
    let measured = speedups(limit, 2 * cores())?;
    let serial = serial_share(&measured, cores());
    let curve = |name: String, speedup: &dyn Fn(f64) -> f64| Curve {
        name,
        points: measured.iter().map(|(workers, _)| (*workers, speedup(*workers))).collect(),
    };
    let mut curves = vec![
        Curve { name: "measured".to_owned(), points: measured.clone() },
        curve("ideal".to_owned(), &|workers| workers),
    ];
    if let Some(serial) = serial {
        let name = format!("Amdahl's law, {:.1} % serial", serial * 100.0);
        curves.push(curve(name, &|workers| amdahl(serial, workers)));
    }
    Ok(Chart {
        title: "Counting primes with rayon: the speedup over the number of workers".to_owned(),
        x: "workers".to_owned(),
        x_is_logarithmic: false,
        y: "times as fast as one worker".to_owned(),
        curves,
        in_words: in_words(&measured, serial),
    })
}

/// How many times as fast as one worker each number of workers is, by medians of several rounds.
fn speedups(limit: u64, most: usize) -> Result<Vec<(f64, f64)>> {
    let pool = |workers| ThreadPoolBuilder::new().num_threads(workers).build();
    let pools: Vec<ThreadPool> =
        (1..=most).map(pool).collect::<Result<_, _>>().context("rayon did not start")?;
    let ranges = cut(limit, RANGES_PER_WORKER * most as u64);
    let mut seconds = vec![Vec::new(); most];
    // Round after round, so that what changes over time does not favour a number of workers.
    for _ in 0..ROUNDS {
        for (pool, seconds) in pools.iter().zip(&mut seconds) {
            let began = Instant::now();
            black_box(pool.install(|| count_with_rayon(&ranges)));
            seconds.push(began.elapsed().as_secs_f64());
        }
    }
    let medians: Vec<f64> = seconds.into_iter().map(median).collect();
    Ok((1..).zip(&medians).map(|(workers, s)| (f64::from(workers), medians[0] / s)).collect())
}

/// The value in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Amdahl's law: a share of the work is serial, and the rest is shared by all workers.
///
/// G. M. Amdahl, "Validity of the single processor approach", 1967.
fn amdahl(serial: f64, workers: f64) -> f64 {
    1.0 / (serial + (1.0 - serial) / workers)
}

/// The serial share with which Amdahl's law comes closest to what was measured on up to `cores`
/// workers, by least squares; `None` where there is but one core.
fn serial_share(measured: &[(f64, f64)], cores: usize) -> Option<f64> {
    let on_cores = measured.iter().filter(|(workers, _)| (2.0..=cores as f64).contains(workers));
    // The law as a line: 1 / speedup - 1 / workers = serial * (1 - 1 / workers).
    let (mut products, mut squares) = (0.0, 0.0);
    for (workers, speedup) in on_cores {
        let (x, y) = (1.0 - 1.0 / workers, 1.0 / speedup - 1.0 / workers);
        products += x * y;
        squares += x * x;
    }
    (squares > 0.0).then(|| (products / squares).clamp(0.0, 1.0))
}

/// The fewest workers that are as good as any.
fn enough(measured: &[(f64, f64)]) -> (f64, f64) {
    let best = measured.iter().map(|(_, speedup)| *speedup).fold(0.0, f64::max);
    let good = measured.iter().find(|(_, speedup)| *speedup >= best * (1.0 - WORTH));
    *good.expect("one worker is always measured")
}

fn in_words(measured: &[(f64, f64)], serial: Option<f64>) -> String {
    let (workers, speedup) = enough(measured);
    let noun = if workers == 1.0 { "worker" } else { "workers" };
    let most = match serial {
        Some(serial) if serial > NOT_SERIAL => format!(
            "\nBy Amdahl's law, {:.1} % of the work would be serial, but it is not: other programs \
             want the cores, or these share more than they show.",
            serial * 100.0
        ),
        Some(serial) if serial > 0.001 => format!(
            "\nBy Amdahl's law, {:.1} % of the work is serial, and no number of cores would make it \
             more than {:.0} times as fast.",
            serial * 100.0,
            1.0 / serial
        ),
        _ => String::new(),
    };
    format!(
        "On this machine use {workers} {noun}: {speedup:.1} times as fast as one, and more gain \
         less than {:.0} %.{most}",
        WORTH * 100.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_amdahl(serial: f64, most: i32) -> Vec<(f64, f64)> {
        (1..=most).map(f64::from).map(|workers| (workers, amdahl(serial, workers))).collect()
    }

    #[test]
    fn the_fit_finds_the_serial_share_that_the_points_have() {
        for serial in [0.0, 0.05, 0.5, 1.0] {
            let found = serial_share(&by_amdahl(serial, 8), 8).unwrap();
            assert!((found - serial).abs() < 1e-9, "{found} instead of {serial}");
        }
    }

    #[test]
    fn workers_beyond_the_cores_do_not_count_for_the_fit() {
        let mut points = by_amdahl(0.1, 4);
        points.extend([(5.0, 3.0), (8.0, 2.9)]);
        assert!((serial_share(&points, 4).unwrap() - 0.1).abs() < 1e-9);
        assert_eq!(serial_share(&points, 1), None);
    }

    #[test]
    fn the_fewest_workers_that_are_as_good_as_any_are_recommended() {
        let points = [(1.0, 1.0), (2.0, 1.95), (3.0, 1.99), (4.0, 1.9)];
        assert_eq!(enough(&points).0, 2.0);
        assert!(in_words(&points, Some(0.02)).contains("use 2 workers"));
        assert!(in_words(&points, Some(0.02)).contains("more than 50 times"));
        assert!(in_words(&points, Some(0.9)).contains("other programs"));
        assert!(in_words(&[(1.0, 1.0), (2.0, 0.9)], None).contains("use 1 worker:"));
    }
}
