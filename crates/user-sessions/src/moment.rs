//! When an event was, as other programs write it.
//!
//! [`Moment::read`] reads what pandas, Polars, DuckDB and JavaScript write by default. No parser of the
//! time crate reads all of that, and this runs for every event; the calendar is the crate's.

use time::{Date, Month, OffsetDateTime};

/// A time of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// In nanoseconds since the beginning of 1970, UTC, and never negative.
    pub ns: i64,
    /// Whether it says how far it is from UTC. If not, it is taken as UTC.
    pub has_zone: bool,
}

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 60 * 60 * SECOND;
/// The first day of 1970, as the calendar counts days.
const DAY_0: i32 = OffsetDateTime::UNIX_EPOCH.date().to_julian_day();

impl Moment {
    /// Reads a time in one of two ways: `2026-03-01T09:15:00+02:00`, with or without a fraction and
    /// a zone, and with a blank or a `T` in the middle; or a number of seconds, milliseconds,
    /// microseconds or nanoseconds since 1970. Its number of digits tells which: 10, 13, 16 or 19, from
    /// September 2001 on.
    ///
    /// It must lie between 1970 and 2262, where 64 bits of nanoseconds end.
    pub fn read(text: &[u8]) -> Option<Self> {
        let moment = of_calendar(text).or_else(|| since_1970(text))?;
        (moment.ns >= 0).then_some(moment)
    }
}

/// The hour of the day, UTC.
pub fn hour_of_day(ns: i64) -> usize {
    (ns / HOUR % 24) as usize
}

/// A date, a clock, and whatever follows.
fn of_calendar(text: &[u8]) -> Option<Moment> {
    let (date_and_clock, rest) = text.split_first_chunk()?;
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        middle,
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = date_and_clock
    else {
        return None;
    };
    if !matches!(middle, b'T' | b' ') {
        return None;
    }
    let year = 100 * i32::from(number(y1, y2)?) + i32::from(number(y3, y4)?);
    let month = Month::try_from(number(m1, m2)?).ok()?;
    let date = Date::from_calendar_date(year, month, number(d1, d2)?).ok()?;
    let days = i64::from(date.to_julian_day() - DAY_0);
    let minutes = days * 24 * 60 + minutes([h1, h2], [n1, n2])?;
    let second = below(60, [s1, s2])?;
    let (fraction_ns, zone) = match rest {
        [b'.' | b',', rest @ ..] => fraction(rest)?,
        _ => (0, rest),
    };
    let ahead = minutes_ahead_of_utc(zone)?;
    let utc_s = (minutes - ahead.unwrap_or(0)) * 60 + second;
    let ns = utc_s.checked_mul(SECOND)?.checked_add(fraction_ns)?;
    Some(Moment { ns, has_zone: ahead.is_some() })
}

/// How far a zone is ahead of UTC, with `None` inside where there is no zone.
fn minutes_ahead_of_utc(zone: &[u8]) -> Option<Option<i64>> {
    let minutes = match zone.strip_prefix(b" ").unwrap_or(zone) {
        b"" => return Some(None),
        b"Z" | b"UTC" => 0,
        &[b'+', h1, h2, b':', n1, n2] | &[b'+', h1, h2, n1, n2] => {
            minutes([h1, h2], [n1, n2])?
        }
        &[b'-', h1, h2, b':', n1, n2] | &[b'-', h1, h2, n1, n2] => {
            -minutes([h1, h2], [n1, n2])?
        }
        &[b'+', h1, h2] => minutes([h1, h2], *b"00")?,
        &[b'-', h1, h2] => -minutes([h1, h2], *b"00")?,
        _ => return None,
    };
    Some(Some(minutes))
}

fn minutes(hours: [u8; 2], minutes: [u8; 2]) -> Option<i64> {
    Some(60 * below(24, hours)? + below(60, minutes)?)
}

/// A number of seconds since 1970, or of a smaller unit.
fn since_1970(text: &[u8]) -> Option<Moment> {
    let whole = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unit_ns = match whole {
        10 => SECOND,
        13 => SECOND / 1_000,
        16 => SECOND / 1_000_000,
        19 => 1,
        _ => return None,
    };
    let (whole, rest) = text.split_at(whole);
    let (billionths, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        _ => (0, rest),
    };
    let fraction_ns = billionths * unit_ns;
    if !rest.is_empty() || fraction_ns % SECOND != 0 {
        return None;
    }
    let mut number: i64 = 0;
    for digit in whole {
        number =
            number.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    let ns = number.checked_mul(unit_ns)?.checked_add(fraction_ns / SECOND)?;
    Some(Moment { ns, has_zone: true })
}

/// What follows a point, in billionths, and what comes after its digits.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    const DIGITS: usize = 9;
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (text, rest) = text.split_at(length);
    let (counted, finer) = text.split_at(length.min(DIGITS));
    if length == 0 || finer.iter().any(|digit| *digit != b'0') {
        return None;
    }
    let zeros = std::iter::repeat_n(&b'0', DIGITS - counted.len());
    let digits = counted.iter().chain(zeros);
    Some((
        digits.fold(0, |number, digit| 10 * number + i64::from(digit - b'0')),
        rest,
    ))
}

fn below(limit: u8, [tens, ones]: [u8; 2]) -> Option<i64> {
    number(tens, ones).filter(|number| *number < limit).map(i64::from)
}

/// The number that two digits make.
fn number(tens: u8, ones: u8) -> Option<u8> {
    let digit = |byte: u8| byte.checked_sub(b'0').filter(|digit| *digit < 10);
    Some(10 * digit(tens)? + digit(ones)?)
}

#[cfg(test)]
mod tests;
