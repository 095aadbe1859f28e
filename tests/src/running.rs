//! Programs that a test looks after while they run. None outlives its test, and none can hang it.

use std::{
    io::{self, Read},
    ops::{Deref, DerefMut},
    process::{Child, Command, Output},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

/// A program that takes longer is killed, so that its test fails with what it has printed. On a busy
/// machine all chapters one after another take some minutes.
pub(crate) const LIMIT: Duration = Duration::from_secs(600);

/// A process that is killed when this is dropped, or at the latest after ten minutes.
pub struct Running {
    child: Child,
    /// When this is dropped, whoever watches the time leaves the process alone.
    _is_looked_after: Sender<()>,
}

/// Starts a program.
pub fn start(command: &mut Command) -> Running {
    start_for(LIMIT, command)
}

fn start_for(limit: Duration, command: &mut Command) -> Running {
    let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let id = child.id();
    let (is_looked_after, watched) = mpsc::channel();
    thread::spawn(move || {
        // A test that reads what it prints then comes to the end, and one that waits for it sees a
        // killed process.
        if watched.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            kill(id);
        }
    });
    Running { child, _is_looked_after: is_looked_after }
}

fn kill(id: u32) {
    let (kill, args) =
        if cfg!(windows) { ("taskkill", ["/F", "/PID"]) } else { ("kill", ["-s", "KILL"]) };
    // It may have ended meanwhile.
    let _ = Command::new(kill).args(args).arg(id.to_string()).output();
}

impl Running {
    /// What it prints until its end, without the streams that the test has taken to read itself.
    ///
    /// # Errors
    /// When the system refuses to read or to wait.
    pub fn output(mut self) -> io::Result<Output> {
        drop(self.stdin.take());
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let (out, err) = (self.stdout.take(), self.stderr.take());
        thread::scope(|scope| {
            let err = scope.spawn(|| err.map_or(Ok(0), |mut err| err.read_to_end(&mut stderr)));
            out.map_or(Ok(0), |mut out| out.read_to_end(&mut stdout))?;
            err.join().expect("reading does not panic")
        })?;
        Ok(Output { status: self.wait()?, stdout, stderr })
    }
}

impl Deref for Running {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.child
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // In most tests it has ended by now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;
    use crate::std_program;

    fn endless() -> Command {
        let mut endless = std_program("practice-api");
        endless.args(["--port", "0"]).stdout(Stdio::piped());
        endless
    }

    #[test]
    fn what_goes_on_for_ever_is_killed() {
        let output = start_for(Duration::from_millis(100), &mut endless()).output().unwrap();
        assert!(!output.status.success(), "{output:?}");
    }

    #[test]
    fn what_is_dropped_has_ended() {
        let mut running = start(&mut endless());
        let mut stdout = running.stdout.take().unwrap();
        drop(running);
        stdout.read_to_end(&mut Vec::new()).unwrap();
    }
}
