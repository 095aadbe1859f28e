// Exercise 13_four_to_wait, of chapter 13.
//
// Two workers share eight downloads. Say how long four workers would take.

//   Time →     0 ms          50 ms          100 ms        150 ms         200 ms
//              |─────────────|──────────────|─────────────|──────────────|
// ?
//   thread 1   [─file_1.csv──][─file_3.csv─][─file_6.csv─][─file_8.csv──]
//   thread 2   [─file_2.csv──][─file_4.csv─][─file_5.csv─][─file_7.csv──]

// Time::…
//   AsLongAsTwo    As long as two.
//   HalfAsLong     Half as long.
//   QuarterAsLong  A quarter as long.
//   TwiceAsLong    Twice as long.

use exercises::e13_four_to_wait::{Time, check};

fn main() {
    check(Time::NotSure);
}
