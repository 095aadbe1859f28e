//! The kernels of chapter 11: how fast each model predicts, with the library that trained it and with ours.
//! `cargo bench -p chapter-11-model-scoring`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use chapter_11_model_scoring::{Model, Table, load_or_train};

fn models(criterion: &mut Criterion) {
    let trained = load_or_train().expect("the models can be trained");
    let table = Table::to_score(1000);
    let mut rows = criterion.benchmark_group("a thousand rows");
    rows.throughput(Throughput::Elements(1000)).sample_size(20);
    for trained in trained {
        let model = Model::of(&trained).expect("the model is trained");
        rows.bench_function(format!("{}/library", model.name()), |bencher| {
            bencher.iter(|| trained.predict(black_box(&table.pixels)));
        });
        rows.bench_function(format!("{}/kernel", model.name()), |bencher| {
            bencher.iter(|| model.predict(black_box(&table.pixels)));
        });
    }
    rows.finish();
}

criterion_group!(benches, models);
criterion_main!(benches);
