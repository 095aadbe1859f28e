//! The packages of the workspace as Cargo knows them, so that no test has a list of its own.

use std::sync::OnceLock;

use cargo_metadata::{MetadataCommand, Package};

use crate::workspace;

/// All packages of the workspace.
fn packages() -> &'static [Package] {
    static PACKAGES: OnceLock<Vec<Package>> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let metadata = MetadataCommand::new().current_dir(workspace()).no_deps().exec();
        metadata.expect("cargo knows this workspace").packages
    })
}

/// The chapters in order of their numbers.
pub fn chapters() -> Vec<&'static Package> {
    let is_chapter = |package: &&Package| package.name.starts_with("chapter-");
    let mut chapters: Vec<&Package> = packages().iter().filter(is_chapter).collect();
    chapters.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(chapters.len() > 1, "this workspace has chapters");
    chapters
}

/// The flags that make a chapter quick, as its Cargo.toml says.
pub fn quick_flags(chapter: &'static Package) -> Vec<&'static str> {
    let flags = chapter.metadata["chapter"]["quick"].as_array();
    let flags = flags.unwrap_or_else(|| panic!("{} has no quick flags", chapter.name));
    flags.iter().map(|flag| flag.as_str().expect("a flag is text")).collect()
}

/// The packages that are a program, except for those that need a feature to be one.
pub fn programs() -> Vec<&'static str> {
    let is_program = |package: &&Package| {
        package.targets.iter().any(|target| target.is_bin() && target.required_features.is_empty())
    };
    packages().iter().filter(is_program).map(|package| package.name.as_str()).collect()
}
