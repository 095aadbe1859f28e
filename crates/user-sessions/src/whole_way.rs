//! The whole way: from the log to the answer.

use anyhow::Result;
use rayon::prelude::*;

use crate::{
    Answer, Event, Log, Names, Part, Tally,
    boxes::{into_boxes, sessionize_boxes},
    sessionize_sequentially,
};

// ANCHOR: sequential
/// On one core: reads all events, and cuts them into sessions.
pub fn from_file_sequentially(
    log: &Log,
    silence_ns: i64,
) -> Result<(Answer, Tally)> {
    let names = Names::default();
    let (events, tally) = {
        let _task = stopwatch::task("reading");
        let parts = log.pieces().iter().map(|piece| log.read(piece, &names));
        together(log, parts.collect::<Result<_>>()?)?
    };
    Ok((sessionize_sequentially(&events, silence_ns).named(&names), tally))
}
// ANCHOR_END: sequential

// ANCHOR: rayon
/// On all cores: the thread that reads a piece of the log puts its
/// events into boxes at once.
pub fn from_file_with_rayon(
    log: &Log,
    silence_ns: i64,
) -> Result<(Answer, Tally)> {
    let names = Names::default();
    let read = |piece| {
        let _task = stopwatch::task("reading");
        let part = log.read(piece, &names)?;
        Ok((into_boxes(&part.events), part.tally))
    };
    let parts: Vec<_> =
        log.pieces().par_iter().map(read).collect::<Result<_>>()?;
    let (filled, tallies): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let tally = log.tally(tallies)?;
    Ok((sessionize_boxes(&filled, silence_ns).named(&names), tally))
}
// ANCHOR_END: rayon

/// All events of a log, for versions that begin with events in memory,
/// and the names of the users.
///
/// # Errors
/// When the log cannot be read.
pub fn read_events(log: &Log) -> Result<(Vec<Event>, Names, Tally)> {
    let names = Names::default();
    let parts = log.pieces().par_iter().map(|piece| log.read(piece, &names));
    let (events, tally) = together(log, parts.collect::<Result<_>>()?)?;
    Ok((events, names, tally))
}

fn together(log: &Log, parts: Vec<Part>) -> Result<(Vec<Event>, Tally)> {
    let mut events =
        Vec::with_capacity(parts.iter().map(|part| part.events.len()).sum());
    let mut tallies = Vec::new();
    for part in parts {
        events.extend(part.events);
        tallies.push(part.tally);
    }
    Ok((events, log.tally(tallies)?))
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        path::Path,
        time::SystemTime,
    };

    use super::*;
    use crate::{made, moment::SECOND};

    fn answers(file: &Path, bytes: u64) -> [(Answer, Tally); 2] {
        let log = Log::open_in_pieces(file, bytes).unwrap();
        [from_file_sequentially, from_file_with_rayon].map(|version| {
            stopwatch::measure("whole way", || {
                version(&log, 1800 * SECOND).unwrap()
            })
            .1
            .unwrap()
        })
    }

    #[test]
    fn zones_are_right_and_neither_the_order_of_lines_nor_the_cuts_make_a_difference()
     {
        let mut lines = [
            // Three events of one session, in three zones; the last one of
            // them is exactly too late.
            "1,2026-03-01T09:15:00+02:00,home,",
            "1,2026-03-01T07:30:00Z,basket,99.99",
            "1,2026-02-28T23:40:00-08:00,checkout,0.01",
            "1,2026-03-01T08:10:00Z,home,",
            "2,2026-03-01T07:59:59Z,checkout,",
        ];
        for _ in 0..lines.len() {
            lines.rotate_left(1);
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("log.csv");
            fs::write(
                &file,
                format!("user,time,page,value\n{}\n", lines.join("\n")),
            )
            .unwrap();
            for bytes in [1, 50, 1000] {
                for (answer, tally) in answers(&file, bytes) {
                    assert_eq!((answer.events, tally.left_out.count), (5, 0));
                    assert_eq!(answer.busiest_hour, Some((7, 4)));
                    let user = &answer.users[0];
                    assert_eq!(
                        (user.sessions, user.length_ns),
                        (2, 25 * 60 * SECOND)
                    );
                    assert_eq!((user.conversions, user.paid_cents), (1, 1));
                    assert_eq!(
                        (answer.users[1].sessions, answer.users[1].conversions),
                        (1, 0)
                    );
                }
            }
        }
    }

    #[test]
    fn a_messy_log_is_read_by_both_with_the_same_bad_rows() {
        let file = made::log(5000, true).unwrap();
        let [sequential, rayon] = answers(&file, 10_000);
        assert_eq!(sequential, rayon);
        let (answer, tally) = rayon;
        assert_eq!((answer.events, tally.left_out.count), (4996, 4));
        let lines: Vec<u64> =
            tally.left_out.first.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1010, 2019, 3028, 4037]);
    }

    #[test]
    fn a_log_that_changes_or_goes_away_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.csv");
        let before = "user,time,page,value\n1,2026-03-01T09:15:00Z,home,\n";
        fs::write(&file, before).unwrap();
        let log = Log::open(&file).unwrap();
        let error = || {
            let read = || {
                from_file_with_rayon(&log, 1800)
                    .map_err(|error| format!("{error:#}"))
            };
            stopwatch::measure("changed", read).1.unwrap().unwrap_err()
        };
        let other_second = File::options().append(true).open(&file).unwrap();
        for now in
            [&before[..25], &before.repeat(2), &before.replace("1,", "2,")]
        {
            fs::write(&file, now).unwrap();
            other_second.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            assert!(
                error().contains("log.csv: it changed while it was read"),
                "{}",
                error()
            );
        }
        fs::remove_file(&file).unwrap();
        assert!(error().contains("log.csv: "), "{}", error());
    }

    #[test]
    fn names_are_those_of_the_log_in_every_version_and_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.csv");
        let users =
            ["zoe@example.org", "10", "9", "007", "99999999999"].repeat(50);
        let lines = users
            .iter()
            .map(|user| format!("{user},2026-03-01T09:15:00Z,checkout,1\n"));
        fs::write(
            &file,
            format!("user,time,page,value\n{}", lines.collect::<String>()),
        )
        .unwrap();
        let [sequential, rayon] = answers(&file, 100);
        assert_eq!(sequential, rayon);
        for users in [&rayon.0.users, &rayon.0.top] {
            let names: Vec<String> =
                users.iter().map(|user| user.user.to_string()).collect();
            assert_eq!(
                names,
                ["9", "10", "99999999999", "007", "zoe@example.org"]
            );
            assert!(
                users
                    .iter()
                    .all(|user| user.sessions == 1 && user.paid_cents == 5000)
            );
        }
        let (events, names, _) =
            read_events(&Log::open(&file).unwrap()).unwrap();
        let (_, in_memory) = stopwatch::measure("in memory", || {
            sessionize_sequentially(&events, 1800 * SECOND).named(&names)
        });
        assert_eq!(in_memory.unwrap(), rayon.0);
    }
}
