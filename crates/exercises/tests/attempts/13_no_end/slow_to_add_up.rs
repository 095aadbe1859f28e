use exercises::e13_no_end::{Mistake, check};

fn main() {
    check(Mistake::SlowToAddUp);
}
