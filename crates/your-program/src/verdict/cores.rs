//! Threads that could compute, and have no core.

use std::collections::BTreeSet;

use sampler::Track;
use stopwatch::text;

use super::{Finding, percent, usable_cores};
use crate::moments::Scene;

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

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let (computing_s, no_core_s) = (scene.computing_s(), scene.no_core_s());
    let share = no_core_s / (computing_s + no_core_s).max(1e-9);
    if share < SHARE || no_core_s < (OF_ALL * scene.watched_s()).max(SHORTEST_S) {
        return None;
    }
    let cores = usable_cores(scene);
    let Use { wanted, had } = Use::of(scene);
    if wanted > TOO_MANY * cores as f64 {
        return Some(Finding {
            cause: "Too many threads",
            evidence: too_many(scene, wanted, share),
            advice: fewer(scene, cores),
        });
    }
    let could_use = format!(
        "it could use {wanted:.1} of {}, and for {} of the time in which its threads could compute they \
         have none",
        text::counted(cores as u64, "core"),
        percent(share)
    );
    match scene.limits.and_then(|limits| limits.quota) {
        Some(quota) if had > AT_THE_LIMIT * quota => Some(Finding {
            cause: "A limit keeps it from the cores",
            evidence: format!(
                "{could_use}. Its control group may use only {quota:.1} of a core's time."
            ),
            advice: "Its figures say little about the script: give the container more.".to_owned(),
        }),
        _ => Some(Finding {
            cause: "Others have the cores",
            evidence: format!("{could_use}. {}", others(scene)),
            advice: "Its figures say little about the script: ask again while the machine has nothing else \
                     to do."
                .to_owned(),
        }),
    }
}

/// Who has the cores. What is bound to some of them by itself may not be known.
fn others(scene: &Scene) -> &'static str {
    match scene.limits.is_some_and(|limits| limits.quota_is_known) {
        true => {
            "Other programs have them, or some of its threads may not use all of them (taskset)."
        }
        false => "Other programs have them, or a limit keeps it from them.",
    }
}

/// The cores that it could use, and those that it has, on average while it could use any.
struct Use {
    wanted: f64,
    had: f64,
}

impl Use {
    /// Threads under one interpreter's lock can use one core, all together.
    fn of(scene: &Scene) -> Self {
        let mut wanted = vec![0.0; scene.moments.len()];
        for process in 0..scene.history.processes.len() {
            let mut under_the_gil = vec![0.0; scene.moments.len()];
            for track in scene.threads_of(process) {
                let sums = match scene.is_under_the_gil(track) {
                    true => &mut under_the_gil,
                    false => &mut wanted,
                };
                scene.demand(track).into_iter().for_each(|(at, cores)| sums[at] += cores);
            }
            let both = wanted.iter_mut().zip(under_the_gil);
            both.for_each(|(wanted, under_the_gil)| *wanted += f64::min(under_the_gil, 1.0));
        }
        let moments = || scene.moments.iter().zip(&wanted).filter(|(_, wanted)| **wanted > SOME);
        let time_s = moments().map(|(moment, _)| moment.length_s).sum::<f64>().max(1e-9);
        let wanted_s: f64 = moments().map(|(moment, wanted)| wanted * moment.length_s).sum();
        let had_s: f64 = moments().map(|(moment, _)| moment.computing_s).sum();
        Self { wanted: wanted_s / time_s, had: had_s / time_s }
    }
}

fn too_many(scene: &Scene, wanted: f64, share: f64) -> String {
    let cores = usable_cores(scene);
    let of_machine = if cores < scene.cores {
        format!(" that it may use, of the {} of this machine", scene.cores)
    } else {
        String::new()
    };
    let processes = with_several_threads(scene);
    let nested = if processes > 1 {
        format!(" {processes} of its processes have several threads that compute, each.")
    } else {
        String::new()
    };
    format!(
        "on average {wanted:.1} of them want the {}{of_machine}, so that for {} of the time in which they \
         could compute they have none.{nested}",
        text::counted(cores as u64, "core"),
        percent(share)
    )
}

/// How many processes have several threads that compute.
fn with_several_threads(scene: &Scene) -> usize {
    let demand_s = |track: &&Track| {
        let bits = scene.demand(track).into_iter();
        bits.map(|(at, cores)| cores * scene.moments[at].length_s).sum::<f64>()
    };
    let computes = |track: &&Track| demand_s(track) > 0.1 * scene.watched_s();
    let several = |process: &usize| scene.threads_of(*process).filter(computes).count() > 1;
    (0..scene.history.processes.len()).filter(several).count()
}

/// What to try against too many threads.
fn fewer(scene: &Scene, cores: usize) -> String {
    let loaded = scene.history.processes.iter().flat_map(|process| &process.libraries);
    let variables: BTreeSet<&str> = loaded
        .map(|library| match *library {
            "openblas" => "OPENBLAS_NUM_THREADS",
            "libmkl" => "MKL_NUM_THREADS",
            _ => "OMP_NUM_THREADS",
        })
        .collect();
    let variables: Vec<String> = variables.iter().map(|name| format!("{name}=1")).collect();
    match (with_several_threads(scene) > 1, variables.as_slice()) {
        (true, []) => {
            "Let each process have one thread that computes, and start as many processes as \
                       cores; libraries for arithmetic take OMP_NUM_THREADS=1."
                .to_owned()
        }
        (true, variables) => format!("Let each process have one thread: {}.", variables.join(" ")),
        _ => format!("As many workers as cores do the same: {cores}."),
    }
}
