//! Chapter 09.

use std::{
    fs,
    path::{Path, PathBuf},
};

use end_to_end::program;
use predicates::{prelude::*, str::contains};
use stopwatch::Report;
use tempfile::TempDir;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-09-csv-files";
const OF_CSV: [&str; 4] = ["sequential", "rayon", "processes", "fast"];

/// A file with this text, in a folder that is deleted with it.
fn file(text: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.csv");
    fs::write(&file, text).unwrap();
    (folder, file)
}

fn run_on(file: &Path, flags: &[&str]) -> (String, Report) {
    run(CHAPTER, &[&["--input", file.to_str().unwrap()], flags].concat())
}

/// What the chapter says when it does not take a file.
fn refusal(text: &[u8], flags: &[&str]) -> String {
    let (_folder, file) = file(text);
    let refusal = program(CHAPTER).arg("--input").arg(file).args(flags).assert().code(1);
    String::from_utf8(refusal.get_output().stderr.clone()).unwrap()
}

const SALES: &str = "order_id,date,region,product,units,price\n\
    1,2025-01-01,North,Tea,1,0.10\n\
    2,2025-01-02,\"North\",\"Tea, green\",2,0.20\n\
    3,2025-01-02,South,\"Gift box\n(6 \"\"cups\"\")\",3,1000000.01\n";

#[test]
fn an_export_never_replaces_what_is_read() {
    let (folder, file) = file(SALES);
    let workbook = folder.path().join("book.xlsx");
    fs::write(&workbook, "book").unwrap();
    for (flag, read, export, said) in [
        ("--input", &*file, &*file, "`--export-json` and `--input` are the same file"),
        ("--workbooks", folder.path(), &*workbook, "a workbook of `--workbooks` are the same file"),
    ] {
        let mut program = program(CHAPTER);
        program.arg(flag).arg(read).arg("--export-json").arg(export);
        program.assert().code(2).stderr(contains(said));
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), SALES);
    assert_eq!(fs::read_to_string(&workbook).unwrap(), "book");
}

#[test]
fn a_last_line_without_an_end_is_reported_where_it_could_change_the_answer() {
    let text = "region,units,price\nNorth,1,2\nSouth,1,2.";
    let said = "the last line has no end, so it may be cut off, and its price too short";
    let (_folder, open) = file(text);
    for version in OF_CSV {
        let (stdout, _) = run_on(&open, &["--only", version]);
        assert_eq!(stdout.matches(said).count(), 1, "{stdout}");
    }
    assert!(refusal(text.as_bytes(), &["--strict"]).contains(&format!("own.csv: {said}")));
    let (stdout, _) = run_on(&open, &["--strict", "--column", "units"]);
    assert!(!stdout.contains("no end"), "{stdout}");
    for end in ["\n", "\r\n", "\r"] {
        let (_folder, whole) = file(text.to_owned() + end);
        let (stdout, _) = run_on(&whole, &["--strict"]);
        assert!(!stdout.contains("no end"), "{stdout}");
    }
}

#[test]
fn every_version_sums_a_file_of_ones_own_to_the_cent() {
    let (_folder, file) = file(SALES);
    let (stdout, report) = run_on(&file, &["--workers", "3"]);
    let names: Vec<&str> = report.versions.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, OF_CSV, "no workbooks were asked for");
    for run in &report.versions {
        let north = &run.answer["groups"]["North"];
        assert_eq!(
            (&north["rows"], &north["sums"][0], &north["sums"][1]),
            (&2.into(), &"3".into(), &"0.5".into())
        );
        assert_eq!(run.answer["groups"]["South"]["sums"][1], "3000000.03", "{}", run.name);
    }
    assert!(stdout.contains("South      1      3  3,000,000.03"), "{stdout}");
}

#[test]
fn other_columns_can_be_summed_by_others() {
    let (_folder, file) = file(SALES);
    let flags = ["--by", "date", "--column", "units*units", "--column", "price"];
    let (stdout, report) = run_on(&file, &flags);
    for run in &report.versions {
        let sums = &run.answer["groups"]["2025-01-02"]["sums"];
        assert_eq!((&sums[0], &sums[1]), (&"13".into(), &"1000000.21".into()), "{}", run.name);
    }
    assert!(stdout.contains("units*units"), "{stdout}");
}

