//! Where Cargo keeps what it makes, and Cargo itself.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// What Cargo leaves in its target folder: the first in one that it made itself, the second in any.
const MARKS: [&str; 2] = ["CACHEDIR.TAG", ".rustc_info.json"];

/// Cargo's target folder, which is the one around this program that Cargo has marked; `None` for a
/// program that is elsewhere, as an installed one is.
pub fn target_folder() -> Option<PathBuf> {
    folder_around(&env::current_exe().ok()?).map(Path::to_owned)
}

fn folder_around(program: &Path) -> Option<&Path> {
    let is_marked = |folder: &&Path| MARKS.iter().any(|mark| folder.join(mark).exists());
    program.ancestors().find(is_marked)
}

/// The cargo that runs us, or the one on the path.
///
/// Cargo describes our package to us in variables. Another cargo must not see them: some crates
/// ask for these variables when they are compiled, and would be compiled again.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*name);
        }
    }
    cargo
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_target_folder_is_around_the_program() {
        assert!(target_folder().unwrap().is_absolute());
        for mark in MARKS {
            let target = tempfile::tempdir().unwrap();
            let program = target.path().join("debug/chapter");
            assert_eq!(folder_around(&program), None);
            fs::write(target.path().join(mark), "").unwrap();
            assert_eq!(folder_around(&program), Some(target.path()));
        }
    }
}
