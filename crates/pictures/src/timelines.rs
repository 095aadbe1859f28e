//! Timelines: a row for each thread or process, a bar for each task.

use maud::{Markup, html};

use stopwatch::{
    Run, Task,
    overlap::{self, Change},
    text,
    timeline::{self, Lane, Mark, Rows, Tick, states_in},
};

use crate::{
    area::area,
    bar::{self, bar},
    place::percent,
    states,
};

/// More lanes, or more tasks, are drawn as the number of tasks in flight.
const MOST_LANES: usize = 20;
const MOST_BARS: usize = 2000;
/// There may be more states, because their bars have no names in them.
const MOST_STATES: usize = 20_000;
/// The most steps that a time axis has.
const MOST_TICKS: f64 = 8.0;

/// One version, with what is shown beside its name.
pub struct Version<'r> {
    /// The run that is drawn.
    pub run: &'r Run,
    /// What its rows stand for.
    pub rows: Rows,
    /// What it took, in seconds; `None` where it failed.
    pub wall_s: Option<f64>,
    /// How many cores computed for it, on average.
    pub cores_busy: Option<f64>,
    /// The words with which the names of its tasks begin, where each is a kind of its own.
    pub kinds: &'r [String],
}

/// The versions of one job, on one time axis, and what their bars mean.
pub fn timelines(chapter: &str, job: &[Version]) -> Markup {
    let end_s = timeline::axis_end_s(job.iter().map(|version| version.run));
    html! {
        div.job {
            (timelines_until(end_s, chapter, job))
            (legends(job))
        }
    }
}

/// What the bars of one job mean.
pub fn legends(job: &[Version]) -> Markup {
    let (states, bars): (Vec<&Version>, Vec<&Version>) =
        job.iter().partition(|version| version.rows == Rows::States);
    let bars = bars.into_iter().filter(|version| lanes(version).is_some());
    let bars: Vec<&Run> = bars.map(|version| version.run).collect();
    let kinds = job.first().map_or(&[][..], |version| version.kinds);
    html! {
        (bar::legend(kinds, &bars))
        (states::legend(states.iter().map(|version| version.run)))
    }
}

/// The versions of one job, on a time axis that is given.
pub fn timelines_until(end_s: f64, chapter: &str, job: &[Version]) -> Markup {
    let has_long_names = job.iter().any(|version| version.rows == Rows::States);
    html! {
        div.timelines.long-names[has_long_names] {
            (axis(end_s))
            @for version in job { (self::version(chapter, version, end_s)) }
        }
    }
}

/// The time axis above the timelines of a job.
fn axis(end_s: f64) -> Markup {
    html! {
        div.row aria-hidden="true" {
            span { "time" }
            svg.axis {
                @for Tick { at_s, label } in timeline::ticks(end_s, MOST_TICKS) {
                    @let anchor = if at_s == 0.0 { "start" } else if at_s > 0.95 * end_s { "end" } else { "middle" };
                    text x=(percent(at_s, end_s)) y="14" text-anchor=(anchor) { (label) }
                }
            }
        }
    }
}

/// The marks of the axis, behind the rows of one version.
fn grid(end_s: f64) -> Markup {
    html! {
        svg.grid aria-hidden="true" {
            @for Tick { at_s, .. } in timeline::ticks(end_s, MOST_TICKS) {
                line x1=(percent(at_s, end_s)) x2=(percent(at_s, end_s)) y2="100%" {}
            }
        }
    }
}

/// The rows of a version that has one for each thread; `None` where there are too many.
fn lanes<'r>(version: &Version<'r>) -> Option<Vec<Lane<'r>>> {
    let most = if version.rows == Rows::States { MOST_STATES } else { MOST_BARS };
    let Run { tasks, in_flight, .. } = version.run;
    (in_flight.is_empty() && tasks.len() <= most)
        .then(|| timeline::lanes(tasks, MOST_LANES))
        .flatten()
}

