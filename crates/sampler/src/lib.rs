//! Looks at a command, while it runs, from outside: what do its threads, and those of all that it
//! started, do with their time?
//!
//! [`command::run`] starts one as a shell would, [`watch`] looks at it every ten milliseconds, and a
//! [`History`] keeps what was seen. A [`Scene`] is that in the form in which it is judged: [`Shortage`]
//! says who lacks cores, [`Standstill`] that nothing moves, and [`Seen`] is all in sum. Only Linux tells
//! enough; elsewhere there is what [`Sight`] says.

#![warn(missing_docs)]

use std::{
    convert::Infallible,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

pub mod command;
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "elsewhere there is nothing to keep")
)]
mod history;
mod limits;
mod scene;
mod seen;
mod shortage;
mod standstill;
mod state;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux::Eyes;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows::Eyes;

#[cfg(not(any(target_os = "linux", windows)))]
mod elsewhere;
#[cfg(not(any(target_os = "linux", windows)))]
use elsewhere::Eyes;

pub use history::{History, Process, Slice, Track};
pub use limits::{Allowed, Limits};
pub use scene::{Bit, Moment, Scene};
pub use seen::Seen;
pub use shortage::{Cause, Shortage};
pub use standstill::{STANDSTILL, Standstill};
pub use state::State;

/// Time between two looks, where a look costs next to nothing.
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// A look at thousands of threads takes long: looking takes at most one part in so many of the time.
const PAUSE_OVER_COST: u32 = 33;
/// What runs for hours is looked at less often, so that what is kept of it stays small: so often until
/// the pause between looks has doubled.
const MOST_LOOKS: u32 = 30_000;

/// One thread, at the instant of a look.
#[derive(Clone, Copy, Debug)]
pub struct Thread {
    /// Which process, and which of its threads.
    pub id: (u32, u32),
    /// What it did.
    pub state: State,
    /// CPU time since it began.
    pub computing: Duration,
    /// Time since it began during which it could have run, and no core was free for it.
    pub no_core: Duration,
}

/// What a command did, as far as the system told.
#[derive(Debug)]
pub struct Watched {
    /// The sums.
    pub sight: Sight,
    /// What each thread did, from look to look; nothing where the system does not tell.
    pub history: History,
}

/// What could be seen of a command, in sum.
#[derive(Debug)]
pub enum Sight {
    /// What its threads did.
    Threads(Seen),
    /// The system does not tell; on Windows, the CPU time that the command and what it started used.
    Nothing {
        /// Why not, as the beginning of a sentence.
        why: &'static str,
        /// CPU time of the command and of what it started.
        cpu: Option<Duration>,
    },
}

/// Looks at a process and its descendants again and again, until whoever holds the other end of
/// `has_ended` drops it, or none of them is there any more. The process may use at most so many cores.
/// `others` are children of this program that are none of its descendants.
pub fn watch(
    process: u32,
    others: Vec<u32>,
    cores: usize,
    has_ended: &Receiver<Infallible>,
) -> Watched {
    let mut eyes = Eyes::open(process, others, cores);
    let began = Instant::now();
    let (mut pause, mut looks, mut cost_before) = (Duration::ZERO, 0_u32, Duration::MAX);
    while has_ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let look_began = Instant::now();
        if !eyes.look(began.elapsed()) {
            break;
        }
        looks += 1;
        // On a busy machine a look may take long because it waits for a core: seldom twice in a row.
        let cost = look_began.elapsed();
        pause = (cost.min(cost_before) * PAUSE_OVER_COST).max(began.elapsed() / MOST_LOOKS);
        pause = pause.clamp(PAUSE, LONGEST_PAUSE);
        pause = pause.mul_f64(out_of_step(looks));
        cost_before = cost;
    }
    eyes.close()
}

/// The processes that a process started, and those that these started, as far as the system tells.
pub fn descendants(process: u32) -> Vec<u32> {
    #[cfg(target_os = "linux")]
    return linux::descendants(process);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = process;
        Vec::new()
    }
}

/// A factor from 0.6 to 1.4, another one for each look: a program may do something every ten
/// milliseconds too, and must not be seen at it always or never.
fn out_of_step(looks: u32) -> f64 {
    /// The golden ratio: its multiples fill the range evenly.
    const STEP: f64 = 0.618_034;
    0.6 + 0.8 * (f64::from(looks) * STEP).fract()
}
