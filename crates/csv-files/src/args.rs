//! The flags of chapter 09.

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};
use encoding_rs::Encoding;

use chapter_09_csv_files::{
    CsvFile, Folder, MAX_SUMS, Request, engine::kind, in_folder, sales,
};
use stopwatch::{OutputArgs, cores, println};

/// Chapter 09: one large CSV file, and a folder of workbooks, summed on one core and on all
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many rows the CSV file has
    #[arg(
        long,
        value_name = "N",
        default_value_t = 2_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1..=1_000_000_000))]
    pub(crate) rows: u64,

    /// Make the CSV file as messy as real ones are
    #[arg(long)]
    pub(crate) messy: bool,

    /// Read this CSV file of yours instead (and no workbooks, except with --workbooks)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rows", "messy"])]
    pub(crate) input: Option<PathBuf>,

    /// How many rows each workbook has
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=1_000_000))]
    pub(crate) workbook_rows: u32,

    /// Put a broken one among the workbooks
    #[arg(long)]
    pub(crate) broken_workbook: bool,

    /// Read the workbooks in this folder of yours instead (and no CSV file, except with --input)
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["workbook_rows", "broken_workbook"])]
    pub(crate) workbooks: Option<PathBuf>,

    /// Sum this column, or two multiplied, such as units*price (at most four times; revenue is
    /// short for units*price)
    #[arg(long = "column", value_name = "COLUMN", default_values = ["units", "revenue"])]
    columns: Vec<String>,

    /// Sum by this column
    #[arg(long, value_name = "COLUMN", default_value = "region")]
    by: String,

    /// What separates the cells of the file: one character, or tab
    #[arg(
        long,
        value_name = "CHARACTER",
        default_value = ",",
        requires = "input"
    )]
    #[arg(value_parser = delimiter)]
    delimiter: u8,

    /// The encoding of the file, such as latin-1; UTF-16 and compressed files are recognised
    #[arg(
        long,
        value_name = "NAME",
        default_value = "utf-8",
        requires = "input"
    )]
    #[arg(value_parser = kind::encoding)]
    encoding: &'static Encoding,

    /// What separates the decimals of a number: a point or a comma
    #[arg(long, value_name = "CHARACTER", default_value = ".", value_parser = decimal_point)]
    decimal: u8,

    /// Read the sheet with this name [default: the first that is not hidden]
    #[arg(long, value_name = "NAME", requires = "workbooks")]
    sheet: Option<String>,

    /// Stop at the first row that cannot be used
    #[arg(long)]
    strict: bool,

    /// How many threads or processes work [default: the number of cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=256))]
    workers: Option<usize>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Role>,
}

/// What this process is, when it is not the parent.
#[derive(Subcommand)]
pub(crate) enum Role {
    /// Sums the piece that stdin names, for the parent that started it
    #[command(hide = true)]
    Worker,
}

pub(crate) const VERSIONS: &[&str] = &[
    "sequential",
    "rayon",
    "processes",
    "fast",
    "excel-sequential",
    "excel-rayon",
];

/// The versions that sum the CSV file, and those that read the workbooks.
const JOBS: (&[&str], &[&str]) = VERSIONS.split_at(4);

/// How many workbooks are made to practise on.
const BRANCHES: u32 = 8;

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.unwrap_or_else(cores)
    }

    /// How many of the workers can compute at the same time.
    pub(crate) fn busy_cores(&self) -> u32 {
        self.workers().min(cores()) as u32
    }

    /// What the flags ask for. Too many sums end the program with exit code 2, as any wrong flag does.
    pub(crate) fn request(&self) -> Request {
        if self.columns.len() > MAX_SUMS {
            let message =
                format!("--column can be given {MAX_SUMS} times at most");
            Self::command().error(ErrorKind::TooManyValues, message).exit();
        }
        let sums: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        Request {
            strict: self.strict,
            sheet: self.sheet.clone(),
            decimal_point: self.decimal,
            ..Request::new(&self.by, &sums)
        }
    }

    /// An export that would overwrite a file being read ends the program with exit code 2.
    pub(crate) fn check_files(&self) {
        let export = ("`--export-json`", self.output.export_json.as_deref());
        let input = ("`--input`", self.input.as_deref());
        let folder =
            self.workbooks.as_deref().and_then(|folder| in_folder(folder).ok());
        let workbooks = folder.iter().flat_map(|folder| &folder.workbooks);
        let workbooks = workbooks
            .map(|file| ("a workbook of `--workbooks`", Some(file.as_path())));
        for read in workbooks.chain([input]) {
            stopwatch::different_files(&[export, read])
                .unwrap_or_else(|refused| refused.exit());
        }
    }

    /// The CSV file to read, if there is one.
    pub(crate) fn csv_file(&self) -> anyhow::Result<Option<CsvFile>> {
        let is_read = self.input.is_some() || self.workbooks.is_none();
        if !is_read || !self.wants_any(JOBS.0) {
            return Ok(None);
        }
        let path = match &self.input {
            Some(input) => input.clone(),
            None => sales::csv_file(self.rows, self.messy)?,
        };
        let file = CsvFile::open_encoded(&path, self.delimiter, self.encoding)?;
        if file.is_unpacked() {
            println!(
                "{} is made plain UTF-8 text first: only that can be cut.",
                file.name()
            );
        }
        Ok(Some(file))
    }

    /// The workbooks to read, if there are any.
    pub(crate) fn workbooks(&self) -> anyhow::Result<Option<Folder>> {
        let is_read = self.workbooks.is_some() || self.input.is_none();
        if !is_read || !self.wants_any(JOBS.1) {
            return Ok(None);
        }
        if let Some(folder) = &self.workbooks {
            return in_folder(folder).map(Some);
        }
        let mut files = sales::workbooks(BRANCHES, self.workbook_rows)?;
        if self.broken_workbook {
            files.insert(files.len() / 2, sales::broken_workbook()?);
        }
        Ok(Some(Folder { workbooks: files, others: Vec::new() }))
    }

    fn wants_any(&self, versions: &[&str]) -> bool {
        let only = &self.output.only;
        only.is_empty()
            || only.iter().any(|version| versions.contains(&version.as_str()))
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" | b"\t" => Ok(b'\t'),
        [byte @ (b' '..=b'~')]
            if *byte != b'"' && !byte.is_ascii_alphanumeric() =>
        {
            Ok(*byte)
        }
        _ => Err("expected one character, such as ; or |, or the word tab"
            .to_owned()),
    }
}

fn decimal_point(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [point @ (b'.' | b',')] => Ok(*point),
        _ => Err("expected a point or a comma".to_owned()),
    }
}
