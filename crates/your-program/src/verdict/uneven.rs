//! Workers that share the work unevenly: one works last, and the others idle.

use std::{cmp::Reverse, collections::BTreeMap};

use sampler::{Bit, Scene, State, Track};
use stopwatch::text;

use super::{Finding, percent, worst};
use crate::rows;

/// Who computes less is no worker, in seconds.
const LITTLE_S: f64 = 0.03;
/// The last one works alone for more than this of the time, and for more than so many seconds.
const ALONE: f64 = 0.25;
const ALONE_S: f64 = 0.25;
/// And has more than so many times an even share.
const MORE_THAN_EVEN: f64 = 1.3;

/// A thread or process that works, and what it is called.
struct Worker {
    label: String,
    /// Its share of the work: a busy machine makes that longer for no one.
    computing_s: f64,
    /// The same, and the time in which it could not go on with it.
    work_s: f64,
    /// From the beginning of its work to its end, in seconds since the beginning.
    from_s: f64,
    until_s: f64,
    /// Until when it was there.
    there_s: f64,
}

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let mut groups: BTreeMap<(bool, usize, &str), Vec<Worker>> =
        BTreeMap::new();
    for (place, process) in scene.history.processes.iter().enumerate() {
        // The processes of one pool have one parent, and run the same program.
        let tracks: Vec<&Track> = scene.threads_of(place).collect();
        let label = rows::process_label(scene.history, place);
        if let (Some(parent), Some(worker)) =
            (process.parent, worker(scene, &tracks, label))
        {
            groups
                .entry((true, parent, &process.name))
                .or_default()
                .push(worker);
        }
    }
    for (place, track) in scene.history.threads.iter().enumerate() {
        let process = &scene.history.processes[track.process];
        let label = rows::label(scene, place);
        if track.id == process.id {
            continue;
        }
        if let Some(worker) = worker(scene, &[track], label) {
            groups
                .entry((false, track.process, &track.name))
                .or_default()
                .push(worker);
        }
    }
    let finding =
        |((are_processes, ..), workers): ((bool, usize, &str), Vec<Worker>)| {
            uneven(scene, are_processes, &workers)
        };
    worst(groups.into_iter().filter_map(finding).collect(), "groups of workers")
}

fn worker(scene: &Scene, tracks: &[&Track], label: String) -> Option<Worker> {
    let work = |bit: &Bit| {
        let takes_turns =
            if bit.state == State::Gil { bit.rest_s() } else { 0.0 };
        bit.computing_s + bit.no_core_s + takes_turns
    };
    let bits = || tracks.iter().flat_map(|track| scene.bits(track));
    let busy = || bits().filter(|bit| work(bit) > 0.3 * bit.length_s);
    let computing_s: f64 = bits().map(|bit| bit.computing_s).sum();
    let from = busy().map(|bit| bit.at).min()?;
    // When a pool ends, each of its workers is woken once more, only to end: that is no work.
    let mut from_the_end: Vec<Bit> = bits().collect();
    from_the_end.sort_by_key(|bit| Reverse(bit.at));
    let mut after_s = 0.0;
    let until = from_the_end.iter().find(|bit| {
        after_s += bit.computing_s;
        after_s > LITTLE_S
    });
    let until = until?.at;
    let there = bits().map(|bit| bit.at).max()?;
    let looks = &scene.history.looks;
    (computing_s > LITTLE_S).then(|| Worker {
        label,
        computing_s,
        work_s: bits().map(|bit| work(&bit)).sum(),
        from_s: looks[from],
        until_s: looks[until + 1],
        there_s: looks[there + 1],
    })
}

