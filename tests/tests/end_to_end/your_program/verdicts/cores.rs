//! Threads that compute, or could: how many cores they have, and what keeps them from having more.

use std::collections::BTreeSet;

use end_to_end::path_of;
use stopwatch::cores;

use super::{COMPUTES, causes, names_nothing, names_only, number_after};
use crate::{
    python::found::free_threaded,
    surroundings::{BusyMachine, HalfACore, IN_A_CHILD, python},
    your_program::watched,
};

/// What is said about a command that computes on all the cores that it finds, if other programs leave
/// them to it.
fn runs_in_parallel(command: &[&str]) -> String {
    let mut all = Vec::new();
    for _ in 0..10 {
        let said = names_nothing(command);
        if cores() == 1 || cores_of(&said) > 1.3 {
            return said;
        }
        // Beside one other program, one of two processes gets half a core, and goes on alone at the
        // end. Processes that run one after another never have more than one core.
        all.push(said);
    }
    panic!("{all:#?}")
}

/// The cores that a command used; where others had some of them, those that it could have used.
fn cores_of(said: &str) -> f64 {
    let words = [
        "it runs in parallel, on ",
        "Nothing stands out: ",
        "Others have the cores: it could use ",
    ];
    let words = words.into_iter().find(|words| said.contains(words));
    number_after(said, words.unwrap_or_else(|| panic!("{said}")))
}

#[test]
fn what_computes_on_its_own_has_no_fault() {
    let said = names_nothing(&["sh", "-c", COMPUTES]);
    assert!(said.contains("in 1 process"), "{said}");
    assert!((0.5..1.1).contains(&cores_of(&said)), "{said}");
}

#[test]
fn two_even_processes_run_in_parallel() {
    runs_in_parallel(&["sh", "-c", &format!("({COMPUTES}) & ({COMPUTES}) & wait")]);
}

#[test]
fn threads_of_rust_run_in_parallel() {
    let darts = ["--only", "pi-threads", "--darts", "500000000", "--workers", "2"];
    let program = path_of("chapter-06-data-parallel").to_str().unwrap();
    let said = runs_in_parallel(&[&[program], &darts[..]].concat());
    assert!(said.contains("in 1 process"), "{said}");
}

#[test]
fn threads_of_a_python_without_a_gil_run_in_parallel() {
    let Some(python) = free_threaded() else { return };
    let program = "
import threading, time
def compute():
    end = time.thread_time() + 1
    while time.thread_time() < end: sum(range(10_000))
threads = [threading.Thread(target=compute) for _ in range(2)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
";
    runs_in_parallel(&[python.to_str().unwrap(), "-c", program]);
}

#[test]
fn who_has_one_core_for_two_loops_is_told_so() {
    let two = format!("({COMPUTES}) & ({COMPUTES}) & wait");
    let bound = ["taskset", "-c", &end_to_end::a_core(), "sh", "-c", &two];
    for command in [&bound[..], &[&IN_A_CHILD, &bound[..]].concat()] {
        let Some(said) = names_only("Too many threads", command) else { continue };
        assert!(said.contains("want the 1 core"), "{said}");
    }
}

#[test]
fn on_a_busy_machine_others_have_the_cores() {
    let _busy = BusyMachine::new();
    let said = watched(&[], &["sh", "-c", COMPUTES]);
    assert_eq!(causes(&said), BTreeSet::new(), "{said}");
    assert!(said.contains("\nOthers have the cores: "), "{said}");
    assert!(said.replace('\n', " ").contains("say little about the script"), "{said}");
}

#[test]
fn who_may_use_half_a_core_is_told_of_the_limit() {
    let Some(group) = HalfACore::new() else { return };
    let inside = format!("echo $$ > {}/cgroup.procs; {COMPUTES}; {COMPUTES}", group.0);
    let joins = ["sh", "-c", &inside];
    for command in [&joins[..], &[&IN_A_CHILD, &joins[..]].concat()] {
        let cause = "A limit keeps it from the cores";
        let Some(said) = names_only(cause, command) else { continue };
        assert!(said.contains("use only 0.5 of a core's time"), "{said}");
    }
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
    let Some(said) = names_only("Too many threads", &[&python, "-c", nested]) else { return };
    assert!(number_after(&said, "on average ") > 1.2 * cores() as f64, "{said}");
    assert!(said.contains("2 of its processes have several threads"), "{said}");
    assert!(said.contains("OMP_NUM_THREADS=1"), "{said}");
}
