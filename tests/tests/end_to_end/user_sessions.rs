//! Chapter 10.

use std::{fs, path::PathBuf};

use end_to_end::program;
#[cfg(target_os = "linux")]
use end_to_end::program_under;
use predicates::{prelude::*, str::contains};
use tempfile::TempDir;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-10-user-sessions";

/// One user in three zones, and another one; the fourth line comes exactly half an hour after the
/// third.
const LOG: &str = "user,time,page,value
1,2026-03-01T09:15:00+02:00,home,
1,2026-02-28T23:40:00-08:00,checkout,12.50
2,2026-03-01T23:59:59Z,checkout,
1,2026-03-01T08:10:00Z,checkout,0.07
";

fn log(text: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.csv");
    fs::write(&file, text).unwrap();
    (folder, file)
}

#[test]
fn versions_of_both_jobs_have_one_answer_and_the_threads_overlap() {
    let (_, report) = run(CHAPTER, &["--rows", "2000000", "--workers", "2"]);
    let answer = |name| &version(&report, name).answer;
    for name in ["threads-by-user", "one-big-lock", "rayon"] {
        assert_eq!(answer(name), answer("sequential"), "{name}");
        assert!(version(&report, name).most_in_flight >= 2, "{name}");
    }
    assert_eq!(answer("file-rayon"), answer("file-sequential"));
    assert_eq!(version(&report, "file-rayon").baseline, "file-sequential");
    let tasks = |name| -> Vec<&str> {
        version(&report, name).tasks.iter().map(|task| task.name.as_str()).collect()
    };
    assert_eq!(tasks("sequential"), ["all users"]);
    let mut owners = tasks("threads-by-user");
    owners.sort_unstable();
    assert_eq!(owners, ["users 1 of 2", "users 2 of 2"]);
    assert_eq!(tasks("one-big-lock"), ["waiting and adding", "waiting and adding", "all users"]);
}

#[test]
fn zones_silence_and_money_are_exact_for_every_user() {
    let (folder, file) = log(LOG);
    let users = folder.path().join("users.csv");
    let asked = |flags: &[&str]| {
        let mut all = vec!["--input", file.to_str().unwrap()];
        all.extend(["--export-users", users.to_str().unwrap()]);
        let (stdout, _) = run(CHAPTER, &[&all, flags].concat());
        (stdout, fs::read_to_string(&users).unwrap())
    };
    let columns = "user,sessions,length_s,conversions,paid_cents\n";
    let (stdout, users) = asked(&[]);
    assert!(stdout.contains("4 events of 2 users in 3 sessions: 2 converted"), "{stdout}");
    assert!(stdout.contains("The busiest hour began at 7:00 UTC: 2 events."), "{stdout}");
    assert_eq!(users, format!("{columns}1,2,1500,2,1257\n2,1,0,0,0\n"));
    let (_, users) = asked(&["--silence-minutes", "31", "--only", "file-rayon"]);
    assert_eq!(users, format!("{columns}1,1,3300,1,1257\n2,1,0,0,0\n"));
}

#[test]
fn a_messy_log_names_its_bad_lines_and_the_rest_is_right() {
    let (stdout, report) = run(CHAPTER, &["--messy", "--rows", "20000"]);
    assert!(
        stdout.contains("19 lines left out, which do not say whose event they are, or when:"),
        "{stdout}"
    );
    for words in [
        "line 1010: the user is missing: `n/a`",
        "line 2019: it should have 4 cells, and has 3",
        "line 3028: the user is empty",
        "and 9 more",
        "19,981 events of",
    ] {
        assert_eq!(stdout.matches(words).count(), 1, "{words}\n{stdout}");
    }
    assert!(report.versions.iter().all(|run| run.failures.is_empty()), "{report:?}");

    let (whole_way, _) = run(CHAPTER, &["--messy", "--rows", "20000", "--only", "file-rayon"]);
    let lines = |stdout: &str| -> Vec<String> {
        stdout.lines().filter(|line| line.starts_with("  line ")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&whole_way), lines(&stdout));
    assert_eq!(lines(&stdout).len(), 10);
}

