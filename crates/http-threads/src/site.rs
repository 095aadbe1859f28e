//! The server to fetch from, and how to talk to it: timeouts, connections, retries, reasons.

use std::{
    io,
    time::{Duration, Instant},
};

use anyhow::bail;
use backon::ExponentialBuilder;
use ureq::{
    Agent, Error,
    http::{StatusCode, Uri},
    tls::{RootCerts, TlsConfig},
    unversioned::transport::DefaultConnector,
};

use practice_api::Stats;

use crate::resolver::RememberingResolver;

/// In bytes. A post has a few hundred.
pub(crate) const LARGEST_ANSWER: u64 = 1024 * 1024;

/// A server with posts, and the one agent that all threads share to reach it.
pub struct Site {
    pub(crate) agent: Agent,
    base_url: String,
    timeout: Duration,
}

impl Site {
    /// A site whose agent gives up after `timeout` and keeps as many connections as `workers`.
    pub fn new(base_url: &str, timeout: Duration, workers: usize) -> Self {
        // What the system trusts, which is where a company puts the certificate of its proxy.
        let trust = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .timeout_resolve(Some(timeout))
            .timeout_connect(Some(timeout))
            .timeout_send_request(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_recv_body(Some(timeout))
            .tls_config(trust.build())
            .max_idle_connections(workers)
            .max_idle_connections_per_host(workers);
        // A proxy cannot reach this machine's own address for us.
        let uri: Option<Uri> = base_url.parse().ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
        let is_local = ["127.0.0.1", "[::1]", "localhost"]
            .iter()
            .any(|local| host.eq_ignore_ascii_case(local));
        let config = if is_local { config.proxy(None) } else { config };
        let agent = Agent::with_parts(
            config.build(),
            DefaultConnector::default(),
            RememberingResolver::default(),
        );
        Self { agent, base_url: base_url.to_owned(), timeout }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Opens the first connection before anything is timed, so that no version pays for it.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not speak HTTP.
    pub fn warm_up(&self) -> anyhow::Result<()> {
        match self.agent.get(self.url("/")).call() {
            // Any answer will do. Reading it to its end, if it has one, keeps the connection.
            Ok(mut response) => {
                let _ = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec();
                Ok(())
            }
            Err(Error::StatusCode(_)) => Ok(()),
            Err(error) => bail!("could not reach {}: {}", self.base_url, self.reason(error)),
        }
    }

    /// How long one post takes on a connection that is open; `None` when it cannot be fetched.
    pub fn measure_latency(&self) -> Option<Duration> {
        let began = Instant::now();
        self.get("/posts/1").ok()?;
        Some(began.elapsed())
    }

    /// Makes a practice API count from zero; any other server is not asked to.
    pub fn reset_stats(&self) {
        if self.stats().is_some() {
            let _ = self.agent.delete(self.url("/stats")).call();
        }
    }

    /// What the server saw since [`reset_stats`](Self::reset_stats), if it is a practice API.
    pub fn stats(&self) -> Option<Stats> {
        serde_json::from_str(&self.get("/stats").ok()?).ok()
    }

    fn get(&self, path: &str) -> Result<String, Error> {
        let mut response = self.agent.get(self.url(path)).call()?;
        response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string()
    }

    /// Why a request failed, in words for somebody who never saw this client.
    pub(crate) fn reason(&self, error: Error) -> String {
        match error {
            Error::StatusCode(code) => match StatusCode::from_u16(code) {
                Ok(status) => format!("the server answered {status}"),
                Err(_) => format!("the server answered with status {code}"),
            },
            Error::Timeout(_) => format!("no answer within {} s", self.timeout.as_secs_f64()),
            Error::Io(error) => format!("the connection failed ({error})"),
            Error::HostNotFound => "no such host".to_owned(),
            // The JSON could not be read because the answer could not: the reason is within.
            Error::Json(error) if error.is_io() => self.reason(io::Error::from(error).into()),
            Error::Json(error) => format!("the answer is not a post in JSON ({error})"),
            Error::BodyExceedsLimit(bytes) => format!("the answer is larger than {bytes} bytes"),
            Error::Protocol(error) => format!("the answer is not HTTP ({error})"),
            other => other.to_string(),
        }
    }
}

/// Five more tries, after about 0.1, 0.2, 0.4, 0.8 and 1.6 s; chance spreads out the threads.
pub(crate) fn growing_waits() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_factor(2.0)
        .with_max_times(5)
        .with_jitter()
}

/// Whether the server asked for patience: 429 Too Many Requests, 503 Service Unavailable.
pub(crate) fn is_busy(error: &Error) -> bool {
    matches!(error, Error::StatusCode(429 | 503))
}
