//! Runs the versions of chapter 10: events in memory, then the whole way from the log.

use anyhow::{Result, anyhow};
use rayon::ThreadPoolBuilder;

use chapter_10_user_sessions::{
    Answer, Log, Tally, from_file_sequentially, from_file_with_rayon,
    read_events, sessionize_by_user_in_threads, sessionize_sequentially,
    sessionize_under_one_big_lock, sessionize_with_rayon,
};
use stopwatch::Lesson;

mod args;
mod predict;
mod show;

use args::{Args, VERSIONS};

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    args.check_files();
    let workers = args.workers();
    stopwatch::room_for_threads(workers).map_err(anyhow::Error::msg)?;
    let pool = ThreadPoolBuilder::new().num_threads(workers).build_global();
    pool.map_err(|error| {
        anyhow!(
            "rayon could not start its threads ({})",
            stopwatch::refusal(&error)
        )
    })?;
    let log = args.log()?;
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    show::log(&log);
    let in_memory = if args.wants_events() {
        sessionize(&args, &log, &mut lesson)?
    } else {
        None
    };
    lesson.next_job();
    let whole_way = go_the_whole_way(&args, &log, &mut lesson);

    let answer = in_memory.or(whole_way);
    let exported = answer.map_or(Ok(()), |(answer, tally)| {
        show::answer(&answer, &tally, &args.paying_page);
        show::export_users(&answer, args.export_users.as_deref())
    });
    lesson.finish()?;
    Ok(exported?)
}

/// Events in memory, and four ways to share them out.
fn sessionize(
    args: &Args,
    log: &Log,
    lesson: &mut Lesson,
) -> Result<Option<(Answer, Tally)>> {
    let (events, names, tally) = read_events(log)?;
    args.refuse_bad_lines(&tally, log)?;
    show::tally(&tally);
    show::events(events.len());
    let (workers, silence_ns) = (args.workers(), args.silence_ns());
    let (one_core, big_lock) = predict::in_memory(&events, silence_ns, workers);
    let all_cores = one_core / args.busy_cores();
    let named = |answer: Answer| answer.named(&names);
    let one_by_one = || named(sessionize_sequentially(&events, silence_ns));
    let in_threads =
        || named(sessionize_by_user_in_threads(&events, silence_ns, workers));
    let under_lock =
        || named(sessionize_under_one_big_lock(&events, silence_ns, workers));
    let with_rayon = || named(sessionize_with_rayon(&events, silence_ns));
    let answers = [
        lesson.version("sequential").predict(one_core).run(one_by_one),
        lesson.version("threads-by-user").predict(all_cores).run(in_threads),
        lesson.version("one-big-lock").predict(big_lock).run(under_lock),
        lesson.version("rayon").predict(all_cores).run(with_rayon),
    ];
    Ok(answers.into_iter().flatten().next().map(|answer| (answer, tally)))
}

/// From the log to the answer, on one core and on all.
fn go_the_whole_way(
    args: &Args,
    log: &Log,
    lesson: &mut Lesson,
) -> Option<(Answer, Tally)> {
    let one_core = predict::whole_way(log, args.silence_ns());
    let all_cores = one_core / args.busy_cores();
    let mut run =
        |name, predicted, answer: fn(&Log, i64) -> Result<(Answer, Tally)>| {
            lesson.version(name).predict(predicted).try_run(|| {
                let (answer, tally) = answer(log, args.silence_ns())?;
                args.refuse_bad_lines(&tally, log)?;
                Ok::<_, anyhow::Error>((answer, tally))
            })
        };
    let answers = [
        run("file-sequential", one_core, from_file_sequentially),
        run("file-rayon", all_cores, from_file_with_rayon),
    ];
    let (answer, tally) = answers.into_iter().flatten().next()?;
    if !args.wants_events() {
        show::tally(&tally);
    }
    Some((answer, tally))
}
