//! How many times as fast versions are as the first of their job, as bars on
//! one axis.

use maud::{Markup, html};

use stopwatch::text;

use crate::scale::{Mark, Scale};

/// The axis of all these bars.
pub struct Gains(Scale);

impl Gains {
    /// An axis on which these have a place. Where they span decades it is
    /// logarithmic.
    pub fn of(gains: impl Iterator<Item = f64> + Clone) -> Self {
        // What gains nothing is always there.
        Self(Scale::of(gains.chain([1.0])))
    }

    /// The axis, with what it shows.
    pub fn axis(&self) -> Markup {
        let Self(scale) = self;
        html! {
            div.row aria-hidden="true" {
                span { "times as fast" }
                svg.axis {
                    @for Mark { value, label } in scale.marks() {
                        text x=(percent(scale, value)) y="14" text-anchor="middle" { (label) }
                    }
                }
            }
        }
    }

    /// One of them, with a name beside it.
    pub fn row(&self, name: &str, gain: f64) -> Markup {
        html! { div.row { span title=(name) { (name) } (self.bar(gain)) } }
    }

    /// A bar begins at 1 on a logarithmic axis: what is slower lies to the left
    /// of it.
    pub fn bar(&self, gain: f64) -> Markup {
        let Self(scale) = self;
        let one = scale.percent(1.0);
        let end = scale.percent(gain);
        let start = if scale.is_logarithmic { one } else { 0.0 };
        html! {
            svg.gain role="img" aria-label=(text::times(gain, false)) {
                rect x=(format!("{:.2}%", start.min(end)))
                    width=(format!("{:.2}%", (end - start).abs())) y="5" height="16" {}
                line x1=(percent(scale, 1.0)) x2=(percent(scale, 1.0)) y2="26" {}
                text x=(format!("{:.2}%", end.max(start))) y="17" dx="6" {
                    (text::times(gain, false))
                }
            }
        }
    }
}

fn percent(scale: &Scale, value: f64) -> String {
    format!("{:.2}%", scale.percent(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_lies_to_the_left_of_one_where_the_axis_is_logarithmic() {
        let gains = Gains::of([0.01, 100.0].into_iter());
        let loss = gains.bar(0.1).into_string();
        assert!(loss.contains(r#"<line x1="50.00%""#), "{loss}");
        assert!(loss.contains(r#"<text x="50.00%""#), "{loss}");
        let gains = Gains::of([2.0].into_iter());
        let gain = gains.bar(1.0).into_string();
        assert!(gain.contains(r#"<rect x="0.00%" width="47.62%""#), "{gain}");
    }
}
