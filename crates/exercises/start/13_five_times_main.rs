// Exercise 13_five_times_main, of chapter 13.
//
// Five async tasks call a library, which takes 50 ms each time. Say what went wrong.

//   Time →     0 ms        50 ms      100 ms      150 ms     200 ms      250 ms
//              |───────────|──────────|───────────|──────────|───────────|
// ?
//   main       [───────────────────────file_1.csv───────────────────────]
//   main       [─────────────────file_2.csv─────────────────]
//   main       [───────────file_3.csv────────────]
//   main       [─────file_4.csv──────]
//   main       [file_5.csv]

// Mistake::…
//   AwaitedInTheLoop    Each task is awaited before the next is begun.
//   BlockingCall        The call blocks the one thread of all tasks.
//   LockBetweenThreads  The tasks are threads, and share a lock that is held across the call.
//   OneErrorLosesAll    The first error ends all tasks.

use exercises::e13_five_times_main::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
