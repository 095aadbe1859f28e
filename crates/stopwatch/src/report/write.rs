//! Files that are whole at every instant.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::Context;
use tempfile::NamedTempFile;

use super::Report;

impl Report {
    /// Writes the report as JSON, atomically: a reader sees the old file or the new one.
    ///
    /// # Errors
    /// When the folder or the disk does not take the file; an older report then stays as it was.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        write_atomically(file, &json).with_context(|| format!("could not write {}", file.display()))
    }
}

/// Writes a file through a temporary one beside it, so that it is never seen half-written.
///
/// What is there but is not a plain file (a pipe, `/dev/stdout`) is written to directly: replacing
/// it with a plain file is not what anyone meant.
///
/// # Errors
/// Whatever the system says of the folder, the disk or the file.
pub fn write_atomically(file: &Path, contents: &[u8]) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        return fs::OpenOptions::new().write(true).open(file)?.write_all(contents);
    }
    // A link stays a link: what it leads to is replaced.
    let file = &fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut temporary = temporary_file_in(folder)?;
    temporary.write_all(contents)?;
    // Some disks say only now that they are full.
    temporary.as_file().sync_all()?;
    // The standard `rename`: on Windows it replaces a file that somebody has open, and that of
    // `tempfile` does not.
    let (_, written) = temporary.keep()?;
    fs::rename(&written, file).inspect_err(|_| drop(fs::remove_file(&written)))
}

/// A temporary file that is as readable as any other: by default it would be private.
#[cfg(unix)]
fn temporary_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    let readable = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().permissions(readable).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_takes_the_place_of_an_older_one_and_does_not_write_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        Report::new("old").write(&file).unwrap();
        let reader = fs::File::open(&file).unwrap();
        Report::new("new").write(&file).unwrap();
        assert_eq!(Report::read(&file).unwrap().chapter, "new");
        let seen = io::read_to_string(reader).unwrap();
        assert!(seen.contains("old"), "who was reading the old report reads it to its end: {seen}");
    }
}
