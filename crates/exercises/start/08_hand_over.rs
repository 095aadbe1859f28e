// Exercise 08_hand_over, of chapter 08.
//
// Hand each computation to a thread that may be held up: this one is tokio's only one.

use std::ops::Range;

use exercises::e08_hand_over::{check, count_primes};
use tokio::runtime::Builder;

/// How many primes there are in each range, in the order of the ranges.
fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let mut counts = Vec::new();
        for range in ranges {
            counts.push(count_primes(range));
        }
        counts
    })
}

fn main() {
    check(count_all);
}
