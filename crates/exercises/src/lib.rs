//! Exercises, and the checker that reads what a reader's function did and says in words what is not right yet.
//!
//! `cargo xtask learn` hands out the files in `start/`. The `main` of each calls the `check` of its module
//! here with the reader's function: that runs it on awkward inputs, times it beside a right way of doing the
//! same, and prints five lines, the timeline and one diagnosis.
//!
//! | file | holds |
//! |---|---|
//! | `exercise` | what an exercise asks for |
//! | `attempt` | one run of a function, which may panic or never end |
//! | `judge`, `findings`, `answers`, `shape`, `threads` | what is read off the runs |
//! | `diagnosis`, `verdict` | what is said of them |
//! | `guard` | the process in which all this happens, for what ends or floods a process |
//! | `work`, `server`, `bank`, `ranges`, `process`, `memory` | what the functions work with |
//! | `pool`, `clock` | how a right way does it, and how async functions wait |
//! | `picture` | questions about a picture, whose answers are not run |
//! | `e01_…` and so on | one exercise each |

#![warn(missing_docs)]

mod answers;
mod attempt;
mod bank;
mod clock;
mod diagnosis;
mod exercise;
mod findings;
mod guard;
mod judge;
mod memory;
mod picture;
mod pool;
mod process;
mod ranges;
mod server;
mod shape;
mod threads;
mod verdict;
mod work;

pub mod e01_first_large;
pub mod e01_price_once;
pub mod e02_all_at_once;
pub mod e02_few_workers;
pub mod e03_keep_connections;
pub mod e03_one_bad_post;
pub mod e04_all_cores;
pub mod e04_start_then_wait;
pub mod e05_one_total;
pub mod e05_two_accounts;
pub mod e06_one_word;
pub mod e06_their_order;
pub mod e07_all_awaited;
pub mod e07_polite_client;
pub mod e08_hand_over;
pub mod e08_room_to_wait;
pub mod e09_piece_by_piece;
pub mod e09_whole_lines;
pub mod e10_own_counts;
pub mod e10_whole_users;
pub mod e11_share_the_rows;
pub mod e11_share_the_table;
pub mod e12_close_the_channel;
pub mod e12_little_room;
pub mod e13_a_staircase;
pub mod e13_ends_in_pairs;
pub mod e13_ends_in_steps;
pub mod e13_ends_together;
pub mod e13_five_times_main;
pub mod e13_four_to_compute;
pub mod e13_four_to_wait;
pub mod e13_full_of_gaps;
pub mod e13_no_end;
pub mod e13_on_one_thread;
pub mod e13_one_row_ends_early;

pub use diagnosis::Diagnosis;
pub use verdict::{Aspect, Line, Verdict};
