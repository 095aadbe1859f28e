//! The report: a workbook with a sheet for each region, and a page.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use maud::Markup;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};
use serde::Serialize;

use stopwatch::NewFile;

use crate::{
    Outcome, page,
    sales::{Row, Sales, Totals},
};

/// The names of the two files.
const WORKBOOK: &str = "report.xlsx";
const PAGE: &str = "report.html";

/// What all regions come to: the answer of every version.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The regions of the report.
    pub regions: BTreeMap<u32, Totals>,
    /// All their sales, by product.
    pub products: BTreeMap<String, Totals>,
    /// The regions that are not in the report, each with the reason.
    pub left_out: BTreeMap<u32, String>,
}

/// What a region that fails does to the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// It is left out, and named.
    IsLeftOut,
    /// There is no report.
    EndsAll,
}

/// A workbook and a page that are being written. They replace the old ones at the end, or not at all.
pub struct Book {
    failing: Failing,
    /// A pause for each region, to see what a slow writer does.
    pause: Duration,
    workbook: Workbook,
    formats: Formats,
    sheets: BTreeMap<u32, Worksheet>,
    sections: BTreeMap<u32, Markup>,
    summary: Summary,
    new_workbook: NewFile,
    new_page: NewFile,
}

impl Book {
    /// Begins a workbook and a page in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder does not take them.
    pub fn create(folder: &Path, failing: Failing, pause: Duration) -> Result<Self> {
        let _task = stopwatch::task("open files");
        let new_workbook = NewFile::create(&folder.join(WORKBOOK))?;
        let new_page = NewFile::create(&folder.join(PAGE))?;
        let mut workbook = Workbook::new();
        // The same reports give the same file, whenever it is written.
        let long_ago = ExcelDateTime::from_ymd(2026, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&long_ago));
        Ok(Self {
            failing,
            pause,
            workbook,
            formats: Formats::new(),
            sheets: BTreeMap::new(),
            sections: BTreeMap::new(),
            summary: Summary::default(),
            new_workbook,
            new_page,
        })
    }

    // ANCHOR: write
    /// Writes a region into the workbook and the page, or notes why it is left out.
    ///
    /// # Errors
    /// When the disk does not take it, or when a region that fails ends all.
    pub fn write(&mut self, (region, sales): Outcome<Sales>) -> Result<()> {
        let _task = stopwatch::task(format!("write {region}"));
        thread::sleep(self.pause);
        match sales {
            Ok(sales) => {
                let sheet = self.sheet(region, &sales.rows);
                let sheet = sheet.with_context(|| format!("could not write region {region}"))?;
                self.sheets.insert(region, sheet);
                self.sections.insert(region, page::section(region, &sales.products));
                self.summary.add(region, &sales);
            }
            Err(reason) if self.failing == Failing::EndsAll => {
                bail!("region {region}: {reason}. So nothing was written (--all-or-nothing).")
            }
            Err(reason) => {
                self.summary.left_out.insert(region, reason);
            }
        }
        Ok(())
    }

    /// Writes both files to the end, and only then gives them their names.
    ///
    /// # Errors
    /// When the disk does not take them, and when there is no region to report on.
    pub fn finish(mut self) -> Result<Summary> {
        let _task = stopwatch::task("write files");
        self.summary.refuse_if_empty()?;
        self.workbook.push_worksheet(first_sheet(&self.summary, &self.formats)?);
        // Regions came in any order; in the report they stand in their own.
        for sheet in self.sheets.into_values() {
            self.workbook.push_worksheet(sheet);
        }
        self.new_workbook.write(|file| save(&mut self.workbook, file))?;
        let page = page::page(&self.summary, self.sections.values());
        self.new_page.write(|file| file.write_all(page.as_bytes()))?;
        self.new_workbook.replace()?;
        self.new_page.replace()?;
        Ok(self.summary)
    }
    // ANCHOR_END: write

    /// The sheet of a region. Its rows go to the disk at once, so that the workbook needs little memory.
    fn sheet(&mut self, region: u32, rows: &[Row]) -> Result<Worksheet, XlsxError> {
        let formats = &self.formats;
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(region))?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, rows.len() as u32, 4)?;
        for (column, width) in (0..).zip([12, 14, 10, 10, 12]) {
            sheet.set_column_width(column, width)?;
        }
        headings(&mut sheet, (0, 0), &["Date", "Product", "Units", "Price", "Revenue"], formats)?;
        for (number, row) in (1..).zip(rows) {
            sheet.write_with_format(number, 0, &row.date, &formats.date)?;
            sheet.write_string(number, 1, &row.product)?;
            sheet.write_with_format(number, 2, row.units, &formats.count)?;
            sheet.write_with_format(number, 3, in_units(row.price), &formats.money)?;
            sheet.write_with_format(number, 4, in_units(row.revenue), &formats.money)?;
        }
        Ok(sheet)
    }
}

