// The run of `one-error-loses-all-mistake`.

use exercises::e13_ends_together::{Version, check};

fn main() {
    check(Version::FirstErrorEndsAll);
}
