//! The kernels of chapter 10, and four ways to share out users: run `cargo bench -p
//! chapter-10-user-sessions`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use chapter_10_user_sessions::{
    Event, Log, Names, made,
    moment::{Moment, SECOND},
    read_events, sessionize_by_user_in_threads, sessionize_sequentially,
    sessionize_under_one_big_lock, sessionize_user, sessionize_with_rayon,
};

const SILENCE_NS: i64 = 30 * 60 * SECOND;

fn log() -> Log {
    let file = made::log(500_000, false).expect("a log can be made");
    Log::open(&file).expect("what was made is a log")
}

fn events() -> Vec<Event> {
    read_events(&log()).expect("what was made can be read").0
}

fn kernels(criterion: &mut Criterion) {
    criterion.bench_function("read a time", |bencher| {
        bencher.iter(|| Moment::read(black_box(b"2026-03-26T19:06:37+02:00")));
    });
    let log = log();
    let mut group = criterion.benchmark_group("one piece of a log");
    group.throughput(Throughput::Elements(
        log.read(&log.pieces()[0], &Names::default())
            .map_or(0, |part| part.tally.events),
    ));
    group.bench_function("read", |bencher| {
        bencher.iter(|| log.read(&log.pieces()[0], &Names::default()));
    });
    group.finish();
    let of_one_user: Vec<Event> =
        events().into_iter().filter(|event| event.user == 1).collect();
    let mut group = criterion.benchmark_group("one user");
    group.throughput(Throughput::Elements(of_one_user.len() as u64));
    group.bench_function("cut into sessions", |bencher| {
        bencher.iter(|| sessionize_user(1, of_one_user.clone(), SILENCE_NS));
    });
    group.finish();
}

fn sharing(criterion: &mut Criterion) {
    let workers = stopwatch::cores();
    let events = events();
    let mut group = criterion.benchmark_group("half a million events");
    group.sample_size(20);
    group.bench_function("sequential", |bencher| {
        bencher.iter(|| sessionize_sequentially(&events, SILENCE_NS));
    });
    group.bench_function("threads-by-user", |bencher| {
        bencher.iter(|| {
            sessionize_by_user_in_threads(&events, SILENCE_NS, workers)
        });
    });
    group.bench_function("one-big-lock", |bencher| {
        bencher.iter(|| {
            sessionize_under_one_big_lock(&events, SILENCE_NS, workers)
        });
    });
    group.bench_function("rayon", |bencher| {
        bencher.iter(|| sessionize_with_rayon(&events, SILENCE_NS))
    });
    group.finish();
}

criterion_group!(benches, kernels, sharing);
criterion_main!(benches);
