// Exercise 13_four_to_compute, of chapter 13.
//
// Two workers compute on the two cores of a machine. Say how long four workers would take.

//   Time →     0 ms        50 ms      100 ms      150 ms     200 ms      250 ms
//              |───────────|──────────|───────────|──────────|───────────|
// ?
//   thread 1   [██task 1██][█task 3██][██task 5██][██task 7██][█task 8██]
//   thread 2   [████task 2█████][████task 4█████][████task 6█████]
//              █ computed   ─ waited

// Time::…
//   AsLongAsTwo    As long as two.
//   HalfAsLong     Half as long.
//   QuarterAsLong  A quarter as long.
//   TwiceAsLong    Twice as long.

use exercises::e13_four_to_compute::{Time, check};

fn main() {
    check(Time::NotSure);
}
