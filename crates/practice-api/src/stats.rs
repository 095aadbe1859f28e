//! What the server saw.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

/// Counts since the start, or since the last `DELETE /stats`, without the requests for `/` and
/// `/stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Requests, also those that were refused because of too many.
    pub requests: u64,
    /// The connections that these requests came by.
    pub connections: usize,
    /// The most of them that were being answered at one instant.
    pub most_in_flight: usize,
}

/// Counts requests as they come and go.
#[derive(Clone, Default)]
pub(crate) struct Counter(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    requests: u64,
    connections: HashSet<u64>,
    in_flight: usize,
    most_in_flight: usize,
}

impl Counter {
    /// Counts a request in; it is counted out when the guard is dropped, answered or given up.
    /// `None` when there are already `most` in flight.
    pub(crate) fn enter(&self, connection: u64, most: Option<usize>) -> Option<InFlight> {
        let mut counts = self.lock();
        counts.requests += 1;
        counts.connections.insert(connection);
        if most.is_some_and(|most| counts.in_flight >= most) {
            return None;
        }
        counts.in_flight += 1;
        counts.most_in_flight = counts.most_in_flight.max(counts.in_flight);
        Some(InFlight(self.clone()))
    }

    pub(crate) fn stats(&self) -> Stats {
        let counts = self.lock();
        Stats {
            requests: counts.requests,
            connections: counts.connections.len(),
            most_in_flight: counts.most_in_flight,
        }
    }

    /// Starts counting anew; requests that are in flight stay so.
    pub(crate) fn reset(&self) {
        let mut counts = self.lock();
        let in_flight = counts.in_flight;
        *counts = Counts { in_flight, most_in_flight: in_flight, ..Counts::default() };
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request in flight.
pub(crate) struct InFlight(Counter);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.lock().in_flight -= 1;
    }
}
