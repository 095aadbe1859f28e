use std::ops::Range;

use exercises::e08_hand_over::{check, count_primes};
use tokio::{runtime::Builder, task};

fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let begin = |range: Range<u64>| task::spawn(async move { count_primes(&range) });
        let begun: Vec<_> = ranges.iter().cloned().map(begin).collect();
        let mut counts = Vec::new();
        for computation in begun {
            counts.push(computation.await.expect("a computation panicked"));
        }
        counts
    })
}

fn main() {
    check(count_all);
}
