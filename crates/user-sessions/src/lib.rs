//! Chapter 10: an event log cut into sessions, one user after
//! another, and on all cores.
//!
//! Type `cargo run -p chapter-10-user-sessions`.

use std::collections::HashMap;

mod answer;
#[cfg(test)]
mod answers;
mod big_lock;
mod boxes;
mod by_user;
mod log;
pub mod made;
pub mod moment;
mod money;
mod names;
mod parse;
mod start;
mod tally;
mod whole_way;

pub use answer::{Answer, Share, User};
pub use big_lock::sessionize_under_one_big_lock;
pub use boxes::sessionize_with_rayon;
pub use by_user::{owner, sessionize_by_user_in_threads};
pub use log::{Log, Part};
pub use names::{Names, Who};
pub use tally::Tally;
pub use whole_way::{
    from_file_sequentially, from_file_with_rayon, read_events,
};

use start::start_together;

// ANCHOR: event
/// One line of the log: sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// In nanoseconds since the beginning of 1970, UTC.
    pub time: i64,
    /// A number for each user.
    pub user: u32,
    /// What was paid, in cents: more than 0 only on the page that pays.
    pub paid_cents: u32,
}
// ANCHOR_END: event

// ANCHOR: user
/// What one user did: in order of time, and cut wherever
/// the silence was long enough.
pub fn sessionize_user(
    user: u32,
    mut events: Vec<Event>,
    silence_ns: i64,
) -> User {
    events.sort_unstable_by_key(|event| event.time);
    let mut summary = User::new(user);
    for session in
        events.chunk_by(|one, next| next.time - one.time < silence_ns)
    {
        let (first, last) = (session[0], session[session.len() - 1]);
        let paid_cents: u64 =
            session.iter().map(|event| u64::from(event.paid_cents)).sum();
        summary.sessions += 1;
        summary.length_ns += last.time - first.time;
        summary.conversions += u64::from(paid_cents > 0);
        summary.paid_cents += paid_cents;
    }
    summary
}
// ANCHOR_END: user

// ANCHOR: groups
/// A list of events for each user, and how many events there
/// were in each hour of the day.
#[derive(Default)]
pub struct Groups {
    by_user: HashMap<u32, Vec<Event>>,
    by_hour: [u64; 24],
}

impl Groups {
    /// Adds one more event to its user and its hour.
    pub fn add(&mut self, event: Event) {
        self.by_user.entry(event.user).or_default().push(event);
        self.by_hour[moment::hour_of_day(event.time)] += 1;
    }

    /// Takes one user after another.
    pub fn sessionize(self, silence_ns: i64) -> Share {
        let users = self.by_user.into_iter();
        let users = users
            .map(|(user, events)| sessionize_user(user, events, silence_ns))
            .collect();
        Share { users, by_hour: self.by_hour }
    }
}
// ANCHOR_END: groups

// ANCHOR: sequential
/// One event after another, then one user after another.
fn sessionize_users(
    events: impl Iterator<Item = Event>,
    silence_ns: i64,
) -> Share {
    let mut groups = Groups::default();
    for event in events {
        groups.add(event);
    }
    groups.sessionize(silence_ns)
}

