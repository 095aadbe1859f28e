//! What a file is that is no CSV file as it is read here: told by its first bytes.

use std::io::Read;

use anyhow::{Result, bail};

use crate::file::CsvFile;

/// What text is that cannot be read.
pub(crate) const NOT_UTF8: &str =
    "not UTF-8, but probably Latin-1 or Windows-1252; save the file as UTF-8 first";

/// How files begin, what they are, and what can be done.
const KINDS: [(&[u8], &str); 8] = [
    (b"\x1F\x8B", "it is compressed with gzip; unpack it first (gunzip)"),
    (
        b"PK\x03\x04",
        "it is a ZIP archive or a workbook; unpack it first, or give its folder to --workbooks",
    ),
    (b"BZh", "it is compressed with bzip2; unpack it first (bunzip2)"),
    (b"\xFD7zXZ\0", "it is compressed with xz; unpack it first (unxz)"),
    (b"\x28\xB5\x2F\xFD", "it is compressed with Zstandard; unpack it first (unzstd)"),
    (b"PAR1", "it is a Parquet file, not CSV"),
    (b"\xD0\xCF\x11\xE0", "it is an old workbook; give its folder to --workbooks"),
    (b"%PDF", "it is a PDF, not CSV"),
];

/// Whether a file may be CSV.
///
/// # Errors
/// What it is instead.
pub(crate) fn check(file: &CsvFile) -> Result<()> {
    let mut first = Vec::new();
    file.read_from(0)?.take(8).read_to_end(&mut first)?;
    if let Some((_, what)) = KINDS.iter().find(|(begin, _)| first.starts_with(begin)) {
        bail!("{what}");
    }
    // Without the mark, every other byte of what is in English is zero.
    let is_marked = first.starts_with(b"\xFF\xFE") || first.starts_with(b"\xFE\xFF");
    if is_marked || first.contains(&0) {
        bail!("it is UTF-16, or no text at all; save it as UTF-8 first");
    }
    Ok(())
}
