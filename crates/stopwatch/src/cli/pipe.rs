//! What happens when nobody can take what a program prints.

use std::{
    fmt,
    io::{self, Write},
    panic::{self, AssertUnwindSafe},
    process,
};

use super::refusal::refused_thread;
use crate::measure::recorder;

/// Like the standard `println!`, except for one thing: where nobody reads any more (`| head -1`), the
/// program goes on without printing, to its own end and exit code, instead of panicking.
///
/// `use stopwatch::println;` is all that it takes; clippy says where that was forgotten.
#[macro_export]
macro_rules! println {
    () => { $crate::println!("") };
    ($($text:tt)+) => {
        $crate::print_text(::std::format_args!("{}\n", ::std::format_args!($($text)+)))
    };
}

/// Like the standard `print!`, with the same exception as [`println!`](crate::println).
#[macro_export]
macro_rules! print {
    ($($text:tt)+) => { $crate::print_text(::std::format_args!($($text)+)) };
}

/// Like the standard `eprintln!`, with the same exception as [`println!`](crate::println).
#[macro_export]
macro_rules! eprintln {
    () => { $crate::eprintln!("") };
    ($($text:tt)+) => {
        $crate::eprint_text(::std::format_args!("{}\n", ::std::format_args!($($text)+)))
    };
}

#[doc(hidden)]
#[expect(clippy::disallowed_macros, reason = "this is what stands in their place")]
pub fn print_text(text: fmt::Arguments<'_>) {
    // The standard macro, because tests capture what it prints.
    unless_nobody_reads(|| std::print!("{text}"));
}

#[doc(hidden)]
pub fn eprint_text(text: fmt::Arguments<'_>) {
    unless_nobody_reads(|| std::eprint!("{text}"));
}

/// Prints, and takes back the panic with which the standard macros answer a closed pipe.
fn unless_nobody_reads(print: impl FnOnce()) {
    if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(print)) {
        let message = panic.downcast_ref::<String>().map_or("", String::as_str);
        match unprinted(message) {
            Some((_, reason)) if is_closed_pipe(reason) => {}
            _ => panic::resume_unwind(panic),
        }
    }
}

/// Makes panics say what a reader needs: nothing when a pipe was closed, and the reason when a full
/// disk ends the program. The first panic of a lesson is kept for the report.
pub fn explain_panics() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let message = panic.payload_as_str().unwrap_or_default();
        match unprinted(message) {
            Some((_, reason)) if is_closed_pipe(reason) => {}
            Some((stream, reason)) => {
                // Stderr may be what is full; then there is nobody left to tell.
                let _ = writeln!(io::stderr(), "Error: could not write to {stream}: {reason}");
                exit(1)
            }
            None => {
                let refused = refused_thread(message);
                let is_told = recorder::note_panic(refused.as_deref().unwrap_or(message));
                match refused {
                    // In a run it is the failure of a version, which is reported at the end.
                    Some(_) if is_told => {}
                    Some(why) => {
                        let _ = writeln!(io::stderr(), "Error: {why}");
                        exit(1)
                    }
                    None => report(panic),
                }
            }
        }
    }));
}

/// The stream and the reason, from the panic of a `println!` or `eprintln!` that could not print.
fn unprinted(panic: &str) -> Option<(&str, &str)> {
    panic.strip_prefix("failed printing to ")?.split_once(": ")
}

/// Windows says "being closed" (232) or "ended" (109) where Unix says "broken" (32).
fn is_closed_pipe(reason: &str) -> bool {
    let codes = if cfg!(windows) { &[232, 109][..] } else { &[32][..] };
    codes.iter().any(|code| reason.ends_with(&format!("(os error {code})")))
}

#[expect(
    clippy::disallowed_methods,
    reason = "neither a panic hook nor another thread can make `main` return"
)]
pub(crate) fn exit(code: i32) -> ! {
    process::exit(code)
}
