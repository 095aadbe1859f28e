use std::fs;

use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::in_folder;

fn request() -> Request {
    Request::new("region", &["units", "revenue"])
}

/// A workbook whose sheet begins at this line and column.
fn make(file: &Path, (line, column): (u32, u16), rows: &[[&str; 3]]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(line, column, ["region", "units", "price"]).unwrap();
    for (row, at) in rows.iter().zip(line + 1..) {
        for (cell, column) in row.iter().zip(column..) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(at, column, number).unwrap(),
                Err(_) => sheet.write(at, column, *cell).unwrap(),
            };
        }
    }
    workbook.save(file).unwrap();
}

#[test]
fn every_workbook_is_summed_and_cents_are_exact() {
    let folder = tempfile::tempdir().unwrap();
    let rows =
        [["North", "3", "0.1"], ["South", "1", "1234.56"], ["North", "", "2"]];
    make(&folder.path().join("b.xlsx"), (0, 0), &rows);
    make(
        &folder.path().join("a.xlsx"),
        (4, 2),
        &[["North", "1", "0.2"], ["North", "x", "2"]],
    );
    fs::write(folder.path().join("~$a.xlsx"), "Excel has it open").unwrap();
    fs::write(folder.path().join("notes.txt"), "no workbook").unwrap();
    let files = in_folder(folder.path()).unwrap().workbooks;
    for sum in [sum_workbooks_sequentially, sum_workbooks_with_rayon] {
        let folder_sums =
            stopwatch::measure("version", || sum(&files, &request()).unwrap())
                .1
                .unwrap();
        assert_eq!(folder_sums.broken, [""; 0]);
        let north = &folder_sums.sums.groups["North"];
        assert_eq!(
            (north.rows, north.sums[1].to_string()),
            (2, "0.5".to_owned())
        );
        assert_eq!(
            folder_sums.sums.groups["South"].sums[1].to_string(),
            "1234.56"
        );
        let bad_rows = folder_sums.sums.bad_rows.first.iter();
        let bad_rows: Vec<_> =
            bad_rows.map(|row| (row.line, row.reason.as_str())).collect();
        let expected = [
            (7, "its units is not a number: \"x\" (a.xlsx)"),
            (4, "its units is empty (b.xlsx)"),
        ];
        assert_eq!(bad_rows, expected);
    }
}

#[test]
fn a_broken_workbook_is_named_and_the_others_are_summed() {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("whole.xlsx"), (0, 0), &[["North", "1", "2"]]);
    fs::write(folder.path().join("broken.xlsx"), "no workbook").unwrap();
    let files = in_folder(folder.path()).unwrap().workbooks;
    for sum in [sum_workbooks_sequentially, sum_workbooks_with_rayon] {
        let folder_sums =
            stopwatch::measure("version", || sum(&files, &request()).unwrap())
                .1
                .unwrap();
        assert_eq!(
            (folder_sums.broken.len(), folder_sums.sums.groups.len()),
            (1, 1)
        );
        assert!(
            folder_sums.broken[0].contains("broken.xlsx: "),
            "{:?}",
            folder_sums.broken
        );
    }
}

#[test]
fn a_folder_without_workbooks_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        in_folder(folder.path())
            .unwrap_err()
            .to_string()
            .contains("no workbooks")
    );
    assert!(in_folder(&folder.path().join("missing")).is_err());
}

/// The answer for a folder with one workbook, and a healthy one beside it.
fn answer(request: &Request, fill: impl FnOnce(&mut Workbook)) -> FolderSums {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("whole.xlsx"), (0, 0), &[["Whole", "1", "2"]]);
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save(folder.path().join("other.xlsx")).unwrap();
    let files = in_folder(folder.path()).unwrap().workbooks;
    let folder_sums = |sum: fn(&[PathBuf], &Request) -> Result<FolderSums>| {
        stopwatch::measure("version", || sum(&files, request).unwrap())
            .1
            .unwrap()
    };
    let folder_sums = [
        folder_sums(sum_workbooks_sequentially),
        folder_sums(sum_workbooks_with_rayon),
    ];
    assert_eq!(
        format!("{:?}", folder_sums[0]),
        format!("{:?}", folder_sums[1])
    );
    let [folder_sums, _] = folder_sums;
    assert_eq!(folder_sums.sums.groups["Whole"].rows, 1, "{folder_sums:?}");
    folder_sums
}

