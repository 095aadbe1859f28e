//! All versions understand a file alike, wherever it is cut.

use std::{fs::File, io::Write, path::Path};

use super::*;

mod any_file;

/// So small that short texts show what happens at their borders.
const SMALL: Sizes = Sizes { row: 100, guess: 30, window: 50 };

/// What each version says about a file with this text, in words where it refuses.
fn answers(
    text: &[u8],
    strict: bool,
    pieces: usize,
) -> Vec<(&'static str, Result<Sums, String>)> {
    answers_while(text, strict, pieces, &|_| {})
}

/// The same, with something that happens to the file after it was opened.
fn answers_while(
    text: &[u8],
    strict: bool,
    pieces: usize,
    change: &dyn Fn(&Path),
) -> Vec<(&'static str, Result<Sums, String>)> {
    let mut on_disk = tempfile::NamedTempFile::new().unwrap();
    on_disk.write_all(text).unwrap();
    let file = match CsvFile::open(on_disk.path(), b',') {
        Ok(file) => file.with_sizes(SMALL),
        Err(error) => return vec![("open", Err(format!("{error:#}")))],
    };
    change(on_disk.path());
    let has = |name: &str| file.columns().iter().any(|column| column == name);
    let by = if has("region") { "region" } else { "units" };
    let revenue = has("price").then_some("revenue");
    let sums: Vec<&str> = ["units"].into_iter().chain(revenue).collect();
    let query =
        file.query(&Request { strict, ..Request::new(by, &sums) }).unwrap();
    let answer = |version: &dyn Fn() -> Result<Sums>| {
        let answer = || version().map_err(|error| format!("{error:#}"));
        stopwatch::measure("version", answer).1.expect("it does not panic")
    };
    vec![
        ("sequential", answer(&|| sum_sequentially(&file, &query))),
        ("rayon", answer(&|| sum_with_rayon(&file, &query, pieces))),
        ("processes", answer(&|| sum_as_in_processes(&file, &query, pieces))),
        ("fast", answer(&|| fast::sum_fast(&file, &query, pieces))),
        ("fast in one piece", answer(&|| fast::sum_fast(&file, &query, 1))),
    ]
}

/// As in processes, but without them: tasks and parts become JSON and come back.
fn sum_as_in_processes(
    file: &CsvFile,
    query: &Query,
    workers: usize,
) -> Result<Sums> {
    let ask = |piece: &Range<u64>| {
        let task = Task {
            file: file.clone(),
            piece: piece.clone(),
            query: query.clone(),
        };
        let task: Task = serde_json::from_slice(&serde_json::to_vec(&task)?)?;
        Ok(serde_json::from_slice(&serde_json::to_vec(&task.work()?)?)?)
    };
    let pieces = file.pieces(workers)?;
    join(file, &pieces, pieces.iter().map(ask).collect(), ask)
}

/// The answer of all versions, which must be the same.
fn answer(text: &[u8], strict: bool, pieces: usize) -> Result<Sums, String> {
    let answers = answers(text, strict, pieces);
    for (version, answer) in &answers {
        assert_eq!(
            *answer,
            answers[0].1,
            "{version} of {:?}",
            String::from_utf8_lossy(text)
        );
    }
    answers[0].1.clone()
}

fn groups(sums: &Sums) -> Vec<String> {
    let group = |(name, group): (&String, &Group)| {
        format!("{name:?} {} {} {}", group.rows, group.sums[0], group.sums[1])
    };
    sums.groups.iter().map(group).collect()
}

fn bad_rows(sums: &Sums) -> Vec<String> {
    let rows = sums.bad_rows.first.iter();
    rows.map(|row| format!("{}: {}", row.line, row.reason)).collect()
}

const HEADER: &str = "product,region,units,price\n";
const HEADERS: &[&str] = &[
    HEADER,
    "price,units,x,region\r\n",
    "region,units,price\n",
    "units\n",
    "price,units,region\r",
    "units\r\n",
];

