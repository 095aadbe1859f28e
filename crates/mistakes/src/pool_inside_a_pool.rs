//! Mistake: each thread of one pool has threads of its own. Mended: both
//! levels share one pool. In Python: `Pool()` over tables, with a NumPy
//! that uses all cores for each.

use rayon::prelude::*;

use crate::work::{compute, in_threads};

/// So many parts each table is cut into.
pub(crate) const PARTS: usize = 4;

// ANCHOR: mistake
/// Wrong: tables × parts threads want to compute, and there
/// are no more cores for that.
pub fn mistake(tables: usize, rounds: u64) -> u64 {
    in_threads(1..=tables, |table| {
        in_threads(1..=PARTS, |part| {
            compute(&format!("table {table}.{part}"), rounds)
        })
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// rayon has one pool for all: a `par_iter` inside of another starts no thread.
pub fn mended(tables: usize, rounds: u64) -> u64 {
    let compute_parts = |table| -> u64 {
        let parts = (1..PARTS + 1).into_par_iter().with_max_len(1);
        parts
            .map(|part| compute(&format!("table {table}.{part}"), rounds))
            .sum()
    };
    (1..tables + 1).into_par_iter().with_max_len(1).map(compute_parts).sum()
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    const ROUNDS: u64 = 10_000;

    #[test]
    fn there_are_as_many_threads_as_tables_times_parts() {
        let (run, steps) = look(|| mistake(2, ROUNDS));
        assert_eq!((run.tasks.len(), run.workers, steps), (8, 8, 8 * 3142));
    }

    #[test]
    fn mended_there_are_as_many_threads_as_the_pool_has() {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let (run, steps) = look(|| pool.install(|| mended(2, ROUNDS)));
        assert_eq!(
            (run.tasks.len(), run.most_in_flight, steps),
            (8, 2, 8 * 3142)
        );
    }
}
