//! Threads that compute, or could: how many cores they have, and who keeps them from more.

use super::{COMPUTES, names_nothing, names_only};
use crate::{
    surroundings::{BusyMachine, HalfACore, python},
    your_program::watched,
};

#[test]
fn what_computes_one_by_one_or_in_two_even_processes_has_no_fault() {
    let said = names_nothing(&["sh", "-c", COMPUTES]);
    assert!(said.contains("computing") && said.contains("in 1 process"), "{said}");
    names_nothing(&["sh", "-c", &format!("({COMPUTES}) & ({COMPUTES}) & wait")]);
}

#[test]
fn who_has_one_core_for_two_loops_is_told_so() {
    let two = format!("({COMPUTES}) & ({COMPUTES}) & wait");
    let command = ["taskset", "-c", "0", "sh", "-c", &two];
    let Some(said) = names_only("Too many threads", &command) else { return };
    assert!(said.replace('\n', " ").contains("want the 1 core"), "{said}");
}

#[test]
fn on_a_busy_machine_others_have_the_cores() {
    let _busy = BusyMachine::new();
    let said = names_nothing(&["sh", "-c", COMPUTES]);
    assert!(said.contains("\nOthers have the cores: "), "{said}");
}

#[test]
fn who_may_use_half_a_core_is_told_of_the_limit() {
    let Some(group) = HalfACore::new() else { return };
    let inside = format!("echo $$ > {}/cgroup.procs; {COMPUTES}; {COMPUTES}", group.0);
    let said = watched(&[], &["sh", "-c", &inside]).replace('\n', " ");
    assert!(said.contains("A limit keeps it from the cores: "), "{said}");
    assert!(said.contains("use only 0.5 of a core's time"), "{said}");
}

#[test]
fn threads_in_every_process_of_a_pool_are_too_many() {
    let Some(python) = python() else { return };
    let nested = "
import hashlib, multiprocessing, os, threading, time
data = bytes(1 << 20)
def compute(end):
    while time.monotonic() < end: hashlib.sha256(data).digest()
def work(seconds):
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=compute, args=(end,)) for _ in range(2 * len(os.sched_getaffinity(0)))]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]
with multiprocessing.get_context('fork').Pool(2) as pool: pool.map(work, [1.5, 1.5], chunksize=1)
";
    let command = [&python, "-c", nested];
    let Some(said) = names_only("Too many threads", &command) else { return };
    let said = said.replace('\n', " ");
    assert!(said.contains("2 of its processes have several threads"), "{said}");
    assert!(said.contains("OMP_NUM_THREADS=1"), "{said}");
}
