// Exercise 13_ends_in_steps, of chapter 13.
//
// Five threads download a file each, in 50 ms, and add its size to one total. Say what went wrong.

//   Time →     0 ms        50 ms      100 ms      150 ms     200 ms      250 ms
//              |───────────|──────────|───────────|──────────|───────────|
// ?
//   thread 1   [file_1.csv]
//   thread 2   [───────────file_2.csv────────────]
//   thread 3   [─────file_5.csv──────]
//   thread 4   [─────────────────file_3.csv─────────────────]
//   thread 5   [───────────────────────file_4.csv───────────────────────]

// Mistake::…
//   BlockingCall       They are async tasks, and each blocks the one thread of them all.
//   JoinedInTheLoop    Each thread is joined before the next is started.
//   LockAcrossTheWait  One lock is held across each download.
//   TooManyThreads     Five threads are too many for the cores of this machine.

use exercises::e13_ends_in_steps::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
