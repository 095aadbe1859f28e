//! Runs the versions of chapter 15, each in Python.

use std::time::Duration;

use stopwatch::{Lesson, println};

mod args;
mod module;
mod predict;
mod python;
mod recorded;
mod sales;
mod ticks;

use args::Args;
use python::Python;

const VERSIONS: &[&str] = &[
    "pure-python",
    "rust",
    "one-by-one",
    "threads-gil-held",
    "threads-gil-released",
    "rayon",
    "ticks-gil-held",
    "ticks-gil-released",
    "csv-pure-python",
    "csv-rust",
    "csv-rayon",
    "csv-pandas",
    "csv-polars",
];

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    let mut calls = Calls::new(&args)?;
    let (cores, workers) = (args.busy_cores(), args.workers());
    let (fewer, primes) =
        (predict::primes(args.limit / 5), predict::primes(args.limit));
    let sums = predict::sums(&sales::csv_file(args.rows)?)
        .map_err(anyhow::Error::from)?;

    calls.version("pure-python", 1, None);
    calls.version("rust", 1, fewer);
    calls.lesson.next_job();
    calls.version("one-by-one", 1, primes);
    calls.version("threads-gil-held", workers, primes);
    calls.version("threads-gil-released", workers, primes / cores);
    calls.version("rayon", workers, primes / cores);
    calls.lesson.next_job();
    calls.version("ticks-gil-held", workers, primes / cores);
    calls.version("ticks-gil-released", workers, primes / cores);
    calls.lesson.next_job();
    calls.version("csv-pure-python", 1, None);
    calls.version("csv-rust", 1, sums);
    calls.version("csv-rayon", workers, sums / cores);
    calls.version("csv-pandas", 1, None);
    calls.version("csv-polars", workers, None);

    calls.lesson.finish()
}

/// Versions that Python runs.
struct Calls {
    lesson: Lesson,
    /// Who calls; or why there is nobody.
    python: Result<Python, String>,
}

impl Calls {
    /// Finds the Python, and says which it is. Without one, the recorded run is shown.
    fn new(args: &Args) -> anyhow::Result<Self> {
        let lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output)
            .tasks_are_figures();
        if args.output.predict {
            return Ok(Self {
                lesson,
                python: Err("nothing is run".to_owned()),
            });
        }
        let python = python::find(args)?;
        let lesson = match &python {
            Ok(python) => {
                println!("Called from {}.", python.interpreter.language);
                lesson
            }
            Err(why) => {
                println!("There is no Python that can load a module.\n{why}");
                match recorded::report() {
                    Some(recorded) => {
                        println!(
                            "These are the figures of the run in the guide:"
                        );
                        lesson.show_figures_of(recorded)
                    }
                    None => lesson,
                }
            }
        };
        Ok(Self { lesson, python })
    }

    /// Has Python run a version, if it has what that needs, and says how long another thread stood still.
    fn version(
        &mut self,
        name: &str,
        workers: usize,
        predicted: impl Into<Option<Duration>>,
    ) {
        let version =
            self.lesson.version(name).workers(workers).predict(predicted);
        match &self.python {
            Err(_) => version.skip("there is no Python that can load a module"),
            Ok(python) => match python.lacks(name) {
                Some(why) => version.skip(why),
                None => version.run_elsewhere(|| python.run(name)),
            },
        }
        let ran = self.lesson.last_run().filter(|run| run.name == name);
        if let Some(longest) = ran.and_then(ticks::longest) {
            for remark in self.lesson.add_remarks([longest]) {
                println!("{remark}");
            }
        }
    }
}
