//! A server that takes some time to connect to and to answer, and counts its connections.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use crate::{diagnosis::Diagnosis, exercise::Count, work::bar};

/// A post, or the reason why there is none.
pub type Post = Result<String, String>;

/// A server of posts.
#[derive(Clone)]
pub struct Server {
    wait: Duration,
    fails: fn(u32) -> bool,
    opened: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

/// A connection to it, which is open until it is dropped. It takes one request at a time.
pub struct Connection {
    server: Server,
}

impl Server {
    pub(crate) fn new(wait: Duration, fails: fn(u32) -> bool) -> Self {
        Self { wait, fails, opened: Arc::default(), open: Arc::default() }
    }

    /// Opens a connection, which takes as long as a request.
    pub fn connect(&self) -> Connection {
        self.opened.fetch_add(1, SeqCst);
        self.open.fetch_add(1, SeqCst);
        thread::sleep(self.wait);
        Connection { server: self.clone() }
    }

    /// The connections that it has seen, of which there may be so many.
    pub(crate) fn connections(&self, most: usize) -> Vec<Count> {
        let (taken, kept) = (self.opened.load(SeqCst), self.open.load(SeqCst));
        vec![Count { noun: "connection", taken, most, kept, trouble: Diagnosis::OpenedTooOften }]
    }
}

impl Connection {
    /// Asks for a post, and waits for it.
    pub fn get(&mut self, id: u32) -> Post {
        let bar = bar(format!("post {id}"));
        bar.wait(self.server.wait);
        match (self.server.fails)(id) {
            true => Err(format!("the server answered 500 for post {id}")),
            false => Ok(format!("post {id}")),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.server.open.fetch_sub(1, SeqCst);
    }
}
