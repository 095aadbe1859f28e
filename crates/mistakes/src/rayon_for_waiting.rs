//! Mistake: waits are given to rayon, which has a thread for each core. Mended:
//! threads, one for each wait. In Python: waits in a `multiprocessing.Pool()`,
//! which has a process for each core.

use std::time::Duration;

use rayon::prelude::*;

use crate::work::{download, in_threads};

// ANCHOR: mistake
/// Wrong: as many waits at once as there are cores.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    files.par_iter().with_max_len(1).map(|file| download(file, wait)).sum()
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// A thread for each wait, however many cores there are.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    in_threads(files, |file| download(file, wait))
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        look::{WAIT, at_least, look},
        work::files,
    };

    #[test]
    fn no_more_wait_at_once_than_rayon_has_threads() {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let (run, bytes) = look(|| pool.install(|| mistake(&files(6), WAIT)));
        assert_eq!((run.tasks.len(), run.most_in_flight, bytes), (6, 2, 60));
        assert!(at_least(3, &run), "{run:?}");
    }

    #[test]
    fn mended_all_wait_at_once() {
        let (run, bytes) = look(|| mended(&files(6), WAIT));
        assert_eq!((run.tasks.len(), run.most_in_flight, bytes), (6, 6, 60));
    }
}