/// All of it on one core.
pub fn sessionize_sequentially(events: &[Event], silence_ns: i64) -> Answer {
    let _task = stopwatch::task("all users");
    Answer::of(vec![sessionize_users(events.iter().copied(), silence_ns)])
}
// ANCHOR_END: sequential

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    const SILENCE_NS: i64 = 30 * 60 * moment::SECOND;

    fn event(user: u32, time: i64, paid_cents: u32) -> Event {
        Event { time, user, paid_cents }
    }

    /// The answers of all versions, by their names.
    fn answers(
        events: &[Event],
        silence_ns: i64,
        workers: usize,
    ) -> [(&'static str, Answer); 4] {
        let versions: [(&str, &dyn Fn() -> Answer); 4] = [
            ("sequential", &|| sessionize_sequentially(events, silence_ns)),
            ("threads-by-user", &|| {
                sessionize_by_user_in_threads(events, silence_ns, workers)
            }),
            ("one-big-lock", &|| {
                sessionize_under_one_big_lock(events, silence_ns, workers)
            }),
            ("rayon", &|| sessionize_with_rayon(events, silence_ns)),
        ];
        versions.map(|(name, version)| {
            (name, stopwatch::measure(name, version).1.unwrap())
        })
    }

    /// The same question, asked as simply as possible: again for every user.
    fn reference(events: &[Event], silence_ns: i64) -> Answer {
        let mut users = Vec::new();
        for user in
            events.iter().map(|event| event.user).collect::<BTreeSet<u32>>()
        {
            let mut at: BTreeMap<i64, u64> = BTreeMap::new();
            for event in events.iter().filter(|event| event.user == user) {
                *at.entry(event.time).or_default() +=
                    u64::from(event.paid_cents);
            }
            let mut summary = User::new(user);
            let (mut before, mut has_paid) = (None, false);
            for (time, paid) in at {
                match before {
                    Some(before) if time < before + silence_ns => {
                        summary.length_ns += time - before
                    }
                    _ => {
                        (summary.sessions, has_paid) =
                            (summary.sessions + 1, false)
                    }
                }
                if paid > 0 && !has_paid {
                    summary.conversions += 1;
                    has_paid = true;
                }
                summary.paid_cents += paid;
                before = Some(time);
            }
            users.push(summary);
        }
        let mut top = users.clone();
        top.sort_by(|a, b| {
            b.paid_cents.cmp(&a.paid_cents).then(a.user.cmp(&b.user))
        });
        top.truncate(10);
        let mut busiest_hour = None;
        for hour in 0..24 {
            let of_hour = |event: &&Event| {
                event.time / moment::SECOND % 86_400 / 3600 == hour as i64
            };
            let count = events.iter().filter(of_hour).count() as u64;
            if count > busiest_hour.map_or(0, |(_, most)| most) {
                busiest_hour = Some((hour, count));
            }
        }
        Answer { events: events.len() as u64, busiest_hour, top, users }
    }

    /// Events close enough to each other that sessions go on, end,
    /// or end to the very second.
    fn some_events() -> impl Strategy<Value = Vec<Event>> {
        let time = prop_oneof![
            0..10_000 * moment::SECOND,
            (0..6_i64).prop_map(|times| times * SILENCE_NS)
        ];
        let paid = prop_oneof![3 => Just(0), 1 => 1..5_u32];
        let event = (0..15_u32, time, paid);
        let event = event.prop_map(|(user, time, paid_cents)| Event {
            time,
            user,
            paid_cents,
        });
        prop::collection::vec(event, 0..80)
    }

    proptest! {
        #[test]
        fn every_version_answers_as_the_reference_in_whatever_order_the_events_are(
            (events, shuffled) in some_events()
                .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
            silence_ns in prop_oneof![Just(SILENCE_NS), 1..100 * moment::SECOND],
            workers in 1..5_usize,
        ) {
            let expected = reference(&events, silence_ns);
            for (name, answer) in answers(&events, silence_ns, workers) {
                prop_assert_eq!(&answer, &expected, "{}", name);
            }
            for (name, answer) in answers(&shuffled, silence_ns, workers) {
                prop_assert_eq!(&answer, &expected, "{} shuffled", name);
            }
        }
    }

    #[test]
    fn a_silence_of_exactly_that_length_ends_a_session() {
        let sessions = |pause| {
            let user = sessionize_user(
                7,
                vec![event(7, 0, 0), event(7, pause, 0)],
                SILENCE_NS,
            );
            (user.sessions, user.length_ns)
        };
        assert_eq!(sessions(SILENCE_NS - 1), (1, SILENCE_NS - 1));
        assert_eq!(sessions(SILENCE_NS), (2, 0));
        assert_eq!(sessions(SILENCE_NS + 1), (2, 0));
    }

    #[test]
    fn a_session_that_pays_twice_converts_once() {
        let events = vec![
            event(7, 0, 100),
            event(7, 0, 100),
            event(7, 60 * moment::SECOND, 1),
            event(7, 9000 * moment::SECOND, 5),
        ];
        let expected = User {
            user: Who::Number(7),
            sessions: 2,
            length_ns: 60 * moment::SECOND,
            conversions: 2,
            paid_cents: 206,
        };
        assert_eq!(sessionize_user(7, events, SILENCE_NS), expected);
    }

    #[test]
    fn no_events_have_an_answer_too() {
        for (name, answer) in answers(&[], SILENCE_NS, 3) {
            assert_eq!(answer, reference(&[], SILENCE_NS), "{name}");
        }
    }
}
