//! Threads that wait for one another, for ever.

use sampler::{Slice, State};
use stopwatch::text;

use super::{Finding, STANDSTILL};
use crate::{moments::Scene, rows};

/// Who is made to end may wait so long for a core to do it on a busy machine, in seconds.
const ENDING_S: f64 = 0.1;

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let history = scene.history;
    let end = history.looks.len() as u32 - 1;
    // Those that are there at the end, the very last looks set aside: then they may be ending, and wait
    // for a core for that.
    let is_there = |slice: &Slice| {
        slice.to + 3 >= end || scene.watched_s() - history.looks[slice.to as usize] < ENDING_S
    };
    let place_and_last = history.threads.iter().enumerate().filter_map(|(place, track)| {
        let mut slices = track.slices.iter().rev();
        let last = slices.find(|slice| history.length_s(slice) > 0.5 * STANDSTILL.as_secs_f64())?;
        is_there(last).then_some((place, last))
    });
    let last: Vec<(usize, &Slice)> = place_and_last.collect();
    let there = history.threads.iter().filter(|track| track.slices.last().is_some_and(is_there));
    let waits = |slice: &Slice| {
        matches!(slice.state, State::Lock | State::SharedLock | State::Child)
            && slice.computing_s < 0.001
            && f64::from(slice.no_core_s) < ENDING_S
    };
    let locks: Vec<usize> = last
        .iter()
        .filter(|(_, slice)| matches!(slice.state, State::Lock | State::SharedLock))
        .map(|(place, _)| *place)
        .collect();
    // One that several processes share may be let go by another that is not watched.
    let processes = || last.iter().map(|(place, _)| history.threads[*place].process);
    let is_one_process = processes().min() == processes().max();
    let is_shared = last.iter().any(|(_, slice)| slice.state == State::SharedLock);
    let all_wait = there.count() == last.len() && last.iter().all(|(_, slice)| waits(slice));
    let since = last.iter().map(|(_, slice)| slice.from).max()?;
    let since_s = history.looks[since as usize];
    let length_s = scene.watched_s() - since_s;
    if !all_wait
        || locks.is_empty()
        || (is_shared && is_one_process)
        || length_s < STANDSTILL.as_secs_f64()
    {
        return None;
    }
    let names: Vec<String> =
        locks.iter().take(5).map(|place| rows::label(history, *place)).collect();
    let more = match locks.len().saturating_sub(names.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(Finding {
        cause: "Nothing moves",
        evidence: format!(
            "nobody has computed for {}, since {} after the beginning. {} for a lock, a queue or one \
             another, for however long that takes: {}{more}.",
            text::duration(length_s),
            text::duration(since_s),
            match locks.len() {
                1 => "1 thread waits".to_owned(),
                many => format!("{many} threads wait"),
            },
            names.join(", "),
        ),
        advice:
            "Two locks that are taken in opposite order do that, so take them in one order everywhere; \
             and so does a queue that nobody fills."
                .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use sampler::{History, Process, Track};

    use super::*;

    /// What is said of two threads that waited for a lock until a look, of which there is one every ten
    /// milliseconds, and then for a core.
    fn found(waits_until: u32, ends: u32) -> Option<String> {
        let slice = |from, to, state| Slice { from, to, state, computing_s: 0.0, no_core_s: 0.0 };
        let thread = |id| {
            let mut track = Track::default();
            (track.id, track.name) = (id, "thread".to_owned());
            // The wait for a core may be counted for the wait before it.
            let waits = Slice { no_core_s: 0.05, ..slice(0, waits_until, State::Lock) };
            track.slices = vec![waits, slice(waits_until, ends, State::Runs)];
            track
        };
        let mut history = History::default();
        history.looks = (0..=ends).map(|look| f64::from(look) / 100.0).collect();
        history.processes =
            vec![Process { id: 1, name: "program".to_owned(), ..Process::default() }];
        history.threads = vec![thread(1), thread(2)];
        find(&Scene::new(&history, None, 2)).map(|found| found.evidence)
    }

    #[test]
    fn who_is_made_to_end_may_wait_for_a_core_before_it_does() {
        let evidence = found(190, 198).unwrap();
        assert!(evidence.contains("2 threads wait for a lock"), "{evidence}");
    }

    #[test]
    fn who_goes_on_does_not_stand_still() {
        assert_eq!(found(150, 200), None);
    }
}
