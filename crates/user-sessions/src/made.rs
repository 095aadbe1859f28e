//! The log to practise on, made from a fixed seed.

use std::{io, path::PathBuf};

use anyhow::Result;

use practice_data::{Table, made_once};

/// It changes whenever what is written changes.
const EDITION: u32 = 1;
const SEED: u64 = 10;
/// How many events belong together: two visits of one user.
const BLOCK: u64 = 16;
/// In seconds. Some pauses are exactly as long as the silence that ends a session, some are shorter.
const HALF_AN_HOUR: u64 = 30 * 60;
/// Users travel: the zone of a block as it is written, and its distance to UTC in seconds.
const ZONES: [(&str, i64); 6] = [
    ("Z", 0),
    ("+01:00", 3600),
    ("+02:00", 7200),
    ("-05:00", -18_000),
    ("+05:30", 19_800),
    ("-08:00", -28_800),
];

/// A log of events of March 2026, one a line and in no order.
///
/// # Errors
/// When it could not be written.
pub fn log(rows: u64, messy: bool) -> Result<PathBuf> {
    let kind = if messy { "-messy" } else { "" };
    made_once(&format!("user-sessions-{rows}{kind}-{EDITION}.csv"), |out| {
        let mut table =
            Table::new(out, &["user", "time", "page", "value"], 0, messy)?;
        // A large prime, which visits every event once, and neighbours far from each other.
        const STRIDE: u64 = 2_147_483_647;
        for row in 0..rows {
            write(&mut table, row * STRIDE % rows, rows)?;
        }
        table.finish()
    })
}

/// Writes one event, which depends only on its number and on how many there are.
fn write(table: &mut Table, event: u64, rows: u64) -> io::Result<()> {
    let (block, position) = (event / BLOCK, event % BLOCK);
    let mut random = fastrand::Rng::with_seed(SEED ^ (block << 8));
    // A few users come often, many come seldom.
    let users = rows.div_ceil(200);
    let chance = random.f64();
    let user = (users as f64 * chance * chance) as u64 + 1;
    let (zone, ahead) = ZONES[random.usize(0..ZONES.len())];

    let begin = day(&mut random) + time_of_day(&mut random);
    let second_visit = random.u64(1..BLOCK);
    let step = random.u64(0..240);
    let pause = match random.u8(0..8) {
        0 => HALF_AN_HOUR,
        1 => HALF_AN_HOUR - 1,
        _ => random.u64(2 * 3600..20 * 3600),
    };
    // The pause takes the place of a step.
    let utc = match position {
        _ if position < second_visit => begin + position * step,
        _ => begin + (position - 1) * step + pause,
    };

    let mut random = fastrand::Rng::with_seed(SEED ^ (event << 8 | 1));
    let is_last = position + 1 == second_visit || position + 1 == BLOCK;
    let page = match random.u8(0..12) {
        _ if position == 0 || position == second_visit => "home",
        0..=3 if is_last => "checkout",
        0..=5 => "product",
        6..=8 => "search",
        _ => "basket",
    };
    let value = match page {
        "checkout" if random.u8(0..5) == 0 => String::new(),
        "checkout" | "basket" => {
            let cents = random.u32(100..50_000);
            format!("{}.{:02}", cents / 100, cents % 100)
        }
        _ => String::new(),
    };
    table.row(&[
        &user.to_string(),
        &local(utc.wrapping_add_signed(ahead), zone),
        page,
        &value,
    ])
}

/// In seconds since the beginning of the month. Two days are left free at either end of the month, for
/// zones and long visits.
fn day(random: &mut fastrand::Rng) -> u64 {
    random.u64(2..28) * 24 * 3600
}

/// In seconds since midnight, most often around noon.
fn time_of_day(random: &mut fastrand::Rng) -> u64 {
    let half_a_day = 12 * 3600;
    random.u64(0..half_a_day) + random.u64(0..half_a_day)
}

/// A time in March 2026, in seconds since the month began in that zone, as it is written there.
fn local(seconds: u64, zone: &str) -> String {
    let (days, minutes) = (seconds / (24 * 3600), seconds / 60);
    let (hour, minute, second) =
        (minutes / 60 % 24, minutes % 60, seconds % 60);
    format!("2026-03-{:02}T{hour:02}:{minute:02}:{second:02}{zone}", days + 1)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_log_has_the_size_it_should_have_and_pauses_of_every_kind() {
        let file = log(4000, false).unwrap();
        let log = crate::Log::open(&file).unwrap();
        let (mut events, _, tally) = crate::read_events(&log).unwrap();
        assert_eq!((events.len(), tally.left_out.count), (4000, 0));
        events.sort_by_key(|event| (event.user, event.time));
        let pauses: Vec<i64> = events
            .windows(2)
            .filter(|pair| pair[0].user == pair[1].user)
            .map(|pair| (pair[1].time - pair[0].time) / crate::moment::SECOND)
            .collect();
        for pause in [0, 1799, 1800] {
            assert!(pauses.contains(&pause), "no pause of {pause} s");
        }
        assert!(pauses.iter().any(|pause| *pause > 1800));
        assert!(events.iter().any(|event| event.paid_cents > 0));
        let text = fs::read_to_string(file).unwrap();
        for part in ["Z,checkout,", "+05:30,basket,", "-08:00,", ",checkout,\n"]
        {
            assert!(text.contains(part), "{part}");
        }
    }
}
