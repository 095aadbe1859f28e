//! What can be wrong with a row.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a row is not in any sum.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowError {
    /// It cannot be used; the rows after it can.
    Unusable(String),
    /// Nothing can go on here: the file cannot be read, or an answer would be too large.
    Fatal(String),
    /// It has no end, or is longer than a row may be.
    NoEnd,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(reason) | Self::Fatal(reason) => f.write_str(reason),
            Self::NoEnd => f.write_str("it has no end"),
        }
    }
}

impl std::error::Error for RowError {}
