use proptest::prelude::*;

use super::*;

fn ns(text: &str) -> Option<i64> {
    Moment::read(text.as_bytes()).map(|moment| moment.ns)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts one day after another.
fn days_by_counting(year: i64, month: i64, day: i64) -> i64 {
    let before = |year| (1..=12).map(|month| days_in(year, month)).sum::<i64>();
    (1970..year).map(before).sum::<i64>()
        + (1..month).map(|month| days_in(year, month)).sum::<i64>()
        + day
        - 1
}

proptest! {
    #[test]
    fn every_time_is_the_one_that_counting_gives(
        (year, month, day) in (1971..2262_i64, 1..=12_i64).prop_flat_map(|(year, month)| {
            (Just(year), Just(month), 1..=days_in(year, month))
        }),
        (hour, minute, second) in (0..24_i64, 0..60_i64, 0..60_i64),
        (sign, ahead_h, ahead_min) in (prop_oneof![Just('+'), Just('-')], 0..24_i64, 0..60_i64),
        fraction_ns in 0..SECOND,
    ) {
        let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let days = days_by_counting(year, month, day);
        let local = (((days * 24 + hour) * 60 + minute) * 60 + second) * SECOND;
        prop_assert_eq!(ns(&format!("{date}Z")), Some(local));
        let ahead_s = (ahead_h * 60 + ahead_min) * 60 * if sign == '+' { 1 } else { -1 };
        let utc = local + fraction_ns - ahead_s * SECOND;
        let time = format!("{date}.{fraction_ns:09}{sign}{ahead_h:02}:{ahead_min:02}");
        prop_assert_eq!(ns(&time), Some(utc));
        let hour_of_day = (hour * 60 + minute - ahead_s / 60).rem_euclid(24 * 60) / 60;
        prop_assert_eq!(hour_of_day as usize, super::hour_of_day(utc));
    }

    #[test]
    fn nothing_makes_it_panic(text in prop::collection::vec(any::<u8>(), 0..40)) {
        Moment::read(&text);
    }

    #[test]
    fn no_digits_make_it_panic(text in "[0-9]{8,21}[.]?[0-9]{0,12}") {
        if let Some(ns) = ns(&text) {
            prop_assert!(ns >= 0);
        }
    }
}

#[test]
fn known_times_are_right() {
    for (time, expected_s) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T12:00:00Z", 951_825_600),
        ("2026-03-01T09:15:00+02:00", 1_772_349_300),
        ("2026-03-01T07:15:00Z", 1_772_349_300),
        ("2026-02-28T23:15:00-08:00", 1_772_349_300),
        ("2026-02-28 23:15:00 -0800", 1_772_349_300),
        ("2026-03-01 07:15:00 UTC", 1_772_349_300),
        ("1772349300", 1_772_349_300),
    ] {
        assert_eq!(ns(time), Some(expected_s * SECOND), "{time}");
    }
    assert_eq!(ns("1970-01-01T00:00:00.5Z"), Some(SECOND / 2));
    assert_eq!(ns("1970-01-01T00:00:00,000000001000Z"), Some(1));
    assert_eq!(ns("1772349300.25"), Some(1_772_349_300 * SECOND + SECOND / 4));
    assert_eq!(ns("1772349300000.5"), Some(1_772_349_300 * SECOND + 500_000));
    assert_eq!(ns("1772349300000000001"), Some(1_772_349_300 * SECOND + 1));
}

#[test]
fn a_time_without_a_zone_is_taken_as_utc_and_says_so() {
    let read = |time: &str| Moment::read(time.as_bytes()).unwrap();
    let (utc, bare) =
        (read("2026-03-01T07:15:00Z"), read("2026-03-01 07:15:00"));
    assert_eq!(utc.ns, bare.ns);
    assert!(utc.has_zone && !bare.has_zone && read("1772349300").has_zone);
}

#[test]
fn what_is_no_time_is_refused() {
    for time in [
        "",
        "2026-03-01",
        "2026-03-01T09:15",
        "2026-03-01t09:15:00Z",
        "2026-03-01T09:15:00z",
        "2026-03-01T09:15:00  Z",
        "2026-03-01T09:15:00.Z",
        "2026-03-01T09:15:00.0000000001Z",
        "2026-03-01T09:15:00+24:00",
        "2026-03-01T09:15:00+2:00",
        "2026-03-01T09:15:00 Europe/Berlin",
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
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00",
        "2262-04-12T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-03-01T09:15:00*02:00",
        "2026-03-01T09:15:00+02:60",
        "0001-01-01T00:00:00Z",
        "177234930",
        "17723493000",
        "20260301091500",
        "9999999999",
        "1772349300.",
        "1772349300Z",
        "1.7723493e9",
        "-1772349300",
        "1772349300000000000.5",
        "1772349300000.0000001",
    ] {
        assert_eq!(ns(time), None, "{time}");
    }
}
