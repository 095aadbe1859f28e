//! Processes that share the work, or pass it on.

use std::{fs::File, process::Command};

use end_to_end::skip;

use super::{names_only, number_after};
use crate::surroundings::python;

#[test]
fn the_last_worker_of_a_pool_with_uneven_tasks_is_named() {
    let Some(python) = python() else { return };
    let program = "
import concurrent.futures, multiprocessing, time
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
fork = multiprocessing.get_context('fork')
with concurrent.futures.ProcessPoolExecutor(3, fork) as pool: list(pool.map(compute, [1.5, 0.2, 0.2]))
";
    let command = [&python, "-c", program];
    let Some(said) = names_only("The work is shared out unevenly", &command) else { return };
    assert!(said.contains("of 3 worker processes that compute, "), "{said}");
    assert!(said.contains("works last") && said.contains("smaller tasks"), "{said}");
    assert!(number_after(&said, "for the last ") > 0.5, "{said}");
}

#[test]
fn the_slowest_program_of_a_pipeline_sets_the_pace() {
    if Command::new("gzip").arg("--version").output().is_err() {
        return skip("gzip", "it is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zeros");
    File::create(&file).unwrap().set_len(200_000_000).unwrap();
    let pipeline = format!("cat {} | gzip -9 | wc -c", file.display());
    let command = ["sh", "-c", &pipeline];
    let Some(said) = names_only("One program sets the pace", &command) else { return };
    assert!(number_after(&said, "gzip has something to do for ") >= 70.0, "{said}");
    assert!(said.contains("cat for ") && said.contains("wc for "), "{said}");
}