#[test]
fn strict_stops_at_the_first_bad_line() {
    let said = contains("-messy-1.csv, line 1010: the user is missing: `n/a`");
    let strict = ["--messy", "--rows", "20000", "--strict"];
    let refused = program(CHAPTER).args(strict).assert().code(1).stderr(said.clone());
    refused.stdout(contains("===").not());

    let (output, report) =
        run_to_any_end(CHAPTER, &[&strict[..], &["--only", "file-rayon"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(said.eval(&texts(&output).1), "{output:?}");
    assert_eq!(version(&report, "file-rayon").failures.len(), 1);

    let (_folder, file) = log(LOG);
    program(CHAPTER).arg("--strict").arg("--input").arg(file).assert().success();
}

#[test]
fn what_is_no_log_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    for (text, said) in [
        (Some(b"".as_slice()), "it is empty"),
        (Some(b"user,page,when,value\n"), "its first line has no column `time`"),
        (Some(b"user,time,page,value,time\n"), "its first line has two columns `time`"),
        (Some(b"user;time;page;value\n"), "its columns are separated by `;`"),
        (Some(b"\xFF\xFEu\0s\0e\0r\0"), "it is text in UTF-16"),
        (Some(b"\x1F\x8B\x08rest"), "it is compressed with gzip"),
        (None, "(os error 2)"),
    ] {
        let file = folder.path().join(if text.is_some() { "log.csv" } else { "missing.csv" });
        if let Some(text) = text {
            fs::write(&file, text).unwrap();
        }
        let name = format!("could not read {}", file.display());
        let refused = program(CHAPTER).arg("--input").arg(&file).assert().code(1);
        refused.stderr(contains(name).and(contains(said)));
    }
    let refused = program(CHAPTER).arg("--input").arg(folder.path()).assert().code(1);
    refused.stderr(contains("it is a folder"));
}

/// What each user did, as `--export-users` writes it; it must be the same for every version on its own.
fn users_of(text: impl AsRef<[u8]>, flags: &[&str]) -> (String, Vec<String>) {
    let (folder, file) = log(text);
    let users = folder.path().join("users.csv");
    let mut all = vec!["--input", file.to_str().unwrap()];
    all.extend(["--export-users", users.to_str().unwrap()]);
    let asked = |only: &str| {
        let (stdout, _) = run(CHAPTER, &[&all, flags, &["--only", only]].concat());
        let users = fs::read_to_string(&users).unwrap();
        (stdout, users.lines().skip(1).map(str::to_owned).collect())
    };
    let answers = ["sequential", "file-sequential", "file-rayon"].map(asked);
    assert!(answers.iter().all(|(_, users)| *users == answers[0].1), "{answers:?}");
    let [_, _, answer] = answers;
    answer
}

#[test]
fn a_last_line_that_is_cut_off_pays_no_smaller_sum() {
    let whole = "user,time,page,value\n1,2026-03-01T09:15:00Z,checkout,12.50\n";
    assert_eq!(users_of(whole, &[]).1, ["1,1,0,1,1250"]);
    for cut in [whole.len() - 6, whole.len() - 4, whole.len() - 1] {
        let (stdout, users) = users_of(&whole[..cut], &[]);
        assert_eq!(users, ["1,1,0,0,0"], "{cut}");
        let said = "1 line counts as an event that paid nothing";
        assert!(stdout.contains(said), "{stdout}");
        assert!(stdout.contains("line 2: the file ends here without a line end"));
    }
    let (_folder, file) = log(&whole[..whole.len() - 1]);
    let strict = program(CHAPTER).arg("--strict").arg("--input").arg(file).assert().code(1);
    strict.stderr(contains("line 2: the file ends here without a line end"));
    // Where nothing that counts can be cut off, it says nothing.
    let (stdout, users) = users_of("user,time,page,value\n1,2026-03-01T09:15:00Z,home,1", &[]);
    assert_eq!(users, ["1,1,0,0,0"]);
    assert!(!stdout.contains("line 2"), "{stdout}");
}

#[test]
fn an_event_whose_value_cannot_be_read_still_joins_two_sessions() {
    let text = "user,time,page,value
1,2026-03-01T09:00:00Z,home,
1,2026-03-01T09:20:00Z,checkout,n/a.
1,2026-03-01T09:40:00Z,checkout,12.50
";
    let (stdout, users) = users_of(text, &[]);
    assert_eq!(users, ["1,1,2400,1,1250"]);
    assert!(stdout.contains("line 3: the value `n/a.` is not an amount like 12.50"), "{stdout}");
}

#[test]
fn a_log_of_which_no_line_is_an_event_is_a_failure() {
    let text = "user,time,page,value\n,2026-03-01T09:00:00Z,home,\n1,yesterday,home,\n";
    let (_folder, file) = log(text);
    let refused = program(CHAPTER).arg("--input").arg(file).assert().code(1);
    refused.stderr(contains("none of its 2 lines is an event").and(contains("line 2: the user")));
}

#[test]
fn line_ends_of_every_system_are_read() {
    for end in ["\n", "\r\n", "\r", "\r\r\n"] {
        // The last column is one that nobody asks for: without its line ends, the whole file could pass
        // for the line of names.
        let lines = ["user,time,page,value,note", "1,2026-03-01T09:00:00Z,checkout,2.00,good", ""];
        assert_eq!(users_of(lines.join(end), &[]).1, ["1,1,0,1,200"], "{end:?}");
    }
}

#[test]
fn a_quote_that_stays_open_is_an_error_that_names_its_line() {
    let text = "user,time,page,value,note
1,2026-03-01T09:00:00Z,home,,\"quoted, with a comma\"
1,2026-03-01T09:20:00Z,home,,\"see mail
1,2026-03-01T09:40:00Z,home,,ok
";
    let (_folder, file) = log(text);
    for only in ["sequential", "file-sequential", "file-rayon"] {
        let command = program(CHAPTER).arg("--input").arg(&file).args(["--only", only]).assert();
        command.code(1).stderr(contains("line 3: a quote opens here"));
    }
    assert_eq!(users_of(text.replace("see mail", "see mail\""), &[]).1, ["1,1,2400,0,0"]);
}

#[test]
fn users_have_any_name_and_two_that_differ_never_look_the_same() {
    let names = [
        "7",
        "007",
        "18446744073709551615",
        "9999999999",
        "123e4567-e89b-12d3-a456-426614174000",
        "ann@example.org",
        "Ann@example.org",
        "\u{1b}[31mred",
        "Zoë",
    ];
    let event = |name: &&str| format!("{name},2026-03-01T09:00:00Z,checkout,1.00\n");
    let text: String = names.iter().map(event).collect();
    let (stdout, users) = users_of(format!("user,time,page,value\n{text}"), &[]);
    let expected = [
        "7",
        "9999999999",
        "18446744073709551615",
        "007",
        "123e4567-e89b-12d3-a456-426614174000",
        "Ann@example.org",
        "Zoë",
        "ann@example.org",
    ];
    for name in expected {
        assert!(stdout.contains(&format!("user {name} ")), "{name}\n{stdout}");
        assert!(users.contains(&format!("{name},1,0,1,100")), "{name}\n{users:?}");
    }
    assert_eq!(users.len(), names.len());
    assert!(!stdout.contains('\u{1b}') && stdout.contains(r#"user "\u{1b}[31mred""#), "{stdout}");
}

#[test]
fn the_times_that_other_programs_write_are_one_instant() {
    let instant = [
        "2025-01-03T10:00:00Z",
        "2025-01-03 10:00:00",
        "2025-01-03T10:00:00.000Z",
        "2025-01-03 10:00:00+00:00",
        "2025-01-03 10:00:00+00",
        "2025-01-03T10:00:00.000000+0000",
        "2025-01-03T15:30:00.000000+0530",
        "2025-01-03 10:00:00 UTC",
        "1735898400",
        "1735898400.0",
        "1735898400000",
        "1735898400000000",
        "1735898400000000000",
    ];
    // Each is a user's first event; the second one comes a billionth of a second before the session
    // would end.
    let lines = (1..).zip(instant).map(|(user, time)| {
        format!("{user},{time},home,\n{user},2025-01-03T10:29:59.999999999Z,home,\n")
    });
    let (stdout, users) =
        users_of(format!("user,time,page,value\n{}", lines.collect::<String>()), &[]);
    for (user, time) in (1..).zip(instant) {
        assert!(users.contains(&format!("{user},1,1799.999999999,0,0")), "{time}\n{users:?}");
    }
    assert_eq!(users.len(), instant.len());
    assert!(stdout.contains("1 time has no zone: it is taken as UTC."), "{stdout}");
}

#[test]
fn columns_are_found_by_their_names_and_the_page_that_pays_is_a_flag() {
    let text = "id,value,page,browser,time,user
1,5.00,paid,\"Mozilla, like \"\"Gecko\"\"\",2026-03-01T09:00:00Z,ann
2,3.00,checkout,curl,2026-03-01T09:10:00Z,ann
";
    assert_eq!(users_of(text, &["--paying-page", "paid"]).1, ["ann,1,600,1,500"]);
    assert_eq!(users_of(text, &[]).1, ["ann,1,600,1,300"]);
    let (stdout, _) = users_of(text, &["--paying-page", "Paid"]);
    assert!(stdout.contains("No event is on the page `Paid`"), "{stdout}");
    let help = program(CHAPTER).arg("--help").assert().success();
    help.stdout(contains("--paying-page <PAGE>").and(contains("[default: checkout]")));
}

#[cfg(target_os = "linux")]
#[test]
fn threads_that_the_system_refuses_are_an_error_and_nobody_waits_for_them() {
    for version in ["threads-by-user", "one-big-lock"] {
        // Enough for rayon's threads, but too little for as many of the version's own. Their stacks are
        // large, so what is left besides is enough for those that have begun.
        let mut command = program_under("-v 2000000", CHAPTER);
        command.env("RUST_MIN_STACK", (64 << 20).to_string());
        command.args(["--rows", "2000", "--workers", "20", "--only", version]);
        let said = contains(format!("`{version}` failed: the system refused to start another"));
        command.assert().code(1).stderr(said.and(contains("of address space (ulimit -v)")));
    }
    let mut command = program_under("-v 250000", CHAPTER);
    command.args(["--rows", "2000", "--workers", "200"]);
    command.assert().code(1).stderr(contains("200 threads need").and(contains("(ulimit -v)")));
}

#[test]
fn columns_alone_have_an_answer() {
    let (_folder, file) = log("user,time,page,value\r\n");
    let (stdout, _) = run(CHAPTER, &["--input", file.to_str().unwrap()]);
    assert!(stdout.contains("0 events of 0 users in 0 sessions"), "{stdout}");
}

#[test]
fn ones_own_log_and_a_made_one_exclude_each_other() {
    for flags in [["--rows", "5"].as_slice(), &["--messy"]] {
        let both = program(CHAPTER).args(["--input", "log.csv"]).args(flags).assert().code(2);
        both.stderr(contains("cannot be used with"));
    }
}

/// `/dev/full` is a disk without room that every Linux has.
#[cfg(target_os = "linux")]
#[test]
fn users_that_cannot_be_written_are_an_error_after_everything_was_shown() {
    let flags = ["--rows", "2000", "--export-users", "/dev/full"];
    let (output, report) = run_to_any_end(CHAPTER, &flags);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("could not write /dev/full: No space left"), "{stderr}");
    assert!(stdout.contains("speedup"), "{stdout}");
    assert_eq!(report.versions.len(), 6);
}

#[test]
fn an_export_never_replaces_the_log_nor_another_export() {
    let (folder, file) = log(LOG);
    let (log, new) = (file.to_str().unwrap(), folder.path().join("new"));
    let new = new.to_str().unwrap();
    for (flags, said) in [
        (["--export-users", log], "`--export-users` and `--input` are the same file"),
        (["--export-json", log], "`--export-json` and `--input` are the same file"),
    ] {
        let refused = program(CHAPTER).args(["--input", log]).args(flags).assert();
        refused.code(2).stderr(contains(said));
    }
    let twice = program(CHAPTER).args(["--export-users", new, "--export-json", new]).assert();
    twice.code(2).stderr(contains("`--export-users` and `--export-json` are the same file"));
    assert_eq!(fs::read_to_string(&file).unwrap(), LOG);
}

#[test]
fn a_paying_page_is_doubted_only_where_no_event_is_on_it() {
    let line = "1,2026-03-01T09:15:00Z,checkout,";
    let doubt = "Is it called something else?";
    for value in ["", "x"] {
        let (_folder, file) = log(format!("user,time,page,value\n{line}{value}\n"));
        for version in ["sequential", "file-sequential", "file-rayon"] {
            let flags = ["--input", file.to_str().unwrap(), "--only", version];
            let (stdout, _) = run(CHAPTER, &flags);
            assert!(!stdout.contains(doubt), "{stdout}");
            let (stdout, _) = run(CHAPTER, &[&flags[..], &["--paying-page", "thanks"]].concat());
            assert!(stdout.contains("No event is on the page `thanks`"), "{stdout}");
        }
    }
}

#[test]
fn one_line_is_reported_in_the_singular() {
    let (_folder, file) = log(LOG.to_owned() + ",2026-03-01T08:10:00Z,home,\n");
    let (stdout, _) = run(CHAPTER, &["--input", file.to_str().unwrap()]);
    for said in ["1 line left out, which does not say whose event it is", "1 session more or fewer"]
    {
        assert!(stdout.contains(said), "{stdout}");
    }
}

#[cfg(unix)]
#[test]
fn the_name_of_a_log_does_not_reach_the_terminal_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("l\u{1b}[31m.csv");
    fs::write(&file, LOG).unwrap();
    let (stdout, _) = run(CHAPTER, &["--input", file.to_str().unwrap()]);
    assert!(stdout.contains(r"l\u{1b}[31m.csv") && !stdout.contains('\u{1b}'), "{stdout}");
}
