//! Threads that wait for one another: in turn, or for ever.

use super::{names_only, number_after};
use crate::surroundings::python;

/// Threads that compute under the lock of Python's interpreter.
const THREADS: &str = "
import threading, time
def compute():
    end = time.thread_time() + 0.5
    while time.thread_time() < end: sum(range(10_000))
threads = [threading.Thread(target=compute) for _ in range(3)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
";

#[test]
fn threads_that_compute_in_python_take_turns() {
    let Some(python) = python() else { return };
    let Some(said) = names_only("They take turns", &[&python, "-c", THREADS]) else { return };
    assert!(said.contains("the GIL") && said.contains("ProcessPoolExecutor"), "{said}");
    assert!(number_after(&said, "together they get ") < 1.1, "{said}");
}

#[test]
fn processes_that_all_take_turns_are_one_finding() {
    let Some(python) = python() else { return };
    let two = "\"$0\" -c \"$1\" & \"$0\" -c \"$1\" & wait";
    let command = ["sh", "-c", two, &python, THREADS];
    let Some(said) = names_only("They take turns", &command) else { return };
    assert_eq!(said.matches("They take turns: ").count(), 1, "{said}");
}

#[test]
fn two_locks_that_are_taken_in_opposite_order_are_a_standstill() {
    let Some(python) = python() else { return };
    let program = "
import threading
one, other, both_have_one = threading.Lock(), threading.Lock(), threading.Barrier(2)
def take(first, second):
    with first:
        both_have_one.wait()
        with second: pass
threading.Thread(target=take, args=(one, other)).start()
threading.Thread(target=take, args=(other, one)).start()
";
    let command = ["--seconds", "3", &python, "-c", program];
    let Some(said) = names_only("Nothing moves", &command) else { return };
    assert!(said.contains("3 threads wait for a lock"), "{said}");
    assert!(number_after(&said, "nobody has computed for ") >= 1.0, "{said}");
    for who in ["1 python", "1.1 ", "1.2 "] {
        assert!(said.contains(who), "{said}");
    }
}