#[test]
fn threads_and_processes_overlap_and_each_process_has_an_id() {
    let of = |rows, workbook_rows| {
        let sizes = ["--rows", rows, "--workbook-rows", workbook_rows, "--workers", "2"];
        run(CHAPTER, &sizes).1
    };
    let versions = ["rayon", "fast", "excel-rayon"];
    let overlap =
        |report: &Report| versions.iter().all(|name| version(report, name).most_in_flight == 2);
    // On a busy machine a little work may be done before the second worker has a core.
    let report = Some(of("300000", "1000")).filter(overlap);
    let report = report.unwrap_or_else(|| of("3000000", "10000"));
    for name in versions {
        let run = version(&report, name);
        assert_eq!((run.most_in_flight, run.workers), (2, 2), "{name}");
    }
    assert_eq!(version(&report, "sequential").tasks.len(), 1);
    assert_eq!(version(&report, "rayon").tasks.len(), 16);
    let lanes = version(&report, "processes").tasks.iter().map(|task| &task.lane);
    let processes = lanes.filter_map(|lane| lane.strip_prefix("process ")?.parse::<u32>().ok());
    assert_eq!(processes.count(), 2);
    assert_eq!(version(&report, "excel-rayon").baseline, "excel-sequential");
}

#[test]
fn mess_is_counted_and_shown_and_the_rest_is_right() {
    let flags = ["--rows", "30000", "--messy", "--workers", "3", "--workbook-rows", "10"];
    let (stdout, report) = run(CHAPTER, &flags);
    assert!(stdout.contains("29 rows could not be used:\n  line 1052: its price"), "{stdout}");
    assert!(stdout.contains("\n  and 19 more"), "{stdout}");
    for name in OF_CSV {
        let answer = &version(&report, name).answer;
        let rows = answer["groups"].as_object().unwrap().values();
        assert_eq!(rows.map(|group| group["rows"].as_u64().unwrap()).sum::<u64>(), 29_971);
    }
}

#[test]
fn strict_stops_at_the_first_bad_row() {
    let flags = ["--rows", "30000", "--messy", "--strict", "--workbook-rows", "10"];
    let (output, report) = run_to_any_end(CHAPTER, &flags);
    assert_eq!(output.status.code(), Some(1));
    for name in OF_CSV {
        let failures = &version(&report, name).failures;
        assert!(
            failures[0].starts_with("line 1052 of ")
                && failures[0].ends_with("its price is not a number: \"n/a\""),
            "{failures:?}"
        );
    }
    assert!(version(&report, "excel-rayon").failures.is_empty());
}

#[test]
fn what_is_no_table_is_refused_with_the_reason() {
    let missing = program(CHAPTER).args(["--input", "no/such.csv"]).assert().code(1);
    missing
        .stderr(contains("could not read no/such.csv: No such file").or(contains("cannot find")));
    let folder = program(CHAPTER).args(["--input", "."]).assert().code(1);
    folder.stderr(contains("it is a folder; for a folder of workbooks there is --workbooks"));
    assert!(refusal(b"", &[]).contains("own.csv: it is empty"));
    assert!(refusal(b"o\0r\0d\0", &[]).contains("own.csv: it is UTF-16 without its mark"));
    assert!(refusal(b"\xFF\xFEo\0\xD8", &[]).contains("own.csv: it is not UTF-16LE throughout"));
    assert!(refusal(b"\x1F\x8B\x08\0", &[]).contains("own.csv: it is damaged, or was cut off"));
    assert!(refusal(b"BZh9", &[]).contains("own.csv: it is compressed with bzip2"));
    assert!(refusal(b"r\xE9gion,units\n", &[]).contains("there is --encoding latin-1"));
    let unclosed =
        ["order_id,date,region,product,units,price\n1,2,\"", &"x,\n".repeat(1 << 19)].concat();
    let stderr = refusal(unclosed.as_bytes(), &[]);
    assert!(stderr.contains("line 2 of ") && stderr.contains("never closed"), "{stderr}");
}

