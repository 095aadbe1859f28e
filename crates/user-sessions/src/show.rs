//! What chapter 10 says beside its versions.

use std::{
    env, fs,
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result};

use chapter_10_user_sessions::{Answer, Event, Log, User};
use practice_data::BadRows;
use stopwatch::{
    println,
    text::{count, counted},
};

/// Which log it is.
pub(crate) fn log(log: &Log) {
    let here = env::current_dir().unwrap_or_default();
    let path = log.path().strip_prefix(here).unwrap_or(log.path());
    println!("The log is {}.", path.display());
}

/// How many events there are, and what they need.
pub(crate) fn events(events: usize) {
    let bytes = (events * size_of::<Event>()) as u64;
    println!("{} in memory: {} bytes.", counted(events as u64, "event"), count(bytes));
}

/// The lines that are no events, the first ten with their reasons.
pub(crate) fn bad_rows(bad: &BadRows) {
    if bad.count == 0 {
        return;
    }
    println!("{} left out, for being no events:", counted(bad.count, "line"));
    for row in &bad.first {
        println!("  line {}: {}", row.line, row.reason);
    }
    match bad.count - bad.first.len() as u64 {
        0 => {}
        more => println!("  and {} more", count(more)),
    }
}

/// What was asked.
pub(crate) fn answer(answer: &Answer) {
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
    if let Some((hour, events)) = answer.busiest_hour {
        println!("The busiest hour began at {hour}:00 UTC: {}.", counted(events, "event"));
    }
    if !answer.top.is_empty() {
        println!("Who paid most:");
    }
    for user in &answer.top {
        println!("{}", line(user));
    }
}

fn line(user: &User) -> String {
    format!(
        "  user {:<6} {:>10} in {:>3} of {:>4} sessions, {:>3} h {:02} min long together",
        user.user,
        money(user.paid_cents),
        user.conversions,
        user.sessions,
        user.length_s / 3600,
        user.length_s / 60 % 60,
    )
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", count(cents / 100), cents % 100)
}

/// Writes what each user did.
pub(crate) fn export_users(answer: &Answer, file: Option<&Path>) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    write(answer, file).with_context(|| format!("could not write {}", file.display()))
}

fn write(answer: &Answer, file: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    writeln!(out, "user,sessions,length_s,conversions,paid_cents")?;
    for it in &answer.users {
        let User { user, sessions, length_s, conversions, paid_cents } = it;
        writeln!(out, "{user},{sessions},{length_s},{conversions},{paid_cents}")?;
    }
    out.flush()
}
