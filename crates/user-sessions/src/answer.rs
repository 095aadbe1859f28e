//! What is asked about a log.

use std::cmp::Reverse;

use serde::Serialize;

use crate::{Names, Who};

/// What one user did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Who it is.
    pub user: Who,
    /// How many sessions.
    pub sessions: u64,
    /// How long they were in all, in nanoseconds; a session of one event has no length.
    pub length_ns: i64,
    /// How many sessions paid something.
    pub conversions: u64,
    /// What they paid in all, in cents.
    pub paid_cents: u64,
}

impl User {
    pub(crate) fn new(user: u32) -> Self {
        Self {
            user: Who::Number(user.into()),
            sessions: 0,
            length_ns: 0,
            conversions: 0,
            paid_cents: 0,
        }
    }
}

/// What some of the users did.
pub struct Share {
    /// Each user once, in any order.
    pub users: Vec<User>,
    /// Their events in each hour of the day, UTC.
    pub by_hour: [u64; 24],
}

/// What all users did. It does not depend on the order of the events, nor on how they were shared out.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// How many events.
    pub events: u64,
    /// The hour of the day with the most events, UTC, and how many; the first of several with as many.
    pub busiest_hour: Option<(usize, u64)>,
    /// The ten users who paid most; those who paid the same are in their own order.
    pub top: Vec<User>,
    /// In order of their numbers, then of their names.
    pub users: Vec<User>,
}

impl Answer {
    /// Puts shares together; no user may appear in two of them.
    pub fn of(shares: Vec<Share>) -> Self {
        let mut by_hour = [0; 24];
        let mut users = Vec::with_capacity(
            shares.iter().map(|share| share.users.len()).sum(),
        );
        for share in shares {
            users.extend(share.users);
            for (hour, events) in share.by_hour.into_iter().enumerate() {
                by_hour[hour] += events;
            }
        }
        sort(&mut users);
        let hours =
            by_hour.into_iter().enumerate().filter(|(_, events)| *events > 0);
        Self {
            events: by_hour.iter().sum(),
            busiest_hour: hours.min_by_key(|(_, events)| Reverse(*events)),
            top: top(&users),
            users,
        }
    }

    /// The same answer, with names instead of numbers for the users that have one.
    pub fn named(mut self, names: &Names) -> Self {
        let by_number = names.by_number();
        if by_number.is_empty() {
            return self;
        }
        for user in &mut self.users {
            if let Who::Number(number) = user.user
                && let Some(name) =
                    u32::try_from(number).ok().and_then(|it| by_number.get(&it))
            {
                user.user = name.clone();
            }
        }
        sort(&mut self.users);
        self.top = top(&self.users);
        self
    }

    /// The sum of one figure over all users.
    pub fn sum(&self, figure: impl Fn(&User) -> u64) -> u64 {
        self.users.iter().map(figure).sum()
    }
}

fn sort(users: &mut [User]) {
    users.sort_unstable_by(|one, other| one.user.cmp(&other.user));
}

/// The ten users who paid most.
fn top(users: &[User]) -> Vec<User> {
    const TEN: usize = 10;
    let rank = |one: &&User, other: &&User| {
        other
            .paid_cents
            .cmp(&one.paid_cents)
            .then_with(|| one.user.cmp(&other.user))
    };
    let mut top: Vec<&User> = users.iter().collect();
    if top.len() > TEN {
        top.select_nth_unstable_by(TEN, rank);
        top.truncate(TEN);
    }
    top.sort_unstable_by(rank);
    top.into_iter().cloned().collect()
}
