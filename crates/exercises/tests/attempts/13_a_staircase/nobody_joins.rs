use exercises::e13_a_staircase::{Mistake, check};

fn main() {
    check(Mistake::NobodyJoins);
}
