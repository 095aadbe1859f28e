//! What `/proc` tells of one thread.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

use crate::State;

/// A thread that is looked at again and again.
pub(super) struct ThreadFiles {
    pub(super) id: u32,
    pub(super) folder: String,
    /// Kept open where there may be so many open files: what is read again costs a fraction.
    files: Option<[File; 2]>,
    pub(super) counts: Counts,
    /// Its state at the last look.
    pub(super) state: State,
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
            counts: Counts::default(),
            state: State::Unknown,
            name: String::new(),
            children: Vec::new(),
        }
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
        let stat = self.read(1, "stat", buffer)?;
        // A name may hold anything, but the last parenthesis is not part of it.
        let name_begin = stat.iter().position(|byte| *byte == b'(')? + 1;
        let name_end = stat.iter().rposition(|byte| *byte == b')')?;
        Some(Stat { name: stat.get(name_begin..name_end)?, state: *stat.get(name_end + 2)? })
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
    let text = fs::read_to_string(format!("{folder}/children")).unwrap_or_default();
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// The threads of a process; none when it has ended.
pub(super) fn threads_of(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    threads.filter_map(|thread| thread.file_name().to_str()?.parse().ok()).collect()
}
