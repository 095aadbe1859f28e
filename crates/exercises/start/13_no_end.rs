// Exercise 13_no_end, of chapter 13.
//
// Five threads send what they have downloaded, and another one adds up. Say what went wrong.

//   Time →     0 ms        50 ms      100 ms      150 ms     200 ms      250 ms
//              |───────────|──────────|───────────|──────────|───────────|
// ?
//   thread 1   [───────────────────────adding up────────────────────────>
//   thread 2   [file_1.csv]
//   thread 3   [file_4.csv]
//   thread 4   [file_2.csv]
//   thread 5   [file_3.csv]
//   thread 6   [file_5.csv]

// Mistake::…
//   ChannelNeverClosed  Somebody keeps a sender, and never sends.
//   NobodyJoins         Nobody waits for the downloads.
//   OneDownloadHangs    One of the downloads never ends.
//   SlowToAddUp         It takes that long to add up.

use exercises::e13_no_end::{Mistake, check};

fn main() {
    check(Mistake::NotSure);
}
