//! What the other thread's ticks say.

use stopwatch::{Run, text};

/// How long the other thread stood still, in a sentence.
pub(crate) fn longest(run: &Run) -> Option<String> {
    let ticks = run.tasks.iter().filter(|task| task.name == "tick");
    let lengths = ticks.filter_map(|tick| Some(tick.end_s? - tick.start_s));
    let longest_s = lengths.max_by(f64::total_cmp)?;
    Some(format!(
        "The other thread wanted to wake up every 5 ms. Once it had to wait for {}.",
        text::duration(longest_s)
    ))
}
