//! What was seen of a command, as a run of which each thread is a row.

use std::{collections::HashMap, path::Path};

use sampler::{Bit, History, Process, Scene, State, Track};
use stopwatch::{Run, Task, text, timeline::STATES};

const COMPUTING: &str = STATES[0].name;
const NO_CORE: &str = STATES[1].name;
/// What is finer is not drawn, and not exported.
const COLUMNS: f64 = 400.0;
const COLUMNS_OF_MANY: f64 = 100.0;
const MANY: usize = 50;
/// Threads that were there for less than this part of the time are left out of a picture, where there are
/// more rows than a few.
const MOMENT: f64 = 0.02;
const FEW: usize = 8;

/// What a state is called.
pub fn word(state: State) -> &'static str {
    let place = match state {
        State::Runs => 0,
        State::Gil => 2,
        State::Lock => 3,
        State::TimedLock => 4,
        State::SharedLock => 5,
        State::Asleep => 6,
        State::Network => 7,
        State::EventLoop => 8,
        State::Disk => 9,
        State::Pipe => 10,
        State::Child => 11,
        State::Other => 12,
        State::Unknown | State::Stopped => 13,
    };
    STATES[place].name
}

/// The rows: for each thread what it is called, and what it did.
pub fn tasks(scene: &Scene) -> Vec<Task> {
    tasks_of(scene, &all(scene))
}

/// The same as a run with this name.
pub fn run(name: &str, scene: &Scene) -> Run {
    let computing_s = scene.computing_s();
    Run { cpu_s: Some(computing_s), ..run_of(name, scene, &all(scene)) }
}

/// The places of all threads.
fn all(scene: &Scene) -> Vec<usize> {
    (0..scene.history.threads.len()).collect()
}

/// A run for a picture: where there are many rows, without those of threads that were there for a moment
/// only, of which the second says how many they are.
pub fn without_moments(run: &Run) -> (Run, Option<String>) {
    let mut lived_s: HashMap<&str, f64> = HashMap::new();
    for task in &run.tasks {
        *lived_s.entry(&task.lane).or_default() +=
            task.end_s.unwrap_or(task.start_s) - task.start_s;
    }
    let shortest_s = MOMENT * run.wall_s.unwrap_or(0.0);
    let is_drawn = |task: &&Task| lived_s[task.lane.as_str()] >= shortest_s;
    let tasks: Vec<Task> = run.tasks.iter().filter(is_drawn).cloned().collect();
    let left_out =
        lived_s.values().filter(|lived_s| **lived_s < shortest_s).count();
    if lived_s.len() <= FEW || left_out == 0 || tasks.is_empty() {
        return (run.clone(), None);
    }
    let left_out = format!(
        "{} that {} there for less than {} {} not drawn.",
        text::counted(left_out as u64, "thread"),
        if left_out == 1 { "was" } else { "were" },
        text::duration(shortest_s),
        if left_out == 1 { "is" } else { "are" },
    );
    (Run { tasks, ..run.clone() }, Some(left_out))
}

/// The same process by process.
pub fn processes(scene: &Scene) -> Vec<Run> {
    let run = |process| {
        run_of(
            &process_label(scene.history, process),
            scene,
            scene.places_of(process),
        )
    };
    (0..scene.history.processes.len())
        .map(run)
        .filter(|run| !run.tasks.is_empty())
        .collect()
}

fn run_of(name: &str, scene: &Scene, places: &[usize]) -> Run {
    let tasks = tasks_of(scene, places);
    Run {
        wall_s: Some(scene.watched_s()),
        workers: places.len(),
        most_in_flight: stopwatch::overlap::most_in_flight(&tasks),
        tasks,
        ..Run::not_measured(name)
    }
}

fn tasks_of(scene: &Scene, places: &[usize]) -> Vec<Task> {
    let columns = if scene.history.threads.len() > MANY {
        COLUMNS_OF_MANY
    } else {
        COLUMNS
    };
    let column_s = scene.watched_s() / columns;
    let mut tasks = Vec::new();
    for place in places {
        let (track, lane) =
            (&scene.history.threads[*place], label(scene, *place));
        tasks.extend(stretches(scene, track, column_s).into_iter().map(
            |stretch| Task {
                name: stretch.state.to_owned(),
                lane: lane.clone(),
                start_s: stretch.from_s,
                end_s: Some(stretch.until_s),
                cpu_s: Some(
                    stretch.computing_s.min(stretch.until_s - stretch.from_s),
                ),
            },
        ));
    }
    tasks.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    tasks
}

