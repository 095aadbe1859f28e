//! Two threads that take their steps in every order.

use std::collections::BTreeMap;

/// What two threads do, and the steps of each.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) steps: fn(usize) -> Vec<Step>,
}

/// All updates or payments were made.
pub(crate) const RIGHT: u64 = 2;

/// Those of the page, in the order of its table.
pub(crate) const PROGRAMS: [Program; 5] = [
    Program {
        name: "read, add 1, write",
        steps: |_| vec![Step::Read, Step::Add, Step::Write],
    },
    Program { name: "`fetch_add`, one step", steps: |_| vec![Step::AddAtOnce] },
    Program {
        name: "all of it under a lock",
        steps: |_| {
            vec![Step::Lock(0), Step::Read, Step::Add, Step::Write, Step::Open]
        },
    },
    Program {
        name: "payments, the payer locked first",
        steps: |me| {
            vec![
                Step::Lock(me),
                Step::Lock(1 - me),
                Step::AddAtOnce,
                Step::Open,
            ]
        },
    },
    Program {
        name: "payments, Alice locked first",
        steps: |_| {
            vec![Step::Lock(0), Step::Lock(1), Step::AddAtOnce, Step::Open]
        },
    },
];

/// What a thread does without anybody coming between.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Read,
    Add,
    Write,
    AddAtOnce,
    /// One of two locks, for which it may have to wait.
    Lock(usize),
    /// All locks that it has.
    Open,
}

#[derive(Clone, Default)]
struct State {
    counter: u64,
    seen: [u64; 2],
    held: [Option<usize>; 2],
    /// How many steps each thread has taken.
    taken: [usize; 2],
}

impl State {
    /// What it is after a step; `None` where the thread has to wait.
    fn after(&self, step: Step, me: usize) -> Option<Self> {
        let mut next = self.clone();
        match step {
            Step::Read => next.seen[me] = self.counter,
            Step::Add => next.seen[me] += 1,
            Step::Write => next.counter = self.seen[me],
            Step::AddAtOnce => next.counter += 1,
            Step::Lock(which) if self.held[which].is_some() => return None,
            Step::Lock(which) => next.held[which] = Some(me),
            Step::Open => {
                next.held =
                    self.held.map(|holder| holder.filter(|it| *it != me))
            }
        }
        next.taken[me] += 1;
        Some(next)
    }
}

impl Program {
    /// How many orders there are for each end: what the counter says, or `None` where nobody can move.
    pub(crate) fn count(&self) -> BTreeMap<Option<u64>, u64> {
        let mut ends = BTreeMap::new();
        go_on(&State::default(), &[0, 1].map(self.steps), &mut ends);
        ends
    }
}

fn go_on(
    state: &State,
    steps: &[Vec<Step>; 2],
    ends: &mut BTreeMap<Option<u64>, u64>,
) {
    let step = |me: usize| steps[me].get(state.taken[me]).copied();
    let next: Vec<State> = [0, 1]
        .into_iter()
        .filter_map(|me| state.after(step(me)?, me))
        .collect();
    if next.is_empty() {
        let is_over = [0, 1].into_iter().all(|me| step(me).is_none());
        *ends.entry(is_over.then_some(state.counter)).or_default() += 1;
    }
    for state in next {
        go_on(&state, steps, ends);
    }
}
