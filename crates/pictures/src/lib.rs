//! Runs as a browser shows them: timelines and charts as SVG, the page around them, and traces for Perfetto.
//!
//! The report of all chapters, the guide and chapter 14 take them from here, and so look alike. They are
//! made with a template library, which a chapter that draws only in the terminal need not compile: hence
//! a crate of its own beside `stopwatch`.

#![warn(missing_docs)]

mod area;
mod bar;
pub mod chart;
pub mod gains;
pub mod kinds;
pub mod page;
mod place;
mod scale;
pub mod states;
pub mod tables;
pub mod timelines;
pub mod trace;
