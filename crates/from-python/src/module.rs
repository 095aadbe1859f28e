//! The module that Python imports: built by Cargo, and put where Python finds it under its right name.

use std::{
    fs::{self, File},
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use stopwatch::{NewFile, cargo, eprintln};

/// The package of the module, the feature with which it is one, and the name of its library.
const PACKAGE: &str = "from-rust";
const FEATURE: &str = "module";
const LIBRARY: &str = "from_rust";

/// What Python looks for. One file for all versions of CPython since [`SINCE`]: the `abi3` in its name
/// says so, and a Python that cannot load it does not find it either.
const FILE: &str =
    if cfg!(windows) { "from_rust.pyd" } else { "from_rust.abi3.so" };

/// The oldest Python that loads it: see `pyo3` in the workspace's Cargo.toml.
pub(crate) const SINCE: (u32, u32) = (3, 11);

/// Builds the module, if that has to be done, and returns the folder from which Python imports it.
pub(crate) fn build() -> Result<PathBuf> {
    let target = stopwatch::target_folder()
        .context("it is not in Cargo's target folder")?;
    let library = library(&target)?;
    let folder = target.join("python");
    let module = folder.join(FILE);
    // A Python that runs may have the old one loaded.
    if fs::read(&module).ok() != Some(fs::read(&library)?) {
        let mut new = NewFile::create(&module)?;
        new.write(|file| io::copy(&mut File::open(&library)?, file).map(drop))?;
        new.replace()?;
    }
    Ok(folder)
}

/// Has Cargo build the library, as it built this program. What Cargo says is shown where there is somebody
/// who waits for it, or when it fails.
fn library(target: &Path) -> Result<PathBuf> {
    let mut cargo = cargo();
    cargo.args(["build", "--package", PACKAGE, "--features", FEATURE]);
    cargo
        .arg("--message-format=json-render-diagnostics")
        .arg("--target-dir")
        .arg(target);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let stderr = if io::stderr().is_terminal() {
        Stdio::inherit()
    } else {
        Stdio::piped()
    };
    let cargo =
        cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    let cargo = cargo.stdout(Stdio::piped()).stderr(stderr).spawn();
    let output = cargo.and_then(Child::wait_with_output);
    let output =
        output.context("could not start Cargo, which comes with Rust")?;
    match library_in(&output.stdout).filter(|_| output.status.success()) {
        Some(library) => Ok(library),
        None => {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            let limit =
                stopwatch::limited_memory().map(|limit| format!("\n{limit}"));
            bail!(
                "Cargo could not build it ({}){}",
                output.status,
                limit.unwrap_or_default()
            )
        }
    }
}

/// The library among what Cargo says it has built, a message a line.
fn library_in(messages: &[u8]) -> Option<PathBuf> {
    let mut artifacts =
        messages.split(|&byte| byte == b'\n').filter_map(|line| {
            let message: Value = serde_json::from_slice(line).ok()?;
            let is_it = message["target"]["name"] == LIBRARY;
            let file =
                message["filenames"].as_array().filter(|_| is_it)?.first()?;
            file.as_str().map(PathBuf::from)
        });
    artifacts.next_back()
}
