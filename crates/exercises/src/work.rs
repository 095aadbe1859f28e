//! What functions are given to do: downloads, which wait, and counts, which compute. Each has a bar on the
//! timeline.

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    thread,
    time::Duration,
};

use stopwatch::TaskGuard;

use crate::{clock::Wait, threads};

static BEGUN: AtomicUsize = AtomicUsize::new(0);
static ENDED: AtomicUsize = AtomicUsize::new(0);
static WAIT_NS: AtomicU64 = AtomicU64::new(0);

/// A bar on the timeline, counted even when no run is on any more.
pub(crate) struct Bar {
    _task: TaskGuard,
}

/// Begins a bar.
pub(crate) fn bar(name: impl Into<String>) -> Bar {
    note_begin();
    threads::look();
    Bar { _task: stopwatch::task(name) }
}

impl Bar {
    /// Waits, as work does that is done elsewhere.
    pub(crate) fn wait(&self, wait: Duration) {
        note_wait(wait);
        thread::sleep(wait);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        note_end();
    }
}

/// Counts a bar that begins.
pub(crate) fn note_begin() {
    BEGUN.fetch_add(1, SeqCst);
}

/// Counts a bar that ends.
pub(crate) fn note_end() {
    ENDED.fetch_add(1, SeqCst);
}

/// Counts what a bar is to wait. It waits longer where others want its core.
pub(crate) fn note_wait(wait: Duration) {
    WAIT_NS.fetch_add(wait.as_nanos() as u64, SeqCst);
}

/// How long all bars were to wait since this was asked last.
pub(crate) fn waits() -> Duration {
    Duration::from_nanos(WAIT_NS.swap(0, SeqCst))
}

/// How many bars have begun since the program did.
pub(crate) fn begun() -> usize {
    BEGUN.load(SeqCst)
}

/// Whether some of them have not ended.
pub(crate) fn some_are_open() -> bool {
    ENDED.load(SeqCst) < BEGUN.load(SeqCst)
}

/// A file on a server.
#[derive(Clone, Debug)]
pub struct File {
    /// What it is called.
    pub name: String,
    bytes: u64,
    wait: Duration,
}

/// Downloads a file, which is a wait, and says how many bytes it has.
pub fn download(file: &File) -> u64 {
    let bar = bar(&file.name);
    bar.wait(file.wait);
    file.bytes
}

/// As [`download`], for async tasks: others run meanwhile.
pub async fn fetch(file: File) -> u64 {
    let _bar = bar(&file.name);
    note_wait(file.wait);
    Wait::of(file.wait).await;
    file.bytes
}

/// So many files of different sizes, each of which takes so long.
pub(crate) fn files(count: usize, wait: Duration) -> Vec<File> {
    let file = |number: usize| File {
        name: format!("file_{number}.csv"),
        // Neither growing nor falling, and no two alike for long.
        bytes: (number as u64 * 7919) % 997 + 1,
        wait,
    };
    (1..=count).map(file).collect()
}

/// So many files, of which those with these places take so many times as long as the others.
pub(crate) fn uneven_files(count: usize, slow: &[usize], times: u32, wait: Duration) -> Vec<File> {
    let slowed = (0..).zip(files(count, wait)).map(|(at, file)| match slow.contains(&at) {
        true => File { wait: wait * times, ..file },
        false => file,
    });
    slowed.collect()
}

impl File {
    /// The same file, of another size.
    pub(crate) fn of_bytes(self, bytes: u64) -> Self {
        Self { bytes, ..self }
    }
}

/// Counts the primes of a range by trying every odd divisor: simple, and hard work.
pub fn count_primes(numbers: &Range<u64>) -> u64 {
    let _bar = bar(format!("from {}", numbers.start));
    numbers.clone().filter(|&number| is_prime(number)).count() as u64
}

fn is_prime(number: u64) -> bool {
    if number < 3 || number.is_multiple_of(2) {
        return number == 2;
    }
    let mut divisor = 3;
    while divisor * divisor <= number {
        if number.is_multiple_of(divisor) {
            return false;
        }
        divisor += 2;
    }
    true
}

/// How many threads may compute: one for each core, and two where there is one, so that there is something
/// to see.
pub fn workers() -> usize {
    stopwatch::cores().max(2)
}

/// The awkward numbers of things: none, one, and what no number of workers divides.
pub(crate) const AWKWARD: [usize; 4] = [0, 1, 999, 1001];

/// How many, in words: `999 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        count => stopwatch::text::counted(count as u64, noun),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primes_are_those_of_the_tables() {
        assert_eq!(count_primes(&(0..100)), 25);
        assert_eq!(count_primes(&(0..100_000)), 9592);
    }

    #[test]
    fn sizes_are_in_no_order() {
        let sizes: Vec<u64> = files(100, Duration::ZERO).iter().map(download).collect();
        assert!(!sizes.is_sorted() && !sizes.iter().rev().is_sorted());
    }
}
