//! The parts of chapter 09's fast version, and what each replaces, on one core: `cargo bench -p
//! chapter-09-csv-files`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use chapter_09_csv_files::{
    CsvFile, Request,
    cut::first_row,
    engine::{marks::Marks, number},
    fast, sales, sum_piece,
};

fn kernels(criterion: &mut Criterion) {
    let file = sales::csv_file(100_000, false).expect("the file can be made");
    let bytes = std::fs::read(&file).expect("the file can be read");
    let mut of_the_file = criterion.benchmark_group("bytes");
    of_the_file.throughput(Throughput::Bytes(bytes.len() as u64));
    of_the_file.bench_function("all marks", |bencher| {
        bencher.iter(|| {
            let mut marks = Marks::of(black_box(&bytes), b',');
            std::iter::from_fn(|| marks.next_mark()).count()
        });
    });
    of_the_file.finish();

    criterion.bench_function("a price", |bencher| {
        bencher.iter(|| number::parse_simple(black_box(b"1234.56"), b'.'));
    });
    let middle = &bytes[bytes.len() / 2..][..1 << 14];
    criterion.bench_function("guess where a row begins", |bencher| {
        bencher.iter(|| first_row(black_box(middle), b','));
    });
}

fn versions(criterion: &mut Criterion) {
    let file = sales::csv_file(100_000, false).expect("the file can be made");
    let file = CsvFile::open(&file, b',').expect("the file can be read");
    let request = Request::new("region", &["units", "revenue"]);
    let query = file.query(&request).expect("it has these columns");
    let whole = file.whole();
    let mut versions = criterion.benchmark_group("100,000 rows");
    versions.throughput(Throughput::Bytes(whole.end - whole.start));
    versions.sample_size(20);
    versions.bench_function("csv crate", |bencher| {
        bencher.iter(|| sum_piece(&file, &whole, &query));
    });
    versions.bench_function("fast", |bencher| {
        bencher.iter(|| fast::sum_piece(&file, &whole, &query));
    });
    versions.finish();
}

criterion_group!(benches, kernels, versions);
criterion_main!(benches);
