//! Trace events, as Perfetto (ui.perfetto.dev) and chrome://tracing read them.
//!
//! The format is described in "Trace Event Format" by the Chromium project; its times are in
//! microseconds.

use serde::Serialize;
use serde_json::{Value, json};

use stopwatch::{Run, timeline};

/// A trace: processes with tracks, on which each task is a slice.
#[derive(Default)]
pub struct Trace {
    events: Vec<Value>,
    processes: u32,
}

impl Trace {
    /// Adds a process with a track for each lane of a run, and a slice for each task. The tasks are of
    /// this category, and the process gets a label of a few words.
    pub fn add(&mut self, name: &str, label: &str, category: &str, run: &Run) {
        self.processes += 1;
        let process = self.processes;
        self.events.push(named("process_name", process, 0, name));
        self.events.push(sorted("process_sort_index", process, 0));
        self.events.push(metadata("process_labels", process, 0, json!({"labels": label})));
        // Tasks that overlap within a lane would be drawn as nested: they get tracks of their own.
        let lanes = timeline::lanes(&run.tasks, usize::MAX).unwrap_or_default();
        for (thread, lane) in (1..).zip(&lanes) {
            self.events.push(named("thread_name", process, thread, lane.name));
            self.events.push(sorted("thread_sort_index", process, thread));
            for task in &lane.tasks {
                let end_s = task.end_s.or(run.wall_s).unwrap_or(task.start_s);
                self.events.push(json!({
                    "name": task.name,
                    "cat": category,
                    "ph": "X",
                    "ts": task.start_s * 1e6,
                    "dur": (end_s - task.start_s).max(0.0) * 1e6,
                    "pid": process,
                    "tid": thread,
                    "args": {"finished": task.end_s.is_some(), "cpu_s": task.cpu_s},
                }));
            }
        }
    }

    /// The trace as a file, with what else there is to know about it.
    ///
    /// # Errors
    /// When that has no form in JSON.
    pub fn to_json(&self, about: &impl Serialize) -> serde_json::Result<Vec<u8>> {
        let events = &self.events;
        let trace = json!({"traceEvents": events, "displayTimeUnit": "ms", "otherData": about});
        serde_json::to_vec(&trace)
    }
}

/// A metadata event that gives a process or a thread its name.
fn named(what: &str, process: u32, thread: u32, name: &str) -> Value {
    metadata(what, process, thread, json!({"name": name}))
}

/// A metadata event that keeps processes and threads in our order.
fn sorted(what: &str, process: u32, thread: u32) -> Value {
    let index = if thread == 0 { process } else { thread };
    metadata(what, process, thread, json!({"sort_index": index}))
}

fn metadata(what: &str, process: u32, thread: u32, args: Value) -> Value {
    json!({"name": what, "ph": "M", "pid": process, "tid": thread, "args": args})
}
