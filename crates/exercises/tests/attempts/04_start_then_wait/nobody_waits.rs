use exercises::e04_start_then_wait::{Job, check, start};

fn do_all(jobs: &[Job]) -> Vec<u64> {
    let mut answers = Vec::new();
    for job in jobs {
        start(job);
        answers.push(0);
    }
    answers
}

fn main() {
    check(do_all);
}
