//! The last stage: a writer that makes a workbook and a page
//! of what all regions sold.

mod page;
mod summary;
mod workbook;

use std::{
    collections::BTreeMap, io::Write, path::Path, thread, time::Duration,
};

use anyhow::{Context, Result, bail};
use maud::Markup;

use stopwatch::NewFile;

use crate::{Message, Sales};

pub use summary::Summary;

use workbook::ReportWorkbook;

/// The names of the two files.
const WORKBOOK: &str = "report.xlsx";
const PAGE: &str = "report.html";

/// What both files are about.
const TITLE: &str = "Sales by region";

/// What a region that fails does to the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// It is left out, and named.
    IsLeftOut,
    /// There is no report.
    EndsAll,
}

/// Writes a workbook and a page. They replace the old ones
/// at the end, or not at all.
pub struct Writer {
    failing: Failing,
    /// A pause for each region, to see what a slow writer does.
    pause: Duration,
    workbook: ReportWorkbook,
    /// The sections of the page, by region.
    sections: BTreeMap<u32, Markup>,
    summary: Summary,
    new_workbook: NewFile,
    new_page: NewFile,
}

impl Writer {
    /// Begins a workbook and a page in a folder, which
    /// is made if it is not there.
    ///
    /// # Errors
    /// When the folder does not take them.
    pub fn create(
        folder: &Path,
        failing: Failing,
        pause: Duration,
    ) -> Result<Self> {
        let _task = stopwatch::task("open files");
        Ok(Self {
            failing,
            pause,
            workbook: ReportWorkbook::new()?,
            sections: BTreeMap::new(),
            summary: Summary::default(),
            new_workbook: NewFile::create(&folder.join(WORKBOOK))?,
            new_page: NewFile::create(&folder.join(PAGE))?,
        })
    }

    // ANCHOR: write
    /// Writes a region into the workbook and the page, or
    /// notes why it is left out.
    ///
    /// # Errors
    /// When the disk does not take it, or when a region fails
    /// and that ends everything.
    pub fn write(&mut self, (region, sales): Message<Sales>) -> Result<()> {
        let _task = stopwatch::task(format!("write {region}"));
        thread::sleep(self.pause);
        match sales {
            Ok(sales) => {
                let written = self.workbook.add(region, &sales.rows);
                written.with_context(|| {
                    format!("could not write region {region}")
                })?;
                self.sections
                    .insert(region, page::section(region, &sales.products));
                self.summary.add(region, &sales);
            }
            Err(reason) if self.failing == Failing::EndsAll => {
                bail!(
                    "region {region}: {reason}. \
                     So nothing was written (--all-or-nothing)."
                )
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
    /// When the disk does not take them, and when there
    /// is no region to report on.
    pub fn finish(mut self) -> Result<Summary> {
        let _task = stopwatch::task("write files");
        self.summary.refuse_if_empty()?;
        let page = page::page(&self.summary, self.sections.values());
        self.new_workbook
            .write(|file| self.workbook.save(&self.summary, file))?;
        self.new_page.write(|file| file.write_all(page.as_bytes()))?;
        self.new_workbook.replace()?;
        self.new_page.replace()?;
        Ok(self.summary)
    }
    // ANCHOR_END: write
}
