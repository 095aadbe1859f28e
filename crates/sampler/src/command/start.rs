//! Starts a command as a shell would.

#[cfg(unix)]
use std::path::PathBuf;
use std::{
    ffi::{OsStr, OsString},
    fmt, io,
    path::Path,
    process::{Child, Command},
};

use stopwatch::text;

use super::signals::HeldBack;

/// Variables of the environment.
type Variables<'v> = [(&'v str, &'v Path)];

/// Why a command was not started, and the exit code of a shell for that.
#[derive(Debug)]
pub struct Refusal {
    program: String,
    why: io::Error,
    /// The program that should run this one, a script, when it is what is missing.
    interpreter: Option<String>,
    /// That exit code: 126 when the command is there, 127 when it is not.
    pub code: u8,
}

/// Starts a program. A file without a first line that names its interpreter is a shell script.
pub(super) fn start(
    program: &OsStr,
    args: &[OsString],
    variables: &Variables,
    signals: &HeldBack,
) -> Result<Child, Refusal> {
    let mut command = Command::new(program);
    command.args(args).envs(variables.iter().copied());
    signals.not_from(&mut command).spawn().or_else(|why| {
        let started = match is_a_script(&why) {
            true => in_a_shell(program, args, variables, signals),
            false => Err(why),
        };
        started.map_err(|why| {
            let is_missing = why.kind() == io::ErrorKind::NotFound;
            Refusal {
                program: text::excerpt(&program.to_string_lossy()),
                // The system says of a script that is there that it is missing, when that is missing.
                interpreter: if is_missing { interpreter_of(program) } else { None },
                code: if is_missing { 127 } else { 126 },
                why,
            }
        })
    })
}

/// Whether the system says that a file is no program: on Unix ENOEXEC.
fn is_a_script(why: &io::Error) -> bool {
    cfg!(unix) && why.raw_os_error() == Some(8)
}

#[cfg(unix)]
fn in_a_shell(
    program: &OsStr,
    args: &[OsString],
    variables: &Variables,
    signals: &HeldBack,
) -> io::Result<Child> {
    let script = file_of(program).map_or_else(|| program.into(), PathBuf::into_os_string);
    let mut shell = Command::new("/bin/sh");
    shell.arg(script).args(args).envs(variables.iter().copied());
    signals.not_from(&mut shell).spawn()
}

/// The file that a program is in, when there is one that may be run.
#[cfg(unix)]
fn file_of(program: &OsStr) -> Option<PathBuf> {
    use std::{env, os::unix::fs::PermissionsExt};

    let may_run = |file: &Path| {
        file.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
    };
    if program.as_encoded_bytes().contains(&b'/') {
        return Some(program.into()).filter(|file: &PathBuf| may_run(file));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found = env::split_paths(&path).map(|folder| folder.join(program));
    found.find(|file| may_run(file))
}

/// The program that the first line of a script names to run it, `#!/usr/bin/python3`.
#[cfg(unix)]
fn interpreter_of(program: &OsStr) -> Option<String> {
    use std::{
        fs::File,
        io::{BufRead, BufReader, Read},
    };

    /// The system reads no more of it either.
    const LONGEST: u64 = 256;
    let script = File::open(file_of(program)?).ok()?;
    let mut line = Vec::new();
    BufReader::new(script.take(LONGEST)).read_until(b'\n', &mut line).ok()?;
    let line = String::from_utf8_lossy(line.strip_prefix(b"#!")?).into_owned();
    // Only these end its name: a file from Windows has a carriage return in it.
    let mut words = line.split([' ', '\t', '\n']).filter(|word| !word.is_empty());
    words.next().map(text::excerpt)
}

#[cfg(not(unix))]
fn in_a_shell(
    _program: &OsStr,
    _args: &[OsString],
    _variables: &Variables,
    _signals: &HeldBack,
) -> io::Result<Child> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn interpreter_of(_program: &OsStr) -> Option<String> {
    None
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, why, interpreter, code } = self;
        if let Some(interpreter) = interpreter {
            return write!(
                f,
                "could not start {program}: its first line says that {interpreter} runs it, and that \
                 is missing\nCorrect that line, or name what runs it: python3 my_script.py"
            );
        }
        let hint = match code {
            127 => "Is it spelt right, and on your PATH?",
            _ => "Is it a program? A script is run by another one: python3 my_script.py",
        };
        write!(f, "could not start {program}: {why}\n{hint}")
    }
}
