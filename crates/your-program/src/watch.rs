//! Watches a command, or a process that runs already, and shows what was seen.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::{self, ExitCode},
};

use anyhow::{Context, Result, bail};

use sampler::{History, Scene, Sight, Watched, command};
use stopwatch::{
    Run, cores,
    text::{self, counted, duration},
    timeline::{self, Canvas},
};

use crate::{
    args::Args,
    export::{self, Program, Seen},
    py_spy::{self, Asking, Told},
    recorded::Place,
    rows, verdict,
};

/// Runs the command to its end, shows what was seen on stderr, and passes its exit code on.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let asking = py_spy::ask(process::id());
    let place = Place::new();
    let variables = place.as_ref().map(Place::variables).unwrap_or_default();
    let ended = match command::run(&args.command, args.seconds, &variables)? {
        Ok(ended) => ended,
        Err(refusal) => {
            say(&format!("Error: {refusal}"));
            return Ok(ExitCode::from(refusal.code));
        }
    };
    let code = ExitCode::from(ended.code());
    say("");
    if ended.reached_limit {
        say(&format!(
            "It had not ended after {}, and was made to end.",
            duration(limit_s(args))
        ));
    } else if !ended.status.success() {
        say(&format!("The command failed: {}.", ended.status));
    }
    let tasks = place.and_then(|place| place.tasks(ended.history.watched_s()));
    let watched = Watched { sight: ended.sight, history: ended.history };
    show(
        args,
        &title(&args.command),
        watched,
        tasks.as_ref(),
        &asking.map(Asking::end).unwrap_or_default(),
    )?;
    Ok(code)
}

/// The command, as far as it fits into the headline of the picture.
fn title(command: &[OsString]) -> String {
    const LONGEST: usize = 60;
    let words: Vec<_> =
        command.iter().map(|word| word.to_string_lossy()).collect();
    let words = words.join(" ");
    let title: String =
        words.chars().take(LONGEST).take_while(|it| !it.is_control()).collect();
    if title.len() < words.len() {
        format!("{} ...", title.trim_end())
    } else {
        title
    }
}

fn limit_s(args: &Args) -> f64 {
    args.seconds.map_or(0.0, |limit| limit.as_secs_f64())
}

/// Watches a process that runs already.
pub(crate) fn attach(args: &Args, process: u32) -> Result<ExitCode> {
    let asking = py_spy::ask(process);
    let watched = command::attach(process, args.seconds)
        .with_context(|| format!("could not watch the process {process}"))?;
    if let (Sight::Threads(_), true) =
        (&watched.sight, watched.history.threads.is_empty())
    {
        bail!(
            "there is no process {process}, or it is another user's, who alone may watch it"
        );
    }
    if let Sight::Nothing { why, .. } = watched.sight {
        bail!("{why}");
    }
    show(
        args,
        &format!("process {process}"),
        watched,
        None,
        &asking.map(Asking::end).unwrap_or_default(),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Draws what was seen, and says what it means.
fn show(
    args: &Args,
    name: &str,
    watched: Watched,
    tasks: Option<&Run>,
    told: &Told,
) -> Result<()> {
    let Watched { sight, mut history } = watched;
    if let Sight::Nothing { why, .. } = sight {
        say(&format!("{why}: there is no picture here."));
        for file in args.exports() {
            say(&format!(
                "{} was not written.",
                text::shown(&file.to_string_lossy())
            ));
        }
        return Ok(());
    }
    let remarks = verdict::sentences(&Scene::new(&history, cores()));
    // Verdicts compare names: they come first.
    told.name_threads(&mut history);
    let scene = Scene::new(&history, cores());
    let run = Run { remarks, ..rows::run(name, &scene) };
    let (drawn, left_out) = rows::without_moments(&run);
    let processes = rows::processes(&scene);
    let program = Program { run: &run, drawn: &drawn, tasks, processes };
    let canvas = Canvas::of_terminal(args.output.ascii);
    let withheld = (history.withheld > 0).then(|| WITHHELD.to_owned());
    let notes =
        [Some(summary(&scene)), left_out, told.sentence(&scene), withheld];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    if run.tasks.is_empty() {
        say("It ended before anybody could look at it.");
    } else {
        say(timeline::draw_each(&program.rows(), canvas).trim_end());
        for remark in &run.remarks {
            say("");
            say(&canvas.paragraph(remark));
        }
        say("");
        notes.iter().for_each(|note| say(&canvas.paragraph(note)));
    }
    export::report(args, &program)?;
    export::pictures(
        args,
        &Seen { title: name, programs: vec![program], notes: &notes },
    )
}

const WITHHELD: &str = "/proc withheld for what some threads waited. It tells that of programs that run \
                        as you do: not of those with rights of their own (setuid), nor where \
                        kernel.yama.ptrace_scope is 2 or more (sysctl), or /proc is mounted with hidepid.";

/// What was watched, and what that cost.
fn summary(scene: &Scene) -> String {
    let History { threads, processes, looks, looking_s, .. } = scene.history;
    let watched_s = scene.watched_s();
    format!(
        "Watched for {}: {} in {}, which computed on {:.2} of {}, looked at {}. Looking took {:.1} % of a \
         core.",
        duration(watched_s),
        counted(threads.len() as u64, "thread"),
        counted(processes.len() as u64, "process"),
        scene.cores_busy(),
        counted(scene.cores as u64, "core"),
        counted(looks.len() as u64, "time"),
        100.0 * looking_s / watched_s.max(1e-9),
    )
}

/// Prints on stderr. When nobody reads it, the command has been run all the same.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
