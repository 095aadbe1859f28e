//! The kernels of chapter 06, and three ways to split the work: `cargo bench -p
//! chapter-06-data-parallel`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

use chapter_06_data_parallel::{
    count_in_threads, count_primes, count_sequentially, count_with_rayon, cut,
    darts::{hits, throw_in_threads, throw_sequentially, throw_with_rayon},
};

fn kernels(criterion: &mut Criterion) {
    let numbers = 9_900_000..10_000_000;
    criterion.bench_function("primes of 100,000 numbers", |bencher| {
        bencher.iter(|| count_primes(black_box(&numbers)));
    });
    criterion.bench_function("a handful of darts", |bencher| {
        bencher.iter(|| hits(black_box(7)))
    });
}

fn splitting(criterion: &mut Criterion) {
    let workers = stopwatch::cores();
    let (limit, handfuls) = (1_000_000, 4);
    let ranges = cut(limit, 32);
    let mut uneven = criterion.benchmark_group("uneven");
    uneven.bench_function("sequential", |bencher| {
        bencher.iter(|| count_sequentially(&ranges))
    });
    uneven.bench_function("threads", |bencher| {
        bencher.iter(|| count_in_threads(limit, workers as u64));
    });
    uneven.bench_function("rayon", |bencher| {
        bencher.iter(|| count_with_rayon(&ranges))
    });
    uneven.finish();

    let mut even = criterion.benchmark_group("even");
    even.sample_size(20);
    even.bench_function("sequential", |bencher| {
        bencher.iter(|| throw_sequentially(handfuls))
    });
    even.bench_function("threads", |bencher| {
        bencher.iter(|| throw_in_threads(handfuls, workers))
    });
    even.bench_function("rayon", |bencher| {
        bencher.iter(|| throw_with_rayon(handfuls))
    });
    even.finish();
}

criterion_group!(benches, kernels, splitting);
criterion_main!(benches);
