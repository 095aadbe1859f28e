//! Mistake: two counters, each for one thread, lie side by side in memory, so
//! that two cores take one cache line from each other. Mended: each has a line
//! of its own. In Python: only below it, in NumPy or Numba.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::work::in_threads;

// ANCHOR: mistake
/// Wrong: both lie on one cache line. A core that writes on it takes the
/// whole line from the other one.
#[derive(Default)]
#[repr(align(128))]
struct SideBySide([AtomicU64; 2]);

pub fn mistake(updates: usize) -> u64 {
    let counters = SideBySide::default();
    count_in_two_threads(counters.0.each_ref(), updates)
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// A counter that fills the cache line which it lies on, and the next, which
/// some cores fetch as well.
#[derive(Default)]
#[repr(align(128))]
struct Apart(AtomicU64);

pub fn mended(updates: usize) -> u64 {
    let [one, other] = [Apart::default(), Apart::default()];
    count_in_two_threads([&one.0, &other.0], updates)
}

fn count_in_two_threads(counters: [&AtomicU64; 2], updates: usize) -> u64 {
    in_threads(counters, |counter| {
        let _task = stopwatch::task("counting");
        for _ in 0..updates {
            counter.fetch_add(1, Relaxed);
        }
        counter.load(Relaxed)
    })
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    const LINE: usize = 64;

    #[test]
    fn the_counters_lie_on_one_cache_line_or_on_two() {
        let side_by_side = SideBySide::default();
        let [one, other] = &side_by_side.0;
        let line =
            |counter: &AtomicU64| std::ptr::from_ref(counter).addr() / LINE;
        assert_eq!(line(one), line(other));
        let apart = [Apart::default(), Apart::default()];
        assert_ne!(line(&apart[0].0), line(&apart[1].0));
    }

    #[test]
    fn both_count_every_update() {
        for count in [mistake, mended] {
            let (run, counted) = look(|| count(100_000));
            assert_eq!((run.tasks.len(), counted), (2, 200_000));
        }
    }
}