#[test]
fn quotes_commas_and_line_breaks_are_understood() {
    let rows = "tea,North,1,0.10\n\"tea, green\",North,2,0.20\n\"box\n(6 cups)\",\"South\",3,1\n\
        \"plate, 10\"\"\",\"So\"\"uth\",4,1\n5\" pipe,\"a,b\",1,2";
    for pieces in 1..20 {
        let sums = answer(format!("{HEADER}{rows}").as_bytes(), false, pieces)
            .unwrap();
        let expected = [
            r#""North" 2 3 0.5"#,
            r#""So\"uth" 1 4 4"#,
            r#""South" 1 3 3"#,
            r#""a,b" 1 1 2"#,
        ];
        assert_eq!(groups(&sums), expected, "{pieces}");
        assert_eq!(sums.bad_rows.count, 0);
    }
}

#[test]
fn mess_is_counted_with_its_lines() {
    let text = "\u{FEFF}product,region,units,price\r\n\"a\r\nb\",North,1,2\r\n\r\n\n\
        tea,North,n/a,2\r\ntea,North,1\r\n\"a\n\n\",North,1,\r\ntea,North,1,2,3\r\n\n\ntea,North,1,x";
    let expected = [
        "6: its units is not a number: \"n/a\"",
        "7: it has 3 cells instead of 4",
        "8: its price is empty",
        "11: it has 5 cells instead of 4",
        "14: its price is not a number: \"x\"",
    ];
    for pieces in 1..20 {
        let sums = answer(text.as_bytes(), false, pieces).unwrap();
        assert_eq!(
            (groups(&sums), bad_rows(&sums)),
            (
                vec!["\"North\" 1 1 2".to_owned()],
                expected.map(str::to_owned).into()
            )
        );
        let error = answer(text.as_bytes(), true, pieces).unwrap_err();
        assert!(error.starts_with("line 6 of "), "{error}");
    }
}

