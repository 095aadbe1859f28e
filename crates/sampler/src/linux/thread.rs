//! What `/proc` tells of one thread.

use std::{
    fs::{self, File},
    os::unix::fs::{FileExt, MetadataExt},
};

use super::{read, waiting::Wait};

/// A thread that is looked at again and again.
pub(super) struct ThreadFiles {
    pub(super) id: u32,
    pub(super) folder: String,
    /// Kept open where there may be so many open files: what is read again costs a fraction.
    files: Option<[File; 2]>,
    /// What was counted at the last look; `None` before the first.
    pub(super) counts: Option<Counts>,
    /// For what it waits, for as long as it does not run.
    pub(super) wait: Option<Wait>,
    pub(super) name: String,
    /// The processes that it started, and that are there.
    pub(super) children: Vec<u32>,
}

/// What the kernel counts of a thread: `schedstat`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) computing_ns: u64,
    pub(super) no_core_ns: u64,
    /// How often it was given a core.
    turns: u64,
}

/// What `stat` says.
pub(super) struct Stat<'a> {
    pub(super) name: &'a [u8],
    pub(super) state: u8,
    /// When the thread began, in ticks since the machine did: by that it is told from another one that has
    /// been given its number.
    pub(super) began: u64,
}

impl ThreadFiles {
    pub(super) fn new(process: u32, id: u32, may_keep_files: bool) -> Self {
        let folder = format!("/proc/{process}/task/{id}");
        let open = |name: &str| File::open(format!("{folder}/{name}")).ok();
        let files = if may_keep_files {
            open("schedstat").and_then(|schedstat| Some([schedstat, open("stat")?]))
        } else {
            None
        };
        Self {
            id,
            folder,
            files,
            counts: None,
            wait: None,
            name: String::new(),
            children: Vec::new(),
        }
    }

    /// Reads the counts; `false` when the thread has ended.
    ///
    /// This comes before all else that is asked of a thread: so what was found out of it holds until the
    /// counts are others, since it has not run.
    pub(super) fn count(&mut self, buffer: &mut Vec<u8>) -> bool {
        let counts = self.read_counts(buffer);
        if self.counts != counts {
            self.wait = None;
        }
        self.counts = counts;
        counts.is_some()
    }

    pub(super) fn keeps_files(&self) -> bool {
        self.files.is_some()
    }

    /// The counts as they are now; `None` when the thread has ended.
    pub(super) fn read_counts(&self, buffer: &mut Vec<u8>) -> Option<Counts> {
        let text = std::str::from_utf8(self.read(0, "schedstat", buffer)?).ok()?;
        let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap_or(0));
        let mut next = || numbers.next();
        Some(Counts { computing_ns: next()?, no_core_ns: next()?, turns: next().unwrap_or(0) })
    }

    /// The name and the state as they are now; `None` when the thread has ended.
    pub(super) fn read_stat<'b>(&self, buffer: &'b mut Vec<u8>) -> Option<Stat<'b>> {
        /// So many words after the state.
        const BEGAN: usize = 18;
        let stat = self.read(1, "stat", buffer)?;
        // A name may hold anything, but the last parenthesis is not part of it.
        let name_begin = stat.iter().position(|byte| *byte == b'(')? + 1;
        let name_end = stat.iter().rposition(|byte| *byte == b')')?;
        let mut rest = stat.get(name_end + 2..)?.split(|byte| *byte == b' ');
        let state = *rest.next()?.first()?;
        let began = std::str::from_utf8(rest.nth(BEGAN)?).ok()?.parse().ok()?;
        Some(Stat { name: stat.get(name_begin..name_end)?, state, began })
    }

    fn read<'b>(&self, file: usize, name: &str, buffer: &'b mut Vec<u8>) -> Option<&'b [u8]> {
        /// Both fit into it.
        const LONGEST: usize = 1024;
        buffer.resize(LONGEST, 0);
        let length = match &self.files {
            Some(files) => files[file].read_at(buffer, 0).ok()?,
            None => File::open(format!("{}/{name}", self.folder)).ok()?.read_at(buffer, 0).ok()?,
        };
        Some(&buffer[..length]).filter(|text| !text.is_empty())
    }

    pub(super) fn read_children(&mut self) {
        self.children.clear();
        self.children.extend(children(&self.folder));
    }
}

/// The processes that a thread started, and that are there.
pub(super) fn children(folder: &str) -> Vec<u32> {
    let text = read(&format!("{folder}/children")).unwrap_or_default();
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// How many threads a process has: one link to the folder of each. It costs less than to list them.
pub(super) fn number_of_threads(process: u32) -> Option<usize> {
    let links = fs::metadata(format!("/proc/{process}/task")).ok()?.nlink();
    // Two are those of any folder.
    usize::try_from(links).ok()?.checked_sub(2)
}

/// The threads of a process; none when it has ended.
pub(super) fn threads_of(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    threads.filter_map(|thread| thread.file_name().to_str()?.parse().ok()).collect()
}
