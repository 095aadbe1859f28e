//! `--workers-sweep`: how waiting and computing gain from more workers.

use std::{convert::Infallible, hint::black_box};

use chapter_08_rule_of_thumb::{Work, in_threads};
use stopwatch::{Chart, Curve, Lesson, cores, rounds, text};

const WORKERS: [u32; 7] = [1, 2, 4, 8, 16, 32, 64];
/// As many tasks as the most workers: each then has one.
const TASKS: u32 = 64;
/// How often each number of workers is measured; the median counts.
const ROUNDS: usize = 3;

/// Adds a chart of the speedups of waiting and computing over the number of threads.
pub(crate) fn sweep(wait: Work, compute: Work, lesson: &mut Lesson) {
    let curve = |name: &str, points| Curve { name: name.to_owned(), points };
    let chart = Chart {
        title: "Waiting and computing in threads: the speedup over the number of workers"
            .to_owned(),
        x: "workers".to_owned(),
        x_is_logarithmic: true,
        y: "times as fast as one worker".to_owned(),
        curves: vec![curve("waiting", speedups(wait)), curve("computing", speedups(compute))],
        ..Chart::default()
    };
    lesson.add_chart(chart, |curves| {
        in_words(&curves[0].points, &curves[1].points)
    });
}

fn in_words(waiting: &[(f64, f64)], computing: &[(f64, f64)]) -> String {
    let (_, last) = waiting.last().expect("there are workers");
    let best =
        computing.iter().map(|(_, speedup)| *speedup).fold(1.0, f64::max);
    let computing_gains = if best < 1.1 {
        "Computing gains nothing from more workers".to_owned()
    } else {
        format!("Computing is never more than {best:.1} times as fast")
    };
    format!(
        "With {TASKS} workers waiting is {last:.0} times as fast as with one. {computing_gains}: this \
         machine has {}.",
        text::counted(cores() as u64, "core")
    )
}

/// How many times as fast as one worker each number of workers is.
fn speedups(work: Work) -> Vec<(f64, f64)> {
    let Ok(seconds) = rounds::time(ROUNDS, &WORKERS, |workers| {
        black_box(in_threads(work, TASKS, *workers));
        Ok::<_, Infallible>(())
    });
    let workers = WORKERS.into_iter().map(f64::from);
    workers
        .zip(seconds.iter().map(|spread| spread.speedup_over(seconds[0])))
        .collect()
}
