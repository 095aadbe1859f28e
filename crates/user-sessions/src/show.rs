//! What chapter 10 says besides its versions.

use std::{env, path::Path};

use anyhow::{Context, Result};

use chapter_10_user_sessions::{
    Answer, Event, Log, Tally, User, Who, moment::SECOND,
};
use practice_data::BadRows;
use stopwatch::{
    println,
    text::{count, counted, shown},
};

/// Says which log it is.
pub(crate) fn log(log: &Log) {
    let here = env::current_dir().unwrap_or_default();
    let path = log.path().strip_prefix(here).unwrap_or(log.path());
    println!("The log is {}.", shown(&path.display().to_string()));
}

/// Says how many events there are, and how much memory they need.
pub(crate) fn events(events: usize) {
    let bytes = (events * size_of::<Event>()) as u64;
    println!(
        "{} in memory: {} bytes.",
        counted(events as u64, "event"),
        count(bytes)
    );
}

/// Says what was found in the lines: those that cannot be read, and what that means for the answer.
pub(crate) fn tally(tally: &Tally) {
    let Tally { left_out, unpaid, without_zone, .. } = tally;
    if left_out.count > 0 {
        let lines = counted(left_out.count, "line");
        let (do_not, they_are) = match left_out.count {
            1 => ("does not", "it is"),
            _ => ("do not", "they are"),
        };
        println!(
            "{lines} left out, which {do_not} say whose event {they_are}, or when:"
        );
        rows(left_out);
        let most = counted(left_out.count, "session");
        println!(
            "  Such an event may begin a session, make one longer, or join two: there may be"
        );
        println!("  {most} more or fewer.");
    }
    if unpaid.count > 0 {
        let (lines, are) = match unpaid.count {
            1 => ("1 line counts".to_owned(), "an event"),
            many => (format!("{} lines count", count(many)), "events"),
        };
        println!(
            "{lines} as {are} that paid nothing, since nobody can say what they paid:"
        );
        rows(unpaid);
    }
    match without_zone {
        0 => {}
        1 => println!("1 time has no zone: it is taken as UTC."),
        many => println!(
            "{} times have no zone: they are taken as UTC.",
            count(*many)
        ),
    }
}

/// The first ten, with their reasons.
fn rows(bad: &BadRows) {
    for row in &bad.first {
        println!("  line {}: {}", row.line, row.reason);
    }
    match bad.count - bad.first.len() as u64 {
        0 => {}
        more => println!("  and {} more", count(more)),
    }
}

/// Says what was asked for.
pub(crate) fn answer(answer: &Answer, tally: &Tally, paying_page: &str) {
    let sessions = answer.sum(|user| user.sessions);
    let conversions = answer.sum(|user| user.conversions);
    println!(
        "{} of {} in {}: {} converted, and paid {}.",
        counted(answer.events, "event"),
        counted(answer.users.len() as u64, "user"),
        counted(sessions, "session"),
        count(conversions),
        money(answer.sum(|user| user.paid_cents)),
    );
    if answer.events > 0 && tally.on_paying_page == 0 {
        let page = shown(paying_page);
        println!(
            "No event is on the page `{page}`. Is it called something else? See --paying-page."
        );
    }
    if let Some((hour, events)) = answer.busiest_hour {
        println!(
            "The busiest hour began at {hour}:00 UTC: {}.",
            counted(events, "event")
        );
    }
    if !answer.top.is_empty() {
        println!("Who paid most:");
    }
    for user in &answer.top {
        println!("{}", line(user));
    }
}

fn line(user: &User) -> String {
    let minutes = user.length_ns / SECOND / 60;
    format!(
        "  user {:<6} {:>10} in {:>3} of {:>4} sessions, {:>3} h {:02} min long together",
        user.user,
        money(user.paid_cents),
        user.conversions,
        user.sessions,
        minutes / 60,
        minutes % 60,
    )
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", count(cents / 100), cents % 100)
}

/// Writes what each user did.
pub(crate) fn export_users(answer: &Answer, file: Option<&Path>) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    write(answer, file).with_context(|| {
        format!("could not write {}", shown(&file.display().to_string()))
    })
}

fn write(answer: &Answer, file: &Path) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_path(file)?;
    out.write_record([
        "user",
        "sessions",
        "length_s",
        "conversions",
        "paid_cents",
    ])?;
    for User { user, sessions, length_ns, conversions, paid_cents } in
        &answer.users
    {
        let user = match user {
            Who::Number(number) => &number.to_string(),
            Who::Name(name) => &**name,
        };
        let figures = [sessions, conversions, paid_cents].map(u64::to_string);
        let [sessions, conversions, paid_cents] = &figures;
        out.write_record([
            user,
            sessions,
            &seconds(*length_ns),
            conversions,
            paid_cents,
        ])?;
    }
    Ok(out.flush()?)
}

/// Exactly, and with no more decimals than it needs.
fn seconds(ns: i64) -> String {
    let whole = ns / SECOND;
    match ns % SECOND {
        0 => whole.to_string(),
        part => format!("{whole}.{part:09}").trim_end_matches('0').to_owned(),
    }
}
