// The run of `too-many-workers-mended`.

use exercises::e13_four_to_compute::{Time, check};

fn main() {
    check(Time::AsLongAsTwo);
}
