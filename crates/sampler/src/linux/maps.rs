//! What lies at an address of a process.

use std::{
    fs,
    time::{Duration, Instant},
};

/// What the memory at an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The variables of Python's interpreter itself.
    Python,
    /// What several processes share.
    Shared,
    Other,
}

/// The memory of a process, as it was when it was last read.
#[derive(Default)]
pub(super) struct Maps {
    /// From which address to which.
    ranges: Vec<(u64, u64, Place)>,
    libraries: Vec<&'static str>,
    read: Option<Instant>,
}

/// What is not found may be new; but reading takes long.
const READ_EVERY: Duration = Duration::from_millis(500);

/// Libraries that start threads of their own, one for each core.
const LIBRARIES: [&str; 4] = ["openblas", "libmkl", "libgomp", "libiomp"];

impl Maps {
    /// What an address is for; `None` when that is too new to be known.
    pub(super) fn place(&mut self, process: u32, address: u64) -> Option<Place> {
        self.find(address).or_else(|| {
            if self.read.is_none_or(|read| read.elapsed() > READ_EVERY) {
                self.read(process);
            }
            self.find(address)
        })
    }

    /// Which of the libraries that start threads of their own are loaded.
    pub(super) fn libraries(&self) -> &[&'static str] {
        &self.libraries
    }

    pub(super) fn read(&mut self, process: u32) {
        self.read = Some(Instant::now());
        let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
        (self.ranges, self.libraries) = parse(&maps);
    }

    fn find(&self, address: u64) -> Option<Place> {
        let mut ranges = self.ranges.iter();
        ranges.find(|(from, to, _)| (*from..*to).contains(&address)).map(|(.., place)| *place)
    }
}

fn parse(maps: &str) -> (Vec<(u64, u64, Place)>, Vec<&'static str>) {
    let mut ranges = Vec::new();
    let mut libraries: Vec<&'static str> = Vec::new();
    // Variables that begin as zero have no file, and lie behind those of their program.
    let mut python_until = 0;
    for line in maps.lines() {
        // A path may hold spaces, and stands behind some.
        let mut words = line.splitn(6, ' ');
        let range = words.next().and_then(|range| range.split_once('-'));
        let number = |text: &str| u64::from_str_radix(text, 16).ok();
        let Some((from, to)) = range.and_then(|(from, to)| Some((number(from)?, number(to)?)))
        else {
            continue;
        };
        let is_shared = words.next().is_some_and(|rights| rights.ends_with('s'));
        let file = words.nth(3).unwrap_or_default().trim_start();
        let is_python = is_python(file) || (file.is_empty() && from == python_until);
        if is_python {
            python_until = to;
        }
        libraries.extend(LIBRARIES.iter().filter(|name| file.contains(*name)));
        let place = match (is_shared, is_python) {
            (true, _) => Place::Shared,
            (_, true) => Place::Python,
            _ => Place::Other,
        };
        ranges.push((from, to, place));
    }
    libraries.sort_unstable();
    libraries.dedup();
    (ranges, libraries)
}

fn is_python(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    file.starts_with('/') && (name.starts_with("python") || name.starts_with("libpython"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_python_are_told_from_its_heap_and_from_what_is_shared() {
        let maps = "\
55d0-55e0 r-xp 00000000 08:01 42 /usr/bin/python3.11
55e0-55f0 rw-p 00010000 08:01 42 /usr/bin/python3.11
55f0-5600 rw-p 00000000 00:00 0 
6000-6100 rw-p 00010000 08:01 44         /opt/my tools/bin/python3.12
5600-5700 rw-p 00000000 00:00 0 [heap]
7000-7100 rw-s 00000000 00:1b 7 /dev/shm/sem.abc
7200-7300 r-xp 00000000 08:01 43 /usr/lib/libscipy_openblas64.so
7300-7400 rw-p 00000000 00:00 0 
";
        let (ranges, libraries) = parse(maps);
        let maps = Maps { ranges, ..Maps::default() };
        let places =
            [0x55e8, 0x55f8, 0x6008, 0x5608, 0x7008, 0x7308].map(|at| maps.find(at).unwrap());
        assert_eq!(
            places,
            [
                Place::Python,
                Place::Python,
                Place::Python,
                Place::Other,
                Place::Shared,
                Place::Other
            ]
        );
        assert_eq!(libraries, ["openblas"]);
        assert_eq!(maps.find(0x9000), None);
    }
}
