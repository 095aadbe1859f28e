//! Where drawings are drawn: how wide, and with which characters.

use std::env;

use textwrap::{Options, WordSplitter};

use super::text;

/// A narrower terminal wraps the lines.
pub(super) const NARROWEST: usize = 40;
/// A wider terminal stays empty on the right.
const WIDEST: usize = 240;
/// Free cells to the right of a drawing, for the label of the last tick.
pub(super) const RIGHT_MARGIN: usize = 6;
/// Ticks are at least this many cells apart.
pub(super) const TICK_SPACING: usize = 9;

/// How wide the drawing may be, in terminal cells, and with which characters.
#[derive(Clone, Copy, Debug)]
pub struct Canvas {
    /// Terminal columns; at least 40 are used.
    pub width: usize,
    /// Only characters that every terminal has.
    pub ascii: bool,
}

impl Canvas {
    /// The terminal's width (or COLUMNS, or 80 where there is no terminal) and its characters,
    /// plain ones if asked for.
    pub fn of_terminal(ascii: bool) -> Self {
        let columns = env::var("COLUMNS").ok();
        let width = columns
            .and_then(|columns| columns.parse().ok())
            .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
            .unwrap_or(80);
        Self {
            width: width.clamp(NARROWEST, WIDEST),
            ascii: ascii || !supports_unicode::on(supports_unicode::Stream::Stdout),
        }
    }

    /// A sentence in lines that fit, whatever it tells from outside.
    pub fn paragraph(&self, sentence: &str) -> String {
        let options = Options::new(self.width).word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(&text::sentence(sentence), options)
    }
}

/// The characters of a drawing.
pub(super) struct Pen {
    pub(super) time: &'static str,
    /// Of bars: where the thread waited, or nobody can say; and where it computed.
    pub(super) bar: char,
    pub(super) solid: char,
    pub(super) short: char,
    pub(super) ellipsis: &'static str,
}

impl Pen {
    pub(super) fn new(ascii: bool) -> Self {
        if ascii {
            Self { time: "Time ->", bar: '-', solid: '=', short: '#', ellipsis: ".." }
        } else {
            Self { time: "Time →", bar: '─', solid: '█', short: '▪', ellipsis: "…" }
        }
    }
}
