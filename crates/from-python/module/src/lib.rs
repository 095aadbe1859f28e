//! The kernels of chapter 15 as a module for Python: `import from_rust`.

#![cfg(feature = "module")]

use std::{
    collections::BTreeMap, fmt::Display, fs, io, ops::Range, path::Path,
};

use pyo3::{exceptions::PyValueError, prelude::*};
use rayon::prelude::*;

use kernels::{BadRow, Regions, Sums};

#[pymodule]
mod from_rust {
    use std::path::PathBuf;

    use super::*;

    // ANCHOR: held
    /// Counts the primes from start to end. Until it returns, no other
    /// thread of Python runs.
    #[pyfunction]
    fn count_primes_gil_held(start: u64, end: u64) -> u64 {
        kernels::count_primes(start..end)
    }
    // ANCHOR_END: held

    // ANCHOR: released
    /// Counts the primes from start to end. Meanwhile, other threads run.
    #[pyfunction]
    fn count_primes(py: Python<'_>, start: u64, end: u64) -> PyResult<u64> {
        in_pieces(py, start..end, kernels::count_primes)
    }
    // ANCHOR_END: released

    // ANCHOR: rayon
    /// Counts the primes from start to end on all cores.
    #[pyfunction]
    fn count_primes_with_rayon(
        py: Python<'_>,
        start: u64,
        end: u64,
    ) -> PyResult<u64> {
        in_pieces(py, start..end, kernels::count_primes_with_rayon)
    }

    /// The same, and until it returns, no thread of Python runs.
    #[pyfunction]
    fn count_primes_with_rayon_gil_held(start: u64, end: u64) -> u64 {
        kernels::count_primes_with_rayon(start..end)
    }
    // ANCHOR_END: rayon

    // ANCHOR: sums
    /// Reads a CSV file, and sums it by region: (rows, units, cents) of each.
    #[pyfunction]
    fn sum_by_region(py: Python<'_>, file: PathBuf) -> PyResult<Table> {
        py.detach(|| sum(&file, kernels::sum_by_region))
    }

    /// The same on all cores.
    #[pyfunction]
    fn sum_by_region_with_rayon(
        py: Python<'_>,
        file: PathBuf,
    ) -> PyResult<Table> {
        py.detach(|| sum(&file, kernels::sum_by_region_with_rayon))
    }
    // ANCHOR_END: sums

    /// Fails as a kernel with a mistake in it does: a thread of rayon panics.
    #[pyfunction]
    fn panics(py: Python<'_>) {
        py.detach(|| {
            (0..100)
                .into_par_iter()
                .for_each(|_| panic!("a mistake in the kernel"))
        });
    }
}

/// For Python, a dict: the number of rows, the units and the cents of each region.
type Table = BTreeMap<String, (u64, u64, u64)>;

// ANCHOR: pieces
/// After so many numbers, Python is asked whether Ctrl-C was pressed.
const PIECE: u64 = 100_000;

/// Counts piece after piece, each without holding the GIL.
fn in_pieces(
    py: Python<'_>,
    mut numbers: Range<u64>,
    count: fn(Range<u64>) -> u64,
) -> PyResult<u64> {
    let mut primes = 0;
    while !numbers.is_empty() {
        let end = numbers.end.min(numbers.start.saturating_add(PIECE));
        primes += py.detach(|| count(numbers.start..end));
        numbers.start = end;
        py.check_signals()?;
    }
    Ok(primes)
}
// ANCHOR_END: pieces

// ANCHOR: errors
/// Sums a file. What goes wrong becomes an exception, which names the file,
/// and the line of a bad row.
fn sum(
    file: &Path,
    sum: fn(&[u8]) -> Result<Regions, BadRow>,
) -> PyResult<Table> {
    let named = |what: &dyn Display| format!("{}: {what}", file.display());
    let text = fs::read(file)
        .map_err(|error| io::Error::new(error.kind(), named(&error)))?;
    let regions =
        sum(&text).map_err(|bad| PyValueError::new_err(named(&bad)))?;
    let tuple = |sums: Sums| (sums.rows, sums.units, sums.cents);
    let tuples = regions.into_iter().map(|(region, it)| (region, tuple(it)));
    Ok(tuples.collect())
}
// ANCHOR_END: errors
