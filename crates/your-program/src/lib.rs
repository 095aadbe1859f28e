//! Chapter 14: watches any command, and says what it waits for.
//!
//! Type `cargo run -p chapter-14-your-program -- python3 my_script.py`.

pub mod faults;
pub mod moments;
pub mod rows;
pub mod verdict;
