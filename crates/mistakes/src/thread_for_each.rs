//! Mistake: a thread for each of many small computations. Mended: a thread
//! for each core, with its share of them. In Python:
//! `Thread(target=compute)` for each item.

use stopwatch::cores;

use crate::work::{compute, in_threads, one_round};

// ANCHOR: mistake
/// Wrong: to start a thread takes longer than what it then does.
pub fn mistake(computations: usize) -> u64 {
    in_threads(1..=computations, |number| {
        compute(&format!("computation {number}"), 1)
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Each core has a thread, and each thread its share: the
/// first, and then every so many.
pub fn mended(computations: usize) -> u64 {
    in_threads(1..=cores(), |first| {
        let _task = stopwatch::task(format!("share {first}"));
        (first..=computations).step_by(cores()).map(|_| one_round()).sum()
    })
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    #[test]
    fn there_are_as_many_threads_as_computations() {
        let (run, steps) = look(|| mistake(100));
        assert_eq!((run.tasks.len(), run.workers, steps), (100, 100, 314_200));
    }

    #[test]
    fn mended_there_are_as_many_threads_as_cores() {
        let (run, steps) = look(|| mended(100));
        assert_eq!(
            (run.tasks.len(), run.workers, steps),
            (cores(), cores(), 314_200)
        );
    }
}
