//! What timing costs: recording one task, and drawing a timeline of ten thousand.
//! Run with `cargo bench -p stopwatch`; it is built as readers build it.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

use stopwatch::{
    Run, Task,
    timeline::{self, Canvas, Rows},
};

fn record(criterion: &mut Criterion) {
    criterion.bench_function("record one task", |bencher| {
        stopwatch::measure("bench", || {
            bencher.iter(|| drop(stopwatch::task(black_box("file_1.csv"))));
        });
    });
}

/// `count` tasks of 2 s on `lanes` lanes, each lane's one after another.
fn run(count: u32, lanes: u32) -> Run {
    let tasks = (0..count).map(|number| {
        let start_s = 2.0 * f64::from(number / lanes);
        Task {
            name: format!("file_{number}.csv"),
            lane: format!("thread {}", number % lanes),
            start_s,
            end_s: Some(start_s + 2.0),
            cpu_s: Some(1.0),
        }
    });
    Run {
        wall_s: Some(2.0 * f64::from(count / lanes)),
        most_in_flight: lanes as usize,
        tasks: tasks.collect(),
        ..Run::not_measured("threads")
    }
}

fn draw(criterion: &mut Criterion) {
    let canvas = Canvas { width: 200, ascii: false };
    for lanes in [16, 1000] {
        let runs = [run(10_000, lanes)];
        criterion.bench_function(&format!("draw 10,000 tasks on {lanes} lanes"), |bencher| {
            bencher.iter(|| timeline::draw(black_box(&runs), Rows::Lanes, canvas));
        });
    }
}

criterion_group!(benches, record, draw);
criterion_main!(benches);
