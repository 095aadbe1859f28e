//! From a report in CSV to sales with prices.

use std::collections::BTreeMap;

use anyhow::{Context, Error, Result, bail};
use rust_xlsxwriter::ExcelDateTime;
use serde::{Deserialize, Serialize};

use practice_api::Client;
use stopwatch::text::excerpt;

/// What each product costs, in cents.
pub type Prices = BTreeMap<String, u64>;

/// The sales of one region.
pub struct Sales {
    /// In the order of the report.
    pub rows: Vec<Row>,
    /// What they come to, by product.
    pub products: BTreeMap<String, Totals>,
}

/// What was sold of one product on one day.
pub struct Row {
    pub(crate) date: ExcelDateTime,
    pub(crate) product: String,
    pub(crate) units: u32,
    pub(crate) price: u64,
    pub(crate) revenue: u64,
}

/// How many units were sold, and for how much, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// How many.
    pub units: u64,
    /// For how many cents.
    pub revenue: u64,
}

impl Totals {
    pub(crate) fn add(&mut self, units: u64, revenue: u64) {
        self.units += units;
        self.revenue += revenue;
    }

    pub(crate) fn of<'t>(all: impl IntoIterator<Item = &'t Self>) -> Self {
        let mut sum = Self::default();
        for totals in all {
            sum.add(totals.units, totals.revenue);
        }
        sum
    }
}

// ANCHOR: join
/// One line of a report. csv finds the columns by these names.
#[derive(Deserialize)]
struct Line {
    date: String,
    product: String,
    units: u32,
}

/// Parses a report, finds the price of each product, and adds up.
fn parse(csv: &str, prices: &Prices) -> Result<Sales> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<&str> = reader.headers()?.iter().collect();
    if names != ["date", "product", "units"] {
        bail!("it is not a report: it begins with {}", excerpt(csv));
    }
    let mut sales = Sales { rows: Vec::new(), products: BTreeMap::new() };
    for (number, line) in (2..).zip(reader.deserialize()) {
        let line: Line = line.with_context(|| {
            format!("line {number} is not a date, a product and units")
        })?;
        let date = ExcelDateTime::parse_from_str(&line.date)
            .with_context(|| format!("line {number} has no date"))?;
        let price = *prices.get(&line.product).with_context(|| {
            format!("line {number}: {} has no price", excerpt(&line.product))
        })?;
        let (product, units) = (line.product, line.units);
        let revenue = u64::from(units) * price;
        sales
            .products
            .entry(product.clone())
            .or_default()
            .add(units.into(), revenue);
        sales.rows.push(Row { date, product, units, price, revenue });
    }
    Ok(sales)
}
// ANCHOR_END: join

/// Like [`parse`], but its error has our words only: those of the
/// libraries would follow after them.
pub(crate) fn join(csv: &str, prices: &Prices) -> Result<Sales, String> {
    parse(csv, prices).map_err(|error| error.to_string())
}

#[derive(Deserialize)]
struct Priced {
    product: String,
    price: String,
}

/// Fetches the price list. This also opens the first connection
/// before anything is timed.
///
/// # Errors
/// When it cannot be fetched, or is not a price list.
pub fn fetch_prices(client: &Client) -> Result<Prices> {
    let csv = client.get_text("/prices").map_err(Error::msg);
    csv.and_then(|csv| parse_prices(&csv))
        .context("could not fetch the price list")
}

/// Parses the price list.
pub(crate) fn parse_prices(csv: &str) -> Result<Prices> {
    let mut prices = Prices::new();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    if reader.headers()? != ["product", "price"].as_slice() {
        bail!("it is not a price list: it begins with {}", excerpt(csv));
    }
    for (number, line) in (2..).zip(reader.deserialize()) {
        let Ok(Priced { product, price }) = line else {
            bail!("line {number} is not a product and a price");
        };
        let cents = cents(&price);
        let cents = cents
            .with_context(|| format!("{} is not a price", excerpt(&price)))?;
        prices.insert(product, cents);
    }
    Ok(prices)
}

/// Parses a price such as `3.80`. Cents are whole numbers, and add up
/// to the same in any order.
fn cents(price: &str) -> Option<u64> {
    let (whole, hundredths) = price.split_once('.')?;
    let is_money = hundredths.len() == 2
        && hundredths.bytes().all(|byte| byte.is_ascii_digit());
    is_money.then(|| {
        Some(
            u64::from(whole.parse::<u32>().ok()?) * 100
                + hundredths.parse::<u64>().ok()?,
        )
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices() -> Prices {
        parse_prices("product,price\ngreen tea,4.50\nmint,0.05\n").unwrap()
    }

    #[test]
    fn a_report_is_joined_with_the_prices_and_added_up() {
        let csv = "date,product,units\n2025-01-01,green tea,2\n2025-01-01,mint,7\n2025-01-02,mint,3\n";
        let sales = join(csv, &prices()).unwrap();
        assert_eq!(sales.rows.len(), 3);
        assert_eq!(
            sales.products["green tea"],
            Totals { units: 2, revenue: 900 }
        );
        assert_eq!(sales.products["mint"], Totals { units: 10, revenue: 50 });
        assert_eq!(
            Totals::of(sales.products.values()),
            Totals { units: 12, revenue: 950 }
        );
    }

    #[test]
    fn what_is_wrong_in_a_report_is_named_with_its_line() {
        let wrong = [
            ("<p>no report", "it is not a report: it begins with <p>no report"),
            (
                "\u{1b}[31mdate,product",
                r#"it begins with "\u{1b}[31mdate,product""#,
            ),
            ("", r#"it is not a report: it begins with """#),
            ("units,product,date\n2,mint,2025-01-01\n", "it begins with "),
            (
                "date,product,units\n2025-01-01,pu-erh,2\n",
                "line 2: pu-erh has no price",
            ),
            (
                "date,product,units\n2025-01-01,mint,two\n",
                "line 2 is not a date, a product and units",
            ),
            (
                "date,product,units\n2025-01-01,mint\n",
                "line 2 is not a date, a product and units",
            ),
            ("date,product,units\n2025-13-01,mint,2\n", "line 2 has no date"),
            ("date,product,units\nyesterday,mint,2\n", "line 2 has no date"),
        ];
        for (csv, reason) in wrong {
            let error = join(csv, &prices()).err().unwrap();
            assert!(error.contains(reason), "{csv}: {error}");
        }
    }

    #[test]
    fn a_region_that_sold_nothing_has_a_report_all_the_same() {
        let sales = join("date,product,units\n", &prices()).unwrap();
        assert_eq!((sales.rows.len(), sales.products.len()), (0, 0));
    }

    #[test]
    fn a_price_has_two_decimals() {
        assert_eq!(prices()["green tea"], 450);
        for wrong in [
            "4",
            "4.5",
            "4.505",
            "-4.50",
            "4.+5",
            "four",
            ".50",
            "99999999999999999.00",
        ] {
            let error = parse_prices(&format!("product,price\nmint,{wrong}\n"))
                .unwrap_err();
            assert!(
                error.to_string().contains("is not a price"),
                "{wrong}: {error}"
            );
        }
        assert!(parse_prices("<p>no prices\n1\n").is_err());
    }
}
