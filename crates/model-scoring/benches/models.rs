//! The kernels of chapter 11: how fast each model predicts.
//! `cargo bench -p chapter-11-model-scoring`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use chapter_11_model_scoring::{Table, load_or_train};

fn models(criterion: &mut Criterion) {
    let models = load_or_train().expect("the models can be trained");
    let table = Table::to_score(1000);
    let mut rows = criterion.benchmark_group("a thousand rows");
    rows.throughput(Throughput::Elements(1000)).sample_size(20);
    for model in models {
        rows.bench_function(model.name(), |bencher| {
            bencher.iter(|| model.predict(black_box(&table.pixels)));
        });
    }
    rows.finish();
}

criterion_group!(benches, models);
criterion_main!(benches);
