//! A local stand-in for jsonplaceholder.typicode.com: the same paths, queries and shapes over real
//! sockets, with latency and faults on request, and counts of what the server saw. Besides the posts it
//! has the sales reports of regions, as CSV.
//!
//! `GET /` says what is served. Everything else is refused with a status and a word: no query is
//! ignored, so that a script that turns pages always reaches the last one.
//!
//! Chapters start it with [`PracticeApi::start`]; for curl, a browser or Python there is
//! `cargo run -p practice-api -- --port 3000`.
//!
//! # Whose requests `/stats` counts
//!
//! A client's name is its header `User-Agent`. One that wants its own counts, while others may use
//! the same server, sends a name that no other has with every request (such as
//! `chapter-03-http-threads-4711`, with its process id at the end) and asks:
//!
//! - `DELETE /stats?client=NAME`: counts this client from zero, and leaves the others' counts alone;
//! - `GET /stats?client=NAME`: `{"client": NAME, "requests": 5, "connections": 1, "most_in_flight": 1}`,
//!   all zero for a client that sent nothing yet. It reads as [`Stats`].
//!
//! `GET /stats` and `DELETE /stats` are about all clients. The first says so: there `client` is
//! `null`, and `clients` has the counts of each by its name.

#![warn(missing_docs)]

mod answer;
mod change;
#[cfg(feature = "client")]
mod client;
mod collection;
mod config;
mod connection;
mod fault;
mod filter;
mod items;
mod post;
mod query;
mod random;
mod report;
mod routes;
mod select;
mod stats;
mod target;
mod user;
mod words;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    thread::{self, JoinHandle},
};

use tokio::{net::TcpSocket, runtime, sync::oneshot};

#[cfg(feature = "client")]
pub use client::{BaseUrl, Client, Json, allow_open_files};
pub use config::{ApiArgs, Config};
pub use fault::Fault;
pub use post::Post;
pub use report::{price_list, report};
pub use stats::Stats;

/// A running server. It stops when this is dropped.
pub struct PracticeApi {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl PracticeApi {
    /// Starts the server on 127.0.0.1, on one thread of its own.
    ///
    /// The process's limit of open files is raised where the system allows it, because every connection
    /// is one: some systems start with 256.
    ///
    /// # Errors
    /// When the port is taken, or the system refuses a socket or a thread.
    pub fn start(config: Config) -> io::Result<Self> {
        const CONNECTIONS: u32 = 4096;
        // Where the limit cannot be raised, the server still serves as many as it allows.
        let _ = rlimit::increase_nofile_limit(2 * u64::from(CONNECTIONS));

        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(async {
            let socket = TcpSocket::new_v4()?;
            // A port that was in use a moment ago can be used again; Windows allows that anyway.
            #[cfg(unix)]
            socket.set_reuseaddr(true)?;
            socket.bind((Ipv4Addr::LOCALHOST, config.port).into())?;
            socket.listen(CONNECTIONS)
        })?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("practice-api".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = routes::serve(listener, config) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where the server listens, such as `http://127.0.0.1:3000`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for as long as the server runs: until the process is ended from outside.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server panicked");
        }
    }
}

impl Drop for PracticeApi {
    fn drop(&mut self) {
        // Both are gone only after `wait`.
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}
