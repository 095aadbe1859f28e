//! Two reports of one command: where they differ by more than a busy machine explains.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use stopwatch::{Chart, Curve, Report, Run, text};

use super::recorded::MOST_TASKS;
use crate::chapters::ByChance;

/// Compares what two runs of a command measured.
pub(super) struct Measurements<'c> {
    /// What chance decides.
    pub(super) by_chance: &'c ByChance,
    /// Where the number of cores differs, so does the number of workers: then no figure counts.
    pub(super) same_cores: bool,
}

impl Measurements<'_> {
    /// The first difference, if there is one that counts.
    pub(super) fn difference(&self, recorded: &Report, now: &Report) -> Option<String> {
        let names =
            |runs: &[&Run]| -> Vec<String> { runs.iter().map(|run| run.name.clone()).collect() };
        // What could not run here has shown what it did there.
        let is_skipped = |run: &&Run| now.skipped.iter().any(|it| it.name == run.name);
        let known: Vec<&Run> = recorded.versions.iter().filter(|run| !is_skipped(run)).collect();
        let measured: Vec<&Run> = now.versions.iter().collect();
        let runs = || known.iter().copied().zip(measured.iter().copied());
        // The timings also have charts that need more flags.
        let charts = || recorded.charts.iter().zip(&now.charts);
        let different_run = |(recorded, now): (&Run, &Run)| {
            let difference = self.different_run(recorded, now)?;
            Some(format!("`{}`: {difference}", recorded.name))
        };
        different("the versions", names(&known), names(&measured))
            .or_else(|| runs().find_map(different_run))
            .or_else(|| charts().find_map(|(recorded, now)| self.different_chart(recorded, now)))
    }

    fn different_run(&self, recorded: &Run, now: &Run) -> Option<String> {
        let difference = different("its baseline", &recorded.baseline, &now.baseline)
            .or_else(|| different("its failures", &recorded.failures, &now.failures))
            .or_else(|| different("its answer", &recorded.answer, &now.answer))
            .or_else(|| different("what is unfinished", recorded.unfinished, now.unfinished));
        if difference.is_some() || !self.same_cores {
            return difference;
        }
        self.different_times(recorded, now)
            .or_else(|| different("the rounds", recorded.rounds_s.len(), now.rounds_s.len()))
            .or_else(|| {
                let measures_start_up = |run: &Run| run.start_up_s.is_some();
                different("its start-up", measures_start_up(recorded), measures_start_up(now))
            })
            .or_else(|| self.different_tasks(recorded, now))
            .or_else(|| self.different_overlap(recorded, now))
    }

    fn different_times(&self, recorded: &Run, now: &Run) -> Option<String> {
        if self.by_chance.times.contains(&recorded.name) {
            return None;
        }
        different_time("the prediction", recorded.predicted_s, now.predicted_s)
            .or_else(|| different_time("the time", recorded.wall_s, now.wall_s))
    }

    /// Other tasks; their order counts where one worker does them.
    fn different_tasks(&self, recorded: &Run, now: &Run) -> Option<String> {
        let names =
            |run: &Run| -> Vec<String> { run.tasks.iter().map(|task| task.name.clone()).collect() };
        let (mut recorded_names, mut names_now) = (names(recorded), names(now));
        if is_trimmed(recorded) {
            let known: BTreeSet<&String> = recorded_names.iter().collect();
            names_now.retain(|name| known.contains(name));
        }
        if lanes(recorded).len() > 1 || recorded.most_in_flight > 1 {
            recorded_names.sort_unstable();
            names_now.sort_unstable();
        }
        if self.by_chance.tasks.contains(&recorded.name) {
            recorded_names.dedup();
            names_now.dedup();
        }
        different("the tasks", recorded_names, names_now)
    }

    fn different_overlap(&self, recorded: &Run, now: &Run) -> Option<String> {
        if self.by_chance.overlap.contains(&recorded.name) {
            return None;
        }
        let lanes = || different("who did the tasks", lanes(recorded), lanes(now));
        different("the workers", recorded.workers, now.workers)
            .or_else(|| different("at once", recorded.most_in_flight, now.most_in_flight))
            .or_else(|| if is_trimmed(recorded) { None } else { lanes() })
    }

    /// A chart of something else, whatever its figures are.
    fn different_chart(&self, recorded: &Chart, now: &Chart) -> Option<String> {
        let axes = |chart: &Chart| [chart.x.clone(), chart.y.clone()];
        let curves = |chart: &Chart| -> Vec<(String, Vec<f64>)> {
            let x = |curve: &Curve| curve.points.iter().map(|(x, _)| *x).collect();
            chart.curves.iter().map(|curve| (curve.name.clone(), x(curve))).collect()
        };
        different("the axes", axes(recorded), axes(now)).or_else(|| {
            let curves = self.same_cores.then(|| (curves(recorded), curves(now)));
            curves.and_then(|(recorded, now)| different("the curves", recorded, now))
        })
    }
}

