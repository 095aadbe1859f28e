//! Mistake: all who were refused try again after the same pause, and so at the
//! same instant. Mended: each has a pause of its own. In Python:
//! `time.sleep(1)` between two tries; `random.uniform(0, 1)` mends it.

use std::{sync::Mutex, thread, time::Duration};

use crate::work::in_threads;

// ANCHOR: mistake
/// Wrong: whoever was refused comes back with all the others.
pub fn mistake(callers: u32, wait: Duration) -> u64 {
    let server = Server::new(wait / 5);
    in_threads(1..=callers, |caller| server.call_until_answered(caller, wait))
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Each pause is another one: by chance in real life, and by its number here.
pub fn mended(callers: u32, wait: Duration) -> u64 {
    let server = Server::new(wait / 5);
    in_threads(1..=callers, |caller| {
        server.call_until_answered(caller, wait * caller / callers)
    })
}
// ANCHOR_END: mended

/// A server that answers two callers at once, and refuses all others.
struct Server {
    latency: Duration,
    in_flight: Mutex<u32>,
}

impl Server {
    fn new(latency: Duration) -> Self {
        Self { latency, in_flight: Mutex::new(0) }
    }

    /// Calls until there is an answer, with a pause after each refusal:
    /// one bar, from first to last.
    fn call_until_answered(&self, caller: u32, pause: Duration) -> u64 {
        let _task = stopwatch::task(format!("caller {caller}"));
        while !self.answers() {
            thread::sleep(pause);
        }
        1
    }

    fn answers(&self) -> bool {
        let in_flight = || self.in_flight.lock().expect("a caller panicked");
        {
            let mut in_flight = in_flight();
            if *in_flight == 2 {
                return false;
            }
            *in_flight += 1;
        }
        thread::sleep(self.latency);
        *in_flight() -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use stopwatch::Task;

    use super::*;
    use crate::look::{WAIT, look};

    #[test]
    fn whoever_is_refused_is_back_no_sooner_than_a_whole_pause_later() {
        // The latency is a fifth of it, and all four have called before
        // the first two are answered.
        let pause = 20 * WAIT;
        let (run, answered) = look(|| mistake(4, pause));
        assert_eq!((run.tasks.len(), run.most_in_flight, answered), (4, 4, 4));
        let is_refused = |task: &&Task| task.end_s >= Some(pause.as_secs_f64());
        assert_eq!(run.tasks.iter().filter(is_refused).count(), 2, "{run:?}");
    }

    #[test]
    fn mended_everybody_is_answered() {
        let (run, answered) = look(|| mended(6, WAIT));
        assert_eq!((run.tasks.len(), answered), (6, 6));
    }
}
