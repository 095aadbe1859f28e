//! A call that blocks, inside a task that must not.

use std::{thread, time::Duration};

use anyhow::Result;
use tokio::task;

use crate::on_one_thread;

// ANCHOR: old-database
/// A call into a library that knows nothing of async: whoever calls it gets no
/// further until the rows are there.
fn read_old_database(table: &str, wait: Duration) -> String {
    let _task = stopwatch::task(table);
    thread::sleep(wait);
    format!("rows of {table}")
}
// ANCHOR_END: old-database

// ANCHOR: blocking
/// Wrong: nothing says `await`, so the one thread makes one call after another.
pub fn block_the_thread(
    tables: &[String],
    wait: Duration,
) -> Result<Vec<String>> {
    on_one_thread()?.block_on(async {
        let mut tasks = Vec::new();
        for table in tables {
            tasks.push(tokio::spawn(read(table.clone(), wait)));
        }
        let mut rows = Vec::new();
        for task in tasks {
            rows.push(task.await?);
        }
        Ok(rows)
    })
}

async fn read(table: String, wait: Duration) -> String {
    read_old_database(&table, wait)
}
// ANCHOR_END: blocking

// ANCHOR: spawn-blocking
/// `spawn_blocking` has threads of its own for such calls, and the one
/// thread only waits for them.
pub fn block_other_threads(
    tables: &[String],
    wait: Duration,
) -> Result<Vec<String>> {
    on_one_thread()?.block_on(async {
        let mut calls = Vec::new();
        for table in tables {
            let table = table.clone();
            calls.push(task::spawn_blocking(move || {
                read_old_database(&table, wait)
            }));
        }
        let mut rows = Vec::new();
        for call in calls {
            rows.push(call.await?);
        }
        Ok(rows)
    })
}
// ANCHOR_END: spawn-blocking

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_millis(300);

    type Version = fn(&[String], Duration) -> Result<Vec<String>>;

    fn read(version: Version) -> stopwatch::Run {
        let tables = ["orders", "prices", "stock"].map(str::to_owned);
        let (run, rows) =
            stopwatch::measure("reading", || version(&tables, WAIT).ok());
        assert_eq!(rows.unwrap().unwrap()[1], "rows of prices");
        run
    }

    #[test]
    fn calls_that_block_the_thread_are_a_staircase() {
        let run = read(block_the_thread);
        assert_eq!((run.most_in_flight, run.workers), (1, 1));
        assert!(run.wall_s >= Some(0.9), "{run:?}");
    }

    #[test]
    fn calls_that_block_other_threads_overlap() {
        assert_eq!(read(block_other_threads).most_in_flight, 3);
    }
}
