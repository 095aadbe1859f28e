// Exercise 04_start_then_wait, of chapter 04.
//
// All processes are to be at work at once.

use exercises::e04_start_then_wait::{Job, check, start};

/// What each process has worked out, in the order of the jobs.
fn do_all(jobs: &[Job]) -> Vec<u64> {
    let mut answers = Vec::new();
    for job in jobs {
        let process = start(job);
        answers.push(process.wait());
    }
    answers
}

fn main() {
    check(do_all);
}
