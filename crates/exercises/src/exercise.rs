//! What an exercise asks for.

use std::{ops::RangeInclusive, sync::Arc};

use serde::Serialize;

use crate::{diagnosis::Diagnosis, guard, judge::judge};

/// A job for functions from inputs `I` to answers `A`.
pub(crate) struct Exercise<I, A> {
    /// Makes the input whose run is drawn and timed.
    pub(crate) picture: fn() -> I,
    /// Awkward inputs, whose answers have to be right as well, with what each of them is: `999 files`.
    pub(crate) trials: Vec<(String, I)>,
    /// A right way to do it: the answers have to be its answers, and it is not to take much longer.
    pub(crate) right: fn(&I) -> A,
    /// What the picture has to look like.
    pub(crate) needs: Needs,
    /// What else an input has counted, when it has been worked on.
    pub(crate) counts: fn(&I) -> Vec<Count>,
}

/// What the run of the picture needs.
#[derive(Clone)]
pub(crate) struct Needs {
    /// How many tasks there are to do, each once.
    pub(crate) tasks: usize,
    /// How many of them have to be in flight at once, and how many may be.
    pub(crate) at_once: RangeInclusive<usize>,
    /// How many threads may do tasks.
    pub(crate) threads: usize,
    /// What it means in this job that each thread or process begins when the one before it has ended.
    pub(crate) in_turns: Diagnosis,
}

/// Something that may be taken only so often, or so much of it at once, and is not to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    /// What it is: `connection`, `megabyte`.
    pub(crate) noun: &'static str,
    /// How many were taken, and how many may be.
    pub(crate) taken: usize,
    pub(crate) most: usize,
    /// How many nobody has let go.
    pub(crate) kept: usize,
    /// What it means that there are more than there may be.
    pub(crate) trouble: Diagnosis,
}

impl<I: Clone + Send + Sync + 'static, A: Serialize + Send + 'static> Exercise<I, A> {
    /// Checks a function: prints what is found, and ends the program with 1 when that is not good yet.
    pub(crate) fn check(make: fn() -> Self, solve: impl Fn(&I) -> A + Send + Sync + 'static) {
        guard::check(|| judge(&make(), &(Arc::new(solve) as Arc<_>)));
    }
}
