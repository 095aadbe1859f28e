//! What stands out in what was seen, with its evidence, and what to try.
//!
//! Each cause has a file. None is named where the figures do not decide: a false cause is worse than none.

use sampler::{Scene, Track};
use stopwatch::text::counted;

mod cores;
mod event_loop;
mod outside;
mod pipeline;
mod standstill;
mod turns;
mod uneven;

/// A command that is watched for less tells nothing, in seconds.
const TOO_SHORT_S: f64 = 0.2;
/// Nor do fewer looks.
const TOO_FEW_LOOKS: usize = 10;
/// With more cores than this at work, on average, it computes in parallel.
const PARALLEL: f64 = 1.3;
/// A thread that does less than this part of all the computing only looks after the others.
const WORKS: f64 = 0.01;

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is, in a few words.
    pub cause: &'static str,
    /// Whose it is, and the figures that show it.
    pub evidence: String,
    /// What to try.
    pub advice: String,
}

/// What stands out, the clearest causes first.
pub fn findings(scene: &Scene) -> Vec<Finding> {
    if is_too_short(scene) {
        return Vec::new();
    }
    if let Some(standstill) = standstill::find(scene) {
        return vec![standstill];
    }
    let mut findings = turns::find(scene);
    findings.extend(event_loop::find(scene));
    findings.extend(uneven::find(scene));
    findings.extend(pipeline::find(scene));
    if findings.is_empty() {
        findings.extend(outside::find(scene));
    }
    findings.extend(cores::find(scene));
    findings
}

fn is_too_short(scene: &Scene) -> bool {
    scene.watched_s() < TOO_SHORT_S || scene.moments.len() < TOO_FEW_LOOKS
}

/// The same in sentences, one a paragraph; where nothing stands out, that is said.
pub fn sentences(scene: &Scene) -> Vec<String> {
    if is_too_short(scene) {
        let too_short =
            "It is too short to tell. Give it more to do, and ask again.";
        return vec![too_short.to_owned()];
    }
    let findings = findings(scene);
    if findings.is_empty() {
        return vec![format!("Nothing stands out: {}", parallel(scene))];
    }
    let sentence = |finding: &Finding| {
        let Finding { cause, evidence, advice } = finding;
        format!("{cause}: {evidence} {advice}")
    };
    findings.iter().map(sentence).collect()
}

/// How many cores it used, and in how many threads.
fn parallel(scene: &Scene) -> String {
    let busy = scene.cores_busy();
    let cores = counted(scene.limits().cores as u64, "core");
    let least_s = WORKS * scene.computing_s();
    let works = |track: &&Track| track.computing_s() > least_s;
    let in_threads = match scene.history.threads.iter().filter(works).count() {
        0 => String::new(),
        threads => format!(", in {}", counted(threads as u64, "thread")),
    };
    if busy > PARALLEL {
        format!(
            "it runs in parallel, on {busy:.1} of {cores} on average{in_threads}."
        )
    } else {
        format!("{busy:.2} of {cores} computed for it, on average{in_threads}.")
    }
}

/// Of findings of one kind, each with the seconds that it cost, the worst; it says how many there are.
fn worst(found: Vec<(f64, Finding)>, of_what: &str) -> Option<Finding> {
    let many = found.len();
    let (_, mut worst) =
        found.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    if many > 1 {
        let same = format!(
            " The same is true of {many} of its {of_what}, and this is the worst."
        );
        worst.evidence.push_str(&same);
    }
    Some(worst)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
