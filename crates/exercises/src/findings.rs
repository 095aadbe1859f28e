//! What one run of the picture says: a word for each line, and what to mend.

use stopwatch::text;

use crate::{
    answers::difference,
    attempt::{Attempt, End},
    bank,
    diagnosis::Diagnosis as D,
    exercise::{Count, Needs},
    shape,
    threads::{self, Threads},
};

/// Longer than so many times the right way is not fast.
const FAST: f64 = 1.6;

/// What is found of one aspect: a few words, and what it means where that is bad.
pub(crate) struct Finding {
    pub(crate) why: String,
    pub(crate) trouble: Option<D>,
}

impl Finding {
    pub(crate) fn of(why: impl Into<String>, trouble: Option<D>) -> Self {
        Self { why: why.into(), trouble }
    }
}

/// What there is to say of a run that never ended.
pub(crate) fn of_hung(attempt: &Attempt) -> (D, String) {
    let is_busy = threads::some_run()
        .unwrap_or_else(|| attempt.run.cores_busy().is_some_and(|cores| cores > 0.1));
    let diagnosis = if is_busy { D::EndlessLoop } else { D::WaitsForEver };
    match bank::stuck() {
        Some(held) if !is_busy => (diagnosis, format!("{} {held}", diagnosis.words())),
        _ => (diagnosis, diagnosis.words().to_owned()),
    }
}

pub(crate) fn left_behind(attempt: &Attempt) -> Finding {
    let (run, late) = (&attempt.run, attempt.late);
    if let Some(count) = attempt.counts.iter().find(|count| count.kept > 0) {
        let kept = text::counted(count.kept as u64, count.noun);
        return Finding::of(format!("{kept} that nobody let go"), Some(D::LeftOpen));
    }
    let of = |count: usize| text::counted(count as u64, "task");
    match (run.unfinished, late) {
        (0, 0) if run.tasks.is_empty() => Finding::of("no task has begun", Some(D::NobodyJoined)),
        (0, 0) => Finding::of(format!("{} ended", of(run.tasks.len())), None),
        (0, late) => {
            Finding::of(format!("{} that nobody waited for", of(late)), Some(D::NobodyJoined))
        }
        (unfinished, _) => {
            let why = format!("{} still at work at the end", of(unfinished));
            Finding::of(why, Some(D::NobodyJoined))
        }
    }
}

pub(crate) fn overlapped(attempt: &Attempt, needs: &Needs) -> Finding {
    let run = &attempt.run;
    let (fewest, most) = (*needs.at_once.start(), run.most_in_flight);
    let why = format!("at most {most} at once");
    if most >= fewest {
        return Finding::of(why, None);
    }
    let trouble = match most {
        ..=1 => one_at_a_time(attempt, needs),
        _ => D::TooFewAtOnce,
    };
    Finding::of(format!("{why}, of {fewest}"), Some(trouble))
}

/// Why there was never more than one bar. Of threads that hold a lock at work the same one may get it again and
/// again: then only the number of threads tells them from a loop. And where each has one bar, it tells them that
/// they were there before their bars.
fn one_at_a_time(attempt: &Attempt, needs: &Needs) -> D {
    let (workers, tasks) = (attempt.run.workers, attempt.run.tasks.len());
    if needs.in_turns == D::WaitedTooEarly {
        return if workers == tasks { needs.in_turns } else { D::OneAfterTheOther };
    }
    match (workers, attempt.threads) {
        (..=1, Some(Threads { at_most_bars: 2.., .. })) => D::LockHeldAtWork,
        (..=1, _) => D::OneAfterTheOther,
        (workers, Some(threads)) if workers == tasks && threads.began_in_turns => D::JoinedTooEarly,
        (workers, None) if workers == tasks => needs.in_turns,
        _ => D::LockHeldAtWork,
    }
}

pub(crate) fn fast(attempt: &Attempt, times: f64) -> Finding {
    let run = &attempt.run;
    let why = format!("{times:.1} times as long as a right way takes here");
    if times <= FAST {
        return Finding::of(why, None);
    }
    let trouble = if shape::ends_in_steps(run) {
        D::LockAcrossTheWait
    } else if run.seems_to_take_turns() {
        D::TakesTurns
    } else if shape::waits_between_tasks(run) {
        D::InBatches
    } else if shape::is_uneven(run) {
        D::UnevenShares
    } else {
        D::TooSlow
    };
    Finding::of(why, Some(trouble))
}

pub(crate) fn gentle(attempt: &Attempt, needs: &Needs) -> Finding {
    let run = &attempt.run;
    let (done, most) = (run.tasks.len(), *needs.at_once.end());
    let too_many = |found: usize, noun: &str, most: usize| {
        format!("{}, of at most {most}", text::counted(found as u64, noun))
    };
    if done > needs.tasks {
        return Finding::of(too_many(done, "task", needs.tasks), Some(D::MoreThanNeeded));
    }
    if run.most_in_flight > most {
        let why = format!("{} at once, of at most {most}", run.most_in_flight);
        return Finding::of(why, Some(D::TooManyAtOnce));
    }
    if let Some(Count { noun, taken, most, trouble, .. }) =
        attempt.counts.iter().find(|count| count.taken > count.most)
    {
        return Finding::of(too_many(*taken, noun, *most), Some(*trouble));
    }
    if run.workers > needs.threads {
        let why = too_many(run.workers, "thread", needs.threads);
        return Finding::of(why, Some(D::TooManyThreads));
    }
    let threads = text::counted(run.workers as u64, "thread");
    Finding::of(format!("{}, {threads}", text::counted(done as u64, "task")), None)
}

/// What is found of an answer beside that of the right way.
pub(crate) fn right(right: &Attempt, tried: &Attempt) -> Finding {
    let (right_answer, answer) = match (&right.end, &tried.end) {
        (_, End::Panicked(message)) => {
            return Finding::of(format!("it panicked: {message}"), Some(D::Panicked));
        }
        (End::Answered(right), End::Answered(answer)) => (right, answer),
        _ => return Finding::of("it did not end", Some(D::WaitsForEver)),
    };
    match difference(right_answer, answer) {
        None => Finding::of("the answer is right", None),
        // A total is too small also when not all was added.
        Some((D::LostUpdates, what)) if tried.run.tasks.len() < right.run.tasks.len() => {
            Finding::of(what, Some(D::SomeMissing))
        }
        // Nobody loses updates alone.
        Some((D::LostUpdates, what)) if tried.run.workers < 2 => {
            Finding::of(what, Some(D::WrongAnswer))
        }
        Some((trouble, what)) => Finding::of(what, Some(trouble)),
    }
}