#[test]
fn the_cr_of_crlf_belongs_to_no_name() {
    let text = "units,price,region\r\n1,2,North\r\n1,2,\"North\"\r\n1,2,North";
    assert_eq!(
        groups(&answer(text.as_bytes(), false, 2).unwrap()),
        [r#""North" 3 3 6"#]
    );
}

#[test]
fn blank_lines_are_not_rows_even_where_there_is_only_one_column() {
    let sums = answer(b"units\n\n1\n\n\r\n\"2\"\n\n", false, 3).unwrap();
    assert_eq!(sums.groups.keys().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(sums.bad_rows.count, 0);
}

#[test]
fn a_byte_order_mark_in_the_middle_is_text() {
    let text = "region,units,price\n\u{FEFF}North,1,1\n".to_owned()
        + &"\u{FEFF}North,1,1\n".repeat(5);
    for pieces in 1..10 {
        let sums = answer(text.as_bytes(), false, pieces).unwrap();
        assert_eq!(groups(&sums), [r#""\u{feff}North" 6 6 6"#]);
    }
}

#[test]
fn a_quote_that_is_never_closed_is_named_with_its_line() {
    let text = format!(
        "{HEADER}tea,North,1,2\n\"tea,North,1,2\n{}",
        "tea,North,1,2\n".repeat(20)
    );
    for pieces in 1..20 {
        let error = answer(text.as_bytes(), false, pieces).unwrap_err();
        assert!(
            error.starts_with("line 3 of ") && error.contains("never closed"),
            "{error}"
        );
    }
}

#[test]
fn every_kind_of_line_end_ends_a_row() {
    for (end, blank) in [
        ("\n", "\n"),
        ("\r\n", "\r\n"),
        ("\r", "\r"),
        ("\r\r\n", ""),
        ("\n\r", ""),
    ] {
        let rows = [
            "region,units,price",
            "North,1,2",
            "\"North\",2,2",
            "South,x,1",
            "North,3,2",
        ];
        let text = rows.join(end) + blank + end;
        for pieces in 1..20 {
            let sums = answer(text.as_bytes(), false, pieces).unwrap();
            assert_eq!(groups(&sums), [r#""North" 3 6 12"#], "{text:?}");
            // LF then CR are two line ends, as CR then CRLF are.
            let line = if ["\r\r\n", "\n\r"].contains(&end) { 7 } else { 4 };
            assert_eq!(
                bad_rows(&sums),
                [format!("{line}: its units is not a number: \"x\"")]
            );
        }
    }
    for header in ["units", "units\r", "units\r\n", "units\r\r\n"] {
        assert_eq!(
            answer(header.as_bytes(), false, 3).unwrap(),
            Sums::default()
        );
    }
}

#[test]
fn a_quote_that_is_open_at_the_end_is_named_with_the_line_on_which_it_opens() {
    let open = "region,units,price\nNorth,1,2\n\"a\r\nb\",1,\"2\nEast,1,2\n";
    for (text, line) in [
        (open, 4),
        ("units\r1\r\"", 3),
        ("units\n\"1\n\"\"", 2),
        ("units\n1\n\"\"\"\n", 3),
    ] {
        for (strict, pieces) in
            (1..10).flat_map(|pieces| [(true, pieces), (false, pieces)])
        {
            let error = answer(text.as_bytes(), strict, pieces).unwrap_err();
            let begins = format!("line {line} of ");
            assert!(
                error.starts_with(&begins) && error.contains("never closed"),
                "{error}"
            );
        }
    }
    let header = answer(b"units,\"price\n1,2\n", false, 1).unwrap_err();
    assert!(
        header.contains("its first row") && header.contains("never closed"),
        "{header}"
    );
}

#[test]
fn a_row_that_is_too_long_but_has_an_end_is_refused_for_its_length() {
    let long = format!(
        "{HEADER}tea,North,1,2\n\"{}\",North,1,2\ntea,North,1,2\n",
        "a\n".repeat(80)
    );
    for pieces in 1..20 {
        let error = answer(long.as_bytes(), false, pieces).unwrap_err();
        assert!(
            error.starts_with("line 3 of ") && error.contains("173 bytes"),
            "{error}"
        );
    }
}

#[test]
fn any_number_of_blank_lines_is_not_a_row() {
    for blank in ["\n", "\r\n", "\r"] {
        let text = format!(
            "{HEADER}tea,North,1,2\n{}tea,North,1,x\n{}",
            blank.repeat(300),
            blank.repeat(300)
        );
        for pieces in 1..20 {
            let sums = answer(text.as_bytes(), false, pieces).unwrap();
            assert_eq!(
                bad_rows(&sums),
                ["303: its price is not a number: \"x\""]
            );
        }
    }
}

#[test]
fn a_file_that_is_changed_while_it_is_read_is_refused() {
    let text = format!("{HEADER}{}", "tea,North,1,12.50\n".repeat(20));
    type Change = fn(&Path);
    let changes: [(Change, &str); 3] = [
        (
            |file| {
                File::options()
                    .write(true)
                    .open(file)
                    .unwrap()
                    .set_len(201)
                    .unwrap()
            },
            "shorter",
        ),
        (
            |file| {
                File::options()
                    .append(true)
                    .open(file)
                    .unwrap()
                    .write_all(b"t")
                    .unwrap()
            },
            "longer",
        ),
        (|file| std::fs::remove_file(file).unwrap(), ""),
    ];
    // On Windows a file that is removed stays whole for whoever has it open.
    let changes = if cfg!(windows) { &changes[..2] } else { &changes[..] };
    for (change, word) in changes {
        for (name, answer) in answers_while(text.as_bytes(), false, 4, change) {
            let error = answer.expect_err(name);
            assert!(error.contains(word), "{name}: {error}");
        }
    }
}

#[test]
fn a_file_of_which_no_row_can_be_used_is_refused() {
    for pieces in 1..4 {
        let error = answer(b"units\nx\ny\n", false, pieces).unwrap_err();
        assert!(
            error.contains("no row could be used, of 2 rows")
                && error.contains("line 2: its units is not"),
            "{error}"
        );
    }
}

#[test]
fn a_sum_that_does_not_fit_is_an_error() {
    let row = "tea,North,999999999999,999999999999\n";
    let text = format!("{HEADER}{}", row.repeat(200));
    let answers = answers(text.as_bytes(), false, 4);
    for (version, answer) in answers {
        assert!(
            answer.unwrap_err().contains("more digits than fit"),
            "{version}"
        );
    }
}
