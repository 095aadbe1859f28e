//! Files that are whole at every instant: a reader sees the old one or the new one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// What the names of unfinished files end with.
const ENDING: &str = ".part";
/// How many letters and digits tempfile puts before it.
const RANDOM: usize = 6;

/// A file that is being written beside the old one of its name, and replaces it at the end. It goes
/// away if it is dropped before that.
///
/// A program that is killed half-way leaves a file that ends with `.part`; the next run removes it. A
/// lock tells it from one that another program is writing: a dead program holds no lock.
pub struct NewFile {
    name: PathBuf,
    part: NamedTempFile,
}

impl NewFile {
    /// Begins a file with this name, which makes the folder if there is none.
    ///
    /// # Errors
    /// When the folder takes no files.
    pub fn create(name: &Path) -> Result<Self> {
        let folder = folder_of(name);
        let new = fs::create_dir_all(folder).and_then(|()| Self::begin(name));
        new.with_context(|| format!("could not write into the folder {}", folder.display()))
    }

    /// Has `write` write it.
    ///
    /// # Errors
    /// That of `write`, with the name of the file.
    pub fn write<E>(&mut self, write: impl FnOnce(&mut File) -> Result<(), E>) -> Result<()>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        write(self.part.as_file_mut()).with_context(|| self.failed())
    }

    /// Replaces the old file. A reader sees the old one or this one, and nothing else; whoever has the
    /// old file open reads it to its end.
    ///
    /// # Errors
    /// When the disk is full, or something is in the way: then the old file stays as it was.
    pub fn replace(self) -> Result<()> {
        let failed = self.failed();
        self.finish().with_context(|| {
            // There, most programs lock what they have open.
            let hint = if cfg!(windows) { " (is it open in another program?)" } else { "" };
            failed + hint
        })
    }

    fn failed(&self) -> String {
        format!("could not write {}", self.name.display())
    }

    fn begin(name: &Path) -> io::Result<Self> {
        remove_left_behind(name)?;
        loop {
            let part = temporary_file(name)?;
            // Where a disk knows no locks, nobody removes what is left behind either.
            let _ = part.as_file().lock();
            // Another run may have removed it before it was locked.
            if part.path().exists() {
                return Ok(Self { name: name.to_owned(), part });
            }
        }
    }

    /// Gives it its name. tempfile could do it, too, but on Windows it cannot replace what somebody has
    /// open; the standard library can, where that program allows it.
    fn finish(self) -> io::Result<()> {
        // The file stays open, and so locked, until it has its name.
        let (file, part) = self.part.into_parts();
        // Whole on the disk first, or a power cut could leave the name without the contents. And some
        // disks say only now that they are full.
        file.sync_all()?;
        // But where nobody else can read a locked file, it must not be locked once it has its name.
        #[cfg(windows)]
        drop(file);
        let part = part.keep().map_err(|error| error.error)?;
        fs::rename(&part, &self.name).inspect_err(|_| {
            let _ = fs::remove_file(&part);
        })
    }
}

/// Writes a whole file at once.
///
/// What is there but is not a plain file (a pipe, `/dev/stdout`) is written to directly: replacing
/// it with a plain file is not what anyone meant.
///
/// # Errors
/// Whatever the system says of the folder, the disk or the file.
pub fn write_atomically(file: &Path, contents: &[u8]) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        return File::options().write(true).open(file)?.write_all(contents);
    }
    // A link stays a link: what it leads to is replaced.
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mut new = NewFile::begin(&file)?;
    new.part.write_all(contents)?;
    new.finish()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// Removes the unfinished files of this name that a killed run has left.
fn remove_left_behind(name: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder_of(name))? {
        let path = entry?.path();
        // What is locked, or already gone, is another run's affair.
        if is_part_of(&path, name)
            && let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

/// Whether a file is an unfinished one of this name: `report.json.x7Ab3Q.part`. A file of somebody
/// else's with nearly such a name is not ours.
fn is_part_of(path: &Path, name: &Path) -> bool {
    let text = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (path, name) = (text(path), text(name));
    let random = path.strip_prefix(&name).and_then(|rest| rest.strip_prefix('.'));
    let random = random.and_then(|rest| rest.strip_suffix(ENDING));
    random.is_some_and(|it| it.len() == RANDOM && it.bytes().all(|it| it.is_ascii_alphanumeric()))
}

/// As readable as any other file: by default it would be private.
fn temporary_file(name: &Path) -> io::Result<NamedTempFile> {
    let prefix = format!("{}.", name.file_name().unwrap_or_default().to_string_lossy());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(&prefix).suffix(ENDING).rand_bytes(RANDOM).tempfile_in(folder_of(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_old_file_is_there_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        fs::write(&page, "old").unwrap();
        let mut new = NewFile::create(&page).unwrap();
        new.write(|file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&page).unwrap(), "old");
        new.replace().unwrap();
        assert_eq!(fs::read_to_string(&page).unwrap(), "new");
        assert_eq!(names(folder.path()), ["page.html"]);
    }

    #[test]
    fn a_reader_of_the_old_file_reads_it_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        fs::write(&page, "old").unwrap();
        let old = File::open(&page).unwrap();
        write_atomically(&page, b"new").unwrap();
        assert_eq!(io::read_to_string(old).unwrap(), "old");
        assert_eq!(fs::read_to_string(&page).unwrap(), "new");
    }

    #[test]
    fn a_name_that_cannot_be_given_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        let new = NewFile::create(&page).unwrap();
        // A folder of this name is in the way.
        fs::create_dir_all(page.join("full")).unwrap();
        let error = new.replace().unwrap_err().to_string();
        assert!(error.starts_with("could not write ") && error.contains("page.html"), "{error}");
        assert_eq!(names(folder.path()), ["page.html"]);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_another_run_or_program_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        fs::write(folder.path().join("page.html.Ab3xY9.part"), "half").unwrap();
        fs::write(folder.path().join("page.html.notes.part"), "mine").unwrap();
        let (first, second) = (NewFile::create(&page).unwrap(), NewFile::create(&page).unwrap());
        assert_eq!(names(folder.path()).len(), 3);
        first.replace().unwrap();
        second.replace().unwrap();
        let mut left = names(folder.path());
        left.sort();
        assert_eq!(left, ["page.html", "page.html.notes.part"]);
    }

    #[test]
    fn what_is_given_up_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        drop(NewFile::create(&folder.path().join("new").join("page.html")).unwrap());
        assert_eq!(names(&folder.path().join("new")), [""; 0]);
    }
}
