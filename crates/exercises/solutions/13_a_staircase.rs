// The run of `join-inside-the-loop-mistake`.

use exercises::e13_a_staircase::{Mistake, check};

fn main() {
    check(Mistake::JoinedInTheLoop);
}
