//! The parts of the report's page, of which one is shown at a time, and the way from one to the next.

use maud::{Markup, html};

use super::{Summary, side_by_side::side_by_side};
use crate::timings::each_once;

/// Their ids, which are what their links say, in their order.
pub(super) struct Parts(Vec<String>);

impl Parts {
    pub(super) const CONTENTS: &str = "contents";
    pub(super) const IN_PYTHON: &str = "python";
    pub(super) const ALL_TIMINGS: &str = "all-timings";

    pub(super) fn of(summary: &Summary) -> Self {
        let chapters = summary.chapters.iter().map(|chapter| chapter.measured.chapter.clone());
        let mut parts = each_once(chapters);
        parts.extend(side_by_side(summary).map(|_| Self::IN_PYTHON.to_owned()));
        parts.push(Self::ALL_TIMINGS.to_owned());
        Self(parts)
    }

    /// Those that are no chapters.
    pub(super) fn others(&self) -> impl Iterator<Item = &str> {
        let others = [Self::IN_PYTHON, Self::ALL_TIMINGS];
        self.0.iter().map(String::as_str).filter(move |part| others.contains(part))
    }

    /// The links above a part: to all of them, and to those beside it.
    pub(super) fn beside(&self, part: &str) -> Markup {
        let place = self.0.iter().position(|it| it == part).unwrap_or_default();
        let before = place.checked_sub(1).and_then(|place| self.0.get(place));
        let after = self.0.get(place + 1);
        html! {
            nav aria-label=(format!("Around {}", title(part))) {
                a href=(format!("#{}", Self::CONTENTS)) { "All chapters" }
                @if let Some(before) = before { a href=(format!("#{before}")) { "← " (title(before)) } }
                @if let Some(after) = after { a href=(format!("#{after}")) { (title(after)) " →" } }
            }
        }
    }
}

pub(super) fn title(part: &str) -> &str {
    match part {
        Parts::IN_PYTHON => "The same in Python",
        Parts::ALL_TIMINGS => "All timings",
        chapter => chapter,
    }
}
