//! How many tasks were in flight: for more of them than there are rows.

use maud::{Markup, html};

use stopwatch::{
    overlap::{self, Change},
    text,
};

/// More steps than these nobody can tell apart.
const MOST_STEPS: usize = 400;

/// How many tasks were in flight over time, as an area.
pub(crate) fn area(
    name: &str,
    changes: &[Change],
    most: usize,
    until_s: Option<f64>,
    end_s: f64,
) -> Markup {
    html! {
        div.row.counts {
            span { b { (text::count(most as u64)) } " " (name) " " b { "0" } }
            svg viewBox="0 0 1000 100" preserveAspectRatio="none" {
                path.area d=(outline(changes, most, until_s, end_s)) {}
            }
        }
    }
}

/// The number of tasks in flight over time, as the outline of an area 1000 wide and 100 high.
fn outline(changes: &[Change], most: usize, until_s: Option<f64>, end_s: f64) -> String {
    let most = most.max(1) as f64;
    let mut path = "M0 100".to_owned();
    for change in overlap::in_steps(changes, MOST_STEPS) {
        let height = 100.0 - 100.0 * change.in_flight as f64 / most;
        path += &format!("H{:.2}V{height:.2}", change.at_s / end_s * 1000.0);
    }
    // What had not finished goes on to the end of the run.
    path + &format!("H{:.2}V100Z", until_s.unwrap_or(end_s) / end_s * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_of_tasks_that_never_end_goes_on_to_the_end_of_the_run() {
        let begins = Change { at_s: 1.0, in_flight: 1 };
        assert_eq!(outline(&[begins], 1, Some(2.0), 4.0), "M0 100H250.00V0.00H500.00V100Z");
    }
}
