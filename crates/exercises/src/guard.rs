//! The process in which a function is tried, and the one that watches it: a function may end its process, flood
//! the terminal, or never give it back.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use stopwatch::{eprintln, println, text};

use crate::{diagnosis::Diagnosis, process, verdict::Verdict};

/// Names the file for the verdict to a process that is to find one.
const JUDGE: &str = "EXERCISE_JUDGE";
/// Names a file into which the verdict is written as well, for other programs: `null` as long as there is none.
const VERDICT: &str = "EXERCISE_VERDICT";

/// More than this is printed by no exercise.
const FLOOD_BYTES: u64 = 4 << 20;
/// So many lines of what the function prints are shown.
const SHOWN_LINES: u64 = 20;
/// All runs of one check take less.
const LONGEST: Duration = Duration::from_secs(300);

/// Has a process of its own judge, prints the verdict, and ends the program with 1 when that is not good yet.
pub(crate) fn check(judge: impl FnOnce() -> Verdict) {
    if process::does_a_job() {
        exit(0)
    }
    if let Some(file) = env::var_os(JUDGE) {
        stopwatch::explain_panics();
        let verdict = serde_json::to_vec(&judge()).expect("a verdict has a form in JSON");
        fs::write(file, verdict).expect("the verdict can be written");
        // Threads that never end, end here.
        exit(0)
    }
    note(None);
    let verdict = match watch() {
        Ok(verdict) => verdict,
        Err(error) => {
            eprintln!("Error: the function could not be tried: {error}");
            exit(1)
        }
    };
    report(&verdict);
}

/// Prints a verdict, and ends the program with 1 when that is not good yet.
pub(crate) fn report(verdict: &Verdict) {
    verdict.print();
    note(Some(verdict));
    if !verdict.passed {
        exit(1)
    }
}

fn note(verdict: Option<&Verdict>) {
    if let Some(file) = env::var_os(VERDICT) {
        let written = serde_json::to_vec(&verdict).map(|json| fs::write(file, json));
        written.expect("a verdict has a form in JSON").expect("the verdict can be written");
    }
}

#[expect(clippy::disallowed_methods, reason = "the reader's main is one line, and returns nothing")]
fn exit(code: i32) -> ! {
    std::process::exit(code)
}

/// Starts this program again, to judge, and takes its verdict.
fn watch() -> std::io::Result<Verdict> {
    let file = tempfile::NamedTempFile::new()?;
    let mut child = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(JUDGE, file.path())
        .env_remove(VERDICT)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let printed = Arc::new(AtomicU64::new(0));
    if let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) {
        pass_on(stdout, &printed);
        pass_on(stderr, &printed);
    }
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            // What it printed last may still be on its way.
            thread::sleep(Duration::from_millis(5));
            return Ok(verdict_in(file.path(), status));
        }
        if printed.load(Relaxed) > FLOOD_BYTES {
            return end(child, Diagnosis::FloodsTheTerminal);
        }
        if began.elapsed() > LONGEST {
            return end(child, Diagnosis::TooSlow);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn end(mut child: Child, diagnosis: Diagnosis) -> std::io::Result<Verdict> {
    child.kill()?;
    child.wait()?;
    Ok(Verdict::unseen(diagnosis, diagnosis.words().to_owned()))
}

/// The verdict that was written, or what it means that there is none.
fn verdict_in(file: &Path, status: ExitStatus) -> Verdict {
    let written = fs::read(file).ok().and_then(|json| serde_json::from_slice(&json).ok());
    written.unwrap_or_else(|| {
        // Windows has codes for what are signals elsewhere: negative ones.
        let diagnosis = match status.code() {
            Some(0..) => Diagnosis::EndedTheProgram,
            Some(_) | None => Diagnosis::Died,
        };
        Verdict::unseen(diagnosis, format!("{} ({status})", diagnosis.words()))
    })
}

/// Shows the first lines of what is printed, and counts the rest. It ends with the process, or a little
/// later: what that has started may still have its output open.
fn pass_on(from: impl Read + Send + 'static, printed: &Arc<AtomicU64>) {
    let printed = Arc::clone(printed);
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        for number in 0.. {
            let mut line = Vec::new();
            let read = from.by_ref().take(FLOOD_BYTES).read_until(b'\n', &mut line);
            if !read.is_ok_and(|bytes| bytes > 0) {
                return;
            }
            printed.fetch_add(line.len() as u64, Relaxed);
            let line = String::from_utf8_lossy(&line);
            match number {
                ..SHOWN_LINES => println!("{}", text::sentence(line.trim_end())),
                SHOWN_LINES => println!("… and more."),
                _ => {}
            }
        }
    });
}
