//! The pictures in the exercises of chapter 13 show what is said of them, also when that chapter is recorded anew.

use std::{collections::BTreeSet, fs};

use serde_json::Value;
use stopwatch::{Report, Run, Task};

use crate::{
    cases::{CASES, Case, Kind},
    files::folder,
};

/// Whether a run shows something.
type Shows = fn(&Run) -> bool;

/// Of each exercise with a picture, what its replies say of it.
const SHOWN: &[(&str, Shows)] = &[
    ("13_a_staircase", |run| lanes(run) == 5 && run.tasks.len() == 5 && follow_each_other(run)),
    ("13_ends_in_pairs", |run| lanes(run) == 8 && begin_together(run) && end_in_pairs(run)),
    ("13_ends_in_steps", |run| {
        lanes(run) == 5 && begin_together(run) && end_in_steps(run) && nobody_computes(run)
    }),
    ("13_ends_together", |run| {
        is_all_on_main(run) && begin_together(run) && end_together(run) && ends_s(run)[0] < 0.04
    }),
    ("13_five_times_main", |run| {
        is_all_on_main(run) && begin_together(run) && end_in_steps(run) && run.tasks.len() == 5
    }),
    ("13_four_to_compute", |run| lanes(run) == 2 && computes(run) && !has_gaps(run)),
    ("13_four_to_wait", |run| {
        lanes(run) == 2 && run.tasks.len() == 8 && nobody_computes(run) && !has_gaps(run)
    }),
    ("13_full_of_gaps", |run| {
        lanes(run) == 4 && has_gaps(run) && only_the_first_begin_together(run)
    }),
    ("13_no_end", |run| {
        let sums: Vec<&Task> = run.tasks.iter().filter(|task| task.end_s.is_none()).collect();
        sums.len() == 1 && ends_s(run).len() == 5 && ends_s(run)[4] < 0.5 * run.wall_s.unwrap()
    }),
    ("13_on_one_thread", |run| {
        is_all_on_main(run) && begin_together(run) && end_together(run) && ends_s(run)[0] > 0.04
    }),
    ("13_one_row_ends_early", |run| {
        let of_a_lane = |lane: &str| run.tasks.iter().filter(|task| task.lane == lane).count();
        let last_s = |lane: &str| last_end_s(run, lane);
        let [early, late] = ["thread 2", "thread 1"];
        let (early_s, late_s) = (last_s(early).min(last_s(late)), last_s(early).max(last_s(late)));
        of_a_lane(early) == 4
            && of_a_lane(late) == 4
            && early_s < 0.6 * late_s
            && run.most_in_flight == 2
            && !has_gaps(run)
    }),
];

fn lanes(run: &Run) -> usize {
    run.tasks.iter().map(|task| task.lane.as_str()).collect::<BTreeSet<_>>().len()
}

fn is_all_on_main(run: &Run) -> bool {
    run.tasks.iter().all(|task| task.lane == "main")
}

/// When the tasks ended that did, in order.
fn ends_s(run: &Run) -> Vec<f64> {
    let mut ends_s: Vec<f64> = run.tasks.iter().filter_map(|task| task.end_s).collect();
    ends_s.sort_by(f64::total_cmp);
    ends_s
}

fn last_end_s(run: &Run, lane: &str) -> f64 {
    let of_lane = run.tasks.iter().filter(|task| task.lane == lane);
    of_lane.filter_map(|task| task.end_s).fold(0.0, f64::max)
}

/// A column of the picture, or two.
fn cell_s(run: &Run) -> f64 {
    run.wall_s.unwrap() / 40.0
}

fn begin_together(run: &Run) -> bool {
    run.tasks.iter().all(|task| task.start_s < cell_s(run))
}

fn end_together(run: &Run) -> bool {
    let ends_s = ends_s(run);
    ends_s.len() == run.tasks.len() && ends_s[ends_s.len() - 1] - ends_s[0] < cell_s(run)
}

/// Each begins where another ends.
fn follow_each_other(run: &Run) -> bool {
    run.tasks.windows(2).all(|pair| {
        let gap_s = pair[1].start_s - pair[0].end_s.unwrap();
        (0.0..cell_s(run)).contains(&gap_s)
    })
}

/// Each ends equally long after another.
fn end_in_steps(run: &Run) -> bool {
    let ends_s = ends_s(run);
    ends_s.windows(2).all(|pair| ((pair[1] - pair[0]) / ends_s[0] - 1.0).abs() < 0.2)
}

