//! Programs that hand data on through pipes: which one sets the pace?

use sampler::{Scene, State, Track};

use super::{Finding, percent};
use crate::rows;

/// The one that sets the pace computes for more than this of the time in which it is not without a core,
/// and the others for less.
const COMPUTES: f64 = 0.7;
const HARDLY: f64 = 0.3;
/// The others wait for a pipe for more than this of theirs.
const WAITS: f64 = 0.4;
/// Who was there for less of the time is no part of it.
const THERE: f64 = 0.5;

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let processes = &scene.history.processes;
    // Those that a shell starts for a pipeline have one parent, and are different programs.
    let stage = |process: &usize| {
        let tracks: Vec<&Track> = scene.threads_of(*process).collect();
        let longest = tracks
            .iter()
            .max_by(|a, b| life_s(scene, a).total_cmp(&life_s(scene, b)))?;
        let life_s = life_s(scene, longest);
        // On a busy machine each of them waits for a core, which tells nothing of the pipeline.
        let with_core_s = (life_s - longest.no_core_s()).max(1e-9);
        let computes =
            tracks.iter().map(|track| track.computing_s()).sum::<f64>()
                / with_core_s;
        let in_pipes = |track: &&Track| {
            scene.time_in_s(track, |state| state == State::Pipe)
        };
        let waits = tracks.iter().map(in_pipes).sum::<f64>() / with_core_s;
        let is_part = life_s > THERE * scene.watched_s()
            && processes[*process].parent.is_some();
        is_part.then_some((*process, computes, waits))
    };
    let stages: Vec<(usize, f64, f64)> =
        (0..processes.len()).filter_map(|process| stage(&process)).collect();
    let [(pace, computes, _)] = stages
        .iter()
        .filter(|(_, computes, _)| *computes > COMPUTES)
        .collect::<Vec<_>>()[..]
    else {
        return None;
    };
    let beside = |(process, computes, waits): &&(usize, f64, f64)| {
        processes[*process].parent == processes[*pace].parent
            && processes[*process].name != processes[*pace].name
            && *computes < HARDLY
            && *waits > WAITS
    };
    let waiting: Vec<String> = stages
        .iter()
        .filter(beside)
        .map(|(process, _, waits)| {
            format!(
                "{} for {}",
                rows::program(&processes[*process]),
                percent(*waits)
            )
        })
        .collect();
    if waiting.is_empty() {
        return None;
    }
    let pace = rows::program(&processes[*pace]);
    Some(Finding {
        cause: "One program sets the pace",
        evidence: format!(
            "{pace} has something to do for {} of its time, and the others of the pipeline wait for a \
             pipe: {}.",
            percent(computes.min(1.0)),
            waiting.join(", "),
        ),
        advice: format!(
            "Only a faster {pace} helps, or several of it at once, as pigz is for gzip."
        ),
    })
}

fn life_s(scene: &Scene, track: &Track) -> f64 {
    scene.bits(track).map(|bit| bit.length_s).sum()
}
