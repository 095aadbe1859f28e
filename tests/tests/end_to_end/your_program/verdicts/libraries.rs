//! Libraries that start threads of their own.

use std::{collections::BTreeSet, process::Command};

use end_to_end::skip;
use stopwatch::cores;

use super::{causes, names_only, number_after};
use crate::{texts, your_program::watched};

/// Python, if it has this package.
fn python_with(package: &str) -> Option<String> {
    let itself = format!("import sys, {package}; print(sys.executable)");
    match Command::new("python3").args(["-c", &itself]).output() {
        Ok(output) if output.status.success() => Some(texts(&output).0.trim().to_owned()),
        _ => {
            skip(package, "python3 has none");
            None
        }
    }
}

#[test]
fn threads_of_numpy_in_every_process_of_a_pool_are_too_many() {
    let Some(python) = python_with("numpy") else { return };
    let program = "
import multiprocessing, numpy
def work(seed):
    matrix = numpy.random.default_rng(seed).random((900, 900))
    for _ in range(20): matrix @ matrix
with multiprocessing.get_context('fork').Pool() as pool: pool.map(work, range(16))
";
    let Some(said) = names_only("Too many threads", &[&python, "-c", program]) else { return };
    assert!(number_after(&said, "on average ") > 1.2 * cores() as f64, "{said}");
    assert!(said.contains("OPENBLAS_NUM_THREADS=1"), "{said}");
}

/// Older versions read in one thread, newer ones in several, some parts of which take turns.
#[test]
fn pandas_that_reads_a_csv_is_at_most_said_to_take_turns() {
    let Some(python) = python_with("pandas") else { return };
    let program = "
import io, pandas
rows = ''.join(f'{row % 7},{row},{row / 3:.4f}\\n' for row in range(1_000_000))
for _ in range(3): pandas.read_csv(io.StringIO('region,units,price\\n' + rows))
";
    let said = watched(&[], &[&python, "-c", program]);
    assert!(causes(&said).is_subset(&BTreeSet::from(["They take turns"])), "{said}");
    let words =
        ["They take turns: in ", " computed for it", "it runs in parallel", "it could use "];
    assert!(words.iter().any(|words| said.replace('\n', " ").contains(words)), "{said}");
}
