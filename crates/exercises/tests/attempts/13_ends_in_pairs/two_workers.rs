use exercises::e13_ends_in_pairs::{Mistake, check};

fn main() {
    check(Mistake::TwoWorkers);
}
