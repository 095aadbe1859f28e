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

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let (computing_s, no_core_s) = (scene.computing_s(), scene.no_core_s());
    let share = no_core_s / (computing_s + no_core_s).max(1e-9);
    if share < SHARE || no_core_s < (OF_ALL * scene.watched_s()).max(SHORTEST_S) {
        return None;
    }
    let could = format!(
        "for {} of the time in which its threads could compute, they have no core",
        percent(share)
    );
    let cores = usable_cores(scene);
    let wanted = wanted(scene);
    let finding = |cause, why: String, advice: &str| {
        Some(Finding { cause, evidence: format!("{could}: {why}."), advice: advice.to_owned() })
    };
    if wanted > TOO_MANY * cores as f64 {
        return finding("Too many threads", too_many(scene, wanted, cores), &fewer(scene, cores));
    }
    if let Some(quota) = scene.limits.and_then(|limits| limits.quota) {
        let why = format!("its control group may use only {quota:.1} of a core's time");
        let advice = "Its figures say little about the script: give the container more.";
        return finding("A limit keeps it from the cores", why, advice);
    }
    let why = format!(
        "it wants {wanted:.1} of {}, and other programs have them",
        text::counted(cores as u64, "core")
    );
    let advice = "Its figures say little about the script: ask again while the machine has nothing else \
                  to do.";
    finding("Others have the cores", why, advice)
}

/// How many threads want a core, on average, while any does. Those under one interpreter's lock can use
/// one, all together.
fn wanted(scene: &Scene) -> f64 {
    let mut wants_s = vec![0.0; scene.moments.len()];
    for process in 0..scene.history.processes.len() {
        let mut under_the_gil_s = vec![0.0; scene.moments.len()];
        for track in scene.threads_of(process) {
            let sums_s = match scene.is_under_the_gil(track) {
                true => &mut under_the_gil_s,
                false => &mut wants_s,
            };
            scene.bits(track).for_each(|bit| sums_s[bit.at] += bit.computing_s + bit.no_core_s);
        }
        for ((wants_s, under_s), moment) in
            wants_s.iter_mut().zip(under_the_gil_s).zip(&scene.moments)
        {
            *wants_s += under_s.min(moment.length_s);
        }
    }
    let (mut time_s, mut wanting_s) = (0.0, 0.0);
    for (moment, wants_s) in scene.moments.iter().zip(wants_s) {
        if wants_s > 0.3 * moment.length_s {
            time_s += moment.length_s;
            wanting_s += wants_s;
        }
    }
    if time_s > 0.0 { wanting_s / time_s } else { 0.0 }
}

fn too_many(scene: &Scene, wanted: f64, cores: usize) -> String {
    let cores_words = text::counted(cores as u64, "core");
    let of_machine = if cores < scene.cores {
        format!(" that it may use, of the {} of this machine", scene.cores)
    } else {
        String::new()
    };
    let processes = with_several_threads(scene);
    let nested = if processes > 1 {
        format!(". {processes} of its processes have several threads that compute, each")
    } else {
        String::new()
    };
    format!("on average {wanted:.1} of them want the {cores_words}{of_machine}{nested}")
}

/// How many processes have several threads that compute.
fn with_several_threads(scene: &Scene) -> usize {
    let computes = |track: &&Track| track.computing_s() > 0.05 * scene.watched_s();
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
