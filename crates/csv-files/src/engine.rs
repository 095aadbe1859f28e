//! What the versions are built on: files, rows, cells, numbers. Nothing here is about cores.

pub(crate) mod any_row;
pub(crate) mod cell;
pub mod decimal;
pub mod file;
pub mod folder;
pub(crate) mod groups;
pub mod kind;
pub(crate) mod lines;
pub mod marks;
pub mod number;
pub(crate) mod open;
pub mod rows;
pub(crate) mod sheet;
pub(crate) mod summing;
pub(crate) mod window;
