//! What it costs to start a thread, a task, a process.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use rayon::ThreadPool;
use tokio::{runtime, task::JoinSet};

use stopwatch::{println, text};

use crate::ways::Way;

/// The time for one of each, from its start to its end, when it has nothing to do.
#[derive(Clone, Copy)]
pub(crate) struct StartUp {
    pub(crate) thread: Duration,
    pub(crate) rayon_task: Duration,
    pub(crate) tokio_task: Duration,
    pub(crate) process: Duration,
    /// What a process that does nothing holds in memory, in bytes.
    pub(crate) process_bytes: Option<u64>,
}

impl StartUp {
    /// Starts this many of each, one after another.
    ///
    /// # Errors
    /// When the system refuses a process or a runtime.
    pub(crate) fn measure(count: u32, pool: &ThreadPool) -> Result<Self> {
        let each = |work: &mut dyn FnMut() -> Result<()>| -> Result<Duration> {
            let began = Instant::now();
            work()?;
            Ok(began.elapsed() / count)
        };
        let mut process_bytes = None;
        Ok(Self {
            thread: each(&mut || {
                for _ in 0..count {
                    thread::scope(|scope| drop(scope.spawn(|| ())));
                }
                Ok(())
            })?,
            rayon_task: each(&mut || {
                pool.scope(|scope| {
                    (0..count).for_each(|_| scope.spawn(|_| ()))
                });
                Ok(())
            })?,
            tokio_task: each(&mut || {
                runtime::Builder::new_current_thread().build()?.block_on(
                    async {
                        (0..count)
                            .map(|_| async {})
                            .collect::<JoinSet<()>>()
                            .join_all()
                            .await
                    },
                );
                Ok(())
            })?,
            process: each(&mut || {
                for _ in 0..count {
                    process_bytes = stopwatch::in_a_process(
                        "nothing",
                        &["nothing".to_owned()],
                        &(),
                    )?;
                }
                Ok(())
            })?,
            process_bytes,
        })
    }

    /// What one worker of a way costs to start; `None` for the way that starts none.
    pub(crate) fn of(&self, way: Way) -> Option<Duration> {
        match way {
            Way::Sequential => None,
            Way::Threads => Some(self.thread),
            Way::Rayon => Some(self.rayon_task),
            Way::Tokio => Some(self.tokio_task),
            Way::Processes => Some(self.process),
        }
    }

    pub(crate) fn print(&self, count: u32, ascii: bool) {
        println!("\n=== start-up ===");
        println!(
            "{} of each were started, with nothing to do. One takes:",
            text::count(count.into())
        );
        for (name, took) in [
            ("a task of rayon", self.rayon_task),
            ("a task of tokio", self.tokio_task),
            ("a thread", self.thread),
            ("a process", self.process),
        ] {
            println!(
                "  {name:<16} {}",
                text::short_duration(took.as_secs_f64(), ascii)
            );
        }
    }
}
