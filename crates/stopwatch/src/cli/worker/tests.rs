use super::*;

const ENOUGH: Duration = Duration::from_secs(60);

fn answer(
    script: &str,
    job: &impl Serialize,
    limit: Duration,
) -> (crate::Run, Result<usize, String>) {
    let (run, answer) = crate::measure("process", || {
        let began = Instant::now();
        let worker = Worker::start_command(Command::new("sh").args(["-c", script])).unwrap();
        ask_once("counting", worker, began, job, limit).map_err(|error| format!("{error:#}"))
    });
    (run, answer.unwrap())
}

/// A script that prints the output of a command as the answer of a worker that computed for this many
/// seconds.
fn as_answer(seconds: &str, command: &str) -> String {
    let line = r#"{"cpu":{"secs":%s,"nanos":0},"answer":%s}"#;
    format!(r#"printf '{line}\n' "{seconds}" "$({command})""#)
}

fn error(script: &str, job: &impl Serialize) -> String {
    answer(script, job, ENOUGH).1.unwrap_err()
}

#[test]
fn a_process_answers_what_it_was_asked() {
    let script = as_answer("0", "head -n 1 | wc -c");
    let (run, answer) = answer(&script, &"12345", ENOUGH);
    assert_eq!(answer, Ok("\"12345\"\n".len()));
    assert_eq!((run.tasks.len(), run.tasks[0].name.as_str()), (1, "counting"));
    assert!(run.tasks[0].lane.starts_with("process "));
}

#[test]
fn a_worker_does_one_job_after_the_other() {
    let script = as_answer("$((3 * job))", "echo $((job + 1))");
    let script = format!("while read -r job; do {script}; done");
    let mut worker = Worker::start_command(Command::new("sh").args(["-c", &script])).unwrap();
    for job in 1..100 {
        assert_eq!(worker.ask::<u32>(&job, ENOUGH).unwrap(), job + 1);
        assert_eq!(worker.cpu_of_last_job(), Some(Duration::from_secs(3)));
    }
}

/// As often as a run begins in between: what it says is for its whole life.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_waited_for_a_core_says_so() {
    let script = r#"while read -r job; do
        printf '{"cpu":{"secs":0,"nanos":0},"waited":{"secs":%s,"nanos":0},"answer":0}\n' "$job"; done"#;
    let mut worker = Worker::start_command(Command::new("sh").args(["-c", script])).unwrap();
    for (waited_s, more_s) in [(3, 3.0), (5, 2.0)] {
        let (run, _) = crate::measure("process", || worker.ask::<u32>(&waited_s, ENOUGH).unwrap());
        assert_eq!(run.waiting_for_core_s, no_core::is_counted().then_some(more_s));
    }
}

#[test]
fn a_killed_process_names_its_signal() {
    let error = error("kill -9 $$", &vec![0; 100_000]);
    assert!(error.contains("died during `counting`: signal: 9"), "{error}");
}

#[test]
fn a_process_that_fails_or_talks_nonsense_is_an_error() {
    assert!(error("exit 3", &()).contains("exit status: 3"));
    assert!(error("printf 12; kill -9 $$", &()).contains("signal: 9"), "half an answer is none");
    let error = error("printf '\\033[31mfive\\n'; exec sleep 60", &());
    assert!(error.contains(r#"what it printed is not an answer: "\u{1b}[31mfive""#), "{error}");
}

#[test]
fn a_process_that_does_not_answer_in_time_is_ended() {
    let limit = Duration::from_millis(50);
    // It reads nothing, so that what it is sent fills its pipe.
    let (_, answer) = answer("exec sleep 60", &vec![0; 1_000_000], limit);
    let error = answer.unwrap_err();
    assert!(error.contains("was ended during `counting`: no answer within 0.05 s"), "{error}");
}

/// Both pipes are full: it writes a long answer before it reads, and the job is as long.
#[test]
fn a_process_that_writes_before_it_reads_is_read_and_written_at_once() {
    let script = r#"printf '%01000000d' 0 | tr 0 1 | sed 's/.*/"&"/'"#;
    let script = as_answer("0", script) + "; head -n 1 > /dev/null";
    let mut worker = Worker::start_command(Command::new("sh").args(["-c", &script])).unwrap();
    let answer: String = worker.ask(&vec![0; 1_000_000], ENOUGH).unwrap();
    assert_eq!(answer.len(), 1_000_000);
}