/// Two values that should be equal, shown as JSON from just before the place where they differ.
fn different<T: PartialEq + Serialize>(what: &str, recorded: T, now: T) -> Option<String> {
    const BEFORE: usize = 20;
    if recorded == now {
        return None;
    }
    let [recorded, now] = [recorded, now].map(|value| json!(value).to_string());
    let same = recorded.chars().zip(now.chars()).take_while(|(a, b)| a == b).count();
    let shown = |json: &str| -> String {
        text::excerpt(&json.chars().skip(same.saturating_sub(BEFORE)).collect::<String>())
    };
    Some(format!("{what}: {} is now {}", shown(&recorded), shown(&now)))
}

/// A time that changed by more than a busy machine explains.
fn different_time(what: &str, recorded: Option<f64>, now: Option<f64>) -> Option<String> {
    const SECONDS: f64 = 0.5;
    const FACTOR: f64 = 3.0;
    match (recorded, now) {
        (Some(a), Some(b)) if (a - b).abs() <= SECONDS || a.max(b) <= FACTOR * a.min(b) => None,
        _ => {
            let shown = |time: Option<f64>| time.map_or("none".to_owned(), text::duration);
            (recorded != now).then(|| format!("{what}: {} is now {}", shown(recorded), shown(now)))
        }
    }
}

/// Whether only some of its tasks are recorded.
fn is_trimmed(recorded: &Run) -> bool {
    recorded.tasks.len() == MOST_TASKS
}

/// The threads or processes that did tasks; which ids processes get is up to the system.
fn lanes(run: &Run) -> Vec<&str> {
    let lanes: BTreeSet<&str> = run.tasks.iter().map(|task| task.lane.as_str()).collect();
    lanes
        .into_iter()
        .map(|lane| if lane.starts_with("process ") { "process" } else { lane })
        .collect()
}

#[cfg(test)]
mod tests {
    use stopwatch::{Skipped, Task};

    use super::*;

    /// A chapter with two versions of five tasks, and a chart.
    fn report() -> Report {
        let run = |name: &str, workers: usize| Run {
            baseline: "sequential".to_owned(),
            workers,
            predicted_s: Some(1.0),
            wall_s: Some(1.0),
            most_in_flight: workers,
            answer: 42.into(),
            tasks: (0..5).map(|number| task(number, number % workers)).collect(),
            ..Run::not_measured(name)
        };
        let mut report = Report::new("chapter-04-multiprocess");
        report.versions = vec![run("sequential", 1), run("processes", 2)];
        report.charts.push(Chart {
            x: "workers".to_owned(),
            curves: vec![Curve { name: "measured".to_owned(), points: vec![(2.0, 1.9)] }],
            ..Chart::default()
        });
        report
    }

    fn task(number: usize, process: usize) -> Task {
        Task {
            name: format!("range {number}"),
            lane: format!("process {process}"),
            start_s: 0.0,
            end_s: Some(1.0),
            cpu_s: None,
        }
    }

    fn difference(same_cores: bool, change: impl Fn(&mut Report)) -> String {
        difference_but_for(&ByChance::default(), same_cores, change)
    }

    fn difference_but_for(
        by_chance: &ByChance,
        same_cores: bool,
        change: impl Fn(&mut Report),
    ) -> String {
        let mut now = report();
        change(&mut now);
        let measurements = Measurements { by_chance, same_cores };
        measurements.difference(&report(), &now).unwrap_or_default()
    }

    #[test]
    fn what_a_busy_machine_explains_is_no_difference() {
        let busy = |now: &mut Report| {
            now.versions[1].wall_s = Some(2.9);
            now.versions[1].predicted_s = Some(0.6);
            now.versions[1].cpu_s = Some(9.0);
            now.versions[1].tasks.reverse();
            now.versions[1].tasks.iter_mut().for_each(|task| task.lane += "7");
            now.charts[0].curves[0].points[0].1 = 1.2;
        };
        assert_eq!(difference(true, busy), "");
    }

