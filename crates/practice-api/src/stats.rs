//! What the server saw, in all and of each client.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

/// Counts since the start, or since the last `DELETE /stats`, without the requests for `/` and
/// `/stats`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Requests, including those that were refused because there were too many.
    pub requests: u64,
    /// The connections that these requests came by.
    pub connections: usize,
    /// The most of them that were being answered at one instant.
    pub most_in_flight: usize,
}

/// What `/stats` answers: whose requests these are, and the counts.
#[derive(Debug, Serialize)]
pub(crate) struct Counted {
    /// The client that was asked for; `None` where all are meant.
    client: Option<String>,
    #[serde(flatten)]
    stats: Stats,
    /// Of each client, by its name; only where all are meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    clients: Option<BTreeMap<String, Stats>>,
}

/// Counts requests as they come and go.
#[derive(Default)]
pub(crate) struct Counter(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    all: Seen,
    clients: HashMap<String, Seen>,
}

#[derive(Default)]
struct Seen {
    requests: u64,
    connections: HashSet<u64>,
    in_flight: usize,
    most_in_flight: usize,
}

impl Counter {
    /// Counts a request of this client in; it is counted out when the guard is dropped, answered or
    /// given up. `None` when there are already `most` in flight, whoever sent them.
    pub(crate) fn enter<'c>(
        &'c self,
        client: &'c str,
        connection: u64,
        most: Option<usize>,
    ) -> Option<InFlight<'c>> {
        let mut counts = self.lock();
        let is_refused = most.is_some_and(|most| counts.all.in_flight >= most);
        counts.all.enter(connection, is_refused);
        match counts.clients.get_mut(client) {
            Some(seen) => seen.enter(connection, is_refused),
            None => {
                counts.clients.entry(client.to_owned()).or_default().enter(connection, is_refused);
            }
        }
        // Made only for a request that counts: its end counts the request out.
        (!is_refused).then(|| InFlight { counter: self, client })
    }

    /// What was seen of this client, or of all.
    pub(crate) fn counted(&self, client: Option<&str>) -> Counted {
        let counts = self.lock();
        match client {
            Some(name) => Counted {
                client: Some(name.into()),
                // A client that has sent nothing yet is not an error: it may ask before it begins.
                stats: counts.clients.get(name).map(Seen::stats).unwrap_or_default(),
                clients: None,
            },
            None => Counted {
                client: None,
                stats: counts.all.stats(),
                clients: Some(
                    counts
                        .clients
                        .iter()
                        .map(|(name, seen)| (name.clone(), seen.stats()))
                        .collect(),
                ),
            },
        }
    }

    /// Starts counting anew, for this client alone or for all; requests in flight stay in flight.
    pub(crate) fn reset(&self, client: Option<&str>) {
        let mut counts = self.lock();
        match client {
            Some(name) => {
                if let Some(seen) = counts.clients.get_mut(name) {
                    seen.reset();
                }
            }
            None => {
                counts.all.reset();
                counts.clients.retain(|_, seen| {
                    seen.reset();
                    seen.in_flight > 0
                });
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn enter(&mut self, connection: u64, is_refused: bool) {
        self.requests += 1;
        self.connections.insert(connection);
        if !is_refused {
            self.in_flight += 1;
            self.most_in_flight = self.most_in_flight.max(self.in_flight);
        }
    }

    fn stats(&self) -> Stats {
        Stats {
            requests: self.requests,
            connections: self.connections.len(),
            most_in_flight: self.most_in_flight,
        }
    }

    fn reset(&mut self) {
        let in_flight = self.in_flight;
        *self = Self { in_flight, most_in_flight: in_flight, ..Self::default() };
    }
}

/// One request in flight.
pub(crate) struct InFlight<'c> {
    counter: &'c Counter,
    client: &'c str,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut counts = self.counter.lock();
        counts.all.in_flight -= 1;
        if let Some(seen) = counts.clients.get_mut(self.client) {
            seen.in_flight -= 1;
        }
    }
}
