use exercises::e13_five_times_main::{Mistake, check};

fn main() {
    check(Mistake::AwaitedInTheLoop);
}
