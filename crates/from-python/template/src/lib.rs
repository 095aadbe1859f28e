//! Kernels of your own, for Python: `import my_kernels`.

use std::{fs, path::PathBuf};

use pyo3::prelude::*;
use rayon::prelude::*;

// ANCHOR: module
#[pymodule]
mod my_kernels {
    use super::*;

    /// Counts the lines of a file in which a word is.
    #[pyfunction]
    fn lines_with(
        py: Python<'_>,
        word: String,
        file: PathBuf,
    ) -> PyResult<usize> {
        py.detach(|| {
            let text = fs::read_to_string(file)?;
            Ok(text.par_lines().filter(|line| line.contains(&word)).count())
        })
    }
}
// ANCHOR_END: module