    #[test]
    fn each_other_difference_is_named() {
        type Change = fn(&mut Report);
        let changes: [(Change, &str); 14] = [
            (|now| drop(now.versions.pop()), "the versions"),
            (|now| now.versions.reverse(), "the versions"),
            (|now| now.versions[1].baseline.clear(), "`processes`: its baseline"),
            (|now| now.versions[1].answer = 43.into(), "its answer: 42 is now 43"),
            (|now| now.versions[1].failures.push("it broke".to_owned()), "its failures"),
            (|now| now.versions[1].unfinished = 1, "what is unfinished: 0 is now 1"),
            (|now| now.versions[1].wall_s = Some(3.1), "the time: 1.0 s is now 3.1 s"),
            (|now| now.versions[1].predicted_s = None, "the prediction: 1.0 s is now none"),
            (|now| now.versions[1].tasks[0].name.clear(), "the tasks"),
            (|now| now.versions[0].tasks.swap(0, 1), "`sequential`: the tasks"),
            (|now| now.versions[1].tasks[0].lane.clear(), "who did the tasks"),
            (|now| now.versions[1].workers = 3, "the workers: 2 is now 3"),
            (|now| now.versions[1].most_in_flight = 1, "at once: 2 is now 1"),
            (|now| now.charts[0].curves[0].name.clear(), "the curves"),
        ];
        for (change, what) in changes {
            let found = difference(true, change);
            assert!(found.contains(what), "{what}: {found}");
        }
    }

    #[test]
    fn what_cannot_run_here_is_not_compared() {
        let skip = |now: &mut Report| {
            let run = now.versions.pop().unwrap();
            now.skipped.push(Skipped { name: run.name, reason: "it needs Python".to_owned() });
        };
        assert_eq!(difference(true, skip), "");
        let another = |now: &mut Report| {
            skip(now);
            now.versions[0].answer = 43.into();
        };
        assert_ne!(difference(true, another), "");
    }

    #[test]
    fn what_is_chance_in_one_version_counts_in_the_others() {
        let its = vec!["processes".to_owned()];
        let overlap = ByChance { overlap: its, ..ByChance::default() };
        let at_once = |version: usize| {
            difference_but_for(&overlap, true, |now| now.versions[version].most_in_flight += 1)
        };
        assert_eq!(at_once(1), "");
        assert_ne!(at_once(0), "");
        let again = |by_chance: &ByChance| {
            difference_but_for(by_chance, true, |now| now.versions[1].tasks.push(task(0, 1)))
        };
        assert_ne!(again(&ByChance::default()), "");
        let tasks = ByChance { tasks: vec!["processes".to_owned()], ..ByChance::default() };
        assert_eq!(again(&tasks), "");
        let times = ByChance { times: vec!["processes".to_owned()], ..ByChance::default() };
        let time = |version: usize| {
            difference_but_for(&times, true, |now| now.versions[version].wall_s = Some(31.0))
        };
        assert_eq!(time(1), "");
        assert_ne!(time(0), "");
    }

    #[test]
    fn on_other_cores_answers_count_and_no_figure_does() {
        let figures = |now: &mut Report| {
            now.versions[1].workers = 16;
            now.versions[1].wall_s = Some(0.1);
            now.charts[0].curves[0].points.clear();
        };
        assert_eq!(difference(false, figures), "");
        assert_ne!(difference(false, |now| now.versions[1].answer = 43.into()), "");
    }

    #[test]
    fn of_more_tasks_than_are_recorded_these_must_be_there() {
        let many = |count| {
            let tasks: Vec<Task> = (0..count).map(|number| task(number, 0)).collect();
            Run { tasks, most_in_flight: count, ..Run::not_measured("tokio") }
        };
        let recorded = many(MOST_TASKS);
        let mut now = many(MOST_TASKS + 50);
        let measurements = Measurements { by_chance: &ByChance::default(), same_cores: true };
        assert_eq!(measurements.different_tasks(&recorded, &now), None);
        now.tasks[7].name.clear();
        assert!(measurements.different_tasks(&recorded, &now).is_some());
    }
}
