use super::*;

#[test]
fn who_was_there_for_a_moment_only_is_left_out_where_there_are_many() {
    let run = |threads: usize| {
        let task = |thread| Task {
            name: COMPUTING.to_owned(),
            lane: format!("1.{thread} thread"),
            start_s: 0.0,
            end_s: Some(if thread == 0 { 10.0 } else { 0.1 }),
            cpu_s: None,
        };
        let tasks = (0..threads).map(task).collect();
        Run { wall_s: Some(10.0), tasks, ..Run::not_measured("job.py") }
    };
    let (drawn, left_out) = without_moments(&run(10));
    assert_eq!(drawn.tasks.len(), 1);
    let said = "9 threads that were there for less than 0.2 s are not drawn.";
    assert_eq!(left_out.as_deref(), Some(said));
    assert_eq!(without_moments(&run(8)), (run(8), None));
}

#[test]
fn a_script_is_called_by_its_own_name() {
    let program = |command: &[&str]| {
        let command = command.iter().map(|word| (*word).to_owned()).collect();
        super::program(&Process {
            name: "python3".to_owned(),
            command,
            ..Process::default()
        })
    };
    assert_eq!(
        program(&["/usr/bin/python3.14t", "jobs/report.py", "--all"]),
        "report.py"
    );
    assert_eq!(program(&["python", "-m", "pytest"]), "pytest");
    assert_eq!(program(&["python3", "-c", "print(1)"]), "python3");
    assert_eq!(program(&["gzip", "data.csv"]), "gzip");
    assert_eq!(program(&[]), "python3");
}
