//! What guesses were worth, in words.

use super::text;
use crate::report::{Report, Run};

/// A guess is as good as right when it is off by less than this factor.
const GOOD: f64 = 1.15;

/// A version with its guess.
struct Guessed<'r> {
    run: &'r Run,
    guess_s: f64,
    took_s: f64,
    off: f64,
}

/// The worst guess, with what the run says about why, and the best.
pub(super) fn sentences(report: &Report) -> Vec<String> {
    let guessed: Vec<Guessed> = report.versions.iter().filter_map(Guessed::of).collect();
    let by_factor = |a: &&Guessed, b: &&Guessed| a.off.total_cmp(&b.off);
    // Of several that are equally far off, the first.
    let worst = guessed.iter().rev().max_by(by_factor);
    let best = guessed.iter().min_by(by_factor);
    let (Some(worst), Some(best)) = (worst, best) else {
        return Vec::new();
    };
    let Guessed { run, guess_s, took_s, off } = worst;
    let (guess, name) = (text::duration(*guess_s), text::shown(&run.name));
    let took = text::duration(*took_s);
    if *off < GOOD {
        let which = if guessed.len() == 1 { "Your guess" } else { "All your guesses" };
        let was = if guessed.len() == 1 { "was" } else { "were" };
        return vec![format!(
            "{which} {was} right: you said {guess} for `{name}`; it took {took}."
        )];
    }
    let why = worst.why().map(|why| format!(": {why}")).unwrap_or_default();
    let mut sentences = vec![format!("You said {guess} for `{name}`; it took {took}{why}.")];
    if guessed.len() > 1 {
        let (guess, took) = (text::duration(best.guess_s), text::duration(best.took_s));
        let name = text::shown(&best.run.name);
        sentences.push(format!("Your best guess: {guess} for `{name}`, which took {took}."));
    }
    sentences
}

impl<'r> Guessed<'r> {
    fn of(run: &'r Run) -> Option<Self> {
        let (guess_s, took_s) = (run.guess_s?, run.measured_s()?);
        Some(Self { run, guess_s, took_s, off: run.guess_off()? })
    }

    /// Why it took less or more than that, where the run shows it.
    fn why(&self) -> Option<String> {
        let Self { run, guess_s, took_s, .. } = self;
        let at_once = text::counted(run.most_in_flight as u64, "task");
        let cores_busy = run.cores_busy().unwrap_or_default();
        match run.most_in_flight {
            0 => None,
            1 => (took_s > guess_s && run.tasks.len() > 1)
                .then(|| "it did one task after the other".to_owned()),
            _ if guess_s > took_s && cores_busy > 1.3 => {
                Some(format!("it computed on {} cores", text::cores_busy(cores_busy)))
            }
            _ if guess_s > took_s => Some(format!("it had {at_once} in flight at once")),
            _ if run.seems_to_take_turns() => Some("its tasks seem to have taken turns".to_owned()),
            most if run.tasks.len() > most => {
                Some(format!("it had no more than {at_once} in flight at once"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Task;

    fn run(name: &str, guess_s: Option<f64>, wall_s: f64, most_in_flight: usize) -> Run {
        let task = Task {
            name: "a".to_owned(),
            lane: "main".to_owned(),
            start_s: 0.0,
            end_s: Some(wall_s),
            cpu_s: None,
        };
        let (guess_s, wall_s, tasks) = (guess_s, Some(wall_s), vec![task; 5]);
        Run { guess_s, wall_s, most_in_flight, tasks, ..Run::not_measured(name) }
    }

    fn said(versions: Vec<Run>) -> String {
        sentences(&Report { versions, ..Report::new("chapter-02-threads") }).join("\n")
    }

    #[test]
    fn the_worst_guess_is_named_with_its_reason_and_the_best() {
        assert_eq!(
            said(vec![run("sequential", Some(9.0), 10.0, 1), run("threads", Some(10.0), 2.0, 5)]),
            "You said 10.0 s for `threads`; it took 2.0 s: it had 5 tasks in flight at once.\n\
             Your best guess: 9.0 s for `sequential`, which took 10.0 s."
        );
        assert_eq!(
            said(vec![run("sequential", Some(2.0), 10.0, 1), run("threads", None, 2.0, 5)]),
            "You said 2.0 s for `sequential`; it took 10.0 s: it did one task after the other."
        );
        let busy = Run { cpu_s: Some(3.8), ..run("rayon", Some(4.0), 2.0, 2) };
        assert!(said(vec![busy]).ends_with("it computed on 1.9 cores."));
        let few = run("pool", Some(2.0), 6.0, 2);
        assert!(said(vec![few]).ends_with("no more than 2 tasks in flight at once."));
    }

    #[test]
    fn guesses_that_are_right_are_called_so() {
        let right = said(vec![run("sequential", Some(10.0), 10.01, 1)]);
        assert_eq!(
            right,
            "Your guess was right: you said 10.0 s for `sequential`; it took 10.01 s."
        );
        let right = run("threads", Some(2.0), 2.0, 5);
        assert!(said(vec![right.clone(), right]).starts_with("All your guesses were right:"));
    }

    #[test]
    fn where_nobody_guessed_or_nothing_was_measured_there_is_nothing_to_say() {
        let failed = Run { failures: vec!["broke".to_owned()], ..run("pool", Some(2.0), 1.0, 1) };
        let not_run = Run { guess_s: Some(2.0), ..Run::not_measured("threads") };
        assert_eq!(said(vec![run("sequential", None, 10.0, 1), failed, not_run]), "");
    }
}
