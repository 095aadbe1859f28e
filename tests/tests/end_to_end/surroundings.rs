//! The surroundings in which commands are watched: a busy machine, half a core, Python.

use std::{
    fs,
    path::Path,
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering},
};

use end_to_end::{Running, path_of, skip, start};

use crate::texts;

/// More processes that compute than there are cores, until this is dropped. They end as well when
/// these tests are killed.
pub(crate) struct BusyMachine {
    _loops: Vec<Running>,
}

impl BusyMachine {
    pub(crate) fn new() -> Self {
        // First, all programs are built: beside the loops that would take long.
        path_of("practice-api");
        let until_we_end = "while kill -0 $PPID 2>/dev/null; do :; done";
        let spin = |_| start(Command::new("sh").args(["-c", until_we_end]));
        Self { _loops: (0..stopwatch::cores() + 2).map(spin).collect() }
    }
}

/// A control group that may use half a core, until this is dropped.
pub(crate) struct HalfACore(pub(crate) String);

impl HalfACore {
    /// `None` where we may not make one.
    pub(crate) fn new() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::SeqCst);
        let name = format!("half-a-core-{}-{number}", process::id());
        let [first, second] = ["/sys/fs/cgroup/cpu/", "/sys/fs/cgroup/"];
        let in_the_first = Path::new(first).join("cpu.cfs_quota_us").exists();
        let group = Self(format!("{}{name}", if in_the_first { first } else { second }));
        let (file, limit) =
            if in_the_first { ("cpu.cfs_quota_us", "50000") } else { ("cpu.max", "50000 100000") };
        let made = fs::create_dir(&group.0)
            .and_then(|()| fs::write(Path::new(&group.0).join(file), limit));
        match made {
            Ok(()) => Some(group),
            Err(why) => {
                skip("control-group", &format!("could not make {}: {why}", group.0));
                None
            }
        }
    }
}

impl Drop for HalfACore {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// What lets a shell start a command as its child, and not become that.
pub(crate) const IN_A_CHILD: [&str; 4] = ["sh", "-c", "\"$@\"; exit $?", "sh"];

/// Python itself, if it is there, not a script of the same name that looks for it: that would take a
/// good part of the time that is judged.
pub(crate) fn python() -> Option<String> {
    let itself = ["-c", "import sys; print(sys.executable)"];
    match Command::new("python3").args(itself).output() {
        Ok(output) if output.status.success() => Some(texts(&output).0.trim().to_owned()),
        _ => {
            skip("python", "there is no python3");
            None
        }
    }
}
