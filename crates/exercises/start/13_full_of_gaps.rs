// Exercise 13_full_of_gaps, of chapter 13.
//
// Four threads fetch twenty pages, and print a line for each. Say what went wrong.

//   Time →     0 ms          50 ms        100 ms        150 ms       200 ms
//              |─────────────|────────────|─────────────|────────────|────
// ?
//   thread 1   [─]   []         []   [─]                   [─]
//   thread 2   [─]           [─]  [─]        [─]   [─]
//   thread 3   [─]        [─]              []   [─]   []
//   thread 4   [─]     [─]              [─]             [─]        [─]

// Mistake::…
//   InBatches           Four pages at a time are begun, when the last four are done.
//   LockAcrossTheFetch  One lock is held while a page is fetched.
//   PrintsUnderOneLock  Each thread waits for its turn to print, before it fetches its next page.
//   UnevenShares        One thread has the largest pages.

use exercises::e13_full_of_gaps::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
