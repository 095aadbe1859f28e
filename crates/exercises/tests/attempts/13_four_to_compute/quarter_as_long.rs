use exercises::e13_four_to_compute::{Time, check};

fn main() {
    check(Time::QuarterAsLong);
}
