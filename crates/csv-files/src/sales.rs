//! Sales to practise on: the same for the same number of rows, on every machine.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use anyhow::Result;
use rust_xlsxwriter::{Workbook, XlsxError};

use practice_data::{Table, made_once};

const COLUMNS: [&str; 6] =
    ["order_id", "date", "region", "product", "units", "price"];
const PRICE: usize = 5;
const REGIONS: [&str; 5] = ["North", "South", "East", "West", "Centre"];
/// Some need quotes in a CSV file, because of a comma, a quote or a line break.
const PRODUCTS: [&str; 20] = [
    "Tea",
    "Coffee",
    "Sugar",
    "Milk",
    "Honey",
    "Salt",
    "Bread",
    "Cake",
    "Cup",
    "Pot",
    "Plate",
    "Spoon",
    "Fork",
    "Knife",
    "Bowl",
    "Jug",
    "Tray",
    "Tea, green",
    "Plate, 10\"",
    "Gift box\n(6 cups)",
];

/// The random numbers of all sales begin here.
const SEED: u64 = 9;
/// It changes whenever what is written below changes, so that older files are not taken for these.
const EDITION: u32 = 1;

/// One sale after another.
struct Sales {
    random: fastrand::Rng,
    dates: Vec<String>,
    order_id: u64,
}

struct Sale {
    order_id: u64,
    date: usize,
    region: &'static str,
    product: &'static str,
    units: u32,
    cents: u32,
}

impl Sales {
    fn new(seed: u64) -> Self {
        const DAYS: [u32; 12] =
            [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let days_of =
            |month: usize| (1..=DAYS[month]).map(move |day| (month + 1, day));
        let days = (0..DAYS.len()).flat_map(days_of);
        let dates = days
            .map(|(month, day)| format!("2025-{month:02}-{day:02}"))
            .collect();
        Self { random: fastrand::Rng::with_seed(seed), dates, order_id: 0 }
    }

    fn next_sale(&mut self) -> Sale {
        self.order_id += 1;
        let random = &mut self.random;
        Sale {
            order_id: self.order_id,
            date: random.usize(..self.dates.len()),
            region: REGIONS[random.usize(..REGIONS.len())],
            product: PRODUCTS[random.usize(..PRODUCTS.len())],
            units: random.u32(1..=12),
            cents: random.u32(95..=4999),
        }
    }
}

/// A CSV file with one sale a row, made if it is not there yet.
///
/// # Errors
/// When the disk does not take it.
pub fn csv_file(rows: u64, messy: bool) -> Result<PathBuf> {
    let mess = if messy { "-messy" } else { "" };
    made_once(&format!("sales-{rows}{mess}-{SEED}-{EDITION}.csv"), |out| {
        write(out, rows, messy)
    })
}

fn write(out: &mut BufWriter<File>, rows: u64, messy: bool) -> io::Result<()> {
    let mut table = Table::new(out, &COLUMNS, PRICE, messy)?;
    let mut sales = Sales::new(SEED);
    let mut cells = [const { String::new() }; 3];
    for _ in 0..rows {
        let Sale { order_id, date, region, product, units, cents } =
            sales.next_sale();
        cells.iter_mut().for_each(String::clear);
        let [order_id_cell, units_cell, price_cell] = &mut cells;
        // Writing into a string never fails.
        let _ = write!(order_id_cell, "{order_id}");
        let _ = write!(units_cell, "{units}");
        let _ = write!(price_cell, "{}.{:02}", cents / 100, cents % 100);
        table.row(&[
            order_id_cell,
            &sales.dates[date],
            region,
            product,
            units_cell,
            price_cell,
        ])?;
    }
    table.finish()
}

/// A workbook for each branch, with one sale a row, made if they are not there yet.
///
/// # Errors
/// When the disk does not take them.
pub fn workbooks(branches: u32, rows: u32) -> Result<Vec<PathBuf>> {
    let name =
        |branch| format!("branch-{branch:02}-{rows}-{SEED}-{EDITION}.xlsx");
    let workbook = |branch: u32| {
        made_once(&name(branch), |out| {
            let workbook = workbook(rows, SEED + u64::from(branch))
                .map_err(io::Error::other)?;
            out.write_all(&workbook)
        })
    };
    (1..=branches).map(workbook).collect()
}

/// A workbook whose second half is missing, as after a copy that was cut off.
///
/// # Errors
/// When the disk does not take it.
pub fn broken_workbook() -> Result<PathBuf> {
    made_once(&format!("branch-broken-{SEED}-{EDITION}.xlsx"), |out| {
        let workbook = workbook(1_000, SEED).map_err(io::Error::other)?;
        out.write_all(&workbook[..workbook.len() / 2])
    })
}

fn workbook(rows: u32, seed: u64) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, COLUMNS)?;
    let mut sales = Sales::new(seed);
    for row in 1..=rows {
        let Sale { order_id, date, region, product, units, cents } =
            sales.next_sale();
        sheet.write(row, 0, order_id)?.write(row, 1, &sales.dates[date])?;
        sheet.write(row, 2, region)?.write(row, 3, product)?;
        sheet.write(row, 4, units)?.write(row, 5, f64::from(cents) / 100.0)?;
    }
    workbook.save_to_buffer()
}
