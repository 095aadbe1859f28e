//! `--break-even`: how small a piece of work may be until sharing it out costs more than it saves.

use std::{hint::black_box, thread, time::Instant};

use anyhow::Result;
use rayon::prelude::*;

use chapter_06_data_parallel::darts::throw;
use stopwatch::{Chart, Curve, Lesson, rounds, text};

use crate::pool;

/// The sizes of an item to begin with, in microseconds.
const SIZES_US: [f64; 7] = [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0];
/// How often the distance between two of them is halved to find the break-even.
const HALVINGS: usize = 5;
/// How often each size is measured. The least time counts: what a way costs when nothing gets in its
/// way, such as two threads that the system puts on one core.
const ROUNDS: usize = 8;
/// All items together should take about this long on one core, in microseconds.
const BATCH_US: f64 = 10_000.0;

/// A way to do all items, each a number of darts.
type Way = fn(items: u32, darts: u64, workers: usize) -> Result<u64>;

const MOST_THREADS: usize = 1000;

/// The ways, each with the most items that it is given at once.
const WAYS: [(&str, Way, u32); 3] = [
    ("rayon, a task an item", in_tasks, 1_000_000),
    ("a thread an item", in_threads, MOST_THREADS as u32),
    ("a process an item", in_processes, 8),
];

/// Finds for each way the size of an item at which it is as fast as one core alone, and adds a chart.
///
/// # Errors
/// When a thread or a process cannot be started, or fails.
pub(crate) fn break_even(workers: usize, lesson: &mut Lesson) -> Result<()> {
    pool::has_room(MOST_THREADS)?;
    let dart_us = time_of_a_dart();
    let mut curves = Vec::new();
    let mut sentences = Vec::new();
    for (name, way, most) in WAYS {
        let speedup = |size_us: f64| {
            speedup(way, most, (size_us / dart_us).ceil() as u64, workers)
        };
        let mut points = Vec::new();
        for size_us in SIZES_US {
            points.push((size_us, speedup(size_us)?));
        }
        sentences.push(match crossing(&points) {
            None => format!("{name}: not worth it at any size that was tried."),
            Some((_, to)) if to == SIZES_US[0] => {
                format!("{name}: worth it at every size.")
            }
            Some((mut from, mut to)) => {
                for _ in 0..HALVINGS {
                    let middle = (from * to).sqrt();
                    *(if speedup(middle)? < 1.0 {
                        &mut from
                    } else {
                        &mut to
                    }) = middle;
                }
                format!(
                    "{name}: below {} an item do not bother.",
                    text::short_duration(to / 1e6, false)
                )
            }
        });
        curves.push(Curve { name: name.to_owned(), points });
    }
    let chart = Chart {
        title: format!(
            "Break-even on {workers} workers: what sharing out gains, by size of an item"
        ),
        x: "µs an item".to_owned(),
        x_is_logarithmic: true,
        y: "times as fast as one core alone".to_owned(),
        curves,
        ..Chart::default()
    };
    // The sentences come from more sizes than the curves have.
    lesson.add_chart(chart, |_| sentences.join("\n"));
    Ok(())
}

/// The two sizes between which a way begins to be worth it, for good.
fn crossing(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let last_loss = points.iter().rposition(|(_, speedup)| *speedup < 1.0);
    match last_loss {
        None => Some((points[0].0, points[0].0)),
        Some(last) => Some((points[last].0, points.get(last + 1)?.0)),
    }
}

/// How much faster a way is than one core alone, by the least times of rounds in which both run.
fn speedup(way: Way, most: u32, darts: u64, workers: usize) -> Result<f64> {
    let darts_at_once = (BATCH_US / time_of_a_dart()) as u64;
    let least = 2 * workers as u32;
    let items = u32::try_from(darts_at_once / darts)
        .unwrap_or(most)
        .clamp(least, most.max(least));
    let expected = one_by_one(items, darts, 1)?;
    let least = rounds::time(ROUNDS, &[one_by_one, way], |way: &Way| {
        let hits = black_box(way(items, darts, workers)?);
        assert_eq!(hits, expected, "a way that is wrong is not fast");
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(least[0].min / least[1].min)
}

/// Microseconds for one dart.
fn time_of_a_dart() -> f64 {
    const DARTS: u64 = 200_000;
    let began = Instant::now();
    black_box(throw(black_box(DARTS), 0));
    began.elapsed().as_secs_f64() * 1e6 / DARTS as f64
}

fn one_by_one(items: u32, darts: u64, _workers: usize) -> Result<u64> {
    Ok((0..items).map(|item| throw(black_box(darts), item.into())).sum())
}

fn in_tasks(items: u32, darts: u64, _workers: usize) -> Result<u64> {
    // Without a limit on the length rayon would join small items, and hide what one costs.
    let tasks = (0..items).into_par_iter().with_max_len(1);
    Ok(tasks.map(|item| throw(black_box(darts), item.into())).sum())
}

fn in_threads(items: u32, darts: u64, _workers: usize) -> Result<u64> {
    thread::scope(|scope| {
        let throw = |item| move || throw(black_box(darts), item);
        let start = |item: u32| pool::start_thread(scope, throw(item.into()));
        let threads = (0..items).map(start).collect::<Result<Vec<_>>>()?;
        Ok(threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum())
    })
}

fn in_processes(items: u32, darts: u64, workers: usize) -> Result<u64> {
    let throw = |item: u32| {
        stopwatch::in_a_process::<u64>(
            "throwing",
            &["throw".to_owned()],
            &(darts, item),
        )
    };
    thread::scope(|scope| {
        let mine = |first| {
            move || {
                (first..items).step_by(workers).map(throw).sum::<Result<u64>>()
            }
        };
        let start = |first| pool::start_thread(scope, mine(first));
        let threads =
            (0..workers as u32).map(start).collect::<Result<Vec<_>>>()?;
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_worth_it_from_where_it_is_never_again_a_loss() {
        let points = [(1.0, 0.2), (10.0, 1.1), (100.0, 0.9), (1000.0, 1.8)];
        assert_eq!(crossing(&points), Some((100.0, 1000.0)));
        assert_eq!(crossing(&points[..3]), None);
        assert_eq!(crossing(&points[3..]), Some((1000.0, 1000.0)));
    }

    #[test]
    fn every_way_hits_the_same() {
        let expected = one_by_one(5, 1000, 1).unwrap();
        assert_eq!(in_tasks(5, 1000, 2).unwrap(), expected);
        assert_eq!(in_threads(5, 1000, 2).unwrap(), expected);
    }
}