/// What is found of one group, and how many seconds its last worker works alone.
fn uneven(
    scene: &Scene,
    are_processes: bool,
    workers: &[Worker],
) -> Option<(f64, Finding)> {
    let last = workers.iter().max_by(|a, b| a.until_s.total_cmp(&b.until_s))?;
    let others =
        || workers.iter().filter(|worker| !std::ptr::eq(*worker, last));
    let first_idle_s =
        others().map(|worker| worker.until_s).reduce(f64::min)?;
    let second_s = others().map(|worker| worker.until_s).reduce(f64::max)?;
    let sum_s: f64 = workers.iter().map(|worker| worker.computing_s).sum();
    let even_s = sum_s / workers.len() as f64;
    let alone_s = last.until_s - second_s;
    // They worked at the same time, and the processes of a pool stay when they have nothing to do.
    let at_the_same_time = last.from_s < first_idle_s;
    let are_still_there = !are_processes
        || others()
            .all(|worker| worker.there_s > worker.until_s + 0.5 * alone_s);
    let stands_out = alone_s > (ALONE * scene.watched_s()).max(ALONE_S)
        && last.computing_s > MORE_THAN_EVEN * even_s
        && last.work_s > 0.7 * (last.until_s - last.from_s);
    if !(at_the_same_time && are_still_there && stands_out) {
        return None;
    }
    let finding = Finding {
        cause: "The work is shared out unevenly",
        evidence: format!(
            "of {} that compute, {} works last. It computes for {}, where an even share is {}; for the \
             last {} ({} of the time) it works alone, and the others idle.",
            text::counted(
                workers.len() as u64,
                if are_processes { "worker process" } else { "thread" }
            ),
            last.label,
            text::duration(last.computing_s),
            text::duration(even_s),
            text::duration(alone_s),
            percent(alone_s / scene.watched_s()),
        ),
        advice: "Try smaller tasks, and begin with the largest; with a pool, a smaller chunksize."
            .to_owned(),
    };
    Some((alone_s, finding))
}

#[cfg(test)]
mod tests {
    use sampler::{History, Process, Slice};

    use super::*;

    const LOOKS: u32 = 200;

    /// A thread that computes until a look, of which there is one every ten milliseconds. At the very last
    /// one it is woken, and has no core.
    fn worker(id: u32, until: u32) -> Track {
        let slice = |from: u32, to: u32, computing_s: f32, no_core_s: f32| {
            Slice { from, to, state: State::Pipe, computing_s, no_core_s }
        };
        let mut track = Track::default();
        (track.id, track.name) = (id, "worker".to_owned());
        track.slices = vec![
            slice(0, until, until as f32 / 100.0, 0.0),
            slice(until, LOOKS - 1, 0.0, 0.0),
            slice(LOOKS - 1, LOOKS, 0.001, 0.008),
        ];
        track
    }

    fn found(threads: Vec<Track>) -> Option<String> {
        let mut history = History::default();
        history.looks =
            (0..=LOOKS).map(|look| f64::from(look) / 100.0).collect();
        let pool =
            Process { id: 1, name: "pool".to_owned(), ..Process::default() };
        history.processes = vec![pool; 3];
        history.threads = threads;
        find(&Scene::new(&history, 2)).map(|found| found.evidence)
    }

    #[test]
    fn who_is_woken_only_to_end_has_not_worked_until_then() {
        let evidence = found(vec![worker(2, 40), worker(3, 190)]).unwrap();
        assert!(
            evidence.starts_with(
                "of 2 threads that compute, 1.1 worker works last."
            ),
            "{evidence}"
        );
        assert!(evidence.contains("for the last 1.5 s "), "{evidence}");
    }

    #[test]
    fn of_several_groups_the_worst_is_shown() {
        let of = |process, mut track: Track| {
            track.process = process;
            track
        };
        let even = [of(2, worker(6, 180)), of(2, worker(7, 190))];
        let bad = [of(0, worker(2, 100)), of(0, worker(3, 190))];
        let worse = [of(1, worker(4, 40)), of(1, worker(5, 190))];
        let evidence =
            found([even, bad, worse].into_iter().flatten().collect()).unwrap();
        assert!(evidence.contains("for the last 1.5 s "), "{evidence}");
        let same = " The same is true of 2 of its groups of workers, and this is the worst.";
        assert!(evidence.ends_with(same), "{evidence}");
    }

    #[test]
    fn even_work_is_not_uneven() {
        assert_eq!(found(vec![worker(2, 180), worker(3, 190)]), None);
    }
}
