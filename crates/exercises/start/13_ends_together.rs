// Exercise 13_ends_together, of chapter 13.
//
// Five async tasks download for 50 ms each. The third one fails after half of that. Say what becomes of the others.

//   Time →     0 ms       5 ms       10 ms      15 ms      20 ms      25 ms
//              |──────────|──────────|──────────|──────────|──────────|───
// ?
//   main       [───────────────────────file_1.csv───────────────────────]
//   main       [───────────────────────file_2.csv───────────────────────]
//   main       [───────────────────────file_3.csv───────────────────────]
//   main       [───────────────────────file_4.csv───────────────────────]
//   main       [───────────────────────file_5.csv───────────────────────]

// Version::…
//   AllAreAwaited      Each task is awaited, and its error kept beside the other answers.
//   FirstErrorEndsAll  The first error ends all tasks.
//   NobodyAwaits       Nobody awaits the tasks.
//   OneByOne           Each task is awaited before the next begins.

use exercises::e13_ends_together::{Version, check};

fn main() {
    check(Version::NotSure);
}
