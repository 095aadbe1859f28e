//! What happens when nobody can take what a chapter prints.

use std::{
    io::{self, Write},
    panic, process,
};

use crate::recorder;

/// Makes `cargo run … | head -1` end quietly, and a full disk end with a reason.
///
/// `println!` panics when stdout cannot be written, and `eprintln!` likewise. Lessons use it all the same, because it is
/// what a beginner types, so the panic is turned into an exit here, once: a closed pipe is the
/// reader saying "enough" (exit 0), anything else is a failure (exit 1).
pub fn end_quietly_on_closed_pipe() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let message = panic.payload_as_str().unwrap_or_default();
        let unprinted = message
            .strip_prefix("failed printing to ")
            .and_then(|stream_and_reason| stream_and_reason.split_once(": "));
        match unprinted {
            Some((_, reason)) if is_closed_pipe(reason) => exit(0),
            Some((stream, reason)) => {
                // Stderr may be what is full; then there is nobody left to tell.
                let _ = writeln!(io::stderr(), "Error: could not write to {stream}: {reason}");
                exit(1)
            }
            None => {
                recorder::note_panic(message);
                report(panic);
            }
        }
    }));
}

/// Windows says "being closed" (232) or "ended" (109) where Unix says "broken" (32).
fn is_closed_pipe(reason: &str) -> bool {
    let codes = if cfg!(windows) { &[232, 109][..] } else { &[32][..] };
    codes.iter().any(|code| reason.ends_with(&format!("(os error {code})")))
}

#[expect(clippy::disallowed_methods, reason = "a panic hook cannot return an error from main")]
fn exit(code: i32) -> ! {
    process::exit(code)
}
