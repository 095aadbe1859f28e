use exercises::e13_ends_in_steps::{Mistake, check};

fn main() {
    check(Mistake::TooManyThreads);
}
