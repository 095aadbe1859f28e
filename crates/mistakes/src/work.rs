//! The work that is done wrong and right: waiting, and computing.

use std::{hint::black_box, thread, time::Duration};

use tokio::runtime::{Builder, Runtime};

// ANCHOR: download
/// Downloads a file, with a bar on the timeline, and
/// says how many bytes that are.
pub fn download(file: &str, wait: Duration) -> u64 {
    let _task = stopwatch::task(file);
    fetch(file, wait)
}

/// Waits, as a program waits for a server.
pub fn fetch(file: &str, wait: Duration) -> u64 {
    thread::sleep(wait);
    file.len() as u64
}
// ANCHOR_END: download

// ANCHOR: compute
/// Computes for so many rounds, with a bar on the timeline. The
/// answer is that of one round.
pub fn compute(name: &str, rounds: u64) -> u64 {
    let _task = stopwatch::task(name);
    (0..rounds).map(|_| one_round()).max().unwrap_or_default()
}

/// One round: how many steps is it to 1, from all the numbers up to a hundred?
pub fn one_round() -> u64 {
    (1..=black_box(100)).map(steps).sum()
}

/// Halve an even number; triple an odd one and add one.
/// How many steps is it to 1?
pub fn steps(mut number: u64) -> u64 {
    let mut steps = 0;
    while number != 1 {
        number =
            if number.is_multiple_of(2) { number / 2 } else { 3 * number + 1 };
        steps += 1;
    }
    steps
}
// ANCHOR_END: compute

// ANCHOR: in-threads
/// Works on each item in a thread of its own, all at once, and adds up
/// what the threads give back.
pub fn in_threads<T: Send>(
    items: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> u64 + Sync,
) -> u64 {
    thread::scope(|scope| {
        let start = |item| scope.spawn(|| work(item));
        let threads: Vec<_> = items.into_iter().map(start).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: in-threads

/// The files to download.
pub fn files(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("file_{number}.csv")).collect()
}

/// What runs async tasks, on the thread that calls it.
pub(crate) fn on_one_thread() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime needs little")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_that_of_the_tables_and_their_number_changes_no_answer() {
        // The steps from 1 to 100 (OEIS A006577).
        assert_eq!(one_round(), 3142);
        let computed = |rounds| {
            stopwatch::measure("computing", || compute("task", rounds)).1
        };
        assert_eq!((computed(1), computed(50)), (Some(3142), Some(3142)));
    }

    #[test]
    fn what_threads_give_back_is_added_up() {
        assert_eq!(in_threads(1..=4, |number| number), 10);
    }
}
