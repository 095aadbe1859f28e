//! Threads that could compute, and have no core.

use std::collections::BTreeSet;

use sampler::{Cause, Limits, Scene, Shortage, Track};
use stopwatch::text;

use super::{Finding, percent};

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let shortage = Shortage::of(scene)?;
    let Shortage { share, wanted, limits, cause, .. } = shortage;
    let could_use = format!(
        "it could use {wanted:.1} of {}, and for {} of the time in which its threads could compute they \
         have none",
        text::counted(limits.cores as u64, "core"),
        percent(share)
    );
    Some(match cause {
        Cause::OwnThreads => Finding {
            cause: "Too many threads",
            evidence: too_many(scene, &shortage),
            advice: fewer(scene, limits.cores),
        },
        Cause::Quota(quota) => Finding {
            cause: "A limit keeps it from the cores",
            evidence: format!(
                "{could_use}. Its control group may use only {quota:.1} of a core's time."
            ),
            advice: "Its figures say little about the script: give the container more.".to_owned(),
        },
        Cause::Others => Finding {
            cause: "Others have the cores",
            evidence: format!("{could_use}. {}", others(limits)),
            advice: "Its figures say little about the script: ask again while the machine has nothing else \
                     to do."
                .to_owned(),
        },
    })
}

/// Who has the cores. What is bound to some of them by itself may not be known.
fn others(limits: Limits) -> &'static str {
    match limits.quota_is_known {
        true => {
            "Other programs have them, or some of its threads may not use all of them (taskset)."
        }
        false => "Other programs have them, or a limit keeps it from them.",
    }
}

fn too_many(scene: &Scene, shortage: &Shortage) -> String {
    let Shortage { share, wanted, limits: Limits { cores, .. }, .. } =
        *shortage;
    let of_machine = if cores < scene.cores {
        format!(" that it may use, of the {} of this machine", scene.cores)
    } else {
        String::new()
    };
    let processes = with_several_threads(scene);
    let nested = if processes > 1 {
        format!(
            " {processes} of its processes have several threads that compute, each."
        )
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
    let several = |process: &usize| {
        scene.threads_of(*process).filter(computes).count() > 1
    };
    (0..scene.history.processes.len()).filter(several).count()
}

/// What to try against too many threads.
fn fewer(scene: &Scene, cores: usize) -> String {
    let loaded =
        scene.history.processes.iter().flat_map(|process| &process.libraries);
    let variables: BTreeSet<&str> = loaded
        .map(|library| match *library {
            "openblas" => "OPENBLAS_NUM_THREADS",
            "libmkl" => "MKL_NUM_THREADS",
            _ => "OMP_NUM_THREADS",
        })
        .collect();
    let variables: Vec<String> =
        variables.iter().map(|name| format!("{name}=1")).collect();
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
