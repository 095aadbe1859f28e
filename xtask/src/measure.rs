//! Runs the programs of the chapters, and keeps what they measured.

mod all;
mod flags;
mod job;
mod program;
mod server;

pub(crate) use all::{all, wait_until_alone};
pub(crate) use program::How;
