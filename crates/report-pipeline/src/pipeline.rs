//! The pipeline: a thread or more for each stage, and a line between two stages.

use std::{sync::Mutex, thread};

use anyhow::Result;
use rayon::prelude::*;

use crate::{
    Job, Most,
    book::{Book, Summary},
    compute, download,
    waiting::line,
};

// ANCHOR: pipeline
/// All stages work at the same time, and hand on through lines with little room.
pub fn pipeline(job: &Job, mut book: Book, waited: &Most) -> Result<Summary> {
    let queue = Mutex::new(job.regions.clone());
    let (downloaded, to_compute) = line(job.bound, &waited.to_compute);
    let (computed, to_write) = line(job.bound, &waited.to_write);
    thread::scope(|scope| {
        for _ in 0..job.workers {
            let downloaded = downloaded.clone();
            scope.spawn(|| download(job, &queue, downloaded));
        }
        drop(downloaded);
        scope.spawn(move || {
            to_compute.par_bridge().try_for_each(|report| computed.send(compute(job, report)))
        });
        for sales in to_write {
            book.write(sales)?;
        }
        anyhow::Ok(())
    })?;
    book.finish()
}
// ANCHOR_END: pipeline
