//! Reports as they go into a file.

use std::path::Path;

use anyhow::Context;

use super::{Report, write_atomically};

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

#[cfg(test)]
mod tests {
    use std::{fs, io};

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
        assert!(seen.contains("old"), "a reader of the old report reads it to its end: {seen}");
    }
}
