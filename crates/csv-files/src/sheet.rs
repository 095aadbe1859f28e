//! A sheet of a workbook, cell by cell: what is not there takes no memory, however far out the last
//! cell is.

use std::{fs::File, io::Read, path::Path};

use anyhow::{Context, Result, bail, ensure};
use calamine::{
    Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Sheets, open_workbook,
};

use stopwatch::text::excerpt;

use crate::{question::Question, sums::Sums, workbooks::Asked};

type Workbook = Sheets<std::io::BufReader<File>>;

/// Opens a workbook: what it is, its first bytes say better than its name.
pub(crate) fn open(file: &Path) -> Result<Workbook> {
    const NOT_WHOLE: &str = "it is not whole: was a copy or a download of it cut off?";
    let mut first = Vec::new();
    File::open(file)?.take(4).read_to_end(&mut first)?;
    let is_binary = file.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xlsb"));
    match first.as_slice() {
        b"PK\x03\x04" if is_binary => open_workbook(file).map(Sheets::Xlsb).ok().context(NOT_WHOLE),
        b"PK\x03\x04" => open_workbook(file).map(Sheets::Xlsx).ok().context(NOT_WHOLE),
        b"\xD0\xCF\x11\xE0" => open_workbook(file)
            .map(Sheets::Xls)
            .ok()
            .context("it is protected with a password, or not whole"),
        _ => bail!("it is not a workbook, whatever its name says"),
    }
}

/// The sheet that is read: the one that was asked for, or the first that is not hidden; and how the
/// others are called.
pub(crate) fn choose(workbook: &Workbook, wanted: Option<&str>) -> Result<(String, Vec<String>)> {
    let sheets = workbook.sheets_metadata().iter();
    let mut sheets: Vec<_> =
        sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    let is_visible = |sheet: &calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names = |sheets: &[calamine::Sheet]| -> Vec<String> {
        let hidden = |sheet| if is_visible(sheet) { "" } else { " (hidden)" };
        sheets.iter().map(|sheet| excerpt(&sheet.name) + hidden(sheet)).collect()
    };
    let chosen = match wanted {
        Some(wanted) => sheets.iter().position(|sheet| sheet.name == wanted),
        None => sheets.iter().position(is_visible),
    };
    match (chosen, wanted) {
        (Some(chosen), _) => Ok((sheets.remove(chosen).name, names(&sheets))),
        (None, _) if sheets.is_empty() => bail!("it has no sheet"),
        (None, None) => bail!("all its sheets are hidden; choose one with --sheet"),
        (None, Some(wanted)) => bail!(
            "it has no sheet {}; its sheets are {}",
            excerpt(wanted),
            names(&sheets).join(", ")
        ),
    }
}

/// What stands in a cell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Number(String),
    /// With what it is: a date is no number to sum, though Excel counts days.
    Other(String, &'static str),
    /// Nothing that could be used, and why.
    Nothing(String),
}

impl Cell {
    /// `None` where there is nothing. Workbooks store 19.99 as the nearest number that a computer
    /// has, and that is written as `19.99`.
    fn of(value: DataRef, is_formula: bool) -> Option<Self> {
        Some(match Data::from(value) {
            Data::Empty if is_formula => Self::Nothing(
                "is a formula that was saved without its value; save the workbook in Excel once"
                    .to_owned(),
            ),
            Data::Empty => return None,
            Data::String(text) if text.is_empty() => return None,
            Data::String(text) => Self::Text(text),
            Data::Int(number) => Self::Number(number.to_string()),
            Data::Float(number) => Self::Number(number.to_string()),
            Data::Bool(is_true) => {
                let text = if is_true { "TRUE" } else { "FALSE" };
                Self::Other(text.to_owned(), "a truth value")
            }
            Data::DateTime(time) => date(&time),
            Data::DateTimeIso(text) => Self::Other(text, "a date"),
            Data::DurationIso(text) => Self::Other(text, "a duration"),
            Data::Error(error) => Self::Nothing(format!("is an error: {error}")),
        })
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Other(text, _) => text,
            Self::Nothing(_) => "",
        }
    }
}

