//! The sales reports of the regions and their price list, made up from a fixed seed: the same on
//! every machine.

use std::fmt::Write;

use crate::random::Random;

/// Each with its price in cents.
const PRODUCTS: [(&str, u32); 12] = [
    ("black tea", 380),
    ("camomile", 290),
    ("cocoa", 425),
    ("coffee", 690),
    ("espresso", 745),
    ("green tea", 450),
    ("honey", 520),
    ("mint", 275),
    ("oolong", 815),
    ("rooibos", 340),
    ("sugar", 135),
    ("white tea", 990),
];

/// Of 2025, the year of the reports.
const DAYS_OF_MONTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The sales of a region as CSV: `date,product,units`, a row for each product on each day of 2025.
pub fn report(region: u32) -> String {
    let mut random = Random::with_seed(u64::from(region));
    let mut csv = "date,product,units\n".to_owned();
    for (month, days) in (1..).zip(DAYS_OF_MONTHS) {
        for day in 1..=days {
            for (number, (product, _)) in PRODUCTS.iter().enumerate() {
                let units = random.below(10 + 7 * (number % 4) + region as usize % 11);
                writeln!(csv, "2025-{month:02}-{day:02},{product},{units}")
                    .expect("a string takes all that is written");
            }
        }
    }
    csv
}

/// What the products cost, as CSV: `product,price`.
pub fn price_list() -> String {
    let row =
        |(product, cents): &(&str, u32)| format!("{product},{}.{:02}\n", cents / 100, cents % 100);
    "product,price\n".to_owned() + &PRODUCTS.iter().map(row).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_row_for_each_product_on_each_day() {
        let report = report(7);
        assert_eq!(report.lines().count(), 1 + 365 * PRODUCTS.len());
        assert!(report.starts_with("date,product,units\n2025-01-01,black tea,"), "{report:.80}");
        assert!(report.lines().last().unwrap().starts_with("2025-12-31,white tea,"));
    }

    #[test]
    fn the_report_of_a_region_is_always_the_same_and_its_own() {
        assert_eq!(report(7), report(7));
        assert_ne!(report(7), report(8));
    }

    #[test]
    fn every_product_has_a_price() {
        assert!(price_list().starts_with("product,price\nblack tea,3.80\n"), "{}", price_list());
        assert_eq!(price_list().lines().count(), 1 + PRODUCTS.len());
    }
}
