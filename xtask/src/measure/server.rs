//! The practice API, for scripts that download. A chapter starts its own, with the same flags.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

/// The package, and its program.
pub(super) const PACKAGE: &str = "practice-api";

/// A server that ends when this is dropped, or when this process is killed.
pub(super) struct Server {
    process: Child,
    pub(super) url: String,
}

impl Server {
    pub(super) fn start(program: &Path, flags: &[String]) -> Result<Self> {
        let mut process = Command::new(program)
            .args(["--port", "0", "--end-with-stdin"])
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the practice API")?;
        let mut stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        let mut server = Self { process, url: String::new() };
        let mut line = String::new();
        stdout.read_line(&mut line).context("could not read what the practice API says")?;
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        server.url = url.context("the practice API does not say where it listens")?.to_owned();
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
