//! What the tests beside this file share: the programs of the workspace, started and looked after.

mod packages;
mod running;
mod skipped;

use std::{
    collections::BTreeMap,
    env,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use cargo_metadata::Message;

pub use packages::{chapters, programs, quick_flags};
pub use running::{Running, start};
pub use skipped::skip;

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in a workspace")
}

/// The program with this name, built from the sources as they are now.
///
/// Cargo tells a test only about its own package's programs, and what is in the target folder may be
/// old. So Cargo is asked to build, once, and to say where each program is.
pub fn path_of(program: &str) -> &'static Path {
    static PROGRAMS: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let programs = PROGRAMS.get_or_init(build);
    programs.get(program).unwrap_or_else(|| panic!("there is no program {program}"))
}

fn build() -> BTreeMap<String, PathBuf> {
    let mut cargo = cargo()
        .args(["build", "--workspace", "--bins", "--message-format=json-render-diagnostics"])
        .current_dir(workspace())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo can be started");
    let messages = BufReader::new(cargo.stdout.take().expect("stdout is piped"));
    let programs = Message::parse_stream(messages)
        .filter_map(|message| match message.expect("cargo speaks JSON") {
            Message::CompilerArtifact(artifact) => {
                Some((artifact.target.name, artifact.executable?.into()))
            }
            _ => None,
        })
        .collect();
    assert!(cargo.wait().expect("cargo ends").success(), "the workspace does not build");
    programs
}

/// Cargo as it would be typed.
pub fn cargo() -> Command {
    outside_of_cargo(Command::new(env!("CARGO")))
}

/// A command that starts Cargo, as it would be typed. Cargo describes the package under test to us in
/// variables; a build that sees these would compile again every crate that asks for them.
pub fn outside_of_cargo(mut command: Command) -> Command {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}

/// The program with this name as a command, in an environment that does not depend on who runs the
/// tests.
pub fn program(name: &str) -> assert_cmd::Command {
    limited(std_program(name))
}

/// Like [`program`], for tests that look after the process themselves: see [`start`].
pub fn std_program(name: &str) -> Command {
    in_plain_surroundings(Command::new(path_of(name)))
}

/// Like [`std_program`], for a test that sends it Ctrl-C. Whoever runs the tests may have turned that
/// off, as a shell does for what it starts with `&`; `env` turns it on again, where it can.
#[cfg(unix)]
pub fn program_that_minds_ctrl_c(name: &str) -> Command {
    if !cfg!(target_os = "linux") {
        return std_program(name);
    }
    let mut env = Command::new("env");
    env.arg("--default-signal=HUP,INT,QUIT,TERM").arg(path_of(name));
    in_plain_surroundings(env)
}

fn in_plain_surroundings(mut command: Command) -> Command {
    command
        .current_dir(workspace())
        .env("COLUMNS", "80")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("RUST_BACKTRACE");
    command
}

/// A command that is killed if it does not end, so that it has no exit code.
pub fn limited(command: Command) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::from_std(command);
    command.timeout(running::LIMIT);
    command
}

/// The number of a core that this process may use.
#[cfg(target_os = "linux")]
pub fn a_core() -> String {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc is there");
    let cores = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let cores = cores.expect("cores are named").trim();
    cores.split([',', '-']).next().unwrap_or(cores).to_owned()
}

/// Writes a script that can be run. A child process does it: a file that this process had open for
/// writing cannot be run while another test starts a program, which for a moment has it open too.
#[cfg(unix)]
pub fn write_script(file: &Path, text: &str) {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"printf %s "$1" > "$0" && chmod 755 "$0""#]).arg(file).arg(text);
    assert!(shell.status().expect("there is a shell").success(), "{}", file.display());
}

/// Like [`program`], under a limit of the shell, such as `-v 100000`.
#[cfg(unix)]
pub fn program_under(limit: &str, name: &str) -> assert_cmd::Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!(r#"ulimit {limit} && exec "$@""#), "sh"]).arg(path_of(name));
    // With an arena for every thread, the allocator alone would use up the address space.
    shell.current_dir(workspace()).env("LC_ALL", "C.UTF-8").env("MALLOC_ARENA_MAX", "1");
    limited(shell)
}
