//! The forms in which timings are shown and passed on. All are made from one [`Summary`].

pub(crate) mod bars;
pub(crate) mod compare;
mod contents;
mod csv;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod guesses;
mod hyperfine;
mod languages;
pub(crate) mod markdown;
mod page;
mod parts;
mod python;
mod requested;
mod side_by_side;
mod summary;
pub(crate) mod table;
mod trace;
pub(crate) mod words;

pub(crate) use requested::RequestedExports;
pub(crate) use summary::{ChapterSummary, Summary};
