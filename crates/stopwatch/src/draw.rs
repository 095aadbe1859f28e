//! What was measured, for people: as drawings, tables, sentences, and numbers as text.

mod axis;
mod canvas;
pub mod chart;
mod guesses;
mod lanes;
mod rows;
pub(crate) mod sentences;
mod states;
pub(crate) mod table;
pub mod text;
pub mod timeline;
