//! Exercise of chapter 03: one failure loses nobody else's answer.

use std::{thread, time::Duration};

pub use crate::server::{Post, Server};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, counted},
};

type Input = (Server, Vec<u32>);

fn fetch_all((server, ids): &Input) -> Vec<Post> {
    thread::scope(|scope| {
        let fetch = |id| scope.spawn(move || server.connect().get(id));
        let threads: Vec<_> = ids.iter().copied().map(fetch).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread panicked")).collect()
    })
}

fn input(posts: usize, wait: Duration) -> Input {
    (Server::new(wait, |id| id % 5 == 3), (1..=posts as u32).collect())
}

fn exercise() -> Exercise<Input, Vec<Post>> {
    let trial = |count| (counted(count, "post"), input(count, Duration::ZERO));
    Exercise {
        picture: || input(8, Duration::from_millis(60)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: fetch_all,
        needs: Needs { tasks: 8, at_once: 8..=8, threads: 8, in_turns: Diagnosis::JoinedTooEarly },
        counts: |(server, _)| server.connections(8),
    }
}

/// Checks a function.
pub fn check(solve: fn(&Server, &[u32]) -> Vec<Post>) {
    Exercise::check(exercise, move |(server, ids)| solve(server, ids));
}
