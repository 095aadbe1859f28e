//! What every program needs, and what has nothing to do with measuring.

pub(crate) mod error;
pub(crate) mod flags;
pub(crate) mod guess;
pub(crate) mod isolated;
#[cfg(target_os = "linux")]
pub(crate) mod limited;
pub(crate) mod pipe;
pub(crate) mod refusal;
pub(crate) mod target;
pub(crate) mod worker;
