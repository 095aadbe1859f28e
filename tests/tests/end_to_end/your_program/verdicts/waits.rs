//! Commands that wait: for the network, the disk, a clock, a pipe, a task of their own loop.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use end_to_end::{skip, start, std_program};

use super::{causes, is_drowned, names_only};
use crate::{surroundings::python, your_program::watched};

#[test]
fn who_writes_through_to_the_disk_waits_for_it() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let of = format!("of={}", folder.path().join("file").display());
    let command = ["dd", "if=/dev/zero", &of, "bs=4k", "count=20000", "oflag=dsync"];
    let said = watched(&["--seconds", "2"], &command);
    let causes = causes(&said);
    if !said.contains("D disk") || (causes.is_empty() && is_drowned(&said)) {
        return skip("disk", "writing to this one takes no time, or there was no core to do it");
    }
    assert!(causes.is_empty() || causes == BTreeSet::from(["It waits for the disk"]), "{said}");
}

#[test]
fn the_slowest_program_of_a_pipeline_sets_the_pace() {
    if Command::new("gzip").arg("--version").output().is_err() {
        return skip("gzip", "it is not installed");
    }
    let pipeline = "head -c 150000000 /dev/zero | gzip -9 | wc -c";
    let command = ["sh", "-c", pipeline];
    let Some(said) = names_only("One program sets the pace", &command) else { return };
    assert!(said.replace('\n', " ").contains("gzip computes, or could, for"), "{said}");
}

#[test]
fn who_sleeps_is_told_so_and_who_waits_for_a_sleeper_does_not_count() {
    let command = ["sh", "-c", "sleep 0.5; sleep 0.5"];
    let Some(said) = names_only("It sleeps", &command) else { return };
    assert!(said.contains("child process"), "{said}");
}

#[test]
fn a_pool_of_requests_waits_for_the_network() {
    let Some(python) = python() else { return };
    let mut api = std_program("practice-api");
    let mut api = start(api.args(["--port", "0", "--latency-ms", "300"]).stdout(Stdio::piped()));
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
    names_only("It waits for the network", &[&python, "-c", &pool]);
}

#[test]
fn a_loop_that_computes_is_held_up_by_that() {
    let Some(python) = python() else { return };
    let program = "
import asyncio, time
async def tick():
    for _ in range(40): await asyncio.sleep(0.05)
async def bad():
    for _ in range(3):
        await asyncio.sleep(0.2)
        end = time.process_time() + 0.3
        while time.process_time() < end: pass
async def main(): await asyncio.gather(tick(), bad())
asyncio.run(main())
";
    let command = [&python, "-c", program];
    let Some(said) = names_only("Its event loop is held up", &command) else { return };
    assert!(said.replace('\n', " ").contains(", computing"), "{said}");
}
