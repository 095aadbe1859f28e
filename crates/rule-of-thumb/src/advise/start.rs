//! Starts a command as a shell would.

use std::{
    ffi::{OsStr, OsString},
    fmt, io,
    process::{Child, Command},
};

use stopwatch::text;

/// Why a command was not started, and the exit code of a shell for that.
pub(super) struct Refusal {
    program: String,
    why: io::Error,
    pub(super) code: u8,
}

/// Starts a program. A file without a first line that names its interpreter is a shell script.
pub(super) fn start(program: &OsStr, args: &[OsString]) -> Result<Child, Refusal> {
    Command::new(program).args(args).spawn().or_else(|why| {
        let started = if is_a_script(&why) { in_a_shell(program, args) } else { Err(why) };
        started.map_err(|why| Refusal {
            program: text::excerpt(&program.to_string_lossy()),
            code: if why.kind() == io::ErrorKind::NotFound { 127 } else { 126 },
            why,
        })
    })
}

/// Whether the system says that a file is no program: on Unix ENOEXEC.
fn is_a_script(why: &io::Error) -> bool {
    cfg!(unix) && why.raw_os_error() == Some(8)
}

#[cfg(unix)]
fn in_a_shell(program: &OsStr, args: &[OsString]) -> io::Result<Child> {
    use std::{env, os::unix::fs::PermissionsExt, path::Path};

    let path = env::var_os("PATH").unwrap_or_default();
    let may_run = |file: &Path| {
        file.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
    };
    let is_path = program.as_encoded_bytes().contains(&b'/');
    let mut found = env::split_paths(&path).map(|folder| folder.join(program));
    let script = if is_path { None } else { found.find(|file| may_run(file)) };
    Command::new("/bin/sh").arg(script.unwrap_or_else(|| program.into())).args(args).spawn()
}

#[cfg(not(unix))]
fn in_a_shell(_program: &OsStr, _args: &[OsString]) -> io::Result<Child> {
    Err(io::ErrorKind::Unsupported.into())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, why, code } = self;
        let hint = match code {
            127 => "Is it spelt right, and on your PATH?",
            _ => "Is it a program? A script is run by another one: python3 my_script.py",
        };
        write!(f, "could not start {program}: {why}\n{hint}")
    }
}