/// `2025-01-03`, `2025-01-03 10:30:00`, `10:30:00`, or the hours of a duration: `30:00:00`.
fn date(time: &ExcelDateTime) -> Cell {
    let days = time.as_f64();
    if time.is_duration() {
        let seconds = (days * 86_400.0).round() as i64;
        let (minus, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.abs());
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let text = format!("{minus}{hours:02}:{minutes:02}:{:02}", seconds % 60);
        return Cell::Other(text, "a duration");
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let date = format!("{year}-{month:02}-{day:02}");
    let mut clock = format!("{hour:02}:{minute:02}:{second:02}");
    if milli > 0 {
        clock += &format!(".{milli:03}");
    }
    match clock.as_str() {
        _ if days < 1.0 => Cell::Other(clock, "a time"),
        "00:00:00" => Cell::Other(date, "a date"),
        _ => Cell::Other(format!("{date} {clock}"), "a date"),
    }
}

/// Sums the rows of a sheet. The first row that is not blank has the names of the columns.
pub(crate) fn sum(mut workbook: Workbook, sheet: &str, name: &str, asked: &Asked) -> Result<Sums> {
    const UNREADABLE: &str = "its sheet cannot be read: it is damaged";
    let mut summing = Summing::new(name, asked);
    match &mut workbook {
        Sheets::Xlsx(workbook) => {
            let mut cells = workbook.worksheet_cells_reader(sheet).ok().context(UNREADABLE)?;
            while let Some(cell) =
                cells.next_cell_with_formula_metadata().ok().context(UNREADABLE)?
            {
                summing.add_cell(cell.pos, Cell::of(cell.value, cell.formula.is_some()))?;
            }
        }
        Sheets::Xlsb(workbook) => {
            let mut cells = workbook.worksheet_cells_reader(sheet).ok().context(UNREADABLE)?;
            while let Some(cell) = cells.next_cell().ok().context(UNREADABLE)? {
                let value = Cell::of(cell.get_value().clone(), false);
                summing.add_cell(cell.get_position(), value)?;
            }
        }
        // Its format ends at column IV and line 65,536: that much fits into memory.
        other => {
            let cells = other.worksheet_range(sheet).ok().context(UNREADABLE)?;
            let (first_line, first_column) = cells.start().unwrap_or_default();
            for (line, column, value) in cells.used_cells() {
                let at = (first_line + line as u32, first_column + column as u32);
                summing.add_cell(at, Cell::of(as_ref(value), false))?;
            }
        }
    }
    summing.finish()
}

fn as_ref(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(is_true) => DataRef::Bool(*is_true),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

struct Summing<'a> {
    name: &'a str,
    asked: &'a Asked,
    /// Known behind the row that has the names of the columns.
    question: Option<Question>,
    /// The line whose cells are in `row`, counted from 0.
    line: u32,
    row: Vec<(usize, Cell)>,
    /// The line and the column of the cell before.
    before: Option<(u32, u32)>,
    sums: Sums,
}

impl<'a> Summing<'a> {
    fn new(name: &'a str, asked: &'a Asked) -> Self {
        let (row, sums) = (Vec::new(), Sums::default());
        Self { name, asked, question: None, line: 0, row, before: None, sums }
    }

    fn add_cell(&mut self, (line, column): (u32, u32), cell: Option<Cell>) -> Result<()> {
        if let Some(before) = self.before.replace((line, column)) {
            ensure!(line >= before.0, "its rows are not in order: it is damaged");
            // Of two rows with one number, the second would be lost behind the first.
            ensure!(
                (line, column) > before,
                "its line {} is there twice, or has its cells in no order: it is damaged",
                line + 1
            );
        }
        let Some(cell) = cell else { return Ok(()) };
        if line > self.line {
            self.end_row()?;
            self.line = line;
        }
        self.row.push((column as usize, cell));
        Ok(())
    }

    /// A row without cells is a blank one, and none.
    fn end_row(&mut self) -> Result<()> {
        let row = std::mem::take(&mut self.row);
        let Some(last) = row.iter().map(|(column, _)| *column).max() else { return Ok(()) };
        let Some(question) = &self.question else {
            let mut columns = vec![String::new(); last + 1];
            for (column, cell) in row {
                cell.text().trim().clone_into(&mut columns[column]);
            }
            let question = Question::new(&columns, &self.asked.by, &self.asked.sums)?;
            let question = question.strict(self.asked.strict).decimal_point(self.asked.point);
            self.question = Some(question);
            return Ok(());
        };
        let line = u64::from(self.line) + 1;
        match read(question, &row) {
            Ok((group, amounts)) => {
                let added = self.sums.add(&group, &amounts);
                added.map_err(|reason| anyhow::anyhow!("line {line}: {reason}"))?;
            }
            Err(reason) => {
                let reason = format!("{reason} ({})", self.name);
                let refused = question.count_bad_row(&mut self.sums.bad_rows, reason, || line);
                refused.map_err(|row| anyhow::anyhow!("line {}: {}", row.line, row.reason))?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Sums> {
        self.end_row()?;
        ensure!(self.question.is_some(), "its sheet is empty");
        self.sums.check_any_used().map_err(anyhow::Error::msg)?;
        Ok(self.sums)
    }
}

/// What a row says, if its cells are what they must be.
fn read(
    question: &Question,
    row: &[(usize, Cell)],
) -> Result<(String, crate::question::Amounts), String> {
    let find = |column: usize| row.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell);
    let wrong = |column: usize, what: String| Err(format!("its {} {what}", question.shown(column)));
    let by = question.by_position();
    if let Some(Cell::Nothing(why)) = find(by) {
        return wrong(by, why.clone());
    }
    let mut texts: Vec<(usize, String)> = Vec::new();
    for &column in question.number_positions() {
        match find(column) {
            Some(Cell::Nothing(why)) => return wrong(column, why.clone()),
            Some(Cell::Other(text, what)) => {
                return wrong(column, format!("is {what}, not a number: {}", excerpt(text)));
            }
            Some(Cell::Text(text)) => texts.push((column, text.clone())),
            // In a text, the decimals begin with what the flags say; a number is one.
            Some(Cell::Number(number)) => {
                let point = char::from(question.point()).to_string();
                texts.push((column, number.replace('.', &point)));
            }
            None => {}
        }
    }
    let number = |column| {
        let text = texts.iter().find(|(at, _)| *at == column);
        text.map_or(&b""[..], |(_, text)| text.as_bytes())
    };
    let group = find(by).map_or("", Cell::text);
    Ok((group.to_owned(), question.amounts(number)?))
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;
    use crate::question::Wanted;

    #[test]
    fn a_line_that_is_there_twice_and_lines_in_no_order_are_refused() {
        let sums = vec![Wanted::parse("units")];
        let (by, sheet) = ("region".to_owned(), None);
        let asked = Asked { by, sums, strict: false, sheet, point: b'.' };
        for (line, said) in [(1, "its line 2 is there twice"), (0, "its rows are not in order")] {
            let mut summing = Summing::new("a.xlsx", &asked);
            let mut add = |line, cells: [&str; 2]| -> Result<()> {
                for (column, cell) in (0..).zip(cells) {
                    summing.add_cell((line, column), Some(Cell::Text(cell.to_owned())))?;
                }
                Ok(())
            };
            add(0, ["region", "units"]).unwrap();
            add(1, ["North", "1"]).unwrap();
            let error = add(line, ["South", "2"]).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn dates_times_and_durations_are_written_as_people_do() {
        let cell = |days, kind| {
            Cell::of(DataRef::DateTime(ExcelDateTime::new(days, kind, false)), false).unwrap()
        };
        let date = |days| cell(days, ExcelDateTimeType::DateTime);
        assert_eq!(date(45660.0), Cell::Other("2025-01-03".into(), "a date"));
        assert_eq!(date(45660.4375), Cell::Other("2025-01-03 10:30:00".into(), "a date"));
        assert_eq!(date(0.4375), Cell::Other("10:30:00".into(), "a time"));
        let duration = cell(1.25, ExcelDateTimeType::TimeDelta);
        assert_eq!(duration, Cell::Other("30:00:00".into(), "a duration"));
    }

    #[test]
    fn a_formula_without_a_value_and_an_error_are_nothing_that_could_be_used() {
        let formula = Cell::of(DataRef::Empty, true).unwrap();
        assert!(matches!(formula, Cell::Nothing(why) if why.contains("without its value")));
        let error = Cell::of(DataRef::Error(CellErrorType::Div0), false).unwrap();
        assert_eq!(error, Cell::Nothing("is an error: #DIV/0!".into()));
        assert_eq!(Cell::of(DataRef::Empty, false), None);
        assert_eq!(Cell::of(DataRef::SharedString(""), false), None);
    }
}
