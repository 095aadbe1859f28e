//! Mistake: each task gets a copy of the whole table. Mended: all borrow the
//! one that is there. In Python: a data frame as an argument of `pool.map`,
//! which is pickled for every task.

use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use stopwatch::cores;

// ANCHOR: mistake
/// Wrong: copies the table for every question. The copies are made one after
/// the other, and need memory.
pub fn mistake(table: &[u32], questions: u32) -> u64 {
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for question in 1..=questions {
            let table = copy(table);
            threads.push(scope.spawn(move || answer(&table, question)));
        }
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Whoever only reads can share: in a scope, threads may borrow.
pub fn mended(table: &[u32], questions: u32) -> u64 {
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for question in 1..=questions {
            threads.push(scope.spawn(move || answer(table, question)));
        }
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: mended

/// A copy of the whole table, with a bar on the timeline.
fn copy(table: &[u32]) -> Vec<u32> {
    let _task = stopwatch::task("copy");
    table.to_vec()
}

/// How many rows a number divides.
fn answer(table: &[u32], question: u32) -> u64 {
    let _task = stopwatch::task(format!("question {question}"));
    table.iter().filter(|row| row.is_multiple_of(question)).count() as u64
}

/// How long both versions should take, by one copy and one answer.
pub(crate) fn predict(table: &[u32], questions: u32) -> [Duration; 2] {
    let began = Instant::now();
    let table = copy(table);
    let one_copy = began.elapsed();
    let began = Instant::now();
    black_box(answer(&table, questions));
    let one_answer = began.elapsed();
    let computing =
        one_answer * questions / cores().min(questions as usize) as u32;
    // The copies are made one after the other, and
    // meanwhile the others compute.
    let copies = one_copy * questions;
    [(copies + one_answer).max(copies / cores() as u32 + computing), computing]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    #[test]
    fn main_makes_a_copy_before_each_thread_begins() {
        let table: Vec<u32> = (1..=1000).collect();
        let (run, rows) = look(|| mistake(&table, 3));
        assert_eq!((run.tasks.len(), rows), (6, 1000 + 500 + 333));
        let copies = run
            .tasks
            .iter()
            .filter(|task| task.name == "copy" && task.lane == "main");
        assert_eq!(copies.count(), 3);
    }

    #[test]
    fn mended_nothing_is_copied() {
        let table: Vec<u32> = (1..=1000).collect();
        let (run, rows) = look(|| mended(&table, 3));
        assert_eq!((run.tasks.len(), rows), (3, 1000 + 500 + 333));
    }
}
