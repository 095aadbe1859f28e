//! Mistake: a sender is kept, so that the receiver waits for more, for ever.
//! Mended: it is dropped when all is sent. In Python: a worker that loops over
//! `queue.get()`, and nobody puts its `None`.

use std::{
    mem,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Duration,
};

use crate::work::download;

// ANCHOR: mistake
/// Wrong: keeps a sender, as a program does that keeps it in a variable of its
/// own. Here the wait ends at a limit.
pub fn mistake(
    files: &[String],
    wait: Duration,
    limit: Duration,
) -> Option<u64> {
    let (sender, receiver) = mpsc::channel();
    let total = add_up(receiver);
    download_all(files, wait, &sender);
    mem::forget(sender);
    total.recv_timeout(limit).ok()
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Drops the last sender. That closes the channel, and ends
/// the loop of the receiver.
pub fn mended(
    files: &[String],
    wait: Duration,
    limit: Duration,
) -> Option<u64> {
    let (sender, receiver) = mpsc::channel();
    let total = add_up(receiver);
    download_all(files, wait, &sender);
    drop(sender);
    total.recv_timeout(limit).ok()
}

/// A thread adds up whatever comes, and then sends the total.
fn add_up(results: Receiver<u64>) -> Receiver<u64> {
    let (send_total, total) = mpsc::channel();
    thread::spawn(move || {
        let task = stopwatch::task("adding up");
        let sum = results.iter().sum();
        drop(task);
        send_total.send(sum)
    });
    total
}
// ANCHOR_END: mended

fn download_all(files: &[String], wait: Duration, results: &Sender<u64>) {
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                results
                    .send(download(file, wait))
                    .expect("the receiver is there")
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        look::{WAIT, at_least, look},
        work::files,
    };

    #[test]
    fn the_receiver_waits_for_more_and_is_left_behind_at_the_limit() {
        let (run, bytes) = look(|| mistake(&files(3), WAIT, WAIT));
        assert_eq!((run.tasks.len(), run.unfinished, bytes), (4, 1, None));
        let open = run.tasks.iter().find(|task| task.end_s.is_none());
        assert_eq!(open.map(|task| task.name.as_str()), Some("adding up"));
        assert!(at_least(2, &run), "{run:?}");
    }

    #[test]
    fn mended_it_is_done_when_all_is_sent() {
        let (run, bytes) =
            look(|| mended(&files(3), WAIT, Duration::from_secs(60)));
        assert_eq!((run.tasks.len(), run.unfinished, bytes), (4, 0, Some(30)));
    }
}