/// A time in which a thread did mostly one thing.
struct Stretch {
    state: &'static str,
    from_s: f64,
    until_s: f64,
    computing_s: f64,
}

fn stretches(scene: &Scene, track: &Track, column_s: f64) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut column: Vec<Bit> = Vec::new();
    let mut bits = scene.bits(track).peekable();
    while let Some(bit) = bits.next() {
        column.push(bit);
        let from_s = scene.history.looks[column[0].at];
        let until_s = scene.history.looks[bit.at + 1];
        let goes_on = bits.peek().is_some_and(|next| next.at == bit.at + 1);
        if goes_on && until_s - from_s < column_s {
            continue;
        }
        let state = most(&column);
        let computing_s: f64 = column.iter().map(|bit| bit.computing_s).sum();
        match stretches.last_mut() {
            Some(last) if last.state == state && last.until_s == from_s => {
                last.until_s = until_s;
                last.computing_s += computing_s;
            }
            _ => {
                stretches.push(Stretch { state, from_s, until_s, computing_s })
            }
        }
        column.clear();
    }
    stretches
}

/// What took most of the time.
fn most(bits: &[Bit]) -> &'static str {
    let time_s = |name: &str| -> f64 {
        let of_bit = |bit: &Bit| match name {
            COMPUTING => bit.computing_s,
            NO_CORE => bit.no_core_s,
            _ if word(bit.state) == name => bit.rest_s(),
            _ => 0.0,
        };
        bits.iter().map(of_bit).sum()
    };
    let names = STATES.iter().map(|mark| mark.name);
    // Of those that took as long, the first.
    names
        .rev()
        .max_by(|a, b| time_s(a).total_cmp(&time_s(b)))
        .unwrap_or(COMPUTING)
}

/// What a thread is called: `1 report.py` for the first of a process, `1.2 worker` for its third. A first
/// one that has a name of its own has it behind that of the program: `1 report.py · load`.
pub fn label(scene: &Scene, place: usize) -> String {
    let history = scene.history;
    let track = &history.threads[place];
    let process = &history.processes[track.process];
    let before =
        scene.places_of(track.process).partition_point(|other| *other < place);
    let name = Some(&track.name)
        .filter(|name| !name.is_empty() && **name != process.name);
    match before {
        0 => {
            let program = program(process);
            let only = history.threads.len() == 1;
            let first = if only {
                program
            } else {
                format!("{} {program}", track.process + 1)
            };
            name.map_or_else(
                || first.clone(),
                |name| format!("{first} · {name}"),
            )
        }
        number => {
            let name = name.map_or("thread", String::as_str);
            format!("{}.{number} {name}", track.process + 1)
        }
    }
}

/// What a process is called, as [`label`] does for its first thread.
pub fn process_label(history: &History, process: usize) -> String {
    let program = program(&history.processes[process]);
    if history.processes.len() == 1 {
        program
    } else {
        format!("{} {program}", process + 1)
    }
}

/// What a process runs: of an interpreter, the script.
pub fn program(process: &Process) -> String {
    const INTERPRETERS: [&str; 8] =
        ["python", "pypy", "node", "ruby", "perl", "bash", "sh", "dash"];
    let base = |path: &str| {
        let name = Path::new(path)
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_else(|| path.to_owned())
    };
    let Some((program, args)) = process.command.split_first() else {
        return process.name.clone();
    };
    let program = base(program);
    let is_interpreter = INTERPRETERS.iter().any(|name| {
        program.strip_prefix(name).is_some_and(|rest| {
            rest.chars().all(|letter| {
                letter.is_ascii_digit() || letter == '.' || letter == 't'
            })
        })
    });
    let mut args = args.iter();
    let script = match args.next().map(String::as_str) {
        Some("-m") => args.next(),
        Some(arg) if !arg.starts_with('-') => Some(&process.command[1]),
        _ => None,
    };
    match script.filter(|_| is_interpreter) {
        Some(script) => base(script),
        None => program,
    }
}

#[cfg(test)]
mod tests;