/// Writes a workbook into a file.
fn save(workbook: &mut Workbook, file: &mut File) -> Result<(), XlsxError> {
    let mut out = BufWriter::new(file);
    workbook.save_to_writer(&mut out)?;
    Ok(out.flush()?)
}

impl Summary {
    /// A report of nothing is none.
    fn refuse_if_empty(&self) -> Result<()> {
        match self.left_out.first_key_value() {
            Some((region, reason)) if self.regions.is_empty() => {
                bail!("there is no region to report on; region {region}: {reason}")
            }
            _ => Ok(()),
        }
    }

    fn add(&mut self, region: u32, sales: &Sales) {
        self.regions.insert(region, Totals::of(sales.products.values()));
        for (product, totals) in &sales.products {
            self.products.entry(product.clone()).or_default().add(totals.units, totals.revenue);
        }
    }

    /// What all regions of the report come to.
    pub fn total(&self) -> Totals {
        Totals::of(self.regions.values())
    }

    /// The regions that are left out, each with its reason, as a sentence; `None` without any.
    pub fn left_out_in_words(&self) -> Option<String> {
        let named = |(region, reason): (&u32, &String)| format!("region {region} ({reason})");
        let all: Vec<String> = self.left_out.iter().map(named).collect();
        (!all.is_empty()).then(|| format!("Left out: {}.", all.join(", ")))
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
        let (count, money) =
            (format().set_num_format("#,##0"), format().set_num_format("#,##0.00"));
        Self {
            title: format().set_bold().set_font_size(16),
            warning: format().set_bold().set_font_color("#B3261E"),
            heading_of_figures: heading.clone().set_align(FormatAlign::Right),
            heading,
            date: format().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            total_count: count.clone().set_bold(),
            total_money: money.clone().set_bold(),
            count,
            money,
        }
    }
}

/// The sheet that the reader sees first: what is left out, the regions, and the products.
fn first_sheet(summary: &Summary, formats: &Formats) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Summary")?;
    for (column, width) in (0..).zip([16, 12, 16, 4, 16, 12, 16]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_with_format(0, 0, page::TITLE, &formats.title)?;
    if let Some(left_out) = summary.left_out_in_words() {
        sheet.write_with_format(1, 0, left_out, &formats.warning)?;
    }
    let regions = summary.regions.iter().map(|(region, totals)| (sheet_name(*region), totals));
    table(&mut sheet, 0, "Region", regions, formats)?;
    let products = summary.products.iter().map(|(product, totals)| (product.clone(), totals));
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
        sheet.write_with_format(row, column + 1, totals.units, &formats.count)?;
        sheet.write_with_format(row, column + 2, in_units(totals.revenue), &formats.money)?;
    }
    sheet.write_with_format(row + 1, column, "All", &formats.heading)?;
    let figures = [
        (column + 1, sum.units.to_string(), &formats.total_count),
        (column + 2, in_units(sum.revenue).to_string(), &formats.total_money),
    ];
    for (column, result, format) in figures {
        let letter = char::from(b'A' + column as u8);
        let formula = Formula::new(format!("=SUM({letter}{}:{letter}{})", HEADINGS + 2, row + 1));
        sheet.write_formula_with_format(row + 1, column, formula.set_result(result), format)?;
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
        let format = if is_figure { &formats.heading_of_figures } else { &formats.heading };
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
