// Exercise 01_price_once, of chapter 01.
//
// Add up what all orders cost, and ask for the price of each product only once.

use exercises::e01_price_once::{Order, ask_price, check};

/// What all orders cost together.
fn total(orders: &[Order]) -> u64 {
    let mut total = 0;
    for order in orders {
        total += order.amount * ask_price(order);
    }
    total
}

fn main() {
    check(total);
}
