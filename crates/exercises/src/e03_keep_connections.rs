//! Exercise of chapter 03: one connection for each worker.

use std::{thread, time::Duration};

pub use crate::server::{Connection, Post, Server};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, counted},
};

/// So many connections may be opened.
pub const CONNECTIONS: usize = 4;

type Input = (Server, Vec<u32>);

fn fetch_all((server, ids): &Input) -> Vec<Post> {
    let fetch = |ids: &[u32]| -> Vec<_> {
        let mut connection = server.connect();
        ids.iter().map(|id| connection.get(*id)).collect()
    };
    let share = ids.len().div_ceil(CONNECTIONS).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> =
            ids.chunks(share).map(|ids| scope.spawn(move || fetch(ids))).collect();
        workers.into_iter().flat_map(|it| it.join().expect("a worker panicked")).collect()
    })
}

fn input(posts: usize, wait: Duration) -> Input {
    (Server::new(wait, |_| false), (1..=posts as u32).collect())
}

fn exercise() -> Exercise<Input, Vec<Post>> {
    let trial = |count| (counted(count, "post"), input(count, Duration::ZERO));
    Exercise {
        picture: || input(16, Duration::from_millis(60)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: fetch_all,
        needs: Needs {
            tasks: 16,
            at_once: CONNECTIONS..=CONNECTIONS,
            threads: CONNECTIONS,
            in_turns: Diagnosis::LockHeldAtWork,
        },
        counts: |(server, _)| server.connections(CONNECTIONS),
    }
}

/// Checks a function.
pub fn check(solve: fn(&Server, &[u32]) -> Vec<Post>) {
    Exercise::check(exercise, move |(server, ids)| solve(server, ids));
}