#[test]
fn an_unknown_column_is_refused_with_the_names_of_the_others() {
    let known = "the columns are order_id, date, region, product, units, price";
    for flags in [["--by", "city"], ["--column", "weight"], ["--column", "units*weight"]] {
        let stderr = refusal(SALES.as_bytes(), &flags);
        assert!(stderr.contains(known), "{stderr}");
    }
    let five = ["--column", "units"].repeat(5);
    program(CHAPTER).args(five).assert().code(2).stderr(contains("4 times at most"));
    let both = program(CHAPTER).args(["--input", "a.csv", "--rows", "5"]).assert().code(2);
    both.stderr(contains("cannot be used with"));
}

#[test]
fn a_quote_that_is_open_at_the_end_is_an_error_that_names_its_line() {
    let text =
        b"region,units,price,note\nNorth,1,2.00,ok\nSouth,1,2.00,\"see mail\nEast,1,2.00,ok\n";
    for strict in [&[][..], &["--strict"]] {
        let stderr = refusal(text, strict);
        for version in OF_CSV {
            let failed = format!("`{version}` failed: line 3 of ");
            assert!(stderr.contains(&failed) && stderr.contains("never closed"), "{stderr}");
        }
    }
}

#[test]
fn every_kind_of_line_end_is_a_line_end() {
    for end in ["\r", "\r\n", "\r\r\n"] {
        let (_folder, file) = file(["units,price,region", "1,2,North", "3,4,North", ""].join(end));
        let (stdout, _) = run_on(&file, &[]);
        assert!(stdout.contains("\nNorth      2      4       14\n"), "{stdout}");
    }
}

#[test]
fn names_that_would_look_alike_or_reach_the_terminal_are_escaped() {
    let (_folder, file) =
        file("region,units\n\"a\nb\",1\na b,1\n,1\n(empty),1\n\x1B[31mred,1\nSouth,\x1B[2J\n");
    let (stdout, _) = run_on(&file, &["--column", "units"]);
    for name in ["\"a\\nb\" ", "\na b ", "\n\"\" ", "\n(empty) ", "\n\"\\u{1b}[31mred\" "] {
        assert!(stdout.contains(name), "{name:?} is not in {stdout}");
    }
    assert!(stdout.contains("not a number: \"\\u{1b}[2J\""), "{stdout}");
    assert!(!stdout.contains('\x1B'), "{stdout:?}");
}

#[test]
fn a_file_of_which_no_row_can_be_used_is_a_failure() {
    let stderr = refusal(b"region,units\nNorth,x\nSouth,y\n", &["--column", "units"]);
    let expected =
        "own.csv: no row could be used, of 2 rows: line 2: its units is not a number: \"x\"";
    assert!(stderr.contains(expected), "{stderr}");
}

#[test]
fn a_column_that_is_there_twice_is_refused_only_where_it_is_asked_for() {
    let twice = "region,units,units,price\nNorth,1,2,3\n";
    assert!(refusal(twice.as_bytes(), &[]).contains("columns 2 and 3 are both called \"units\""));
    let (_folder, file) = file(twice);
    run_on(&file, &["--column", "price"]);
}

#[test]
fn other_delimiters_and_decimal_commas_are_read_and_hinted_at() {
    let german = "region;units;price\nNord;2;1,50\n\"S;\r\nd\";1;2\n";
    let (_folder, own) = file(german);
    let (stdout, _) = run_on(&own, &["--delimiter", ";", "--decimal", ","]);
    assert!(stdout.contains("Nord          1      2        3"), "{stdout}");
    assert!(refusal(german.as_bytes(), &[]).contains("Try --delimiter ';'"));
    let (stdout, _) = run_on(&own, &["--delimiter", ";"]);
    assert!(stdout.contains("line 2: its price is not a number: \"1,50\" (for a decimal comma"));
    let (_folder, tabs) = file("region\tunits\nN,ord\t2\n");
    run_on(&tabs, &["--delimiter", "tab", "--column", "units"]);
    for flags in [["--delimiter", "ab"], ["--delimiter", "\""], ["--decimal", "x"]] {
        program(CHAPTER).args(["--input", "a.csv"]).args(flags).assert().code(2);
    }
}

#[test]
fn what_computers_write_of_numbers_is_read_and_rounding_is_told() {
    let (_folder, file) = file("region,units\nN,7.700000000000001\nN,1.23E+12\n");
    let (stdout, report) = run_on(&file, &["--column", "units"]);
    assert!(stdout.contains("1 number had more than six digits after the point"), "{stdout}");
    for run in &report.versions {
        assert_eq!(run.answer["groups"]["N"]["sums"][0], "1230000000007.7", "{}", run.name);
    }
}

