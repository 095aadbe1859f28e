//! The workbook and the page as their readers find them, compared with sums that do not use the
//! lesson's code.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions, not the helpers beside them"
)]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::BufReader,
    path::Path,
    time::Duration,
};

use calamine::{Data, Range, Reader, Xlsx, open_workbook};

use chapter_12_report_pipeline::{
    Failing, Job, Peaks, Summary, Writer, fetch_prices, one_step_after_another,
    parallel_steps, pipeline,
};
use practice_api::{Client, Config, Fault, PracticeApi, price_list, report};

/// Reports on six regions, the second of which fails.
fn write_report(
    folder: &Path,
    version: impl FnOnce(&Job, Writer) -> anyhow::Result<Summary>,
) {
    let config = Config {
        latency: Duration::from_millis(5),
        reports: 6,
        faults: [(2, Fault::Status(500))].into(),
        ..Config::default()
    };
    let server = PracticeApi::start(config).unwrap();
    let url = server.base_url().parse().unwrap();
    let client = Client::new("test", &url, Duration::from_secs(10), 3).unwrap();
    let prices = fetch_prices(&client).unwrap();
    let job = Job { client, prices, regions: 1..=6, workers: 3, bound: 4 };
    let writer =
        Writer::create(folder, Failing::IsLeftOut, Duration::ZERO).unwrap();
    version(&job, writer).unwrap();
}

/// Units and cents of a region by product, added up from the lines of its report.
fn expected(region: u32) -> BTreeMap<String, (u64, u64)> {
    let prices: BTreeMap<String, u64> = price_list()
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap())
        .map(|(product, price)| {
            (product.to_owned(), price.replace('.', "").parse().unwrap())
        })
        .collect();
    let mut products = BTreeMap::new();
    for line in report(region).lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let units: u64 = cells[2].parse().unwrap();
        let sum: &mut (u64, u64) =
            products.entry(cells[1].to_owned()).or_default();
        *sum = (sum.0 + units, sum.1 + units * prices[cells[1]]);
    }
    products
}

fn total(sums: impl Iterator<Item = (u64, u64)>) -> (u64, u64) {
    sums.fold((0, 0), |all, sum| (all.0 + sum.0, all.1 + sum.1))
}

fn cell(range: &Range<Data>, row: usize, column: usize) -> String {
    range.get((row, column)).map(ToString::to_string).unwrap_or_default()
}

/// A figure in a cell: money as cents.
fn figure(range: &Range<Data>, row: usize, column: usize, scale: f64) -> u64 {
    match range.get((row, column)) {
        Some(Data::Float(figure)) => (figure * scale).round() as u64,
        Some(Data::Int(figure)) => (*figure as f64 * scale).round() as u64,
        Some(Data::String(figure)) => {
            (figure.parse::<f64>().unwrap() * scale).round() as u64
        }
        other => panic!("no figure in row {row}, column {column}: {other:?}"),
    }
}

