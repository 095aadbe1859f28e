//! What is known of each mistake.

use std::time::Duration;

use crate::sizes::Sizes;

/// A mistake, and how it is mended.
pub struct Mistake {
    /// In a few words, as the names of its versions begin: `join-inside-the-loop`.
    pub name: &'static str,
    /// What both versions do.
    pub job: &'static str,
    /// By what the picture alone tells the mistake.
    pub look_for: &'static str,
    /// The same mistake in Python.
    pub python: &'static str,
    pub mistake: Version,
    pub mended: Version,
}

/// One of the two versions.
pub struct Version {
    /// Does the job, and gives back the answer, if that is not lost.
    pub run: fn(&Sizes) -> Option<u64>,
    /// How long that should take.
    pub predict: fn(&Sizes) -> Duration,
}

impl Mistake {
    /// Both versions with their names.
    pub fn versions(&self) -> [(String, &Version); 2] {
        [("mistake", &self.mistake), ("mended", &self.mended)]
            .map(|(which, version)| (format!("{}-{which}", self.name), version))
    }
}
