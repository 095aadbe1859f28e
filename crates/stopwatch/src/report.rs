//! What a chapter measured, and the JSON form in which `--export-json` writes it and xtask reads it.

mod answers;
mod read;
mod schema;
mod write;

pub use read::from_json;
pub use schema::{Chart, Curve, Report, Run, SCHEMA, Task, fastest};
pub use write::write_atomically;
