//! One line of the log, byte by byte: `17,2026-03-01T09:15:00+02:00,checkout,12.50`.

use std::{fmt, str};

use memchr::memchr_iter;

use crate::Event;

/// The page on which users pay.
const CHECKOUT: &[u8] = b"checkout";

const DAY_S: i64 = 24 * 60 * 60;

/// Why a line is no event.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrong<'l> {
    /// It has so many cells, and not four.
    Cells(usize),
    /// The cell of this column is empty.
    Empty(&'static str),
    /// This user is no number.
    User(&'l [u8]),
    /// This time is not written as it should be.
    Time(&'l [u8]),
    /// This page is in quotes, or is no UTF-8.
    Page(&'l [u8]),
    /// This value is no amount of money.
    Value(&'l [u8]),
}

/// Reads one line, without its end.
///
/// # Errors
/// Says what is wrong with it.
pub fn event(line: &[u8]) -> Result<Event, Wrong<'_>> {
    let mut commas = memchr_iter(b',', line);
    let (Some(first), Some(second), Some(third), None) =
        (commas.next(), commas.next(), commas.next(), commas.next())
    else {
        return Err(Wrong::Cells(memchr_iter(b',', line).count() + 1));
    };
    let (user, time) = (&line[..first], &line[first + 1..second]);
    let (page, value) = (&line[second + 1..third], &line[third + 1..]);
    for (column, cell) in [("user", user), ("time", time), ("page", page)] {
        if cell.is_empty() {
            return Err(Wrong::Empty(column));
        }
    }
    if page.contains(&b'"') || str::from_utf8(page).is_err() {
        return Err(Wrong::Page(page));
    }
    let cents = cents(value).ok_or(Wrong::Value(value))?;
    Ok(Event {
        time: seconds(time).ok_or(Wrong::Time(time))?,
        user: number(user).ok_or(Wrong::User(user))?,
        paid_cents: if page == CHECKOUT { cents } else { 0 },
    })
}

/// A time in RFC 3339, such as `2026-03-01T09:15:00+02:00` or `2026-03-01T07:15:00Z`, in seconds
/// since the beginning of 1970, UTC.
pub fn seconds(time: &[u8]) -> Option<i64> {
    let (date_and_clock, zone) = time.split_first_chunk()?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] =
        date_and_clock
    else {
        return None;
    };
    let (year, month, day) = (digits([y1, y2, y3, y4])?, digits([m1, m2])?, digits([d1, d2])?);
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let clock = 60 * hours_and_minutes([h1, h2], [n1, n2])? + below(60, [s1, s2])?;
    let ahead_of_utc = match *zone {
        [b'Z'] => 0,
        [b'+', h1, h2, b':', n1, n2] => 60 * hours_and_minutes([h1, h2], [n1, n2])?,
        [b'-', h1, h2, b':', n1, n2] => -60 * hours_and_minutes([h1, h2], [n1, n2])?,
        _ => return None,
    };
    Some(days_since_1970(year, month, day) * DAY_S + clock - ahead_of_utc)
}

/// The hour of the day, UTC.
pub fn hour_of_day(time: i64) -> usize {
    (time.rem_euclid(DAY_S) / (60 * 60)) as usize
}

/// In minutes.
fn hours_and_minutes(hours: [u8; 2], minutes: [u8; 2]) -> Option<i64> {
    Some(60 * below(24, hours)? + below(60, minutes)?)
}

fn below(limit: i64, two_digits: [u8; 2]) -> Option<i64> {
    digits(two_digits).filter(|number| *number < limit)
}

fn digits<const N: usize>(digits: [u8; N]) -> Option<i64> {
    let mut number = 0;
    for digit in digits {
        number = 10 * number + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(number)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts years from March, so that the day that some of them have more is their last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    /// From 1 March of the year 0 to 1 January 1970.
    const TO_1970: i64 = 719_468;
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // From March on, the months have 31, 30, 31, 30, 31 days, and again.
    let days_before_month = (153 * month + 2) / 5;
    365 * year + leap_days + days_before_month + day - 1 - TO_1970
}

fn number(cell: &[u8]) -> Option<u32> {
    /// No more digits fit into 32 bits.
    const LONGEST: usize = 10;
    if cell.is_empty() || cell.len() > LONGEST {
        return None;
    }
    let mut number = 0;
    for digit in cell {
        number = 10 * number + u64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    u32::try_from(number).ok()
}

/// An amount with at most two decimals, in cents; nothing is 0.
fn cents(value: &[u8]) -> Option<u32> {
    match *value {
        [] => Some(0),
        [ref whole @ .., b'.', tenth] => amount(whole, [tenth, b'0']),
        [ref whole @ .., b'.', tenth, hundredth] => amount(whole, [tenth, hundredth]),
        ref whole => amount(whole, [b'0', b'0']),
    }
}

fn amount(whole: &[u8], cents: [u8; 2]) -> Option<u32> {
    number(whole)?.checked_mul(100)?.checked_add(digits(cents)? as u32)
}

impl fmt::Display for Wrong<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cells(count) => write!(f, "it should have 4 cells, and has {count}"),
            Self::Empty(column) => write!(f, "the {column} is empty"),
            Self::User(cell) => {
                write!(f, "the user `{}` is no whole number from 0 to {}", shown(cell), u32::MAX)
            }
            Self::Time(cell) => {
                write!(f, "the time `{}` is not like 2026-03-01T09:15:00+02:00", shown(cell))
            }
            Self::Page(cell) => write!(f, "the page `{}` is in quotes or not UTF-8", shown(cell)),
            Self::Value(cell) => write!(f, "the value `{}` is no amount like 12.50", shown(cell)),
        }
    }
}

/// A cell as it may be printed: not too long, and with nothing that a terminal obeys.
pub(crate) fn shown(cell: &[u8]) -> String {
    const LONGEST: usize = 40;
    let text = String::from_utf8_lossy(&cell[..cell.len().min(4 * LONGEST)]);
    text.chars().take(LONGEST).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Counts day after day.
    fn days_by_counting(year: i64, month: i64, day: i64) -> i64 {
        let before = |year| (1..=12).map(|month| days_in(year, month)).sum::<i64>();
        let years: i64 = if year >= 1970 {
            (1970..year).map(before).sum()
        } else {
            -(year..1970).map(before).sum::<i64>()
        };
        years + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1
    }

    proptest! {
        #[test]
        fn every_time_is_the_one_that_counting_gives(
            (year, month, day) in (0..10_000_i64, 1..=12_i64).prop_flat_map(|(year, month)| {
                (Just(year), Just(month), 1..=days_in(year, month))
            }),
            (hour, minute, second) in (0..24_i64, 0..60_i64, 0..60_i64),
            (sign, ahead_h, ahead_min) in (prop_oneof![Just('+'), Just('-')], 0..24_i64, 0..60_i64),
        ) {
            let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
            let days = days_by_counting(year, month, day);
            let local = ((days * 24 + hour) * 60 + minute) * 60 + second;
            prop_assert_eq!(seconds(format!("{date}Z").as_bytes()), Some(local));
            let ahead = (ahead_h * 60 + ahead_min) * 60 * if sign == '+' { 1 } else { -1 };
            let time = format!("{date}{sign}{ahead_h:02}:{ahead_min:02}");
            prop_assert_eq!(seconds(time.as_bytes()), Some(local - ahead));
            let hour_of_day = (hour * 60 + minute - ahead / 60).rem_euclid(24 * 60) / 60;
            prop_assert_eq!(hour_of_day as usize, super::hour_of_day(local - ahead));
        }

        #[test]
        fn no_line_makes_it_panic(line in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = event(&line).map_err(|wrong| wrong.to_string());
        }
    }

    #[test]
    fn known_times_are_right() {
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-03-01T09:15:00+02:00", 1_772_349_300),
            ("2026-03-01T07:15:00Z", 1_772_349_300),
            ("2026-02-28T23:15:00-08:00", 1_772_349_300),
        ] {
            assert_eq!(seconds(time.as_bytes()), Some(expected), "{time}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for time in [
            "",
            "2026-03-01",
            "2026-03-01T09:15:00",
            "2026-03-01 09:15:00Z",
            "2026-03-01T09:15:00z",
            "2026-03-01T09:15:00.5Z",
            "2026-03-01T09:15:00+0200",
            "2026-03-01T09:15:00+24:00",
            "2026-03-01T09:15:60Z",
            "2026-03-01T09:60:00Z",
            "2026-03-01T24:00:00Z",
            "2026-02-29T09:15:00Z",
            "2100-02-29T09:15:00Z",
            "2026-04-31T09:15:00Z",
            "2026-13-01T09:15:00Z",
            "2026-00-01T09:15:00Z",
            "2026-03-00T09:15:00Z",
            "2026-03-0:T09:15:00Z",
            "-026-03-01T09:15:00Z",
        ] {
            assert_eq!(seconds(time.as_bytes()), None, "{time}");
        }
    }

    #[test]
    fn money_is_exact_to_the_cent() {
        for (value, expected) in
            [("", 0), ("0", 0), ("7", 700), ("12.5", 1250), ("0.07", 7), ("42949672.95", u32::MAX)]
        {
            assert_eq!(cents(value.as_bytes()), Some(expected), "{value}");
        }
        for value in [".5", "5.", "1.234", "-1", "+1", "1e3", "n/a", "1,5", "42949672.96", " 1"] {
            assert_eq!(cents(value.as_bytes()), None, "{value}");
        }
    }

    #[test]
    fn only_the_checkout_is_paid() {
        let paid = |line: &str| event(line.as_bytes()).unwrap().paid_cents;
        assert_eq!(paid("1,2026-03-01T09:15:00Z,checkout,12.50"), 1250);
        assert_eq!(paid("1,2026-03-01T09:15:00Z,checkout,"), 0);
        assert_eq!(paid("1,2026-03-01T09:15:00Z,basket,12.50"), 0);
    }

    #[test]
    fn a_bad_line_says_what_is_wrong() {
        for (line, said) in [
            ("1,2026-03-01T09:15:00Z,home", "it should have 4 cells, and has 3"),
            ("1,2026-03-01T09:15:00Z,home,1,2,3", "it should have 4 cells, and has 6"),
            (",2026-03-01T09:15:00Z,home,", "the user is empty"),
            ("1,,home,", "the time is empty"),
            ("1,2026-03-01T09:15:00Z,,", "the page is empty"),
            ("n/a,2026-03-01T09:15:00Z,home,", "the user `n/a` is no whole number from 0 to"),
            ("4294967296,2026-03-01T09:15:00Z,home,", "the user `4294967296` is no whole"),
            ("1,yesterday,home,", "the time `yesterday` is not like 2026-03-01T09:15:00+02:00"),
            ("1,2026-03-01T09:15:00Z,\"home\",", "is in quotes or not UTF-8"),
            ("1,2026-03-01T09:15:00Z,home,\u{1b}[2J", "the value `\\u{1b}[2J` is no amount"),
        ] {
            let wrong = event(line.as_bytes()).unwrap_err().to_string();
            assert!(wrong.contains(said), "{wrong}");
        }
        let wrong = event(b"1,2026-03-01T09:15:00Z,caf\xE9,").unwrap_err().to_string();
        assert!(wrong.contains("not UTF-8"), "{wrong}");
        let long = [b"1,".repeat(3), b"9".repeat(5000)].concat();
        assert!(event(&long).unwrap_err().to_string().len() < 200);
    }
}
