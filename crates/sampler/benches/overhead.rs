//! What it costs to be watched: the same program with and without, in pairs.
//! Run with `cargo bench -p sampler` on a machine that has nothing else to do; it takes minutes.

use std::{env, hint::black_box, process::Command, thread, time::Duration};

use anyhow::{Context, Result, ensure};

use sampler::command;
use stopwatch::{Run, println};

/// Of each program, so many runs with and without being watched.
const PAIRS: usize = 9;
const THREADS: [usize; 4] = [1, 10, 100, 1000];

/// Steps of computing, of all threads together: seconds on one core.
const STEPS: u64 = 2_000_000_000;
/// Pieces of work of each thread that waits in between, and how long each computes and waits.
const PIECES: u64 = 300;
const STEPS_OF_A_PIECE: u64 = 10_000;
const WAIT: Duration = Duration::from_millis(5);

/// What the threads do: they compute all the time, or again and again wait for a moment, so that they are
/// in another state at each look.
const KINDS: [&str; 2] = ["compute", "wait"];

fn main() -> Result<()> {
    let args: Vec<String> = env::args().collect();
    if let [_, kind, threads] = &args[..]
        && KINDS.contains(&kind.as_str())
    {
        be(kind, threads.parse()?);
        return Ok(());
    }
    println!("threads that  number   watched   looks   looking       wall   CPU time");
    for kind in KINDS {
        for threads in THREADS {
            measure(kind, threads)?;
        }
    }
    Ok(())
}

/// Is a program with so many threads.
fn be(kind: &str, threads: usize) {
    let steps = match kind {
        "compute" => STEPS / threads as u64,
        _ => STEPS_OF_A_PIECE,
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| match kind {
                "compute" => compute(steps),
                _ => (0..PIECES).for_each(|_| {
                    compute(steps);
                    thread::sleep(WAIT);
                }),
            });
        }
    });
}

fn compute(steps: u64) {
    let step =
        |number: u64, step| black_box(number.wrapping_mul(6_364_136_223_846_793_005) + step % 2);
    black_box((0..steps).fold(1, step));
}

/// Runs a program again and again, and prints what watching it costs: medians.
fn measure(kind: &str, threads: usize) -> Result<()> {
    let itself = env::current_exe().context("could not find this program")?;
    let words = [itself.into_os_string(), kind.into(), threads.to_string().into()];
    let (mut looking, mut wall, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..PAIRS {
        let (status, alone) = timed(|| Ok(Command::new(&words[0]).args(&words[1..]).status()?))?;
        ensure!(status.success(), "it failed: {status}");
        let (ended, watched) =
            timed(|| command::run(&words, None, &[])?.map_err(anyhow::Error::msg))?;
        ensure!(ended.status.success(), "it failed: {}", ended.status);
        let more = |with: Option<f64>, without: Option<f64>| {
            with.zip(without).map_or(f64::NAN, |(with, without)| 100.0 * (with / without - 1.0))
        };
        looking.push(100.0 * ended.history.looking_s / ended.wall.as_secs_f64());
        wall.push(more(watched.wall_s, alone.wall_s));
        cpu.push(more(watched.cpu_s, alone.cpu_s));
        last = Some(ended);
    }
    let last = last.context("there are no pairs")?;
    println!(
        "{kind:<12}  {threads:6}  {:6.2} s  {:6}   {:5.2} %   {:+6.2} %   {:+6.2} %",
        last.wall.as_secs_f64(),
        last.history.looks.len(),
        median(looking),
        median(wall),
        median(cpu),
    );
    Ok(())
}

/// What comes of some work, and how long that takes: CPU time is that of child processes, too.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Run)> {
    let mut outcome = None;
    let (run, _) = stopwatch::measure("work", || outcome = Some(work()));
    Ok((outcome.context("it panicked")??, run))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
