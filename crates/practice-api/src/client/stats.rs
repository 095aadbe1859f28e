//! What the server counts of this client, if it is a practice API.

use std::sync::atomic::Ordering;

use crate::{Client, Stats};

impl Client {
    /// Has the server count this client's requests from zero, if it is a practice API.
    pub fn reset_stats(&self) {
        if self.stats().is_some() {
            let _ = self.agent.delete(self.server.url(&self.path_of_stats())).call();
        }
    }

    /// What the server saw of this client since [`reset_stats`](Self::reset_stats); `None` where it is
    /// not a practice API.
    pub fn stats(&self) -> Option<Stats> {
        // A server that once had no counts is not asked again: it might hang each time.
        if self.tells_nothing.load(Ordering::Relaxed) {
            return None;
        }
        let answer = self.ask(&self.path_of_stats()).ok().and_then(|answer| answer.good().ok());
        let stats = answer.and_then(|answer| serde_json::from_str(&answer.into_text().ok()?).ok());
        self.tells_nothing.store(stats.is_none(), Ordering::Relaxed);
        stats
    }

    fn path_of_stats(&self) -> String {
        format!("/stats?client={}", self.name)
    }
}
