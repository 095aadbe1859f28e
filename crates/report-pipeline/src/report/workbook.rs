//! The report as a workbook, with a sheet for each region.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
};

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::{Summary, TITLE};
use crate::{Totals, sales::Row};

/// A workbook that grows by a sheet for each region.
pub(super) struct ReportWorkbook {
    workbook: Workbook,
    formats: Formats,
    sheets: BTreeMap<u32, Worksheet>,
}

impl ReportWorkbook {
    pub(super) fn new() -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        // The same reports give the same file, whenever it is written.
        let long_ago = ExcelDateTime::from_ymd(2026, 1, 1)?;
        workbook.set_properties(
            &DocProperties::new().set_creation_datetime(&long_ago),
        );
        Ok(Self { workbook, formats: Formats::new(), sheets: BTreeMap::new() })
    }

    /// Adds the sheet of a region.
    pub(super) fn add(
        &mut self,
        region: u32,
        rows: &[Row],
    ) -> Result<(), XlsxError> {
        let sheet = self.sheet(region, rows)?;
        self.sheets.insert(region, sheet);
        Ok(())
    }

    /// The sheet of a region. Its rows go to the disk at once, so that the workbook needs little memory.
    fn sheet(
        &mut self,
        region: u32,
        rows: &[Row],
    ) -> Result<Worksheet, XlsxError> {
        let formats = &self.formats;
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(region))?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, rows.len() as u32, 4)?;
        for (column, width) in (0..).zip([12, 14, 10, 10, 12]) {
            sheet.set_column_width(column, width)?;
        }
        headings(
            &mut sheet,
            (0, 0),
            &["Date", "Product", "Units", "Price", "Revenue"],
            formats,
        )?;
        for (number, row) in (1..).zip(rows) {
            sheet.write_with_format(number, 0, &row.date, &formats.date)?;
            sheet.write_string(number, 1, &row.product)?;
            sheet.write_with_format(number, 2, row.units, &formats.count)?;
            sheet.write_with_format(
                number,
                3,
                in_units(row.price),
                &formats.money,
            )?;
            sheet.write_with_format(
                number,
                4,
                in_units(row.revenue),
                &formats.money,
            )?;
        }
        Ok(sheet)
    }

    /// Writes all sheets into a file, after one that sums them up.
    pub(super) fn save(
        mut self,
        summary: &Summary,
        file: &mut File,
    ) -> Result<(), XlsxError> {
        self.workbook.push_worksheet(first_sheet(summary, &self.formats)?);
        // Regions came in any order; in the report they are sorted.
        for sheet in self.sheets.into_values() {
            self.workbook.push_worksheet(sheet);
        }
        let mut out = BufWriter::new(file);
        self.workbook.save_to_writer(&mut out)?;
        Ok(out.flush()?)
    }
}

/// How cells look.
struct Formats {
    title: Format,
    warning: Format,
    heading: Format,
    heading_of_figures: Format,
    date: Format,
    count: Format,
    money: Format,
    total_count: Format,
    total_money: Format,
}

impl Formats {
    fn new() -> Self {
        let format = Format::new;
        let heading = format().set_bold().set_background_color("#E8EEF4");
        let (count, money) = (
            format().set_num_format("#,##0"),
            format().set_num_format("#,##0.00"),
        );
        Self {
            title: format().set_bold().set_font_size(16),
            warning: format().set_bold().set_font_color("#B3261E"),
            heading_of_figures: heading.clone().set_align(FormatAlign::Right),
            heading,
            date: format()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
            total_count: count.clone().set_bold(),
            total_money: money.clone().set_bold(),
            count,
            money,
        }
    }
}

/// The sheet that the reader sees first: what is left out, the regions, and the products.
fn first_sheet(
    summary: &Summary,
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Summary")?;
    for (column, width) in (0..).zip([16, 12, 16, 4, 16, 12, 16]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_with_format(0, 0, TITLE, &formats.title)?;
    if let Some(left_out) = summary.left_out_in_words() {
        sheet.write_with_format(1, 0, left_out, &formats.warning)?;
    }
    let regions = summary
        .regions
        .iter()
        .map(|(region, totals)| (sheet_name(*region), totals));
    table(&mut sheet, 0, "Region", regions, formats)?;
    let products = summary
        .products
        .iter()
        .map(|(product, totals)| (product.clone(), totals));
    table(&mut sheet, 4, "Product", products, formats)?;
    Ok(sheet)
}

/// A table with a row for each region or product, and a last one that adds them up.
fn table<'t>(
    sheet: &mut Worksheet,
    column: u16,
    name: &str,
    rows: impl Iterator<Item = (String, &'t Totals)>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    const HEADINGS: u32 = 3;
    headings(sheet, (HEADINGS, column), &[name, "Units", "Revenue"], formats)?;
    let mut sum = Totals::default();
    let mut row = HEADINGS;
    for (name, totals) in rows {
        row += 1;
        sum.add(totals.units, totals.revenue);
        sheet.write(row, column, name)?;
        sheet.write_with_format(
            row,
            column + 1,
            totals.units,
            &formats.count,
        )?;
        sheet.write_with_format(
            row,
            column + 2,
            in_units(totals.revenue),
            &formats.money,
        )?;
    }
    sheet.write_with_format(row + 1, column, "All", &formats.heading)?;
    let figures = [
        (column + 1, sum.units.to_string(), &formats.total_count),
        (column + 2, in_units(sum.revenue).to_string(), &formats.total_money),
    ];
    for (column, result, format) in figures {
        let letter = char::from(b'A' + column as u8);
        let formula = Formula::new(format!(
            "=SUM({letter}{}:{letter}{})",
            HEADINGS + 2,
            row + 1
        ));
        sheet.write_formula_with_format(
            row + 1,
            column,
            formula.set_result(result),
            format,
        )?;
    }
    Ok(())
}

/// The first row of a table on a sheet.
fn headings(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    names: &[&str],
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, name) in (column..).zip(names) {
        let is_figure = ["Units", "Price", "Revenue"].contains(name);
        let format = if is_figure {
            &formats.heading_of_figures
        } else {
            &formats.heading
        };
        sheet.write_with_format(row, column, *name, format)?;
    }
    Ok(())
}

fn sheet_name(region: u32) -> String {
    format!("Region {region}")
}

/// Cents as Excel counts money.
fn in_units(cents: u64) -> f64 {
    cents as f64 / 100.0
}
