//! The server that has the reports, and how to talk to it: timeouts, connections, retries, reasons.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use backon::{BlockingRetryable, ExponentialBuilder};
use ureq::{Agent, Error, http::StatusCode};

use crate::sales::{Prices, parse_prices};

/// In bytes. A report has about a hundred thousand.
const LARGEST_ANSWER: u64 = 10 * 1024 * 1024;

/// A server with reports, and the one agent that all threads share to reach it.
pub struct Site {
    agent: Agent,
    base_url: String,
    timeout: Duration,
}

impl Site {
    /// A site whose agent gives up after `timeout` and keeps as many connections as `workers`.
    pub fn new(base_url: &str, timeout: Duration, workers: usize) -> Self {
        // The server is on this machine, where no proxy leads, and no name has to be looked up.
        let config = Agent::config_builder()
            .proxy(None)
            .timeout_connect(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_recv_body(Some(timeout))
            .max_idle_connections(workers)
            .max_idle_connections_per_host(workers);
        Self { agent: config.build().into(), base_url: base_url.to_owned(), timeout }
    }

    /// Fetches the price list, by which the first connection is open before anything is timed.
    ///
    /// # Errors
    /// When it cannot be fetched, or is none.
    pub fn prices(&self) -> Result<Prices> {
        let csv = self.get("/prices").map_err(|reason| anyhow!(reason));
        csv.and_then(|csv| parse_prices(&csv)).context("could not fetch the price list")
    }

    // ANCHOR: get
    /// Fetches a text; a server that says "too busy" is asked again, after growing waits.
    pub(crate) fn get(&self, path: &str) -> Result<String, String> {
        let url = format!("{}{path}", self.base_url);
        let get = || {
            let mut response = self.agent.get(&url).call()?;
            response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string()
        };
        get.retry(growing_waits()).when(is_busy).call().map_err(|error| self.reason(error))
    }
    // ANCHOR_END: get

    /// Why a request failed, in words for somebody who never saw this client.
    fn reason(&self, error: Error) -> String {
        match error {
            Error::StatusCode(code) => match StatusCode::from_u16(code) {
                Ok(status) => format!("the server answered {status}"),
                Err(_) => format!("the server answered with status {code}"),
            },
            Error::Timeout(_) => format!("no answer within {} s", self.timeout.as_secs_f64()),
            Error::Io(error) => format!("the connection failed ({error})"),
            other => other.to_string(),
        }
    }
}

/// Five more tries, after about 0.1, 0.2, 0.4, 0.8 and 1.6 s; chance spreads out the threads.
fn growing_waits() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_factor(2.0)
        .with_max_times(5)
        .with_jitter()
}

/// Whether the server asked for patience: 429 Too Many Requests, 503 Service Unavailable.
fn is_busy(error: &Error) -> bool {
    matches!(error, Error::StatusCode(429 | 503))
}
