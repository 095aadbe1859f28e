// Exercise 13_a_staircase, of chapter 13.
//
// Five threads download a file each, which takes 50 ms. Say what went wrong.

//   Time →     0 ms       50 ms       100 ms     150 ms      200 ms     250 ms
//              |──────────|───────────|──────────|───────────|──────────|─
// ?
//   thread 1   [file_1.csv]
//   thread 2               [─────────]
//   thread 3                          [file_3.csv]
//   thread 4                                      [─────────]
//   thread 5                                                 [file_5.csv]

// Mistake::…
//   JoinedInTheLoop    Each thread is joined before the next is started.
//   LockAcrossTheWait  All threads are started, and one lock is held across each download.
//   NobodyJoins        Nobody waits for the threads.
//   OneThreadForAll    One thread downloads one file after the other.

use exercises::e13_a_staircase::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