/// The timeline of one version. Its name says what it shows, for readers who cannot see it.
fn version(chapter: &str, version: &Version, end_s: f64) -> Markup {
    let Version { run, rows, wall_s, cores_busy, .. } = version;
    let took = wall_s.map_or_else(|| "failed".to_owned(), text::duration);
    let guess = run.guess_s.map(|guess_s| format!(" (your guess: {})", text::duration(guess_s)));
    let guess = guess.unwrap_or_default();
    let cores_busy = cores_busy.map(|cores| format!(", {} cores busy", text::cores_busy(cores)));
    let cores_busy = cores_busy.unwrap_or_default();
    let (tasks, at_once) = match (rows, run.most_in_flight) {
        (Rows::States, _) => ("state", text::counted(run.workers as u64, "thread")),
        (_, 0) => ("task", "no tasks".to_owned()),
        (_, most) => {
            let most = text::counted(most as u64, "task");
            ("task", format!("at most {most} at once"))
        }
    };
    let name = text::shown(&run.name);
    // Of tasks that were left out, nobody knows how many there were.
    let counted = match run.in_flight.is_empty() {
        true => text::counted(run.tasks.len() as u64, tasks),
        false => format!("many {tasks}s"),
    };
    let label = format!("Timeline of {name}: {counted} in {took}{guess}, {at_once}{cores_busy}.");
    html! {
        div.version {
            h3 { (name) " " small { (took) (guess) ", " (at_once) (cores_busy) } }
            div.lanes role="img" aria-label=(label) {
                (grid(end_s))
                @match (lanes(version), rows) {
                    (Some(lanes), _) => @for lane in &lanes { (row(chapter, version, lane, end_s)) },
                    (None, Rows::States) => (counts_of_states(run, end_s)),
                    (None, _) => {
                        (area("in flight", &in_flight(run), run.most_in_flight, run.wall_s, end_s))
                    }
                }
            }
            @for remark in &run.remarks { p { (text::sentence(remark)) } }
        }
    }
}

/// How many tasks were in flight, be they listed or not.
fn in_flight(run: &Run) -> Vec<Change> {
    if run.in_flight.is_empty() {
        return overlap::changes(&run.tasks);
    }
    run.in_flight
        .iter()
        .map(|(at_s, in_flight)| Change { at_s: *at_s, in_flight: *in_flight })
        .collect()
}

/// What one thread or process did.
fn row(chapter: &str, version: &Version, lane: &Lane, end_s: f64) -> Markup {
    let name = text::shown(lane.name);
    let (run, may_be_cut) = (version.run, version.rows == Rows::States);
    html! {
        div.row {
            span title=[may_be_cut.then_some(&name)] { (name) }
            svg {
                @for task in &lane.tasks {
                    @match version.rows {
                        Rows::States => (states::stretch(chapter, run, task, end_s)),
                        Rows::Lanes | Rows::Tasks => (bar(chapter, version, task, end_s)),
                    }
                }
            }
        }
    }
}

/// How many threads were in each state, for when there are more threads than rows.
fn counts_of_states(run: &Run, end_s: f64) -> Markup {
    let of_state = |mark: &Mark| -> Vec<Task> {
        run.tasks.iter().filter(|task| task.name == mark.name).cloned().collect()
    };
    html! {
        @for mark in states_in([run]) {
            @let tasks = of_state(mark);
            @let most = overlap::most_in_flight(&tasks);
            (area(mark.name, &overlap::changes(&tasks), most, run.wall_s, end_s))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(run: &Run) -> String {
        let (rows, wall_s, cores_busy) = (Rows::Lanes, run.wall_s, None);
        timelines("chapter", &[Version { run, rows, wall_s, cores_busy, kinds: &[] }]).into_string()
    }

    fn task(lane: usize) -> Task {
        let (name, lane) = ("file".to_owned(), format!("thread {lane}"));
        Task { name, lane, start_s: 0.0, end_s: Some(2.0), cpu_s: None }
    }

    fn run(tasks: usize) -> Run {
        let tasks: Vec<Task> = (0..tasks).map(task).collect();
        let most_in_flight = tasks.len();
        Run { wall_s: Some(2.0), most_in_flight, tasks, ..Run::not_measured("threads") }
    }

    #[test]
    fn more_lanes_than_rows_are_an_area_with_its_scale() {
        assert_eq!(drawn(&run(MOST_LANES)).matches("class=\"bar\"").count(), MOST_LANES);
        let many = drawn(&run(MOST_LANES + 1));
        assert!(!many.contains("class=\"bar\"") && many.contains("class=\"area\""), "{many}");
        assert!(many.contains("<b>21</b> in flight <b>0</b>"), "{many}");
    }

    #[test]
    fn tasks_that_were_left_out_are_drawn_as_they_were_counted() {
        let cut = Run { in_flight: vec![(0.0, 500), (1.0, 0)], most_in_flight: 500, ..run(3) };
        let cut = drawn(&cut);
        assert!(cut.contains("M0 100H0.00V0.00H500.00V100.00H1000.00V100Z"), "{cut}");
        assert!(cut.contains("Timeline of threads: many tasks in 2.0 s, at most 500"), "{cut}");
    }

    #[test]
    fn a_guess_stands_beside_what_the_version_took() {
        let guessed = drawn(&Run { guess_s: Some(10.0), ..run(1) });
        assert!(guessed.contains("<small>2.0 s (your guess: 10.0 s), at most"), "{guessed}");
    }
}
