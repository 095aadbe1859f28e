use std::ops::Range;

use exercises::e08_hand_over::{check, count_primes};
use tokio::{runtime::Builder, task::JoinSet};

fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let mut begun = JoinSet::new();
        for range in ranges {
            let range = range.clone();
            begun.spawn_blocking(move || count_primes(&range));
        }
        begun.join_all().await
    })
}

fn main() {
    check(count_all);
}
