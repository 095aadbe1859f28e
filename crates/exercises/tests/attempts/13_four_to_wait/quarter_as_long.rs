use exercises::e13_four_to_wait::{Time, check};

fn main() {
    check(Time::QuarterAsLong);
}
