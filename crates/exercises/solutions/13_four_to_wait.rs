// The run of `two-workers-to-wait-mistake`.

use exercises::e13_four_to_wait::{Time, check};

fn main() {
    check(Time::HalfAsLong);
}
