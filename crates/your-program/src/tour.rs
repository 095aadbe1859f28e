//! The tour: six small programs with one fault each, watched.
//!
//! They are Python's where there is Python, and Rust's otherwise.

use std::{
    env,
    ffi::OsString,
    io::{Read, Write},
    net::TcpListener,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use sampler::{STANDSTILL, Scene, Sight, command};
use stopwatch::{Lesson, cores, println, timeline::Canvas};

use crate::{
    args::Args,
    export::{self, Seen},
    faults, rows, verdict,
};

/// The programs of the tour, each of which is a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fault {
    Turns,
    HeldUp,
    Uneven,
    OneAtATime,
    TooMany,
    Deadlock,
}

/// Their names, as a user types them.
pub(crate) const VERSIONS: &[&str] =
    &["turns", "held-up", "uneven", "one-at-a-time", "too-many", "deadlock"];

/// How long each runs, unless the user says something else.
const USUALLY: Duration = Duration::from_secs(1);

/// Runs the programs one after another, and shows what can be seen of each.
pub(crate) fn tour(args: &Args) -> Result<(), stopwatch::Error> {
    let time = args.seconds.unwrap_or(USUALLY);
    let python = if args.output.predict { None } else { python() };
    let port =
        serve().context("could not start the server of one-at-a-time")?;
    let canvas = Canvas::of_terminal(args.output.ascii);
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output).states();
    for fault in Fault::value_variants() {
        let program =
            Program { fault: *fault, time, port, python: python.as_deref() };
        let mut said = Vec::new();
        lesson.next_job();
        let version = lesson.version(fault.name()).predict(fault.takes(time));
        if version.try_run(|| program.watch(&mut said)).is_some() {
            for remark in lesson.add_remarks(said) {
                println!("\n{}", canvas.paragraph(remark));
            }
        }
        if lesson.last_run().is_some_and(|run| !run.failures.is_empty()) {
            break;
        }
    }
    let runs = lesson.runs();
    let program = |run| export::Program {
        run,
        drawn: run,
        tasks: None,
        processes: vec![run.clone()],
    };
    let programs = runs.iter().map(program).collect();
    let exported = export::pictures(
        args,
        &Seen { title: "the tour", programs, notes: &[] },
    );
    lesson.finish()?;
    Ok(exported?)
}

/// Is one of the programs.
pub(crate) fn be(fault: Fault, args: &Args) -> Result<()> {
    let time = args.seconds.unwrap_or(USUALLY);
    match fault {
        Fault::Turns => faults::turns(time),
        Fault::HeldUp => faults::held_up(time)?,
        Fault::Uneven => faults::uneven(time),
        Fault::OneAtATime => faults::one_at_a_time(time, args.port)?,
        Fault::TooMany => faults::too_many(time),
        Fault::Deadlock => {
            // Should nobody be there any more who ends it.
            #[cfg(unix)]
            nix::unistd::alarm::set(time.as_secs() as u32 + 10);
            faults::deadlock();
        }
    }
    Ok(())
}

impl Fault {
    fn name(self) -> &'static str {
        VERSIONS[self as usize]
    }

    /// How long it runs; one that never ends, until it is ended: it has to begin, and to stand still.
    fn takes(self, time: Duration) -> Duration {
        let still = STANDSTILL;
        if self == Self::Deadlock { time.max(still) + still } else { time }
    }

    fn in_python(self) -> &'static str {
        match self {
            Self::Turns => include_str!("faults/turns.py"),
            Self::HeldUp => include_str!("faults/held_up.py"),
            Self::Uneven => include_str!("faults/uneven.py"),
            Self::OneAtATime => include_str!("faults/one_at_a_time.py"),
            Self::TooMany => include_str!("faults/too_many.py"),
            Self::Deadlock => include_str!("faults/deadlock.py"),
        }
    }
}

/// A program, and what it is told.
struct Program<'p> {
    fault: Fault,
    time: Duration,
    port: u16,
    python: Option<&'p str>,
}

impl Program<'_> {
    /// Runs it, and says what stands out.
    fn watch(&self, said: &mut Vec<String>) -> Result<()> {
        let began = Instant::now();
        let never_ends = self.fault == Fault::Deadlock;
        let limit = never_ends.then(|| self.fault.takes(self.time));
        let ended = match command::run(&self.command()?, limit, &[])? {
            Ok(ended) => ended,
            Err(refusal) => bail!("{refusal}"),
        };
        if !ended.reached_limit && !ended.status.success() {
            let limit =
                stopwatch::limited_memory().map(|limit| format!("\n{limit}"));
            bail!(
                "the program failed: {}{}",
                ended.status,
                limit.unwrap_or_default()
            );
        }
        if let Sight::Nothing { why, .. } = &ended.sight {
            said.push(format!("{why}: there is no picture here."));
            return Ok(());
        }
        let scene = Scene::new(&ended.history, cores());
        for task in rows::tasks(&scene) {
            let at = |seconds: f64| began + Duration::from_secs_f64(seconds);
            let cpu = task.cpu_s.map(Duration::from_secs_f64);
            let end = at(task.end_s.unwrap_or(task.start_s));
            stopwatch::record(task.lane, task.name, at(task.start_s), end, cpu);
        }
        *said = verdict::sentences(&scene);
        Ok(())
    }

    fn command(&self) -> Result<Vec<OsString>> {
        let (seconds, port) =
            (self.time.as_secs_f64().to_string(), self.port.to_string());
        if let Some(python) = self.python {
            let words = [python, "-c", self.fault.in_python(), &seconds, &port];
            return Ok(words.map(OsString::from).to_vec());
        }
        let itself = env::current_exe()
            .context("could not find this program's own file")?;
        let words = [
            "--fault",
            self.fault.name(),
            "--seconds",
            &seconds,
            "--port",
            &port,
        ];
        Ok([itself.into_os_string()]
            .into_iter()
            .chain(words.map(OsString::from))
            .collect())
    }
}

/// Python itself, if it is there, and no script of the same name that looks for it.
fn python() -> Option<String> {
    let itself =
        "import sys; assert sys.version_info >= (3, 9); print(sys.executable)";
    let mut python = Command::new("python3");
    let output =
        python.args(["-c", itself]).stderr(Stdio::null()).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (cfg!(unix) && output.status.success() && !path.is_empty()).then_some(path)
}

/// Starts a server on this machine that takes its time for each answer, and returns its port.
fn serve() -> Result<u16> {
    const LATENCY: Duration = Duration::from_millis(30);
    let server = TcpListener::bind("127.0.0.1:0")?;
    let port = server.local_addr()?.port();
    // Ends with this program.
    thread::Builder::new().spawn(move || {
        for mut client in server.incoming().flatten() {
            while client.read_exact(&mut [0]).is_ok() {
                thread::sleep(LATENCY);
                // Who has gone reads no more.
                let _ = client.write_all(b"!");
            }
        }
    })?;
    Ok(port)
}
