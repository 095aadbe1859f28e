//! Chapter 13: mistakes, each beside its mend, and what to look for on the timeline.
//!
//! Type `cargo run -p chapter-13-mistakes`, or with `-- --list` for a list of them.

pub mod await_one_by_one;
pub mod blocking_call_in_async;
mod catalogue;
pub mod channel_never_closed;
pub mod cloning_for_every_task;
pub mod false_sharing;
pub mod guard_in_while_let;
pub mod join_inside_the_loop;
pub mod lazy_iterator;
pub mod lock_across_the_wait;
#[cfg(test)]
mod look;
mod mistake;
pub mod nobody_joins;
pub mod one_error_loses_all;
pub mod pool_inside_a_pool;
pub mod print_under_one_lock;
pub mod rayon_for_waiting;
pub mod retrying_all_at_once;
mod sizes;
pub mod tasks_too_small;
pub mod thread_for_each;
pub mod too_many_workers;
pub mod two_workers_to_wait;
pub mod uneven_shares;
pub mod work;

pub use catalogue::MISTAKES;
pub use mistake::{Mistake, Version};
pub use sizes::Sizes;