#[test]
fn a_file_without_rows_has_an_answer_without_groups() {
    for text in ["region,units,price", "region,units,price\r\n", "region,units,price\n\n\n"] {
        let (_folder, file) = file(text);
        let (_, report) = run_on(&file, &[]);
        for run in &report.versions {
            assert_eq!(run.answer["groups"].as_object().unwrap().len(), 0, "{}", run.name);
        }
    }
}

#[test]
fn text_that_is_not_utf8_makes_a_row_bad_only_where_it_is_asked_for() {
    let (_folder, file) = file(b"region,product,units,price\nS\xFCd,Tea,1,1\nNorth,Th\xE9,1,1\n");
    let (stdout, _) = run_on(&file, &[]);
    assert!(
        stdout.contains("1 row could not be used:\n  line 2: its region is not UTF-8"),
        "{stdout}"
    );
    let (stdout, _) = run_on(&file, &["--by", "units"]);
    assert!(!stdout.contains("could not be used"), "{stdout}");
}

#[test]
fn other_encodings_and_compressed_files_are_unpacked_first() {
    let text = "region,units,price\r\nSüd,1,2\r\n€,3,4\r\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let latin = text.replace('ü', "\u{1}").replace('€', "\u{2}").into_bytes();
    let latin = latin.into_iter().map(|byte| match byte {
        1 => 0xFC,
        2 => 0x80,
        byte => byte,
    });
    let files: [(Vec<u8>, &[&str]); 3] = [
        (utf16(u16::to_le_bytes), &[]),
        (utf16(u16::to_be_bytes), &[]),
        (latin.collect(), &["--encoding", "latin-1"]),
    ];
    for (bytes, flags) in files {
        let (_folder, file) = file(bytes);
        let (stdout, report) = run_on(&file, &[flags, &["--workers", "2"]].concat());
        assert!(stdout.contains("own.csv is made plain UTF-8 text first"), "{stdout}");
        for run in &report.versions {
            assert_eq!(run.answer["groups"]["Süd"]["rows"], 1, "{}", run.name);
            assert_eq!(run.answer["groups"]["€"]["rows"], 1, "{}", run.name);
        }
    }
    program(CHAPTER).args(["--input", "a", "--encoding", "klingon"]).assert().code(2);
}

#[test]
fn a_broken_workbook_is_named_and_the_others_are_summed() {
    let flags = ["--only", "excel-sequential", "--only", "excel-rayon", "--workbook-rows", "50"];
    let (output, report) = run_to_any_end(CHAPTER, &[&flags[..], &["--broken-workbook"]].concat());
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.contains("branch-broken") && stderr.contains("`excel-rayon` failed"),
        "{stderr}"
    );
    let (whole, _) = run(CHAPTER, &flags);
    let table = |stdout: &str| {
        stdout.split("region").nth(1).unwrap().split("Time").next().unwrap().to_owned()
    };
    assert_eq!(table(&stdout), table(&whole));
    assert!(
        version(&report, "excel-rayon").answer["sums"]["groups"]["North"]["rows"].as_u64()
            > Some(0)
    );
}

#[test]
fn a_folder_of_ones_own_workbooks_is_read_and_no_csv_file() {
    let (folder, _) = file("no workbook");
    let flags = ["--workbooks", folder.path().to_str().unwrap()];
    program(CHAPTER).args(flags).assert().code(1).stderr(contains("there are no workbooks (xlsx"));
    run(CHAPTER, &["--only", "excel-rayon", "--workbook-rows", "50"]);
    let data = end_to_end::path_of(CHAPTER).ancestors().nth(2).unwrap().join("data");
    let made = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let workbook =
        made.into_iter().find(|file| file.to_string_lossy().contains("branch-01-50-")).unwrap();
    fs::copy(workbook, folder.path().join("own.xlsx")).unwrap();
    let (stdout, report) = run(CHAPTER, &flags);
    assert!(stdout.contains("\nNot read: own.csv (no workbook)\n"), "{stdout}");
    let no_sheet = program(CHAPTER).args(flags).args(["--sheet", "Sales"]).assert().code(1);
    no_sheet.stderr(contains("own.xlsx: it has no sheet Sales; its sheets are Sheet1"));
    let names: Vec<&str> = report.versions.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, ["excel-sequential", "excel-rayon"]);
    assert_eq!(version(&report, "excel-rayon").tasks[0].name, "own.xlsx");
}

