//! Threads that could compute, and have no core: how many cores they want, and who keeps them from those.

use std::collections::BTreeMap;

use crate::{Limits, Scene, scene::Group};

/// Of the time in which it could compute, more than this without a core stands out.
const SHARE: f64 = 0.25;
/// So does more than this of all the time, and than so many seconds.
const OF_ALL: f64 = 0.25;
const SHORTEST_S: f64 = 0.2;
/// Its own threads are too many when so many times as many want a core as there are.
const TOO_MANY: f64 = 1.2;
/// Who could use less of a core than this wants none.
const SOME: f64 = 0.3;
/// It is a limit of its own that keeps it from the cores when it uses so much of that.
const AT_THE_LIMIT: f64 = 0.7;

/// That processes, which may use the same, were without a core for a good part of the time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortage {
    /// Of the time in which their threads could compute, the part in which they had no core.
    pub share: f64,
    /// The cores that they could use, on average while they could use any.
    pub wanted: f64,
    /// Those that they had meanwhile.
    pub had: f64,
    /// What they may use.
    pub limits: Limits,
    /// Who kept them from the cores.
    pub cause: Cause,
}

/// Who keeps processes from the cores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cause {
    /// Their own threads want more than there are.
    OwnThreads,
    /// Their control group may use only so many cores' time.
    Quota(f64),
    /// Other programs, or what is not known.
    Others,
}

impl Shortage {
    /// That of the processes that were without a core for longest, among those that may use the same.
    pub fn of(scene: &Scene) -> Option<Self> {
        let groups = scene.groups();
        let demands = groups.iter().map(|group| (group, Demand::of(scene, group)));
        let (group, demand) = demands.max_by(|a, b| a.1.no_core_s.total_cmp(&b.1.no_core_s))?;
        let Demand { computing_s, no_core_s, wanted, had } = demand;
        let share = no_core_s / (computing_s + no_core_s).max(1e-9);
        if share < SHARE || no_core_s < (OF_ALL * scene.watched_s()).max(SHORTEST_S) {
            return None;
        }
        let limits = Limits::of(&[group.allowed.as_ref()], scene.cores);
        let cause = match limits.quota {
            _ if wanted > TOO_MANY * limits.cores as f64 => Cause::OwnThreads,
            Some(quota) if had > AT_THE_LIMIT * quota => Cause::Quota(quota),
            _ => Cause::Others,
        };
        Some(Self { share, wanted, had, limits, cause })
    }
}

/// What processes made of the cores, in seconds, and how many they could use and had, on average while
/// they could use any.
struct Demand {
    computing_s: f64,
    no_core_s: f64,
    wanted: f64,
    had: f64,
}

impl Demand {
    /// Threads under one interpreter's lock can use one core, all together.
    fn of(scene: &Scene, group: &Group) -> Self {
        let nothing = || vec![0.0; scene.moments.len()];
        let (mut wanted, mut computing_s, mut no_core_s) = (nothing(), nothing(), 0.0);
        for process in &group.processes {
            let mut under_the_gil: BTreeMap<usize, f64> = BTreeMap::new();
            for track in scene.threads_of(*process) {
                let is_under_the_gil = scene.is_under_the_gil(track);
                for (at, cores) in scene.demand(track) {
                    match is_under_the_gil {
                        true => *under_the_gil.entry(at).or_default() += cores,
                        false => wanted[at] += cores,
                    }
                }
                for bit in scene.bits(track) {
                    computing_s[bit.at] += bit.computing_s;
                    no_core_s += bit.no_core_s;
                }
            }
            under_the_gil.into_iter().for_each(|(at, cores)| wanted[at] += cores.min(1.0));
        }
        let some = || (0..scene.moments.len()).filter(|at| wanted[*at] > SOME);
        let time_s = some().map(|at| scene.moments[at].length_s).sum::<f64>().max(1e-9);
        let wanted_s: f64 = some().map(|at| wanted[at] * scene.moments[at].length_s).sum();
        let had_s: f64 = some().map(|at| computing_s[at]).sum();
        let computing_s = computing_s.iter().sum();
        Self { computing_s, no_core_s, wanted: wanted_s / time_s, had: had_s / time_s }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Allowed, History, Process, Slice, State, Track};

    const LOOKS: u32 = 100;

    /// A process with so many threads that could compute all the time, and have a core for half of it; it
    /// may use these cores, and so much of their time.
    struct Computes {
        threads: usize,
        cores: &'static [usize],
        quota: Option<f64>,
    }

    /// What is said of processes that a shell started, which itself may use two cores, and waits.
    fn found(children: &[Computes]) -> Option<Shortage> {
        let mut history = History::default();
        history.looks = (0..=LOOKS).map(|look| f64::from(look) / 100.0).collect();
        let shell = Computes { threads: 0, cores: &[0, 1], quota: None };
        for (place, it) in [&shell].into_iter().chain(children).enumerate() {
            let cores = it.cores.iter().copied().collect();
            let allowed = Some(Allowed { cores, quota: it.quota, quota_is_known: true });
            let parent = (place > 0).then_some(0);
            history.processes.push(Process { parent, allowed, ..Process::default() });
            history.threads.extend((0..it.threads).map(|_| {
                let slice = |from: u32| Slice {
                    from,
                    to: from + 1,
                    state: State::Runs,
                    computing_s: 0.005,
                    no_core_s: 0.005,
                };
                let mut track = Track::default();
                (track.process, track.slices) = (place, (0..LOOKS).map(slice).collect());
                track
            }));
        }
        Shortage::of(&Scene::new(&history, 2))
    }

    #[test]
    fn the_limits_are_those_of_the_child_that_lacks_cores() {
        let bound = found(&[Computes { threads: 2, cores: &[0], quota: None }]).unwrap();
        assert_eq!((bound.cause, bound.limits.cores), (Cause::OwnThreads, 1));
        let limited = found(&[Computes { threads: 1, cores: &[0, 1], quota: Some(0.5) }]).unwrap();
        assert_eq!(limited.cause, Cause::Quota(0.5));
    }

    #[test]
    fn who_is_bound_to_another_core_is_not_in_the_way() {
        let first = Computes { threads: 1, cores: &[0], quota: None };
        let second = Computes { threads: 1, cores: &[1], quota: None };
        assert_eq!(found(&[first, second]).unwrap().cause, Cause::Others);
    }

    #[test]
    fn who_had_a_core_lacks_none() {
        assert_eq!(found(&[]), None);
    }
}
