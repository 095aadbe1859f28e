//! The client of every chapter that downloads. It waits for each answer, as a library for beginners
//! does, and any number of threads may share it.
//!
//! It keeps connections open, asks again where that is right, and says in words what came instead of
//! an answer.

mod address;
mod answer;
mod files;
mod forward;
mod json;
mod proxy;
mod reason;
mod stats;

use std::{
    process,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use ureq::{
    Agent, Body,
    config::RedirectAuthHeaders,
    http::{
        Response,
        header::{AUTHORIZATION, PROXY_AUTHORIZATION, USER_AGENT},
    },
    tls::{RootCerts, TlsConfig},
};

pub use address::BaseUrl;
pub use files::allow_open_files;
pub use json::Json;

use answer::Answer;
use proxy::Proxy;
use reason::Failure;

/// In bytes. A post has a few hundred, a report about a hundred thousand.
const LARGEST_ANSWER: u64 = 10 << 20;

/// A server, and the way to it.
pub struct Client {
    agent: Agent,
    server: BaseUrl,
    timeout: Duration,
    /// The `User-Agent`: no other client of the server has this name, so it can count for us alone.
    name: String,
    /// The header `Authorization`, where the URL has a name and a password.
    authorization: Option<String>,
    /// Where the environment names one for this server.
    proxy: Option<Proxy>,
    /// Whether anything was asked before, so that a connection may be open that the server has closed
    /// meanwhile. That its answer failed proves nothing: it may have led to another server.
    has_asked: AtomicBool,
    /// Whether the server was asked for its counts, and had none.
    tells_nothing: AtomicBool,
}

impl Client {
    /// A client for one server, which gives up on a request after `timeout`, and keeps as many
    /// connections as there are `workers`. `program` is the name of the program that asks.
    ///
    /// # Errors
    /// When the environment asks for a proxy of a kind that is not spoken here.
    pub fn new(
        program: &str,
        server: &BaseUrl,
        timeout: Duration,
        workers: usize,
    ) -> Result<Self, String> {
        let name = format!("{program}-{}", process::id());
        let proxy = proxy::for_server(server, &|name| std::env::var(name).ok())?;
        let tunnel = match &proxy {
            Some(proxy) => Some(proxy.tunnel().map_err(|error| error.to_string())?),
            None => None,
        };
        // What the system trusts, which is where a company puts the certificate of its proxy.
        let trust = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        // Without a limit on the whole call and on the lookup of the name, no request needs a thread
        // of its own for the lookup; in lessons that count threads, it would be one too many.
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(timeout))
            .timeout_send_request(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_recv_body(Some(timeout))
            .tls_config(trust.build())
            .redirect_auth_headers(RedirectAuthHeaders::SameHost)
            .max_idle_connections(workers)
            .max_idle_connections_per_host(workers)
            .user_agent(&name)
            .proxy(tunnel);
        Ok(Self {
            agent: config.build().into(),
            server: server.clone(),
            timeout,
            name,
            authorization: server.authorization(),
            proxy,
            has_asked: AtomicBool::new(false),
            tells_nothing: AtomicBool::new(false),
        })
    }

    /// Fetches a text, such as CSV.
    ///
    /// A server that is busy (429, 503) is asked again: at the time that it named (`Retry-After`), or
    /// else after growing waits.
    ///
    /// # Errors
    /// Says what came instead, as a clause for a sentence.
    pub fn get_text(&self, path: &str) -> Result<String, String> {
        self.get(path)?.into_text()
    }

    /// Fetches JSON, as the server sends it. Asks again as [`get_text`](Self::get_text) does.
    ///
    /// # Errors
    /// Says what came instead, as a clause for a sentence.
    pub fn get_json(&self, path: &str) -> Result<Json, String> {
        self.get(path)?.into_json()
    }

    /// Opens the first connection before anything is timed, so that no version pays for it; then asks
    /// for `path`, if it has to, to see whether there is a server at all.
    ///
    /// # Errors
    /// When the server cannot be reached, or speaks no HTTP.
    pub fn warm_up(&self, path: &str) -> Result<(), String> {
        // Any answer will do. If `/` alone fails (it may lead to another server), that does not matter
        // to a program that wants something else.
        let answer = self.ask("/").or_else(|_| self.ask(path));
        let failed =
            |failure| format!("could not reach {}: {}", self.server, self.reason(&failure));
        answer.map(|_| ()).map_err(failed)
    }

    /// Asks until the server is not busy, or until asking again makes no sense.
    fn get(&self, path: &str) -> Result<Answer, String> {
        let began = Instant::now();
        let mut waits = growing_waits();
        loop {
            let answer = self.ask(path).map_err(|failure| self.reason(&failure))?;
            let Some(wait) = waits.next().filter(|_| answer.is_busy()) else {
                return answer.good().map_err(|why| self.with_proxy(why));
            };
            let asked = answer.retry_after().unwrap_or_default();
            if asked.is_zero() && began.elapsed() + wait > self.timeout {
                return answer.good().map_err(|why| self.with_proxy(why));
            }
            if began.elapsed() + asked > self.timeout && !asked.is_zero() {
                let (asked, timeout) = (asked.as_secs(), self.timeout.as_secs_f64());
                let why = answer.good().err().unwrap_or_default();
                return Err(format!(
                    "{why}, and asks to wait {asked} s, longer than is left of the timeout of \
                     {timeout} s"
                ));
            }
            // Chance spreads out those who were told the same.
            thread::sleep(asked + wait);
        }
    }

    /// Asks once.
    fn ask(&self, path: &str) -> Result<Answer, Failure> {
        let response = match &self.proxy {
            Some(proxy) if proxy.forwards(&self.server) => self.forward(proxy, path),
            _ => self.call(path),
        };
        Answer::unpack(response?, LARGEST_ANSWER)
    }

    /// Asks the server, or through a tunnel; and once more on a new connection, if the server seems to
    /// have closed the old one while nobody used it.
    fn call(&self, path: &str) -> Result<Response<Vec<u8>>, Failure> {
        let may_be_closed = self.has_asked.swap(true, Ordering::Relaxed);
        let response = match self.send(path, self.agent.config().max_idle_age()) {
            Err(failure) if may_be_closed && failure.is_cut_off() => {
                self.send(path, Duration::ZERO)
            }
            other => other,
        };
        answer::read(response?, LARGEST_ANSWER)
    }

    /// Sends a request over a connection that was last used no longer ago than `idle`, or over a new
    /// one, and receives the head of the answer.
    fn send(&self, path: &str, idle: Duration) -> Result<Response<Body>, Failure> {
        let mut request = self.agent.get(self.server.url(path));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if idle.is_zero() {
            request = request.config().max_idle_age(idle).build();
        }
        request.call().map_err(Failure::Before)
    }

    /// Has a proxy ask the server.
    fn forward(&self, proxy: &Proxy, path: &str) -> Result<Response<Vec<u8>>, Failure> {
        let for_proxy = proxy.url.authorization();
        let headers = [
            (USER_AGENT, Some(&self.name)),
            (AUTHORIZATION, self.authorization.as_ref()),
            (PROXY_AUTHORIZATION, for_proxy.as_ref()),
        ];
        let headers: Vec<_> =
            headers.into_iter().filter_map(|(name, value)| Some((name, value?.as_str()))).collect();
        forward::get(&proxy.url, &self.server, path, &headers, self.timeout, LARGEST_ANSWER)
    }

    /// Why a request failed, in words for somebody who never saw this client.
    fn reason(&self, failure: &Failure) -> String {
        self.with_proxy(failure.in_words(self.timeout))
    }

    fn with_proxy(&self, why: String) -> String {
        match &self.proxy {
            Some(proxy) => format!("{why}; it was asked through {}", proxy.in_words()),
            None => why,
        }
    }
}

/// Five more tries, after about 0.1, 0.2, 0.4, 0.8 and 1.6 s; chance spreads out the threads.
fn growing_waits() -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_factor(2.0)
        .with_max_times(5)
        .with_jitter()
        .build()
}