#[test]
fn the_workbook_has_a_summary_and_a_sheet_for_each_region_with_the_right_sums()
{
    let folder = tempfile::tempdir().unwrap();
    write_report(folder.path(), |job, writer| {
        pipeline(job, writer, &Peaks::default())
    });
    let mut workbook: Xlsx<BufReader<File>> =
        open_workbook(folder.path().join("report.xlsx")).unwrap();
    let sheets =
        ["Summary", "Region 1", "Region 3", "Region 4", "Region 5", "Region 6"];
    assert_eq!(workbook.sheet_names(), sheets);

    let summary = workbook.worksheet_range("Summary").unwrap();
    let left_out = cell(&summary, 1, 0);
    assert_eq!(
        left_out,
        "Left out: region 2 (the server answered 500 Internal Server Error)."
    );
    let (mut all_units, mut all_cents) = (0, 0);
    for (row, region) in (4..).zip([1, 3, 4, 5, 6]) {
        let (units, cents) = total(expected(region).into_values());
        assert_eq!(cell(&summary, row, 0), format!("Region {region}"));
        assert_eq!(figure(&summary, row, 1, 1.0), units, "region {region}");
        assert_eq!(figure(&summary, row, 2, 100.0), cents, "region {region}");
        (all_units, all_cents) = (all_units + units, all_cents + cents);

        let sheet =
            workbook.worksheet_range(&format!("Region {region}")).unwrap();
        let rows = report(region).lines().count();
        assert_eq!(sheet.get_size(), (rows, 5), "region {region}");
        let sum = |column, scale| {
            (1..rows).map(|row| figure(&sheet, row, column, scale)).sum()
        };
        assert_eq!(
            (sum(2, 1.0), sum(4, 100.0)),
            (units, cents),
            "region {region}"
        );
    }
    assert_eq!(cell(&summary, 9, 0), "All");
    let all = (figure(&summary, 9, 1, 1.0), figure(&summary, 9, 2, 100.0));
    assert_eq!(all, (all_units, all_cents), "what the formulas come to");
    let formulas = workbook.worksheet_formula("Summary").unwrap();
    assert_eq!(formulas.get_value((9, 2)).unwrap(), "SUM(C5:C9)");
    assert_eq!(formulas.get_value((16, 6)).unwrap(), "SUM(G5:G16)");
    for (row, product) in (4..).zip(expected(1).into_keys()) {
        let of_product = |region| expected(region)[&product];
        let (units, cents) = total([1, 3, 4, 5, 6].into_iter().map(of_product));
        assert_eq!(cell(&summary, row, 4), product);
        assert_eq!(figure(&summary, row, 5, 1.0), units, "{product}");
        assert_eq!(figure(&summary, row, 6, 100.0), cents, "{product}");
    }
}

#[test]
fn the_dates_of_a_sheet_are_dates() {
    let folder = tempfile::tempdir().unwrap();
    write_report(folder.path(), one_step_after_another);
    let mut workbook: Xlsx<BufReader<File>> =
        open_workbook(folder.path().join("report.xlsx")).unwrap();
    let sheet = workbook.worksheet_range("Region 6").unwrap();
    // Excel counts days; the first of 2025 is this one.
    let Some(Data::DateTime(first)) = sheet.get((1, 0)) else {
        panic!("no date: {:?}", sheet.get((1, 0)));
    };
    assert_eq!(first.as_f64(), 45_658.0);
}

#[test]
fn the_page_names_what_is_left_out_and_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    write_report(folder.path(), |job, writer| {
        pipeline(job, writer, &Peaks::default())
    });
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    let left_out =
        "Left out: region 2 (the server answered 500 Internal Server Error).";
    assert!(
        page.contains(left_out) && page.contains("in 5 of 6 regions"),
        "{page:.2000}"
    );
    for (number, region) in [1, 3, 4, 5, 6].into_iter().enumerate() {
        let (_, cents) = total(expected(region).into_values());
        let money = format!(
            "{}.{:02}",
            stopwatch::text::count(cents / 100),
            cents % 100
        );
        assert!(
            page.contains(&format!("<td>{money}</td>")),
            "region {region}: {money}"
        );
        let section = page.match_indices("<details>").nth(number).unwrap().0;
        assert!(
            page[section..]
                .starts_with(&format!("<details><summary>Region {region}<"))
        );
    }
    for foreign in ["<script", "http:", "https:", "src=", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn every_version_writes_the_same_files_byte_for_byte() {
    let files = |version: &dyn Fn(&Job, Writer) -> anyhow::Result<Summary>| {
        let folder = tempfile::tempdir().unwrap();
        write_report(folder.path(), version);
        ["report.xlsx", "report.html"]
            .map(|name| fs::read(folder.path().join(name)).unwrap())
    };
    let first = files(&one_step_after_another);
    assert!(first == files(&parallel_steps), "parallel steps");
    assert!(
        first == files(&|job, writer| pipeline(job, writer, &Peaks::default())),
        "pipeline"
    );
}
