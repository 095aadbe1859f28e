//! Which files the reader has saved.
//!
//! Their contents are compared, ten times a second: of a few dozen small files that costs nothing, and it is the
//! same for an editor that writes, one that writes another file and renames it, and a network drive, of whose
//! changes no system tells.

use std::{fs, io::ErrorKind, path::PathBuf, thread, time::Duration};

/// A file is whole when it has not changed for so long: an editor may write half of it first.
const MOMENT: Duration = Duration::from_millis(150);
/// An editor that renames leaves no file for a while.
const A_WHILE: Duration = Duration::from_secs(1);

pub(super) struct Watch {
    files: Vec<PathBuf>,
    /// What stood in each when it was looked at last; nothing where there was no file.
    seen: Vec<Option<Vec<u8>>>,
}

impl Watch {
    pub(super) fn new(files: Vec<PathBuf>) -> Self {
        let mut watch = Self { seen: vec![None; files.len()], files };
        watch.seen = watch.look();
        watch
    }

    pub(super) fn has_changed(&self) -> bool {
        self.look() != self.seen
    }

    /// The places of the files that have changed, as soon as nobody is writing any more.
    pub(super) fn changed(&mut self) -> Vec<usize> {
        let mut now = self.look();
        loop {
            thread::sleep(if now.contains(&None) { A_WHILE } else { MOMENT });
            let later = self.look();
            if later == now {
                break;
            }
            now = later;
        }
        let changed = (0..now.len()).filter(|at| now[*at] != self.seen[*at]).collect();
        self.seen = now;
        changed
    }

    /// Takes what stands in a file now for seen.
    pub(super) fn look_away(&mut self, at: usize) {
        self.seen[at] = self.look().swap_remove(at);
    }

    fn look(&self) -> Vec<Option<Vec<u8>>> {
        let look = |(file, seen): (&PathBuf, &Option<Vec<u8>>)| match fs::read(file) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            // Who writes it may keep others from reading it, meanwhile.
            Err(_) => seen.clone(),
        };
        self.files.iter().zip(&self.seen).map(look).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_other_than_before_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["a", "b", "c"].map(|name| folder.path().join(name));
        for file in &files {
            fs::write(file, "before").unwrap();
        }
        let mut watch = Watch::new(files.to_vec());
        // Saved as it was.
        fs::write(&files[0], "before").unwrap();
        assert!(!watch.has_changed());

        fs::write(&files[1], b"\xff").unwrap();
        fs::remove_file(&files[2]).unwrap();
        assert!(watch.has_changed());
        assert_eq!(watch.changed(), [1, 2]);
        assert!(!watch.has_changed());

        fs::write(&files[2], "handed out").unwrap();
        watch.look_away(2);
        assert!(!watch.has_changed());
    }
}
