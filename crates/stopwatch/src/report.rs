//! What a chapter measured, and the JSON form in which `--export-json` writes it and xtask reads it.

mod answers;
pub(crate) mod kept_guesses;
mod new_file;
mod read;
mod schema;
mod write;

pub use kept_guesses::kept_guesses;
pub use new_file::{NewFile, write_atomically};
pub use read::from_json;
pub(crate) use schema::comparable;
pub use schema::{Chart, Curve, RUST, Report, Run, SCHEMA, Skipped, Task, fastest};
