//! Exercise of chapter 12: whoever is fast waits for whoever is slow.

use std::{sync::mpsc, thread, time::Duration};

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    memory::{Held, Memory, NUMBERS_OF_A_MEGABYTE},
    work::{AWKWARD, bar, counted},
};

/// So many threads fetch at once.
pub const FETCHERS: usize = 4;

/// So many reports may wait for the writer.
pub const ROOM: usize = 4;

/// A region that has sent a report, of a megabyte.
#[derive(Clone, Debug)]
pub struct Region {
    number: usize,
    rows: usize,
    wait: Duration,
    memory: Memory,
}

/// A report, in memory until it is dropped.
pub struct Report {
    number: usize,
    wait: Duration,
    amounts: Held,
}

/// Fetches a report, which takes a while.
pub fn fetch(region: &Region) -> Report {
    let Region { number, rows, wait, memory } = region;
    let bar = bar(format!("fetch {number}"));
    bar.wait(*wait);
    Report { number: *number, wait: *wait, amounts: memory.hold(vec![*number as u64; *rows]) }
}

/// Writes a report into the one workbook that there is, which takes as long, and says what its amounts add up to.
pub fn write(report: &Report) -> u64 {
    let bar = bar(format!("write {}", report.number));
    bar.wait(report.wait);
    report.amounts.numbers.iter().sum()
}

fn write_all(regions: &[Region]) -> u64 {
    let (sender, reports) = mpsc::sync_channel(ROOM);
    let share = regions.len().div_ceil(FETCHERS).max(1);
    thread::scope(|scope| {
        for regions in regions.chunks(share) {
            let sender = sender.clone();
            scope.spawn(move || {
                regions.iter().try_for_each(|region| sender.send(fetch(region))).is_ok()
            });
        }
        drop(sender);
        reports.iter().map(|report| write(&report)).sum()
    })
}

fn regions(count: usize, rows: usize, wait: Duration) -> Vec<Region> {
    let memory = Memory::default();
    let region = |number| Region { number, rows, wait, memory: memory.clone() };
    (1..=count).map(region).collect()
}

fn exercise() -> Exercise<Vec<Region>, u64> {
    const REGIONS: usize = 24;
    // Each thread has one that nobody takes yet, and the writer the one that it writes.
    const MEGABYTES: usize = FETCHERS + ROOM + 1;
    let trial = |count| (counted(count, "region"), regions(count, 8, Duration::ZERO));
    Exercise {
        picture: || regions(REGIONS, NUMBERS_OF_A_MEGABYTE, Duration::from_millis(25)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |regions| write_all(regions),
        needs: Needs {
            tasks: 2 * REGIONS,
            at_once: FETCHERS..=FETCHERS + 1,
            threads: FETCHERS + 1,
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |regions| regions.iter().take(1).map(|it| it.memory.megabytes(MEGABYTES)).collect(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Region]) -> u64) {
    Exercise::check(exercise, move |regions| solve(regions));
}
