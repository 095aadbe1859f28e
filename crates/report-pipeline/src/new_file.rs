//! Files that get their name only when they are whole.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// What the names of unfinished files end with.
const ENDING: &str = ".part";

/// A file that is being written beside the old one of its name, and replaces it at the end. It goes
/// away if it is dropped before that.
///
/// Who is killed half-way leaves a file that ends with `.part`; the next run removes it. A lock tells
/// it from one that another program is writing: the lock of a program that is dead is open.
pub(crate) struct NewFile {
    name: PathBuf,
    part: NamedTempFile,
}

impl NewFile {
    /// Begins a file with this name, which makes the folder if there is none.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<Self> {
        let part = begin(folder, name)
            .with_context(|| format!("could not write into the folder {}", folder.display()))?;
        Ok(Self { name: folder.join(name), part })
    }

    /// Has `write` write it.
    pub(crate) fn write<E>(&mut self, write: impl FnOnce(&mut File) -> Result<(), E>) -> Result<()>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        write(self.part.as_file_mut()).with_context(|| self.failed())
    }

    /// Replaces the old file. A reader sees that one or this one, and nothing else; one who has the old
    /// file open reads that one to its end.
    pub(crate) fn replace(self) -> Result<()> {
        let failed = self.failed();
        rename(self.part, &self.name).with_context(|| {
            // There, most programs lock what they have open.
            let hint = if cfg!(windows) { " (is it open in another program?)" } else { "" };
            failed + hint
        })
    }

    fn failed(&self) -> String {
        format!("could not write {}", self.name.display())
    }
}

/// Gives a file its name. tempfile could do it, too, but on Windows it cannot replace what somebody has
/// open; the standard library can, where that program allows it.
fn rename(part: NamedTempFile, name: &Path) -> io::Result<()> {
    // The file stays open, and so locked, until it has its name.
    let (file, part) = part.into_parts();
    // Whole on the disk first, or a power cut could leave the name without the contents.
    file.sync_all()?;
    let part = part.keep().map_err(|error| error.error)?;
    fs::rename(&part, name).inspect_err(|_| {
        let _ = fs::remove_file(&part);
    })
}

fn begin(folder: &Path, name: &str) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder)?;
    remove_left_behind(folder, name)?;
    loop {
        let part = temporary_file(folder, name)?;
        part.as_file().lock()?;
        // Another run may have removed it before it was locked.
        if part.path().exists() {
            return Ok(part);
        }
    }
}

/// Removes the unfinished files that a run which was killed has left.
fn remove_left_behind(folder: &Path, name: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        if file_name.starts_with(name) && file_name.ends_with(ENDING) {
            // What is locked, or already gone, is another run's affair.
            if let Ok(file) = File::open(&path)
                && file.try_lock().is_ok()
            {
                let _ = fs::remove_file(&path);
            }
        }
    }
    Ok(())
}

/// As readable as any other file: by default it would be private.
fn temporary_file(folder: &Path, name: &str) -> io::Result<NamedTempFile> {
    let prefix = format!("{name}.");
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(&prefix).suffix(ENDING).tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_old_file_is_there_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join("page.html");
        fs::write(&old, "old").unwrap();
        let mut new = NewFile::create(folder.path(), "page.html").unwrap();
        new.write(|file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&old).unwrap(), "old");
        new.replace().unwrap();
        assert_eq!(fs::read_to_string(&old).unwrap(), "new");
        assert_eq!(names(folder.path()), ["page.html"]);
    }

    #[test]
    fn who_has_the_old_file_open_reads_it_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("page.html");
        fs::write(&name, "old").unwrap();
        let old = File::open(&name).unwrap();
        let mut new = NewFile::create(folder.path(), "page.html").unwrap();
        new.write(|file| file.write_all(b"new")).unwrap();
        new.replace().unwrap();
        assert_eq!(io::read_to_string(old).unwrap(), "old");
        assert_eq!(fs::read_to_string(&name).unwrap(), "new");
    }

    #[test]
    fn a_name_that_cannot_be_given_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let new = NewFile::create(folder.path(), "page.html").unwrap();
        // A folder of this name is in the way.
        fs::create_dir_all(folder.path().join("page.html/full")).unwrap();
        let error = new.replace().unwrap_err().to_string();
        assert!(error.starts_with("could not write ") && error.contains("page.html"), "{error}");
        assert_eq!(names(folder.path()), ["page.html"]);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_another_run_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("page.html.Ab3.part"), "half").unwrap();
        let first = NewFile::create(folder.path(), "page.html").unwrap();
        let second = NewFile::create(folder.path(), "page.html").unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        first.replace().unwrap();
        second.replace().unwrap();
        assert_eq!(names(folder.path()), ["page.html"]);
    }

    #[test]
    fn what_is_given_up_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        drop(NewFile::create(folder.path(), "page.html").unwrap());
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
