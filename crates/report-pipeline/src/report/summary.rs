//! What a report comes to.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Serialize;

use crate::{Sales, Totals};

/// What all regions come to: the answer of every version.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The regions of the report.
    pub regions: BTreeMap<u32, Totals>,
    /// All their sales, by product.
    pub products: BTreeMap<String, Totals>,
    /// The regions that are not in the report, each with the reason.
    pub left_out: BTreeMap<u32, String>,
}

impl Summary {
    /// A report on nothing is not a report.
    pub(super) fn refuse_if_empty(&self) -> Result<()> {
        match self.left_out.first_key_value() {
            Some((region, reason)) if self.regions.is_empty() => {
                bail!(
                    "there is no region to report on; region {region}: {reason}"
                )
            }
            _ => Ok(()),
        }
    }

    pub(super) fn add(&mut self, region: u32, sales: &Sales) {
        self.regions.insert(region, Totals::of(sales.products.values()));
        for (product, totals) in &sales.products {
            self.products
                .entry(product.clone())
                .or_default()
                .add(totals.units, totals.revenue);
        }
    }

    /// What all regions of the report come to.
    pub fn total(&self) -> Totals {
        Totals::of(self.regions.values())
    }

    /// The regions that are left out, each with its reason, as a sentence; `None` where there are none.
    pub fn left_out_in_words(&self) -> Option<String> {
        let named = |(region, reason): (&u32, &String)| {
            format!("region {region} ({reason})")
        };
        let all: Vec<String> = self.left_out.iter().map(named).collect();
        (!all.is_empty()).then(|| format!("Left out: {}.", all.join(", ")))
    }
}
