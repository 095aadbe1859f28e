//! The timelines of the report: a row for each lane, a bar for each task.

use maud::{Markup, html};

use stopwatch::{
    Run, Task, overlap, text,
    timeline::{self, Tick},
};

use crate::timings::{ChapterTimings, Row};

/// More lanes, or more tasks, are drawn as the number of tasks in flight.
const MOST_LANES: usize = 40;
const MOST_BARS: usize = 2000;
/// A time axis has at most so many steps.
const MOST_TICKS: f64 = 8.0;

/// The versions of one job, on one time axis.
pub(crate) fn timelines<'t>(
    chapter: &'t ChapterTimings,
    job: impl IntoIterator<Item = &'t Row>,
) -> Markup {
    let job: Vec<&Row> = job.into_iter().collect();
    let end_s = end_s(job.iter().map(|row| (chapter, *row)));
    let mut tasks =
        job.iter().filter_map(|row| row.typical_run(chapter)).flat_map(|run| &run.tasks);
    let shows_computing = tasks.any(|task| task.cpu_s.is_some());
    html! {
        (timelines_until(end_s, chapter, job))
        @if shows_computing {
            p.soft { "A bar is solid as far as its thread computed, and pale where it waited, or where nobody can say." }
        }
    }
}

/// Where a time axis for all these ends.
pub(crate) fn end_s<'t>(rows: impl Iterator<Item = (&'t ChapterTimings, &'t Row)>) -> f64 {
    timeline::axis_end_s(rows.filter_map(|(chapter, row)| row.typical_run(chapter)))
}

/// The versions of one job, on a time axis that is given.
pub(crate) fn timelines_until<'t>(
    end_s: f64,
    chapter: &'t ChapterTimings,
    job: impl IntoIterator<Item = &'t Row>,
) -> Markup {
    html! {
        (axis(end_s))
        @for row in job {
            @if let Some(run) = row.typical_run(chapter) {
                (version(&chapter.title(), row, run, end_s))
            }
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

/// The timeline of one version, with what it shows as its name for who cannot see it.
fn version(chapter: &str, row: &Row, run: &Run, end_s: f64) -> Markup {
    let took = match row.wall_s {
        Some(wall) => text::duration(wall.median),
        None => "failed".to_owned(),
    };
    let at_once = match run.most_in_flight {
        0 => "no tasks".to_owned(),
        most => format!("at most {} at once", text::counted(most as u64, "task")),
    };
    let cores_busy =
        row.cores_busy.map(|cores| format!(", {} cores busy", text::cores_busy(cores)));
    let cores_busy = cores_busy.unwrap_or_default();
    let lanes = match run.tasks.len() {
        ..=MOST_BARS => timeline::lanes(&run.tasks, MOST_LANES),
        _ => None,
    };
    let name = text::shown(&run.name);
    let label = format!(
        "Timeline of {name}: {} in {}, {at_once}{cores_busy}.",
        text::counted(run.tasks.len() as u64, "task"),
        took,
    );
    html! {
        div.version {
            h3 { (name) " " small { (took) ", " (at_once) (cores_busy) } }
            div role="img" aria-label=(label) {
                @match lanes {
                    Some(lanes) => @for lane in &lanes {
                        div.row {
                            span { (text::shown(lane.name)) }
                            svg {
                                (grid(end_s))
                                @for task in &lane.tasks { (bar(chapter, run, task, end_s)) }
                            }
                        }
                    },
                    None => div.row {
                        span { "in flight" }
                        svg viewBox="0 0 1000 100" preserveAspectRatio="none" style="height: 5rem" {
                            path.area d=(outline(run, end_s)) {}
                        }
                    },
                }
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
    /// A bar that is no wider is all edge.
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
        rect.bar.short[short].unfinished[unfinished] data-task=(format!("{chapter}/{}/{name}", text::shown(&run.name)))
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
fn outline(run: &Run, end_s: f64) -> String {
    let most = run.most_in_flight.max(1) as f64;
    let mut path = "M0 100".to_owned();
    for change in overlap::changes(&run.tasks) {
        let height = 100.0 - 100.0 * change.in_flight as f64 / most;
        path += &format!("H{:.2}V{height:.2}", change.at_s / end_s * 1000.0);
    }
    // What had not finished goes on to the end of the run.
    path + &format!("H{:.2}V100Z", run.wall_s.unwrap_or(end_s) / end_s * 1000.0)
}

/// Where an instant falls on the axis.
fn percent(at_s: f64, end_s: f64) -> String {
    format!("{:.4}%", at_s / end_s * 100.0)
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
        let mut run = Run { wall_s: Some(2.0), most_in_flight: 1, ..Run::not_measured("threads") };
        run.tasks.push(Task {
            name: "file".to_owned(),
            lane: "thread 1".to_owned(),
            start_s: 1.0,
            end_s: None,
            cpu_s: None,
        });
        assert_eq!(outline(&run, 4.0), "M0 100H250.00V0.00H500.00V100Z");
    }
}
