//! Tries a function, and says what is not right yet.

use std::{sync::Arc, time::Duration};

use serde::Serialize;

use crate::{
    attempt::{Attempt, End, Solve},
    diagnosis::Diagnosis,
    exercise::Exercise,
    findings::{self, Finding},
    verdict::{Aspect, Line, NOBODY_CAN_SAY, Verdict},
};

/// A run may be slow by chance, or two threads may not meet: it is tried so often until it is good.
const ROUNDS: usize = 3;

/// And so often where other programs slow the right way, too.
const ROUNDS_WHEN_DISTURBED: usize = 6;

/// A function that takes longer than this, and than so many times the right way, never ends.
const PATIENCE: Duration = Duration::from_secs(6);
const PATIENCE_TIMES: f64 = 20.0;

/// What is found of a function, in the order of the lines.
type Findings = [Finding; 5];

/// Tries a function.
pub(crate) fn judge<I, A>(exercise: &Exercise<I, A>, solve: &Solve<I, A>) -> Verdict
where
    I: Clone + Send + Sync + 'static,
    A: Serialize + Send + 'static,
{
    let mut right = the_right_way(exercise, (exercise.picture)());
    let mut best: Option<(Attempt, Findings)> = None;
    for round in 1..=ROUNDS_WHEN_DISTURBED {
        if round > 1 {
            let again = the_right_way(exercise, (exercise.picture)());
            right = if again.wall_s() < right.wall_s() { again } else { right };
        }
        let limit = PATIENCE.max(Duration::from_secs_f64(PATIENCE_TIMES * right.wall_s()));
        let input = (exercise.picture)();
        let tried = Attempt::make(limit, Arc::clone(solve), input, exercise.counts);
        if tried.end == End::Hung {
            return hung(tried);
        }
        let found = found(exercise, &right, &tried);
        let is_good = troubles(&found) == 0;
        let is_better = best.as_ref().is_none_or(|(best, so_far)| {
            (troubles(&found), tried.wall_s()) < (troubles(so_far), best.wall_s())
        });
        if is_better {
            best = Some((tried, found));
        }
        // Of the rest, no busy machine is the reason.
        let is_certain = |found: &Findings| [0, 3, 4].iter().any(|at| found[*at].trouble.is_some());
        if right.is_undisturbed() && (is_good || round >= ROUNDS)
            || best.as_ref().is_some_and(|(_, found)| is_certain(found))
        {
            break;
        }
    }
    let (attempt, _) = best.expect("there is a first round");
    // The right way may have been quicker since.
    let mut found = found(exercise, &right, &attempt);
    if found[0].trouble.is_none() {
        match try_the_awkward(exercise, solve) {
            Ok(finding) => found[0] = finding,
            Err(attempt) => return hung(*attempt),
        }
    }
    verdict(attempt, found)
}

fn the_right_way<I, A>(exercise: &Exercise<I, A>, input: I) -> Attempt
where
    I: Send + Sync + 'static,
    A: Serialize + Send + 'static,
{
    Attempt::make(Duration::MAX, Arc::new(exercise.right), input, exercise.counts)
}

fn found<I, A>(exercise: &Exercise<I, A>, right: &Attempt, tried: &Attempt) -> Findings {
    let needs = &exercise.needs;
    [
        findings::right(right, tried),
        findings::overlapped(tried, needs),
        findings::fast(tried, tried.times_as_long_as(right)),
        findings::left_behind(tried),
        findings::gentle(tried, needs),
    ]
}

fn troubles(found: &Findings) -> usize {
    found.iter().filter(|finding| finding.trouble.is_some()).count()
}

/// Tries the awkward inputs, until one has another answer than it should; or an attempt that never ends.
fn try_the_awkward<I, A>(
    exercise: &Exercise<I, A>,
    solve: &Solve<I, A>,
) -> Result<Finding, Box<Attempt>>
where
    I: Clone + Send + Sync + 'static,
    A: Serialize + Send + 'static,
{
    for (what, input) in &exercise.trials {
        let right = the_right_way(exercise, input.clone());
        let tried = Attempt::make(
            PATIENCE.max(Duration::from_secs_f64(PATIENCE_TIMES * right.wall_s())),
            Arc::clone(solve),
            input.clone(),
            exercise.counts,
        );
        if tried.end == End::Hung {
            return Err(Box::new(tried));
        }
        let found = findings::right(&right, &tried);
        if let Some(trouble) = found.trouble {
            let on_nothing = right.run.tasks.is_empty() && trouble == Diagnosis::Panicked;
            let trouble = if on_nothing { Diagnosis::PanickedOnNothing } else { trouble };
            return Ok(Finding::of(format!("with {what}: {}", found.why), Some(trouble)));
        }
    }
    let tried: Vec<&str> = exercise.trials.iter().map(|(what, _)| what.as_str()).collect();
    Ok(Finding::of(format!("also with {}", tried.join(", ")), None))
}

/// The order in which troubles are mended: an answer that came too early is wrong for that reason.
const MENDED_FIRST: [usize; 5] = [3, 0, 4, 1, 2];

fn verdict(attempt: Attempt, found: Findings) -> Verdict {
    let panicked = found[0].trouble.filter(|trouble| *trouble == Diagnosis::Panicked);
    let trouble = panicked.or_else(|| MENDED_FIRST.iter().find_map(|at| found[*at].trouble));
    let is_right = found[0].trouble.is_none();
    let diagnosis = trouble.unwrap_or(Diagnosis::Passed);
    let lines = Aspect::ALL.into_iter().zip(found).map(|(aspect, finding)| {
        match panicked.is_some() && aspect != Aspect::Right {
            // How a run looks that a panic has cut short says little.
            true => Line { aspect, passed: None, why: NOBODY_CAN_SAY.to_owned() },
            false => Line { aspect, passed: Some(finding.trouble.is_none()), why: finding.why },
        }
    });
    let words = match (trouble, is_right) {
        (None, _) => "Solved.".to_owned(),
        (Some(trouble), true) => format!("Right, but: {}", trouble.words()),
        (Some(trouble), false) => trouble.words().to_owned(),
    };
    let (passed, lines) = (trouble.is_none(), lines.collect());
    Verdict { passed, lines, diagnosis, words, run: Some(attempt.run) }
}

fn hung(attempt: Attempt) -> Verdict {
    let (diagnosis, words) = findings::of_hung(&attempt);
    let mut verdict = Verdict::unseen(diagnosis, words);
    verdict.lines[0].passed = Some(false);
    verdict.lines[0].why = "it did not end".to_owned();
    verdict.run = Some(attempt.run);
    verdict
}
