// Exercise 13_one_row_ends_early, of chapter 13.
//
// Two threads download eight files, some of them large. Say what went wrong.

//   Time →     0 ms              50 ms            100 ms            150 ms
//              |─────────────────|────────────────|─────────────────|─────
// ?
//   thread 1   [─────────][─file_6.csv─][─file_7.csv──][───file_8.csv───]
//   thread 2   [][───][────][───────]

// Mistake::…
//   EqualNumbers       Each thread has four files, and one has all the large ones.
//   InBatches          Both begin their next file when both are done with their last.
//   LockAcrossTheWait  One lock is held across each download.
//   OneGaveUp          One thread gave up before its files were done.

use exercises::e13_one_row_ends_early::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
