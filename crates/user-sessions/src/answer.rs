//! What is asked about a log.

use std::cmp::Reverse;

use serde::Serialize;

/// What one user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The user's number.
    pub user: u32,
    /// How many sessions.
    pub sessions: u64,
    /// How long they were together, in seconds; a session of one event has no length.
    pub length_s: i64,
    /// How many sessions paid something.
    pub conversions: u64,
    /// What they paid together, in cents.
    pub paid_cents: u64,
}

impl User {
    pub(crate) fn new(user: u32) -> Self {
        Self { user, sessions: 0, length_s: 0, conversions: 0, paid_cents: 0 }
    }
}

/// What some of the users did.
pub struct Share {
    /// Each user once, in any order.
    pub users: Vec<User>,
    /// Their events in each hour of the day, UTC.
    pub by_hour: [u64; 24],
}

/// What all users did. It does not depend on the order of the events, nor on who shared them out.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// How many events.
    pub events: u64,
    /// The hour of the day with the most events, UTC, and how many; of equal hours the first.
    pub busiest_hour: Option<(usize, u64)>,
    /// The ten users who paid most; of users who paid the same, the lower number first.
    pub top: Vec<User>,
    /// In order of their numbers.
    pub users: Vec<User>,
}

impl Answer {
    /// Puts shares together, in which no user appears twice.
    pub fn of(shares: Vec<Share>) -> Self {
        let mut by_hour = [0; 24];
        let mut users = Vec::with_capacity(shares.iter().map(|share| share.users.len()).sum());
        for share in shares {
            users.extend(share.users);
            for (hour, events) in share.by_hour.into_iter().enumerate() {
                by_hour[hour] += events;
            }
        }
        users.sort_unstable_by_key(|user| user.user);
        let hours = by_hour.into_iter().enumerate().filter(|(_, events)| *events > 0);
        Self {
            events: by_hour.iter().sum(),
            busiest_hour: hours.min_by_key(|(_, events)| Reverse(*events)),
            top: top(&users),
            users,
        }
    }

    /// The sum of one figure over all users.
    pub fn sum(&self, figure: impl Fn(&User) -> u64) -> u64 {
        self.users.iter().map(figure).sum()
    }
}

/// The ten users who paid most.
fn top(users: &[User]) -> Vec<User> {
    const TEN: usize = 10;
    let rank = |user: &User| (Reverse(user.paid_cents), user.user);
    let mut top: Vec<User> = users.to_vec();
    if top.len() > TEN {
        top.select_nth_unstable_by_key(TEN, rank);
        top.truncate(TEN);
    }
    top.sort_unstable_by_key(rank);
    top
}
