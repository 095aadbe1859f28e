//! A sheet of a workbook, cell by cell: empty cells take no memory, however far out the last cell is.

use std::{fs::File, io::Read, path::Path};

use anyhow::{Context, Result, bail, ensure};
use calamine::{
    Data, DataRef, Reader, SheetType, SheetVisible, Sheets, open_workbook,
};

use stopwatch::text::excerpt;

use super::cell::Cell;
use crate::{Amounts, Query, Request, RowError, Sums};

type Workbook = Sheets<std::io::BufReader<File>>;

/// Opens a workbook: its first bytes say better than its name what it is.
pub(crate) fn open(file: &Path) -> Result<Workbook> {
    const NOT_WHOLE: &str =
        "it is not whole: was a copy or a download of it cut off?";
    let mut first = Vec::new();
    File::open(file)?.take(4).read_to_end(&mut first)?;
    let is_binary =
        file.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xlsb"));
    match first.as_slice() {
        b"PK\x03\x04" if is_binary => {
            open_workbook(file).map(Sheets::Xlsb).ok().context(NOT_WHOLE)
        }
        b"PK\x03\x04" => {
            open_workbook(file).map(Sheets::Xlsx).ok().context(NOT_WHOLE)
        }
        b"\xD0\xCF\x11\xE0" => open_workbook(file)
            .map(Sheets::Xls)
            .ok()
            .context("it is protected with a password, or not whole"),
        _ => bail!("it is not a workbook, whatever its name says"),
    }
}

/// The sheet that is read: the one that was asked for, or the first that is not hidden; and the names
/// of the others.
pub(crate) fn choose(
    workbook: &Workbook,
    wanted: Option<&str>,
) -> Result<(String, Vec<String>)> {
    let sheets = workbook.sheets_metadata().iter();
    let mut sheets: Vec<_> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .cloned()
        .collect();
    let is_visible =
        |sheet: &calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names = |sheets: &[calamine::Sheet]| -> Vec<String> {
        let hidden = |sheet| if is_visible(sheet) { "" } else { " (hidden)" };
        sheets
            .iter()
            .map(|sheet| excerpt(&sheet.name) + hidden(sheet))
            .collect()
    };
    let chosen = match wanted {
        Some(wanted) => sheets.iter().position(|sheet| sheet.name == wanted),
        None => sheets.iter().position(is_visible),
    };
    match (chosen, wanted) {
        (Some(chosen), _) => Ok((sheets.remove(chosen).name, names(&sheets))),
        (None, _) if sheets.is_empty() => bail!("it has no sheet"),
        (None, None) => {
            bail!("all its sheets are hidden; choose one with --sheet")
        }
        (None, Some(wanted)) => bail!(
            "it has no sheet {}; its sheets are {}",
            excerpt(wanted),
            names(&sheets).join(", ")
        ),
    }
}

