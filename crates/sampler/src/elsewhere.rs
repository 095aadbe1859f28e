//! Systems that are not looked at from outside.

use std::time::Duration;

use super::{History, Sight, Watched};

pub(crate) struct Eyes;

impl Eyes {
    pub(crate) fn open(_process: u32, _others: Vec<u32>, _cores: usize) -> Self {
        Self
    }

    pub(crate) fn look(&mut self, _at: Duration) -> bool {
        true
    }

    pub(crate) fn close(self) -> Watched {
        let why = "Only Linux tells what the threads of another program do";
        Watched { sight: Sight::Nothing { why, cpu: None }, history: History::default() }
    }
}
