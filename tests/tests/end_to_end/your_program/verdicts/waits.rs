//! Commands that wait: for the network, the disk, a clock, a task of their own loop.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::Stdio,
};

use end_to_end::{skip, start, std_program};
use stopwatch::Report;
use tempfile::TempDir;

use super::{causes, names_only, number_after};
use crate::{surroundings::python, your_program::watched};

/// A folder on the disk that the tests are on: temporary files may be in memory.
fn on_disk() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("file");
    (folder, file)
}

/// Checks what is said about a command that waits for the disk most of the time, unless the disk takes
/// no time.
fn waits_for_the_disk(command: &[&str]) {
    const MOST: f64 = 0.7;
    for _ in 0..10 {
        let (folder, report) = (tempfile::tempdir().unwrap(), "report.json");
        let report = folder.path().join(report);
        let flags = ["--seconds", "2", "--export-json", report.to_str().unwrap()];
        let said = watched(&flags, command);
        let [run] = &Report::read(&report).unwrap().versions[..] else { panic!("{said}") };
        let waits = run.tasks.iter().filter(|task| task.name == "disk");
        let waits_s: f64 = waits.filter_map(|task| Some(task.end_s? - task.start_s)).sum();
        // A stretch in which it mostly waits also holds computing, and waits for a core.
        let is_hidden = causes(&said).is_empty() && said.contains("Others have the cores: ");
        if waits_s > MOST * run.wall_s.unwrap() && !is_hidden {
            return assert_eq!(causes(&said), BTreeSet::from(["It waits for the disk"]), "{said}");
        }
    }
    skip("disk", "it takes hardly any time, or other programs had the cores");
}

#[test]
fn who_writes_through_to_the_disk_waits_for_it() {
    let (_folder, file) = on_disk();
    let of = format!("of={}", file.display());
    waits_for_the_disk(&["dd", "if=/dev/zero", &of, "bs=4k", "count=20000", "oflag=dsync"]);
}

#[test]
fn who_reads_what_is_in_no_cache_waits_for_the_disk() {
    let Some(python) = python() else { return };
    let (_folder, file) = on_disk();
    let mut written = File::create(&file).unwrap();
    written.write_all(&vec![7; 64 << 20]).unwrap();
    written.sync_all().unwrap();
    let program = "
import os, random, sys
file = os.open(sys.argv[1], os.O_RDONLY)
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_RANDOM)
pages = range(0, os.fstat(file).st_size, 4096)
for page in random.sample(pages, len(pages)): os.pread(file, 4096, page)
";
    waits_for_the_disk(&[&python, "-c", program, file.to_str().unwrap()]);
}

#[test]
fn who_sleeps_is_told_so_and_who_waits_for_a_sleeper_does_not_count() {
    let command = ["sh", "-c", "sleep 0.5; sleep 0.5"];
    let Some(said) = names_only("It sleeps", &command) else { return };
    assert!(said.contains("child process"), "{said}");
    assert!(said.contains("1.0 of its threads"), "{said}");
}

#[test]
fn a_pool_of_requests_waits_for_the_network() {
    let Some(python) = python() else { return };
    let mut api = std_program("practice-api");
    let mut api = start(api.args(["--port", "0", "--latency-ms", "900"]).stdout(Stdio::piped()));
    let mut line = String::new();
    BufReader::new(api.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let pool = format!(
        "
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen
def get(post): return urlopen('{url}/posts/' + str(post)).read()
with ThreadPoolExecutor(5) as pool: print(len(list(pool.map(get, range(1, 21)))))
"
    );
    let command = [&python, "-c", &pool];
    let Some(said) = names_only("It waits for the network", &command) else { return };
    assert!(said.contains(" of its threads wait for a server or a client"), "{said}");
    assert!(number_after(&said, "More at once help, until about ") > 5.0, "{said}");
}

/// An event loop that stops three times, while another task waits for its turn.
fn a_loop_with(blocking: &str) -> String {
    format!(
        "
import asyncio, time
async def tick():
    for _ in range(40): await asyncio.sleep(0.05)
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
async def bad():
    for _ in range(3):
        await asyncio.sleep(0.2)
        {blocking}
async def main(): await asyncio.gather(tick(), bad())
asyncio.run(main())
"
    )
}

#[test]
fn a_loop_is_held_up_by_a_task_that_computes_or_waits_as_a_thread_does() {
    let Some(python) = python() else { return };
    for (blocking, by_what) in [("compute(0.3)", "computing"), ("time.sleep(0.3)", "asleep")] {
        let program = a_loop_with(blocking);
        let is_away_three_times = || {
            let command = [&python, "-c", &program];
            let Some(said) = names_only("Its event loop is held up", &command) else { return true };
            assert!(said.contains(&format!(" s, {by_what}.")), "{said}");
            number_after(&said, "for 0.1 s or more ") == 3.0
                && number_after(&said, " times, ") >= 0.7
                && number_after(&said, "the longest time ") >= 0.28
        };
        // Where the whole machine stands still for a moment, one absence may be counted as two, and two
        // as one.
        assert!((0..10).any(|_| is_away_three_times()), "{program}");
    }
}
