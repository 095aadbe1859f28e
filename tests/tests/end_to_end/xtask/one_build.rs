//! What `cargo run -p`, `cargo xtask` and `cargo test` compile is one build.

use std::collections::BTreeSet;

use end_to_end::{cargo, path_of, programs, skip, workspace};

use crate::texts;

/// What `cargo run -p`, `cargo xtask` and `cargo test` compile is one build: after this test's own
/// build of the whole workspace nothing is left to compile for one package alone.
#[test]
fn a_package_alone_needs_no_build_of_its_own() {
    for name in programs() {
        path_of(name);
        let mut cargo = cargo();
        let output = cargo.args(["build", "--package", name]).current_dir(workspace()).output();
        let (_, stderr) = texts(&output.unwrap());
        assert!(
            !stderr.contains("Compiling"),
            "features differ (see stopwatch's Cargo.toml):\n{stderr}"
        );
    }
}

/// The same for other systems. On Windows more than time depends on it: `cargo xtask check` could not
/// replace its own program while it runs.
#[test]
fn a_package_alone_needs_the_same_features_on_every_system() {
    for target in ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"] {
        let Some(of_programs) = features(target, &["--workspace", "--edges", "normal,build"])
        else {
            skip(
                "other-systems",
                &format!("not all is downloaded for {target}; `cargo fetch` does it"),
            );
            continue;
        };
        let all = features(target, &["--workspace"]).unwrap();
        for name in programs() {
            let alone = features(target, &["--package", name, "--edges", "normal,build"]).unwrap();
            // A test may need more features of crates that only other programs use.
            let together = if name == "xtask" { &all } else { &of_programs };
            let different: Vec<_> = alone.difference(together).collect();
            assert!(different.is_empty(), "{name}, on {target}: {different:#?}");
        }
    }
}

/// The packages that a command compiles for a system, each with its features; `None` where Cargo
/// would have to download some.
fn features(target: &str, args: &[&str]) -> Option<BTreeSet<String>> {
    let mut cargo = cargo();
    cargo.args(["tree", "--offline", "--target", target, "--prefix", "none", "--no-dedupe"]);
    cargo.args(["--format", "{p} {f}"]).args(args).current_dir(workspace());
    let output = cargo.output().unwrap();
    let lines = texts(&output).0;
    output.status.success().then(|| lines.lines().map(str::to_owned).collect())
}
