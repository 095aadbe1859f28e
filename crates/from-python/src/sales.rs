//! Sales to practise on: the same for the same number of rows, on every machine.

use std::{
    fs::File,
    io::{self, BufWriter},
    path::PathBuf,
};

use anyhow::Result;

use practice_data::{Table, made_once};

const COLUMNS: [&str; 5] = ["order_id", "region", "product", "units", "price"];
const PRICE: usize = 4;
const REGIONS: [&str; 5] = ["North", "South", "East", "West", "Centre"];
/// The last needs quotes in a CSV file.
const PRODUCTS: [&str; 6] =
    ["Tea", "Coffee", "Sugar", "Honey", "Cup", "Gift box\n(6 cups)"];

/// The random numbers begin here.
const SEED: u64 = 15;
/// It changes whenever what is written changes, so that older files are not taken for these.
const EDITION: u32 = 1;

/// A CSV file with one sale a row, made if it is not there yet.
///
/// # Errors
/// When the disk does not take it.
pub(crate) fn csv_file(rows: u64) -> Result<PathBuf> {
    made_once(&format!("small-sales-{rows}-{SEED}-{EDITION}.csv"), |out| {
        write(out, rows)
    })
}

fn write(out: &mut BufWriter<File>, rows: u64) -> io::Result<()> {
    let mut table = Table::new(out, &COLUMNS, PRICE, false)?;
    let mut random = fastrand::Rng::with_seed(SEED);
    for order_id in 1..=rows {
        let region = REGIONS[random.usize(..REGIONS.len())];
        let product = PRODUCTS[random.usize(..PRODUCTS.len())];
        let units = random.u32(1..=12).to_string();
        let cents = random.u32(95..=4999);
        let price = format!("{}.{:02}", cents / 100, cents % 100);
        table.row(&[&order_id.to_string(), region, product, &units, &price])?;
    }
    table.finish()
}
