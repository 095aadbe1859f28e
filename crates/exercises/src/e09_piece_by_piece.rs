//! Exercise of chapter 09: a file that is larger than the memory there is for it.

use std::{ops::Range, time::Duration};

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    memory::{Held, Memory, NUMBERS_OF_A_MEGABYTE},
    pool::with_workers,
    work::{AWKWARD, bar, counted},
};

/// So many threads read at once.
pub const THREADS: usize = 4;

/// So many pieces there is room for, of a megabyte each.
const ROOM: usize = 8;

/// A large file of amounts, which is read in pieces.
#[derive(Clone, Debug)]
pub struct Sales {
    /// The numbers of its pieces.
    pub pieces: Range<usize>,
    amounts_of_a_piece: usize,
    wait: Duration,
    memory: Memory,
}

/// A piece of the file, in memory until it is dropped.
pub struct Piece {
    amounts: Held,
}

/// Reads a piece.
pub fn read(sales: &Sales, piece: usize) -> Piece {
    let bar = bar(format!("piece {piece}"));
    bar.wait(sales.wait);
    Piece { amounts: sales.memory.hold(vec![piece as u64 % 7 + 1; sales.amounts_of_a_piece]) }
}

impl Piece {
    /// What its amounts add up to.
    pub fn sum(&self) -> u64 {
        self.amounts.numbers.iter().sum()
    }
}

fn total(sales: &Sales) -> u64 {
    let pieces: Vec<usize> = sales.pieces.clone().collect();
    with_workers(THREADS, &pieces, |piece| read(sales, *piece).sum()).iter().sum()
}

fn sales(pieces: usize, amounts_of_a_piece: usize, wait: Duration) -> Sales {
    Sales { pieces: 0..pieces, amounts_of_a_piece, wait, memory: Memory::default() }
}

fn exercise() -> Exercise<Sales, u64> {
    const PIECES: usize = 26;
    let trial = |count| (counted(count, "piece"), sales(count, 8, Duration::ZERO));
    Exercise {
        picture: || sales(PIECES, NUMBERS_OF_A_MEGABYTE, Duration::from_millis(40)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: total,
        needs: Needs {
            tasks: PIECES,
            at_once: THREADS..=THREADS,
            threads: PIECES,
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |sales| vec![sales.memory.megabytes(ROOM)],
    }
}

/// Checks a function.
pub fn check(solve: fn(&Sales) -> u64) {
    Exercise::check(exercise, solve);
}
