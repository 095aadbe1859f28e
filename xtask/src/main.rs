//! The project's own commands: type `cargo xtask all` to run every chapter and see its timings.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use stopwatch::{eprintln, text};

mod book;
mod chapters;
mod check;
mod collect;
mod doctor;
mod guesses;
mod learn;
mod measure;
mod new;
mod process;
mod report;
mod timings;

use chapters::UsageError;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Runs the chapters and collects their timings")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every chapter, one at a time, and collect the timings
    All(collect::AllArgs),
    /// Run one chapter and collect its timings
    Run(collect::RunArgs),
    /// Show how far off your guesses were (`--guess` of every chapter)
    Guesses,
    /// Hand out the exercises, and check what you make of them
    Learn(learn::LearnArgs),
    /// Build the guide as a book; or check it, record it, test it in a browser
    Book(book::BookArgs),
    /// Make a chapter that builds and passes every check, to be filled
    New(new::NewArgs),
    /// Check everything that CI checks
    Check,
    /// Say what this machine has, and what is missing
    Doctor,
}

fn main() -> ExitCode {
    stopwatch::explain_panics();
    let result = match Args::parse().task {
        Task::All(args) => collect::all(&args),
        Task::Run(args) => collect::run(&args),
        Task::Guesses => guesses::guesses(),
        Task::Learn(args) => learn::learn(&args),
        Task::Book(args) => book::book(&args),
        Task::New(args) => new::new(&args),
        Task::Check => check::check(),
        Task::Doctor => doctor::doctor(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {}", text::sentence(&format!("{error:#}")));
            ExitCode::from(if error.is::<UsageError>() { 2 } else { 1 })
        }
    }
}
