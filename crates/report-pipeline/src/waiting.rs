//! Lines in which reports wait between two stages: channels that count.

use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
};

use crate::{Outcome, Sales};

/// What holds memory while it waits.
pub(crate) trait Held {
    /// About how much, in bytes.
    fn bytes(&self) -> usize;
}

impl Held for Outcome<String> {
    fn bytes(&self) -> usize {
        self.1.as_ref().map_or(0, String::len)
    }
}

impl Held for Outcome<Sales> {
    fn bytes(&self) -> usize {
        self.1.as_ref().map_or(0, |sales| mem::size_of_val(sales.rows.as_slice()))
    }
}

/// What waited in the two lines of a pipeline.
#[derive(Default)]
pub struct Most {
    /// Reports as they came, that nobody parsed yet.
    pub to_compute: Waiting,
    /// Regions that nobody wrote yet.
    pub to_write: Waiting,
}

/// Counts what waits in a line.
#[derive(Default)]
pub struct Waiting(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// The bytes of each that waits now.
    bytes: VecDeque<usize>,
    /// How many stand with open hands: what comes next does not wait.
    open_hands: usize,
    most: usize,
    most_bytes: usize,
}

impl Waiting {
    /// How many waited at most.
    pub fn most(&self) -> usize {
        self.counts().most
    }

    /// How many bytes they held at most.
    pub fn most_bytes(&self) -> usize {
        self.counts().most_bytes
    }

    fn came(&self, bytes: usize) {
        let mut counts = self.counts();
        if counts.open_hands > 0 {
            counts.open_hands -= 1;
            return;
        }
        counts.bytes.push_back(bytes);
        counts.most = counts.most.max(counts.bytes.len());
        counts.most_bytes = counts.most_bytes.max(counts.bytes.iter().sum());
    }

    fn is_taken(&self) {
        let mut counts = self.counts();
        if counts.bytes.pop_front().is_none() {
            counts.open_hands += 1;
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ANCHOR: line
/// A channel of the standard library, in which no more than `bound` may wait. It also counts them.
pub(crate) fn line<T>(bound: usize, waiting: &Waiting) -> (Sender<'_, T>, Receiver<'_, T>) {
    let (sender, receiver) = mpsc::sync_channel(bound);
    (Sender { sender, waiting }, Receiver { receiver, waiting })
}
// ANCHOR_END: line

/// Nobody takes anything out of the line any more.
#[derive(Debug)]
pub(crate) struct Closed;

/// The end of the line where it begins.
pub(crate) struct Sender<'w, T> {
    sender: mpsc::SyncSender<T>,
    waiting: &'w Waiting,
}

impl<T: Held> Sender<'_, T> {
    /// Puts something into the line; while the line is full, this waits.
    ///
    /// # Errors
    /// When nobody takes anything out any more.
    pub(crate) fn send(&self, report: T) -> Result<(), Closed> {
        let bytes = report.bytes();
        self.sender.send(report).map_err(|_| Closed)?;
        self.waiting.came(bytes);
        Ok(())
    }
}

impl<T> Clone for Sender<'_, T> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), waiting: self.waiting }
    }
}

/// The head of the line. It ends when every sender is gone.
pub(crate) struct Receiver<'w, T> {
    receiver: mpsc::Receiver<T>,
    waiting: &'w Waiting,
}

impl<T> Iterator for Receiver<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        // Counted before it is taken, so that the line never seems to hold more than it does.
        self.waiting.is_taken();
        self.receiver.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn report(region: u32) -> Outcome<String> {
        (region, Ok("12345".to_owned()))
    }

    #[test]
    fn what_waits_is_counted_with_its_bytes() {
        let waiting = Waiting::default();
        let (sender, mut receiver) = line(4, &waiting);
        for region in 1..=3 {
            sender.send(report(region)).unwrap();
        }
        assert_eq!((waiting.most(), waiting.most_bytes()), (3, 15));
        assert_eq!(receiver.next(), Some(report(1)));
        sender.send((4, Err("no report".to_owned()))).unwrap();
        drop(sender);
        assert_eq!(receiver.count(), 3);
        assert_eq!((waiting.most(), waiting.most_bytes()), (3, 15));
    }

    #[test]
    fn no_more_than_the_bound_ever_wait() {
        let waiting = Waiting::default();
        let (sender, receiver) = line(4, &waiting);
        for region in 1..=4 {
            sender.send(report(region)).unwrap();
        }
        let received = thread::scope(|scope| {
            for _ in 0..8 {
                let sender = sender.clone();
                scope.spawn(move || (0..1000).try_for_each(|region| sender.send(report(region))));
            }
            drop(sender);
            receiver.inspect(|_| thread::yield_now()).count()
        });
        assert_eq!((received, waiting.most()), (8004, 4));
        assert_eq!(waiting.most_bytes(), 20);
    }

    #[test]
    fn who_sends_to_nobody_is_told() {
        let waiting = Waiting::default();
        let (sender, receiver) = line(4, &waiting);
        drop(receiver);
        assert!(sender.send(report(1)).is_err());
    }
}
