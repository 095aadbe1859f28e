// The run of `retrying-all-at-once-mistake`.

use exercises::e13_ends_in_pairs::{Mistake, check};

fn main() {
    check(Mistake::SamePauseForAll);
}
