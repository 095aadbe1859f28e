// Exercise 13_ends_in_pairs, of chapter 13.
//
// Eight callers ask a server that answers two at once. Those it refuses try again. Say what went wrong.

//   Time →     0 ms              50 ms             100 ms            150 ms
//              |─────────────────|─────────────────|─────────────────|────
// ?
//   thread 1   [──]
//   thread 2   [──]
//   thread 3   [────────────────────────caller 2────────────────────────]
//   thread 4   [──────caller 6──────]
//   thread 5   [────────────────────────caller 7────────────────────────]
//   thread 6   [───────────────caller 3───────────────]
//   thread 7   [───────────────caller 4───────────────]
//   thread 8   [──────caller 8──────]

// Mistake::…
//   LockAcrossTheCall  One lock is held across each call.
//   RandomPauses       Who was refused comes back after a pause of random length.
//   SamePauseForAll    All who were refused wait equally long, and come back together.
//   TwoWorkers         Two workers make the calls, one after the other.

use exercises::e13_ends_in_pairs::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
