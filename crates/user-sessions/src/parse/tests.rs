use proptest::prelude::*;

use super::*;

/// The event that a line is, the number of its user, and what is wrong with it.
fn read(columns: &str, line: &[u8]) -> (Option<Event>, Vec<String>) {
    let (form, names) =
        (Form::new(columns.as_bytes()).unwrap(), Names::default());
    let mut reader = Reader::new(line, &form, &names);
    let event = reader.event(Line { text: line, has_end: true });
    let rows = reader
        .tally
        .left_out
        .first
        .into_iter()
        .chain(reader.tally.unpaid.first);
    (event, rows.map(|row| row.reason).collect())
}

proptest! {
    #[test]
    fn no_line_makes_it_panic(line in prop::collection::vec(any::<u8>(), 0..80)) {
        read("user,time,page,value", &line);
    }
}

#[test]
fn only_the_paying_page_is_paid() {
    let paid = |line: &str| {
        read("user,time,page,value", line.as_bytes()).0.unwrap().paid_cents
    };
    assert_eq!(paid("1,2026-03-01T09:15:00Z,checkout,12.50"), 1250);
    assert_eq!(paid("1,2026-03-01T09:15:00Z, checkout , 12.50 "), 1250);
    assert_eq!(paid("1,2026-03-01T09:15:00Z,checkout,"), 0);
    assert_eq!(paid("1,2026-03-01T09:15:00Z,basket,12.50"), 0);
    assert_eq!(paid("1,2026-03-01T09:15:00Z,\"checkout\",\"12.50\""), 1250);
}

#[test]
fn a_line_that_is_no_event_says_what_is_wrong() {
    for (line, said) in [
        ("1,2026-03-01T09:15:00Z,home", "it should have 4 cells, and has 3"),
        (
            "1,2026-03-01T09:15:00Z,home,1,2,3",
            "it should have 4 cells, and has 6",
        ),
        (",2026-03-01T09:15:00Z,home,", "the user is empty"),
        ("1,,home,", "the time is empty"),
        ("n/a,2026-03-01T09:15:00Z,home,", "the user is missing: `n/a`"),
        (
            "1,yesterday,home,",
            "the time `yesterday` is not like 2026-03-01T09:15:00+02:00",
        ),
        ("1,\u{1b}[2J,home,", r#"the time `"\u{1b}[2J"` is not like"#),
        ("1,2026-03-01T09:15:00Z,\"home,", "a quote stays open"),
    ] {
        let (event, wrong) = read("user,time,page,value", line.as_bytes());
        assert_eq!(event, None);
        assert!(wrong.len() == 1 && wrong[0].contains(said), "{wrong:?}");
    }
    let (event, wrong) =
        read("user,time,page,value", b"caf\xE9,2026-03-01T09:15:00Z,home,");
    assert!(event.is_none() && wrong[0].contains("is not UTF-8"), "{wrong:?}");
    let long = [b"1,".repeat(3), b"9".repeat(5000)].concat();
    assert!(read("user,time,page,value", &long).1[0].len() < 200);
}

#[test]
fn an_event_of_which_nobody_knows_what_it_paid_is_one() {
    for (line, said) in [
        (b"1,2026-03-01T09:15:00Z,,12.50".as_slice(), "the page is empty"),
        (b"1,2026-03-01T09:15:00Z,caf\xE9,12.50", "is not UTF-8"),
        (
            b"1,2026-03-01T09:15:00Z,checkout,-5",
            "the value `-5` is not an amount like 12.50",
        ),
    ] {
        let (event, wrong) = read("user,time,page,value", line);
        let event = event.unwrap();
        assert_eq!((event.user, event.paid_cents), (1, 0));
        assert!(wrong.len() == 1 && wrong[0].contains(said), "{wrong:?}");
    }
    // What counts for nothing is not looked at.
    assert_eq!(
        read("user,time,page,value", b"1,2026-03-01T09:15:00Z,home,?").1.len(),
        0
    );
}

#[test]
fn what_may_be_truncated_depends_on_the_last_column() {
    let (time, value) = ("2026-03-01T09:15:00Z", "12.50");
    for (columns, line, counts, is_said) in [
        (
            "user,time,page,value",
            format!("1,{time},checkout,{value}"),
            true,
            true,
        ),
        ("user,time,page,value", format!("1,{time},checkout,"), true, true),
        ("user,time,page,value", format!("1,{time},home,{value}"), true, false),
        ("user,time,value,page", format!("1,{time},{value},check"), true, true),
        (
            "time,value,page,user",
            format!("{time},{value},checkout,1"),
            false,
            true,
        ),
        (
            "user,value,page,time",
            format!("1,{value},checkout,{time}"),
            false,
            true,
        ),
        (
            "user,time,page,value,note",
            format!("1,{time},checkout,{value},no"),
            true,
            false,
        ),
    ] {
        let (form, names) =
            (Form::new(columns.as_bytes()).unwrap(), Names::default());
        let mut reader = Reader::new(line.as_bytes(), &form, &names);
        let event =
            reader.event(Line { text: line.as_bytes(), has_end: false });
        assert_eq!(event.is_some(), counts, "{line}");
        let said = reader.tally.left_out.count + reader.tally.unpaid.count;
        assert_eq!(said, u64::from(is_said), "{line}");
        assert!(event.is_none_or(|event| event.paid_cents
            == if is_said { 0 } else { event.paid_cents }));
    }
}
