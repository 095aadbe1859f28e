//! Channels with little room, which remember the most that ever waited in them.

use std::{
    mem,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use crossbeam_channel::{Receiver, SendError};

use crate::{Message, Sales};

/// The most that waited in the two channels of a pipeline.
#[derive(Default)]
pub struct Peaks {
    /// Reports as they came, not yet parsed.
    pub to_compute: Peak,
    /// Regions not yet written.
    pub to_write: Peak,
}

/// The most that waited in a channel.
#[derive(Default)]
pub struct Peak {
    messages: AtomicUsize,
    /// All that were ever sent, and their bytes.
    sent: AtomicUsize,
    sent_bytes: AtomicUsize,
}

impl Peak {
    /// How many messages.
    pub fn messages(&self) -> usize {
        self.messages.load(Relaxed)
    }

    /// About how many bytes: as if each of the messages had the mean size.
    pub fn bytes(&self) -> usize {
        self.messages() * self.sent_bytes.load(Relaxed)
            / self.sent.load(Relaxed).max(1)
    }
}

/// What takes memory while it waits.
pub(crate) trait Size {
    /// About how much, in bytes.
    fn bytes(&self) -> usize;
}

impl Size for Message<String> {
    fn bytes(&self) -> usize {
        self.1.as_ref().map_or(0, String::len)
    }
}

impl Size for Message<Sales> {
    fn bytes(&self) -> usize {
        self.1
            .as_ref()
            .map_or(0, |sales| mem::size_of_val(sales.rows.as_slice()))
    }
}

// ANCHOR: bounded
/// A channel in which no more than `bound` messages wait;
/// `peak` is told how many do.
pub(crate) fn bounded<T>(
    bound: usize,
    peak: &Peak,
) -> (Sender<'_, T>, Receiver<T>) {
    let (sender, receiver) = crossbeam_channel::bounded(bound);
    (Sender { sender, peak }, receiver)
}
// ANCHOR_END: bounded

/// The end of a channel into which messages are put.
pub(crate) struct Sender<'p, T> {
    sender: crossbeam_channel::Sender<T>,
    peak: &'p Peak,
}

impl<T: Size> Sender<'_, T> {
    /// Puts a message into the channel; while that is full, this waits.
    ///
    /// # Errors
    /// When nobody takes messages out any more.
    pub(crate) fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.peak.sent.fetch_add(1, Relaxed);
        self.peak.sent_bytes.fetch_add(message.bytes(), Relaxed);
        self.sender.send(message)?;
        self.peak.messages.fetch_max(self.sender.len(), Relaxed);
        Ok(())
    }
}

impl<T> Clone for Sender<'_, T> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), peak: self.peak }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn report(region: u32) -> Message<String> {
        (region, Ok("12345".to_owned()))
    }

    #[test]
    fn what_waits_is_counted_with_its_bytes() {
        let peak = Peak::default();
        let (sender, receiver) = bounded(4, &peak);
        for region in 1..=3 {
            sender.send(report(region)).unwrap();
        }
        assert_eq!((peak.messages(), peak.bytes()), (3, 15));
        assert_eq!(receiver.recv(), Ok(report(1)));
        sender.send(report(4)).unwrap();
        drop(sender);
        assert_eq!(receiver.iter().count(), 3);
        assert_eq!((peak.messages(), peak.bytes()), (3, 15));
    }

    #[test]
    fn a_region_without_a_report_takes_no_memory() {
        let peak = Peak::default();
        let (sender, _receiver) = bounded(4, &peak);
        sender.send(report(1)).unwrap();
        sender.send((2, Err("the server answered 500".to_owned()))).unwrap();
        assert_eq!((peak.messages(), peak.bytes()), (2, 5));
    }

    #[test]
    fn no_more_than_the_bound_ever_wait() {
        let peak = Peak::default();
        let (sender, receiver) = bounded(4, &peak);
        for region in 1..=4 {
            sender.send(report(region)).unwrap();
        }
        let received = thread::scope(|scope| {
            for _ in 0..8 {
                let sender = sender.clone();
                scope.spawn(move || {
                    (0..1000).try_for_each(|region| sender.send(report(region)))
                });
            }
            drop(sender);
            receiver.iter().inspect(|_| thread::yield_now()).count()
        });
        assert_eq!((received, peak.messages()), (8004, 4));
    }

    #[test]
    fn sending_to_nobody_is_an_error() {
        let peak = Peak::default();
        let (sender, receiver) = bounded(4, &peak);
        drop(receiver);
        assert!(sender.send(report(1)).is_err());
    }
}
