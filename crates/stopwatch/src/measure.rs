//! What a version did, as it is seen while it runs and read off afterwards.

pub mod busy;
pub(crate) mod cpu;
mod memory;
pub(crate) mod no_core;
pub mod overlap;
pub(crate) mod recorder;
pub mod rounds;
pub(crate) mod run;
pub mod spread;