/// Sums the rows of a sheet. The first row that is not blank has the names of the columns.
pub(crate) fn sum(
    mut workbook: Workbook,
    sheet: &str,
    name: &str,
    request: &Request,
) -> Result<Sums> {
    const UNREADABLE: &str = "its sheet cannot be read: it is damaged";
    let mut summing = Summing::new(name, request);
    match &mut workbook {
        Sheets::Xlsx(workbook) => {
            let mut cells = workbook
                .worksheet_cells_reader(sheet)
                .ok()
                .context(UNREADABLE)?;
            while let Some(cell) = cells
                .next_cell_with_formula_metadata()
                .ok()
                .context(UNREADABLE)?
            {
                summing.add_cell(
                    cell.pos,
                    Cell::of(cell.value, cell.formula.is_some()),
                )?;
            }
        }
        Sheets::Xlsb(workbook) => {
            let mut cells = workbook
                .worksheet_cells_reader(sheet)
                .ok()
                .context(UNREADABLE)?;
            while let Some(cell) = cells.next_cell().ok().context(UNREADABLE)? {
                let value = Cell::of(cell.get_value().clone(), false);
                summing.add_cell(cell.get_position(), value)?;
            }
        }
        // Its format ends at column IV and line 65,536: that much fits into memory.
        other => {
            let cells =
                other.worksheet_range(sheet).ok().context(UNREADABLE)?;
            let (first_line, first_column) = cells.start().unwrap_or_default();
            for (line, column, value) in cells.used_cells() {
                let at =
                    (first_line + line as u32, first_column + column as u32);
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
    request: &'a Request,
    /// Known once the row with the names of the columns has been read.
    query: Option<Query>,
    /// The line whose cells are in `row`, counted from 0.
    line: u32,
    row: Vec<(usize, Cell)>,
    /// The line and the column of the cell before.
    before: Option<(u32, u32)>,
    sums: Sums,
}

impl<'a> Summing<'a> {
    fn new(name: &'a str, request: &'a Request) -> Self {
        let (row, sums) = (Vec::new(), Sums::default());
        Self { name, request, query: None, line: 0, row, before: None, sums }
    }

    fn add_cell(
        &mut self,
        (line, column): (u32, u32),
        cell: Option<Cell>,
    ) -> Result<()> {
        if let Some(before) = self.before.replace((line, column)) {
            ensure!(
                line >= before.0,
                "its rows are not in order: it is damaged"
            );
            // If two rows had the same number, the second would be lost.
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

    /// A row without cells is blank, and does not count.
    fn end_row(&mut self) -> Result<()> {
        let row = std::mem::take(&mut self.row);
        let Some(last) = row.iter().map(|(column, _)| *column).max() else {
            return Ok(());
        };
        let Some(query) = &self.query else {
            let mut columns = vec![String::new(); last + 1];
            for (column, cell) in row {
                cell.text().trim().clone_into(&mut columns[column]);
            }
            self.query = Some(Query::new(&columns, self.request)?);
            return Ok(());
        };
        let line = u64::from(self.line) + 1;
        let added = match read(query, &row) {
            Ok((group, amounts)) => self.sums.add(&group, &amounts),
            Err(error) => {
                Err(RowError::Unusable(format!("{error} ({})", self.name)))
            }
        };
        added
            .or_else(|error| {
                query.leave_out(error, &mut self.sums.bad_rows, || line)
            })
            .with_context(|| format!("line {line}"))
    }

    fn finish(mut self) -> Result<Sums> {
        self.end_row()?;
        ensure!(self.query.is_some(), "its sheet is empty");
        self.sums.check_any_used()?;
        Ok(self.sums)
    }
}

/// What a row says, if its cells are what they should be.
fn read(
    query: &Query,
    row: &[(usize, Cell)],
) -> Result<(String, Amounts), RowError> {
    let find = |column: usize| {
        row.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    };
    let unusable = |column: usize, what: &str| {
        Err(RowError::Unusable(format!("its {} {what}", query.shown(column))))
    };
    let by = query.by_position();
    if let Some(Cell::Nothing(why)) = find(by) {
        return unusable(by, why);
    }
    let mut texts: Vec<(usize, String)> = Vec::new();
    for &column in query.number_positions() {
        match find(column) {
            Some(Cell::Nothing(why)) => return unusable(column, why),
            Some(Cell::Other(text, what)) => {
                let text = excerpt(text);
                return unusable(
                    column,
                    &format!("is {what}, not a number: {text}"),
                );
            }
            Some(Cell::Text(text)) => texts.push((column, text.clone())),
            // In a text, the decimals begin with what the flags say; a number needs no flag.
            Some(Cell::Number(number)) => {
                let point = char::from(query.decimal_point()).to_string();
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
    Ok((group.to_owned(), query.amounts(number)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_there_twice_and_lines_in_no_order_are_refused() {
        let request = Request::new("region", &["units"]);
        for (line, said) in
            [(1, "its line 2 is there twice"), (0, "its rows are not in order")]
        {
            let mut summing = Summing::new("a.xlsx", &request);
            let mut add = |line, cells: [&str; 2]| -> Result<()> {
                for (column, cell) in (0..).zip(cells) {
                    summing.add_cell(
                        (line, column),
                        Some(Cell::Text(cell.to_owned())),
                    )?;
                }
                Ok(())
            };
            add(0, ["region", "units"]).unwrap();
            add(1, ["North", "1"]).unwrap();
            let error = add(line, ["South", "2"]).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
