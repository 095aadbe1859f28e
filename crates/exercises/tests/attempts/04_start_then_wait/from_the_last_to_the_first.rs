use exercises::e04_start_then_wait::{Job, Process, check, start};

fn do_all(jobs: &[Job]) -> Vec<u64> {
    let mut processes: Vec<Process> = jobs.iter().map(start).collect();
    let mut answers = Vec::new();
    while let Some(process) = processes.pop() {
        answers.push(process.wait());
    }
    answers
}

fn main() {
    check(do_all);
}