fn end_in_pairs(run: &Run) -> bool {
    let ends_s = ends_s(run);
    let pairs: Vec<&[f64]> = ends_s.chunks(2).collect();
    let pause_s = pairs[1][0] - pairs[0][0];
    pairs.iter().all(|pair| pair[1] - pair[0] < cell_s(run))
        && pairs.windows(2).all(|two| ((two[1][0] - two[0][0]) / pause_s - 1.0).abs() < 0.2)
}

/// Whether rows are empty for more than a third of the time until they end.
fn has_gaps(run: &Run) -> bool {
    let full_s: f64 = run.tasks.iter().map(|task| task.end_s.unwrap() - task.start_s).sum();
    let lanes: BTreeSet<&str> = run.tasks.iter().map(|task| task.lane.as_str()).collect();
    let whole_s: f64 = lanes.iter().map(|lane| last_end_s(run, lane)).sum();
    full_s < 0.66 * whole_s
}

fn only_the_first_begin_together(run: &Run) -> bool {
    let (first, later) = run.tasks.split_at(4);
    let is_late = |task: &Task| task.start_s > cell_s(run);
    // Tasks are in order of their start.
    let fours = later.windows(4).filter(|four| four[3].start_s - four[0].start_s < cell_s(run));
    !first.iter().any(is_late) && later.iter().all(is_late) && fours.count() == 0
}

fn computes(run: &Run) -> bool {
    run.tasks.iter().all(|task| task.computed_share().is_some_and(|share| share > 0.8))
}

fn nobody_computes(run: &Run) -> bool {
    run.tasks.iter().all(|task| task.computed_share().is_some_and(|share| share < 0.1))
}

/// The versions of chapter 13, as they were recorded.
fn recorded() -> Vec<Run> {
    let timings = fs::read(folder("../../chapters/output/timings.json")).unwrap();
    let timings: Value = serde_json::from_slice(&timings).unwrap();
    let mut chapters = timings["chapters"].as_array().unwrap().iter();
    let chapter = chapters.find(|chapter| chapter["chapter"] == "chapter-13-mistakes").unwrap();
    let report: Report = serde_json::from_value(chapter["reports"][0].clone()).unwrap();
    report.versions
}

fn of_pictures(kind: Kind) -> Vec<&'static Case> {
    let is_picture = |case: &&Case| case.kind == kind && case.exercise.starts_with("13_");
    CASES.iter().filter(is_picture).collect()
}

fn text(folder_name: &str, exercise: &str) -> String {
    fs::read_to_string(folder(folder_name).join(exercise).with_extension("rs")).unwrap()
}

#[test]
fn every_picture_shows_what_its_replies_say() {
    let exercises: Vec<&str> = of_pictures(Kind::Start).iter().map(|case| case.exercise).collect();
    assert_eq!(exercises, SHOWN.iter().map(|(exercise, _)| *exercise).collect::<Vec<_>>());
    let runs = recorded();
    for (exercise, shows) in SHOWN {
        let solution = text("solutions", exercise);
        let version = solution.split('`').nth(1).unwrap();
        let run = runs.iter().find(|run| run.name == version).unwrap();
        assert!(shows(run), "{exercise} says what the run of {version} does not show: {run:#?}");
    }
}

/// So that each wrong choice has a reply that is tried.
#[test]
fn every_choice_that_is_offered_is_tried() {
    for Case { exercise, .. } in of_pictures(Kind::Start) {
        let start = text("start", exercise);
        let (_, choices) = start.split_once("::…\n").unwrap();
        let choices = choices.lines().map_while(|line| line.strip_prefix("//   "));
        let offered: BTreeSet<&str> =
            choices.map(|choice| choice.split_whitespace().next().unwrap()).collect();
        let attempts = of_pictures(Kind::Attempt).into_iter();
        let attempts = attempts.filter(|case| case.exercise == *exercise);
        let attempts = attempts.map(|case| text(&format!("tests/attempts/{exercise}"), case.file));
        let tried: Vec<String> = attempts.chain([text("solutions", exercise)]).collect();
        let chosen =
            |text: &str| text.rsplit("::").next().unwrap().split(')').next().unwrap().to_owned();
        let tried: BTreeSet<String> = tried.iter().map(|text| chosen(text)).collect();
        assert_eq!(
            tried.iter().map(String::as_str).collect::<BTreeSet<_>>(),
            offered,
            "{exercise}"
        );
        assert_eq!(offered.len(), 4, "{exercise}");
    }
}
