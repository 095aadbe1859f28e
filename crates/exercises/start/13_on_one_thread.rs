// Exercise 13_on_one_thread, of chapter 13.
//
// Five downloads take 50 ms each. Say how they are done.

//   Time →     0 ms       10 ms       20 ms      30 ms      40 ms       50 ms
//              |──────────|───────────|──────────|──────────|───────────|─
// ?
//   main       [───────────────────────file_1.csv───────────────────────]
//   main       [───────────────────────file_2.csv───────────────────────]
//   main       [───────────────────────file_3.csv───────────────────────]
//   main       [───────────────────────file_4.csv───────────────────────]
//   main       [───────────────────────file_5.csv───────────────────────]

// Version::…
//   AThreadForEach    Each has a thread of its own.
//   AwaitedInTheLoop  They are async tasks, each awaited before the next is begun.
//   BegunThenAwaited  They are async tasks, all begun before the first is awaited.
//   BlockingCalls     They are async tasks, and each blocks their one thread.

use exercises::e13_on_one_thread::{Version, check};

fn main() {
    check(Version::NotSure);
}
