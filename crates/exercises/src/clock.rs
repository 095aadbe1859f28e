//! Waits of async functions, under every runtime: a thread of its own wakes them.

use std::{
    pin::Pin,
    sync::{
        LazyLock, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    task::{Context, Poll, Waker},
    thread,
    time::{Duration, Instant},
};

/// Is ready after a while.
pub(crate) struct Wait {
    until: Instant,
}

impl Wait {
    pub(crate) fn of(wait: Duration) -> Self {
        Self { until: Instant::now() + wait }
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.until {
            return Poll::Ready(());
        }
        let alarm = Alarm { at: self.until, waker: context.waker().clone() };
        let clock = CLOCK.lock().unwrap_or_else(PoisonError::into_inner);
        clock.send(alarm).expect("the clock runs for ever");
        Poll::Pending
    }
}

/// Whom to wake, and when.
struct Alarm {
    at: Instant,
    waker: Waker,
}

static CLOCK: LazyLock<Mutex<Sender<Alarm>>> = LazyLock::new(|| {
    let (sender, alarms) = mpsc::channel();
    thread::spawn(move || wake_all(&alarms));
    Mutex::new(sender)
});

fn wake_all(alarms: &Receiver<Alarm>) {
    let mut set: Vec<Alarm> = Vec::new();
    loop {
        let now = Instant::now();
        for alarm in set.extract_if(.., |alarm| alarm.at <= now) {
            alarm.waker.wake();
        }
        let next = set.iter().map(|alarm| alarm.at).min();
        let alarm = match next {
            Some(at) => alarms.recv_timeout(at.saturating_duration_since(now)),
            None => alarms.recv().map_err(RecvTimeoutError::from),
        };
        match alarm {
            Ok(alarm) => set.push(alarm),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
