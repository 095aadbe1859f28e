//! Timelines: a row for each thread or process, a bar for each task.

use maud::{Markup, html};

use stopwatch::{
    Run, Task, overlap, text,
    timeline::{self, Lane, Mark, Rows, Tick, states_in},
};

use crate::{
    place::{key, percent},
    states,
};

/// More lanes, or more tasks, are drawn as the number of tasks in flight.
const MOST_LANES: usize = 40;
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
}

/// The versions of one job, on one time axis, and what their bars mean.
pub fn timelines(chapter: &str, job: &[Version]) -> Markup {
    let is_state = |version: &&Version| version.rows == Rows::States;
    let states = job.iter().filter(is_state).map(|version| version.run);
    let mut tasks = job.iter().filter(|it| !is_state(it)).flat_map(|version| &version.run.tasks);
    let end_s = timeline::axis_end_s(job.iter().map(|version| version.run));
    html! {
        div.job {
            (timelines_until(end_s, chapter, job))
            @if tasks.any(|task| task.cpu_s.is_some()) {
                p.soft { "A bar is solid as far as its thread computed, and pale where it waited, or where nobody can say." }
            }
            (states::legend(states))
        }
    }
}

/// The versions of one job, on a time axis that is given.
pub fn timelines_until(end_s: f64, chapter: &str, job: &[Version]) -> Markup {
    let has_long_names = job.iter().any(|version| version.rows == Rows::States);
    let timelines = html! {
        (axis(end_s))
        @for version in job { (self::version(chapter, version, end_s)) }
    };
    match has_long_names {
        true => html! { div.long-names { (timelines) } },
        false => timelines,
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

/// The timeline of one version. Its name says what it shows, for readers who cannot see it.
fn version(chapter: &str, version: &Version, end_s: f64) -> Markup {
    let Version { run, rows, wall_s, cores_busy } = version;
    let took = wall_s.map_or_else(|| "failed".to_owned(), text::duration);
    let cores_busy = cores_busy.map(|cores| format!(", {} cores busy", text::cores_busy(cores)));
    let cores_busy = cores_busy.unwrap_or_default();
    let (tasks, at_once, most) = match (rows, run.most_in_flight) {
        (Rows::States, _) => ("state", text::counted(run.workers as u64, "thread"), MOST_STATES),
        (_, 0) => ("task", "no tasks".to_owned(), MOST_BARS),
        (_, most) => {
            let most = text::counted(most as u64, "task");
            ("task", format!("at most {most} at once"), MOST_BARS)
        }
    };
    let lanes = match run.tasks.len() <= most {
        true => timeline::lanes(&run.tasks, MOST_LANES),
        false => None,
    };
    let name = text::shown(&run.name);
    let label = format!(
        "Timeline of {name}: {} in {took}, {at_once}{cores_busy}.",
        text::counted(run.tasks.len() as u64, tasks),
    );
    html! {
        div.version {
            h3 { (name) " " small { (took) ", " (at_once) (cores_busy) } }
            div role="img" aria-label=(label) {
                @match (lanes, rows) {
                    (Some(lanes), _) => @for lane in &lanes { (row(chapter, version, lane, end_s)) },
                    (None, Rows::States) => (counts_of_states(run, end_s)),
                    (None, _) => {
                        (area("in flight", &run.tasks, run.most_in_flight, run.wall_s, end_s))
                    }
                }
            }
            @for remark in &run.remarks { p { (text::sentence(remark)) } }
        }
    }
}

/// What one thread or process did.
fn row(chapter: &str, version: &Version, lane: &Lane, end_s: f64) -> Markup {
    let name = text::shown(lane.name);
    let (run, may_be_cut) = (version.run, version.rows == Rows::States);
    html! {
        div.row {
            span title=[may_be_cut.then_some(&name)] { (name) }
            svg {
                (grid(end_s))
                @for task in &lane.tasks {
                    @match version.rows {
                        Rows::States => (states::stretch(chapter, run, task, end_s)),
                        Rows::Lanes | Rows::Tasks => (bar(chapter, run, task, end_s)),
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
            @let name = format!("{}, at most {}", mark.name, text::count(most as u64));
            (area(&name, &tasks, most, run.wall_s, end_s))
        }
    }
}

/// How many of these tasks were in flight over time, as an area.
fn area(name: &str, tasks: &[Task], most: usize, until_s: Option<f64>, end_s: f64) -> Markup {
    html! {
        div.row {
            span { (name) }
            svg viewBox="0 0 1000 100" preserveAspectRatio="none" style="height: 5rem" {
                path.area d=(outline(tasks, most, until_s, end_s)) {}
            }
        }
    }
}

/// The marks of the axis, behind the bars of one row.
fn grid(end_s: f64) -> Markup {
    html! {
        @for Tick { at_s, .. } in timeline::ticks(end_s, MOST_TICKS) {
            line.grid x1=(percent(at_s, end_s)) x2=(percent(at_s, end_s)) y1="0" y2="100%" {}
        }
    }
}

/// One task, with its name in the bar where that fits on a wide screen.
fn bar(chapter: &str, run: &Run, task: &Task, end_s: f64) -> Markup {
    const ROW_PX: f64 = 560.0;
    const LETTER_PX: f64 = 7.0;
    /// A bar that is not wider than this is all edge.
    const SHORT_PX: f64 = 3.0;
    let task_end_s = task.end_s.or(run.wall_s).unwrap_or(task.start_s).max(task.start_s);
    let length_s = task_end_s - task.start_s;
    let width_px = length_s / end_s * ROW_PX;
    let name = text::shown(&task.name);
    let fits = width_px > LETTER_PX * (name.chars().count() + 1) as f64;
    let short = width_px < SHORT_PX;
    let unfinished = task.end_s.is_none();
    let computed = task.computed_share().zip(task.cpu_s);
    html! {
        rect.bar.short[short].unfinished[unfinished] data-task=(key(chapter, run, task))
            x=(percent(task.start_s, end_s)) width=(percent(length_s, end_s)) y="3" height="20" rx="3" {
            title {
                (name) ": " (text::duration(length_s))
                @if let Some((_, cpu_s)) = computed { ", computed " (text::duration(cpu_s)) }
                @if unfinished { ", not finished" }
            }
        }
        @if let Some((share, _)) = computed {
            rect.computed x=(percent(task.start_s, end_s)) width=(percent(share * length_s, end_s))
                y="3" height="20" rx="3" {}
        }
        @if fits {
            text.name x=(percent(task.start_s + length_s / 2.0, end_s)) y="17" text-anchor="middle" {
                (name)
            }
        }
    }
}

/// The number of tasks in flight over time, as the outline of an area 1000 wide and 100 high.
fn outline(tasks: &[Task], most: usize, until_s: Option<f64>, end_s: f64) -> String {
    let most = most.max(1) as f64;
    let mut path = "M0 100".to_owned();
    for change in overlap::changes(tasks) {
        let height = 100.0 - 100.0 * change.in_flight as f64 / most;
        path += &format!("H{:.2}V{height:.2}", change.at_s / end_s * 1000.0);
    }
    // A task that had not finished goes on to the end of the run.
    path + &format!("H{:.2}V100Z", until_s.unwrap_or(end_s) / end_s * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_solid_for_the_share_of_it_in_which_its_thread_computed() {
        let run = Run { wall_s: Some(8.0), ..Run::not_measured("threads") };
        let drawn = |cpu_s| {
            let (name, lane) = ("file".to_owned(), "thread 1".to_owned());
            let task = Task { name, lane, start_s: 2.0, end_s: Some(6.0), cpu_s };
            bar("chapter", &run, &task, 8.0).into_string()
        };
        let quarter = drawn(Some(1.0));
        assert!(quarter.contains(r#"x="25.0000%" width="50.0000%""#), "{quarter}");
        assert!(quarter.contains(r#"class="computed" x="25.0000%" width="12.5000%""#), "{quarter}");
        assert!(quarter.contains("file: 4.0 s, computed 1.0 s"), "{quarter}");
        assert!(!drawn(None).contains("computed"));
    }

    #[test]
    fn the_outline_of_tasks_that_never_end_goes_on_to_the_end_of_the_run() {
        let mut run = Run { wall_s: Some(2.0), ..Run::not_measured("threads") };
        run.tasks.push(Task {
            name: "file".to_owned(),
            lane: "thread 1".to_owned(),
            start_s: 1.0,
            end_s: None,
            cpu_s: None,
        });
        assert_eq!(outline(&run.tasks, 1, run.wall_s, 4.0), "M0 100H250.00V0.00H500.00V100Z");
    }
}