fn bad_rows(folder_sums: &FolderSums) -> Vec<String> {
    let rows = folder_sums.sums.bad_rows.first.iter();
    rows.map(|row| format!("{}: {}", row.line, row.reason)).collect()
}

#[test]
fn a_date_or_a_truth_value_is_not_a_number() {
    let folder_sums = answer(&request(), |workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["region", " units ", "price"]).unwrap();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let duration = Format::new().set_num_format("[h]:mm:ss");
        for (row, units) in (1..6).zip([2.0, 45_660.0, 0.4375, 1.25, 1.0]) {
            sheet.write(row, 0, "North").unwrap().write(row, 1, units).unwrap();
            sheet.write(row, 2, 1).unwrap();
        }
        sheet.write_with_format(2, 1, 45_660, &date).unwrap();
        sheet.write_with_format(3, 1, 0.4375, &date).unwrap();
        sheet.write_with_format(4, 1, 1.25, &duration).unwrap();
        sheet.write(5, 1, true).unwrap();
    });
    assert_eq!(folder_sums.sums.groups["North"].sums[0].to_string(), "2");
    let expected = [
        "3: its units is a date, not a number: 2025-01-03 (other.xlsx)",
        "4: its units is a time, not a number: 10:30:00 (other.xlsx)",
        "5: its units is a duration, not a number: 30:00:00 (other.xlsx)",
        "6: its units is a truth value, not a number: TRUE (other.xlsx)",
    ];
    assert_eq!(bad_rows(&folder_sums), expected);
}

#[test]
fn groups_by_a_date_are_called_as_it_is_shown() {
    let by_date = Request { by: "date".to_owned(), ..request() };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dates.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["date", "units", "price"]).unwrap();
    let date = Format::new().set_num_format("dd.mm.yyyy");
    sheet.write_with_format(1, 0, 45_660, &date).unwrap();
    sheet.write_row(1, 1, [1, 2]).unwrap();
    workbook.save(&file).unwrap();
    let sum = || sum_workbook(&file, &by_date).unwrap().sums;
    let sums = stopwatch::measure("version", sum).1.unwrap();
    assert_eq!(sums.groups.keys().collect::<Vec<_>>(), ["2025-01-03"]);
}

#[test]
fn a_stray_cell_far_away_and_blank_rows_take_no_memory() {
    let folder_sums = answer(&request(), |workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write_row(2, 1, ["region", "units", "price"]).unwrap();
        sheet
            .write(500_000, 1, "Far")
            .unwrap()
            .write_row(500_000, 2, [1, 2])
            .unwrap();
        sheet.write(1_048_575, 16_383, "stray").unwrap();
    });
    assert_eq!(folder_sums.sums.groups["Far"].rows, 1);
    assert_eq!(
        bad_rows(&folder_sums),
        ["1048576: its units is empty (other.xlsx)"]
    );
}

#[test]
fn the_sheet_that_is_asked_for_is_read_and_the_others_are_named() {
    let fill = |workbook: &mut Workbook| {
        for (name, units) in [("Old", 1), ("Sales", 2), ("Notes", 3)] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            sheet.write_row(0, 0, ["region", "units", "price"]).unwrap();
            sheet
                .write(1, 0, "North")
                .unwrap()
                .write_row(1, 1, [units, 1])
                .unwrap();
            sheet.set_hidden(name == "Old");
            sheet.set_active(name == "Sales");
        }
    };
    let folder_sums = answer(&request(), fill);
    assert_eq!(folder_sums.sums.groups["North"].sums[0].to_string(), "2");
    assert_eq!(folder_sums.unread, ["Old (hidden), Notes of other.xlsx"]);
    let missing = Request { sheet: Some("Sheet1".to_owned()), ..request() };
    let folder_sums = answer(&missing, fill);
    let expected =
        "it has no sheet Sheet1; its sheets are Old (hidden), Sales, Notes";
    assert!(
        folder_sums.broken[0].ends_with(expected),
        "{:?}",
        folder_sums.broken
    );
}

#[test]
fn a_workbook_of_which_no_row_can_be_used_is_broken() {
    let folder_sums = answer(&request(), |workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["region", "units", "price"]).unwrap();
        sheet.write_row(1, 0, ["North", "x", "1"]).unwrap();
    });
    let expected = "no row could be used, of 1 row: line 2: its units is not a number: \"x\" (other.xlsx)";
    assert!(
        folder_sums.broken[0].ends_with(expected),
        "{:?}",
        folder_sums.broken
    );
}
