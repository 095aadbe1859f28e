//! Exercise of chapter 01: ask for nothing twice.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, bar, counted},
};

/// What somebody has ordered.
#[derive(Clone, Debug)]
pub struct Order {
    /// The product.
    pub product: u64,
    /// How many of it.
    pub amount: u64,
    wait: Duration,
}

/// Asks a slow price list what the product of an order costs.
pub fn ask_price(order: &Order) -> u64 {
    let bar = bar(format!("price {}", order.product));
    bar.wait(order.wait);
    10 + order.product * 3
}

fn total(orders: &[Order]) -> u64 {
    let mut prices = BTreeMap::new();
    let cost = |order: &Order| {
        order.amount * *prices.entry(order.product).or_insert_with(|| ask_price(order))
    };
    orders.iter().map(cost).sum()
}

/// So many orders of three products, in no order.
fn orders(count: usize, wait: Duration) -> Vec<Order> {
    const PRODUCTS: [u64; 8] = [1, 2, 1, 3, 2, 2, 1, 3];
    let order = |number: usize| Order {
        product: PRODUCTS[number % PRODUCTS.len()],
        amount: number as u64 % 5 + 1,
        wait,
    };
    (0..count).map(order).collect()
}

fn exercise() -> Exercise<Vec<Order>, u64> {
    let trial = |count| (counted(count, "order"), orders(count, Duration::ZERO));
    Exercise {
        picture: || orders(8, Duration::from_millis(50)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |input| total(input),
        needs: Needs { tasks: 3, at_once: 1..=1, threads: 1, in_turns: Diagnosis::JoinedTooEarly },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Order]) -> u64) {
    Exercise::check(exercise, move |orders| solve(orders));
}
