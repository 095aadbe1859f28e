//! The Python that calls the kernels.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow, bail};

use interpreters::{Interpreter, LONGEST, Unusable, for_modules};
use stopwatch::{Report, Run, report_left_by};

use crate::{args::Args, module, sales};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Where Python looks for what is imported.
const PATH: &str = "PYTHONPATH";

/// A Python that can import the module, and what its script is told.
pub(crate) struct Python {
    pub(crate) interpreter: Interpreter,
    path: OsString,
    flags: Vec<OsString>,
    /// The versions that need a package which it lacks, each with the reason.
    lacking: BTreeMap<String, String>,
}

/// Finds a Python and builds the module for it; where there is none, says what to install.
///
/// # Errors
/// When the Python that was asked for cannot be used, and when the module cannot be built.
pub(crate) fn find(args: &Args) -> Result<Result<Python, String>> {
    let interpreter =
        match for_modules(module::SINCE, args.python.as_deref(), LONGEST) {
            Ok(interpreter) => interpreter,
            Err(unusable) => {
                match unusable.iter().find(|it| it.was_asked_for) {
                    Some(asked_for) => bail!("{asked_for}"),
                    None => return Ok(Err(to_install(&unusable))),
                }
            }
        };
    let module = module::build().context("the module has to be built first")?;
    let helpers = Path::new(HERE).join("../../chapters/python");
    let own = env::var_os(PATH).unwrap_or_default();
    let path = env::join_paths(
        [module, helpers].into_iter().chain(env::split_paths(&own)),
    )
    .map_err(|error| anyhow!("{PATH}: {error}"))?;
    let mut python = Python {
        interpreter,
        path,
        flags: flags(args)?,
        lacking: BTreeMap::new(),
    };
    let predicted = python
        .script(&["--predict"])
        .context("Python could not import the module")?;
    let lacking = predicted.skipped.into_iter().map(|it| (it.name, it.reason));
    python.lacking = lacking.collect();
    Ok(Ok(python))
}

fn to_install(unusable: &[Unusable]) -> String {
    let (major, minor) = module::SINCE;
    let others: Vec<String> =
        unusable.iter().map(|it| format!("\n  {it}")).collect();
    format!(
        "It needs CPython {major}.{minor} or later, in its default build.\n\
         Install it from python.org, or type: uv python install{}",
        others.concat()
    )
}

fn flags(args: &Args) -> Result<Vec<OsString>> {
    let numbers = [
        ("--limit", args.limit.to_string()),
        ("--tasks", args.tasks.to_string()),
        ("--workers", args.workers().to_string()),
    ];
    let mut flags: Vec<OsString> = numbers
        .into_iter()
        .flat_map(|(flag, number)| [flag.into(), number.into()])
        .collect();
    flags.extend(["--file".into(), sales::csv_file(args.rows)?.into()]);
    Ok(flags)
}

impl Python {
    /// What a version needs and is not there.
    pub(crate) fn lacks(&self, version: &str) -> Option<&str> {
        self.lacking.get(version).map(String::as_str)
    }

    /// Runs a version, in a process of its own.
    pub(crate) fn run(&self, version: &str) -> Result<Run> {
        let mut report = self.script(&["--only", version])?;
        report.versions.pop().context("the script ran nothing")
    }

    fn script(&self, flags: &[&str]) -> Result<Report> {
        report_left_by(|file| {
            let mut python = Command::new(&self.interpreter.path);
            python.arg(script()).args(&self.flags).args(flags);
            python.arg("--end-with-stdin").arg("--export-json").arg(file);
            python.env(PATH, &self.path);
            python
        })
    }
}

fn script() -> PathBuf {
    Path::new(HERE).join("src/calls.py")
}
