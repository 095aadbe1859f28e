//! The practice API as a program, for curl, a browser or Python.
//! Type `cargo run -p practice-api -- --port 3000`, then open the address that it prints.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use practice_api::{ApiArgs, PracticeApi};

/// A local stand-in for jsonplaceholder.typicode.com, with latency and faults on request
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 3000, allow_negative_numbers = true)]
    port: u16,

    /// How many posts there are
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100_000))]
    posts: u32,

    /// How many regions have a sales report
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100_000))]
    reports: u32,

    #[command(flatten)]
    api: ApiArgs,

    /// End when stdin does: then the program that started this one has gone
    #[arg(long, hide = true)]
    end_with_stdin: bool,
}

#[expect(clippy::disallowed_macros, reason = "nothing is left to do after these words")]
fn main() -> ExitCode {
    let args = Args::parse();
    if args.end_with_stdin {
        stopwatch::end_with_stdin();
    }
    let config = args.api.config(args.port, args.posts, args.reports);
    let config = config.unwrap_or_else(|refused| refused.exit());
    match PracticeApi::start(config) {
        Ok(api) => {
            // Served all the same when nobody can read this.
            let _ = writeln!(io::stdout(), "Listening on {} (Ctrl-C ends it)", api.base_url());
            api.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Error: could not listen on 127.0.0.1:{}: {error}", args.port);
            if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) {
                eprintln!("Choose another port with --port, or any free one with --port 0.");
            }
            ExitCode::FAILURE
        }
    }
}
