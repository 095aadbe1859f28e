//! The exports that are written on request: a flag for each, made from the list of them all.

use std::path::{Path, PathBuf};

use anyhow::Error;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::{
    Summary,
    files::{EXPORTS, Export, To, write},
};

/// The exports that were asked for, for `#[command(flatten)]` in a task's arguments.
pub(crate) struct RequestedExports(Vec<Requested>);

struct Requested {
    flag: &'static str,
    export: &'static Export,
    file: PathBuf,
}

impl RequestedExports {
    /// Two flags with the same file end the program with exit code 2, before anything runs.
    pub(crate) fn refuse_same_files(&self, other: (&str, Option<&Path>)) {
        let flags: Vec<String> = self.0.iter().map(|it| format!("`--{}`", it.flag)).collect();
        let files = flags.iter().zip(&self.0).map(|(flag, it)| (flag.as_str(), Some(&*it.file)));
        let files: Vec<_> = files.chain([other]).collect();
        stopwatch::different_files(&files).unwrap_or_else(|refused| refused.exit());
    }

    /// Writes them all, and returns what went wrong.
    pub(crate) fn write(&self, summary: &Summary) -> Vec<Error> {
        let written = self.0.iter().map(|Requested { export, file, .. }| {
            (export.contents)(summary).and_then(|contents| write(file, &contents))
        });
        written.filter_map(Result::err).collect()
    }
}

impl Args for RequestedExports {
    fn augment_args(command: Command) -> Command {
        EXPORTS.iter().fold(command, |command, export| match export.to {
            To::Folder(_) => command,
            To::Flag { name, help } => {
                let flag = Arg::new(name).long(name).value_name("FILE").help(help);
                command.arg(flag.value_parser(stopwatch::export_file))
            }
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RequestedExports {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let requested = EXPORTS.iter().filter_map(|export| match export.to {
            To::Folder(_) => None,
            To::Flag { name: flag, .. } => {
                let file = matches.get_one::<PathBuf>(flag)?.clone();
                Some(Requested { flag, export, file })
            }
        });
        Ok(Self(requested.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
