//! The whole way: from the log to the answer.

use anyhow::Result;
use rayon::prelude::*;

use practice_data::BadRows;

use crate::{
    Answer, Event, Log, Part,
    boxes::{cut_boxes, into_boxes},
    cut_sequentially,
    log::bad_rows,
};

// ANCHOR: sequential
/// On one core: reads all events, and cuts them.
pub fn from_file_sequentially(log: &Log, silence_s: i64) -> Result<(Answer, BadRows)> {
    let (events, bad) = {
        let _task = stopwatch::task("reading");
        let parts = log.pieces().iter().map(|piece| log.read(piece));
        together(parts.collect::<Result<_>>()?)
    };
    Ok((cut_sequentially(&events, silence_s), bad))
}
// ANCHOR_END: sequential

// ANCHOR: rayon
/// On all cores: whoever reads a piece of the log puts its events into boxes at once.
pub fn from_file_with_rayon(log: &Log, silence_s: i64) -> Result<(Answer, BadRows)> {
    let read = |piece| {
        let _task = stopwatch::task("reading");
        let part = log.read(piece)?;
        Ok((into_boxes(&part.events), (part.lines, part.bad)))
    };
    let parts: Vec<_> = log.pieces().par_iter().map(read).collect::<Result<_>>()?;
    let (filled, bad): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Ok((cut_boxes(&filled, silence_s), bad_rows(bad)))
}
// ANCHOR_END: rayon

/// All events of a log, for versions that begin with events in memory.
///
/// # Errors
/// When the log cannot be read.
pub fn read_events(log: &Log) -> Result<(Vec<Event>, BadRows)> {
    let parts = log.pieces().par_iter().map(|piece| log.read(piece));
    Ok(together(parts.collect::<Result<_>>()?))
}

fn together(parts: Vec<Part>) -> (Vec<Event>, BadRows) {
    let mut events = Vec::with_capacity(parts.iter().map(|part| part.events.len()).sum());
    let mut bad = Vec::new();
    for part in parts {
        events.extend(part.events);
        bad.push((part.lines, part.bad));
    }
    (events, bad_rows(bad))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::made;

    fn answers(file: &Path, bytes: u64) -> [(Answer, BadRows); 2] {
        let log = Log::open_in_pieces(file, bytes).unwrap();
        [from_file_sequentially, from_file_with_rayon]
            .map(|cut| stopwatch::measure("whole way", || cut(&log, 1800).unwrap()).1.unwrap())
    }

    #[test]
    fn zones_are_right_and_neither_the_order_of_lines_nor_the_cuts_make_a_difference() {
        let mut lines = [
            // Three events of one session, in three zones; the last one of them is exactly too late.
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
            fs::write(&file, format!("user,time,page,value\n{}", lines.join("\n"))).unwrap();
            for bytes in [1, 50, 1000] {
                for (answer, bad) in answers(&file, bytes) {
                    assert_eq!((answer.events, bad.count), (5, 0));
                    assert_eq!(answer.busiest_hour, Some((7, 4)));
                    let user = answer.users[0];
                    assert_eq!((user.sessions, user.length_s), (2, 25 * 60));
                    assert_eq!((user.conversions, user.paid_cents), (1, 1));
                    assert_eq!((answer.users[1].sessions, answer.users[1].conversions), (1, 0));
                }
            }
        }
    }

    #[test]
    fn a_messy_log_is_read_by_both_with_the_same_bad_rows() {
        let file = made::log(5000, true).unwrap();
        let [sequential, rayon] = answers(&file, 10_000);
        assert_eq!(sequential, rayon);
        let (answer, bad) = rayon;
        assert_eq!((answer.events, bad.count), (4996, 4));
        let lines: Vec<u64> = bad.first.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1010, 2019, 3028, 4037]);
    }

    #[test]
    fn a_log_that_gets_shorter_or_goes_away_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.csv");
        fs::write(&file, "user,time,page,value\n1,2026-03-01T09:15:00Z,home,\n").unwrap();
        let log = Log::open(&file).unwrap();
        let error = || format!("{:#}", from_file_with_rayon(&log, 1800).unwrap_err());
        fs::write(&file, "user,time,page,value\n1,2026-").unwrap();
        assert!(error().contains("log.csv: it became shorter"), "{}", error());
        fs::remove_file(&file).unwrap();
        assert!(error().contains("log.csv: "), "{}", error());
    }
}