#[test]
fn a_worker_that_is_sent_no_task_fails() {
    program(CHAPTER).arg("worker").write_stdin("this is no task").assert().code(1).stdout("");
}

/// What only Linux tells about processes.
#[cfg(target_os = "linux")]
mod on_linux {
    use std::{
        fs,
        io::{BufRead, BufReader},
        path::Path,
        process::{Command, Stdio},
        thread,
    };

    use end_to_end::{start, std_program};

    use super::CHAPTER;

    /// The processes that a process has started, and has not waited for yet.
    fn children(process: u32) -> Vec<String> {
        let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
        let children =
            threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        children
            .flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }

    /// Runs the chapter, and kills the first process that it starts; `None` if that had already ended.
    fn kill_a_worker() -> Option<String> {
        let mut chapter = std_program(CHAPTER);
        chapter.args(["--rows", "2000000", "--only", "processes", "--only", "fast"]);
        let mut chapter = start(chapter.stdout(Stdio::piped()).stderr(Stdio::piped()));
        let worker = loop {
            match children(chapter.id()).pop() {
                Some(worker) => break worker,
                None if chapter.try_wait().unwrap().is_some() => return None,
                None => thread::yield_now(),
            }
        };
        let was_killed = Command::new("kill").args(["-9", &worker]).stderr(Stdio::null()).status();
        let output = chapter.output().unwrap();
        if !was_killed.unwrap().success() || output.status.success() {
            return None;
        }
        let (stdout, stderr) = super::texts(&output);
        assert_eq!(output.status.code(), Some(1));
        assert!(stdout.contains("=== fast"), "the next version runs all the same:\n{stdout}");
        assert!(stderr.contains(&format!("process {worker} died during `from ")), "{stderr}");
        Some(stderr)
    }

    #[test]
    fn a_refused_worker_names_the_limit() {
        let mut program = end_to_end::program_under("-n 16", CHAPTER);
        let few = program.args(["--rows", "2000", "--workers", "50", "--only", "processes"]);
        let said = "the limit is 16 open files (ulimit -n)";
        few.assert().code(1).stderr(predicates::str::contains(said));
    }

    #[test]
    fn a_killed_worker_is_named_with_its_signal() {
        let stderr =
            (0..20).find_map(|_| kill_a_worker()).expect("one of twenty is killed in time");
        assert!(stderr.contains("signal: 9 (SIGKILL)"), "{stderr}");
    }

    /// The most memory that a version ever had, in KiB.
    ///
    /// After the version, its report goes into a pipe, and the chapter waits until somebody reads it:
    /// until then it can be looked at.
    fn peak_memory(version: &str, rows: &str) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("report");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut chapter = std_program(CHAPTER);
        chapter.args(["--only", version, "--rows", rows, "--workers", "2", "--export-json"]);
        let mut chapter = start(chapter.arg(&pipe).stdout(Stdio::piped()));
        let mut stdout = BufReader::new(chapter.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(stdout.any(|line| line.starts_with("Total time taken")));
        let peak = peak_of(Path::new("/proc").join(chapter.id().to_string()).as_path());
        let _reader = fs::File::options().read(true).write(true).open(&pipe).unwrap();
        assert!(stdout.any(|line| line.contains("at a time") || line.contains("at once.")));
        assert!(chapter.wait().unwrap().success());
        peak
    }

    fn peak_of(process: &Path) -> u64 {
        let status = fs::read_to_string(process.join("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    #[test]
    fn memory_does_not_grow_with_the_file() {
        for version in ["sequential", "rayon", "processes", "fast"] {
            let (small, large) = (peak_memory(version, "30000"), peak_memory(version, "2000000"));
            assert!(large < 100 << 10, "{version}: {large} KiB");
            assert!(large < small + (4 << 10), "{version}: {small} KiB, then {large} KiB");
        }
    }
}
