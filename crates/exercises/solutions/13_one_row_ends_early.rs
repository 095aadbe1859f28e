// The run of `uneven-shares-mistake`.

use exercises::e13_one_row_ends_early::{Mistake, check};

fn main() {
    check(Mistake::EqualNumbers);
}
