//! What the system says of this process's threads, which Linux alone does: how many there are, and when they began.

use std::{
    fs, mem,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// What was seen at the beginning of a bar.
struct Seen {
    began: Instant,
    threads: usize,
    /// When the thread of the bar began, in ticks since the machine did.
    thread_began: u64,
}

/// What was seen of the threads of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Threads {
    /// How many there were at most bars, beyond those that are left now.
    pub(crate) at_most_bars: usize,
    /// Whether they began one after another, as their bars did.
    pub(crate) began_in_turns: bool,
}

static SEEN: Mutex<Vec<Seen>> = Mutex::new(Vec::new());

/// Looks at the threads, at the beginning of a bar.
pub(crate) fn look() {
    if let (Some(threads), Some(thread_began)) = (count(), this_one_began()) {
        let seen = Seen { began: Instant::now(), threads, thread_began };
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }
}

/// What was seen since this was asked last.
pub(crate) fn seen() -> Option<Threads> {
    let seen = mem::take(&mut *SEEN.lock().unwrap_or_else(PoisonError::into_inner));
    summary(&seen, count()?)
}

fn summary(seen: &[Seen], left: usize) -> Option<Threads> {
    // Of proc(5), on every machine on which it matters.
    const TICKS_A_SECOND: f64 = 100.0;
    let mut threads: Vec<usize> = seen.iter().map(|seen| seen.threads).collect();
    threads.sort_unstable();
    let (first, last) =
        (seen.iter().min_by_key(|it| it.began)?, seen.iter().max_by_key(|it| it.began)?);
    let bars_s = (last.began - first.began).as_secs_f64();
    let threads_s = last.thread_began.saturating_sub(first.thread_began) as f64 / TICKS_A_SECOND;
    Some(Threads {
        at_most_bars: threads[threads.len() / 2].saturating_sub(left),
        began_in_turns: threads_s > 0.5 * bars_s,
    })
}

/// What Linux says of this process. Files of that name elsewhere, as under Wine, speak of others.
fn read(file: &str) -> Option<String> {
    if cfg!(target_os = "linux") { fs::read_to_string(file).ok() } else { None }
}

/// How many threads there are: proc(5), `/proc/self/status`.
fn count() -> Option<usize> {
    read("/proc/self/status")?
        .lines()
        .find_map(|line| line.strip_prefix("Threads:"))?
        .trim()
        .parse()
        .ok()
}

/// Whether others than this thread run, or would if they had a core. Who waits is woken now and then, and runs for
/// a moment.
pub(crate) fn some_run() -> Option<bool> {
    const LOOKS: usize = 9;
    let mut running = 0;
    for _ in 0..LOOKS {
        running += usize::from(count_running()? > 1);
        thread::sleep(Duration::from_millis(5));
    }
    Some(running > LOOKS / 2)
}

/// How many threads run, or are ready to, with this one: proc(5), the state in `/proc/self/task/…/stat`.
fn count_running() -> Option<usize> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let tasks = fs::read_dir("/proc/self/task").ok()?.filter_map(Result::ok);
    // One that has ended meanwhile does not run.
    let stats = tasks.filter_map(|task| fs::read_to_string(task.path().join("stat")).ok());
    Some(stats.filter(|stat| from_the_state(stat).is_some_and(|it| it.starts_with('R'))).count())
}

/// The fields of a thread from the third on, its state. The second is its name, which may hold blanks.
fn from_the_state(stat: &str) -> Option<&str> {
    Some(stat.rsplit_once(") ")?.1)
}

/// When this thread began: proc(5), `starttime` in `/proc/thread-self/stat`.
fn this_one_began() -> Option<u64> {
    const STARTTIME: usize = 22;
    let stat = read("/proc/thread-self/stat")?;
    from_the_state(&stat)?.split(' ').nth(STARTTIME - 3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars that begin a second after another, on threads that began at these ticks.
    fn began_in_turns(ticks: &[u64]) -> bool {
        let now = Instant::now();
        let seen = |(at, thread_began): (u64, &u64)| Seen {
            began: now + Duration::from_secs(at),
            threads: 1,
            thread_began: *thread_began,
        };
        let seen: Vec<Seen> = (0..).zip(ticks).map(seen).collect();
        summary(&seen, 1).unwrap().began_in_turns
    }

    #[test]
    fn threads_that_begin_with_their_bars_are_told_from_those_that_have_waited() {
        assert!(began_in_turns(&[500, 600, 710]));
        assert!(!began_in_turns(&[500, 500, 501]));
        // Whoever began last may be first.
        assert!(!began_in_turns(&[510, 500, 500]));
        assert_eq!(summary(&[], 1), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_thread_began_before_one_that_it_starts_later() {
        let earlier = this_one_began().unwrap();
        let later = thread::spawn(|| this_one_began().unwrap()).join().unwrap();
        assert!(earlier <= later, "{earlier} {later}");
    }
}
