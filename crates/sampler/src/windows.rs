//! What Windows tells: the CPU time of each process.

use std::{collections::HashMap, time::Duration};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

use super::{History, Sight, Watched};

/// Looks at a process and its descendants.
pub(crate) struct Eyes {
    /// `None` when Windows does not tell.
    system: Option<System>,
    /// The process that is watched and its descendants, each with its start and its CPU time.
    cpu_ms: HashMap<Pid, (u64, u64)>,
}

impl Eyes {
    pub(crate) fn open(process: u32, _others: Vec<u32>, _cores: usize) -> Self {
        let cpu_ms = HashMap::from([(Pid::from_u32(process), (0, 0))]);
        Self { system: System::new().ok(), cpu_ms }
    }

    pub(crate) fn look(&mut self, _at: Duration) -> bool {
        let Some(system) = &mut self.system else { return true };
        let what = ProcessRefreshKind::nothing().with_cpu();
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, what);
        // A process may stand before its parent: those are found by the next look.
        for (id, process) in system.processes() {
            let starts = process.start_time();
            let parent = process.parent().and_then(|parent| self.cpu_ms.get(&parent));
            let is_ours = match self.cpu_ms.get(id) {
                // The number of a process that has ended may be given to another one.
                Some((began, _)) => *began == 0 || *began == starts,
                None => parent.is_some_and(|(began, _)| *began <= starts),
            };
            if is_ours {
                self.cpu_ms.insert(*id, (starts, process.accumulated_cpu_time()));
            }
        }
        true
    }

    pub(crate) fn close(self) -> Watched {
        let sum_ms = self.cpu_ms.values().map(|(_, cpu_ms)| cpu_ms).sum();
        let cpu = self.system.map(|_| Duration::from_millis(sum_ms));
        let why = "Windows does not tell how long a thread waits for a core";
        Watched { sight: Sight::Nothing { why, cpu }, history: History::default() }
    }
}
