// The run of `lock-across-the-wait-mistake`.

use exercises::e13_ends_in_steps::{Mistake, check};

fn main() {
    check(Mistake::LockAcrossTheWait);
}
