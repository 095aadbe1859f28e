//! Files to practise on: a chapter makes them once, and finds them again the next time.
//!
//! [`made_once`] keeps them in Cargo's target folder, [`Table`] writes CSV as good and as bad
//! exporters do, and [`BadRows`] counts what could not be read.

#![warn(missing_docs)]

mod bad_rows;
mod made;
mod table;

pub use bad_rows::{BadRow, BadRows};
pub use made::made_once;
pub use table::Table;
