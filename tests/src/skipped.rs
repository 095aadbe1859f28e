//! Tests for which this machine lacks something.

use std::{
    env,
    fs::File,
    io::{self, Write},
};

/// Says that a test is skipped for want of something: what it needs, in one word, and why that is not
/// there.
///
/// `cargo xtask check` names a file in this variable. Its last line says what is written there, and it
/// fails if one of these was installed and so has to be there.
pub fn skip(need: &str, why: &str) {
    // Not by `eprintln!`: what a test prints like that is shown only when it fails.
    let _ = writeln!(io::stderr(), "skipped, for want of {need}: {why}");
    if let Some(file) = env::var_os("SKIPPED_CHECKS") {
        let file = File::options().append(true).create(true).open(file);
        file.and_then(|mut file| writeln!(file, "{need}: {why}")).expect("skipping can be noted");
    }
}
