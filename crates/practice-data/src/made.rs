//! Files that are made once and kept.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use stopwatch::NewFile;

/// The file with this name in `target/data`, made by `write` if it is not there yet.
///
/// The name must say everything that the contents depend on: the seed, the size, and a number that
/// changes with the code that writes. A run that is cut off leaves nothing that a later one would
/// trust, because the file gets its name only once it is whole. Two runs that want the same file make
/// it once.
///
/// # Errors
/// When the folder or the disk does not take the file, and when `write` fails.
pub fn made_once(
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<PathBuf> {
    made_once_in(&folder(), name, write)
}

fn made_once_in(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<PathBuf> {
    let file = folder.join(name);
    if file.exists() {
        return Ok(file);
    }
    fs::create_dir_all(folder)
        .with_context(|| format!("could not make the folder {}", folder.display()))?;
    make(&file, write).with_context(|| format!("could not make {}", file.display()))?;
    Ok(file)
}

fn make(file: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<()> {
    // If another run is making it, this one waits. The lock is on a file of its own: the file itself is
    // not there yet to be locked.
    let lock = PathBuf::from(format!("{}.lock", file.display()));
    let lock_file = File::options().write(true).create(true).truncate(false).open(&lock)?;
    lock_file.lock()?;
    if !file.exists() {
        let mut new = NewFile::create(file)?;
        new.write(|file| {
            let mut out = BufWriter::with_capacity(1 << 20, file.try_clone()?);
            write(&mut out).and_then(|()| out.flush())
        })?;
        new.replace()?;
    }
    // Runs that wait for the lock, and later ones, find the file. If it was not made, the lock must
    // stay: runs that wait for it and later ones would lock two different files.
    let _ = fs::remove_file(lock);
    Ok(())
}

/// `data` in Cargo's target folder; where there is none, a folder of that name in the current one.
fn folder() -> PathBuf {
    stopwatch::target_folder().unwrap_or_else(|| PathBuf::from("target")).join("data")
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU32, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn a_file_is_made_once_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let made = || made_once_in(folder.path(), "five.txt", |out| out.write_all(b"five"));
        let file = made().unwrap();
        fs::write(&file, "kept").unwrap();
        assert_eq!(made().unwrap(), file);
        assert_eq!(fs::read_to_string(file).unwrap(), "kept");
    }

    #[test]
    fn what_fails_half_way_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let error = made_once_in(folder.path(), "five.txt", |out| {
            out.write_all(b"fi")?;
            Err(io::Error::other("the power went"))
        });
        let error = format!("{:#}", error.unwrap_err());
        assert!(error.contains("five.txt: the power went"), "{error}");
        let left = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        assert_eq!(left.collect::<Vec<_>>(), ["five.txt.lock"]);
    }

    #[test]
    fn a_made_file_is_alone_and_not_locked() {
        let folder = tempfile::tempdir().unwrap();
        let file = made_once_in(folder.path(), "five.txt", |out| out.write_all(b"five")).unwrap();
        assert!(File::options().write(true).open(&file).unwrap().try_lock().is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn runs_at_the_same_time_wait_and_make_it_once() {
        let folder = tempfile::tempdir().unwrap();
        let times = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let file = made_once_in(folder.path(), "five.txt", |out| {
                        times.fetch_add(1, Ordering::Relaxed);
                        (0..1000).for_each(|_| thread::yield_now());
                        out.write_all(b"five")
                    });
                    assert_eq!(fs::read_to_string(file.unwrap()).unwrap(), "five");
                });
            }
        });
        assert_eq!(times.into_inner(), 1);
    }

    #[test]
    fn made_files_are_kept_in_the_target_folder() {
        assert!(folder().is_absolute(), "{}", folder().display());
    }
}
