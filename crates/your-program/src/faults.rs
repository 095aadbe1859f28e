//! Six small programs with one fault each.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{Barrier, Mutex},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

/// Computes for so long.
fn compute(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        std::hint::black_box((0..10_000_u64).sum::<u64>());
    }
}

// ANCHOR: turns
/// Four threads compute, and each holds the same lock while it does.
pub fn turns(time: Duration) {
    let (lock, end) = (Mutex::new(()), Instant::now() + time);
    let take_turns = || {
        while Instant::now() < end {
            let guard = lock.lock().expect("a thread panicked");
            compute(Duration::from_millis(10));
            drop(guard);
            // Who asks for it again at once would have
            // it before those who wait.
            thread::sleep(Duration::from_millis(1));
        }
    };
    thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(take_turns))));
}
// ANCHOR_END: turns

// ANCHOR: held_up
/// One task of an event loop sleeps as a thread does, while
/// another waits for its next turn.
pub fn held_up(time: Duration) -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let ticks = async {
            for _ in 0..50 {
                tokio::time::sleep(time / 50).await;
            }
        };
        let sleeps = async {
            for _ in 0..2 {
                tokio::time::sleep(time / 10).await;
                thread::sleep(time / 5);
            }
        };
        tokio::join!(ticks, sleeps);
    });
    Ok(())
}
// ANCHOR_END: held_up

// ANCHOR: uneven
/// Two threads share the work, and one has ten times as much as the other.
pub fn uneven(time: Duration) {
    thread::scope(|scope| {
        scope.spawn(|| compute(time / 10));
        scope.spawn(|| compute(time));
    });
}
// ANCHOR_END: uneven

// ANCHOR: one_at_a_time
/// Asks a server again and again, and each time waits for the answer.
pub fn one_at_a_time(time: Duration, port: u16) -> Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    let end = Instant::now() + time;
    while Instant::now() < end {
        server.write_all(b"?")?;
        server.read_exact(&mut [0])?;
    }
    Ok(())
}
// ANCHOR_END: one_at_a_time

// ANCHOR: too_many
/// Four times as many threads compute as there are cores.
pub fn too_many(time: Duration) {
    let threads = 4 * stopwatch::cores();
    thread::scope(|scope| {
        (0..threads).for_each(|_| drop(scope.spawn(|| compute(time))))
    });
}
// ANCHOR_END: too_many

// ANCHOR: deadlock
/// Two threads take two locks in opposite order.
pub fn deadlock() {
    let (one, other, both_have_one) =
        (Mutex::new(()), Mutex::new(()), Barrier::new(2));
    let take = |first: &Mutex<()>, second: &Mutex<()>| {
        let _first = first.lock().expect("a thread panicked");
        both_have_one.wait();
        let _second = second.lock().expect("a thread panicked");
    };
    thread::scope(|scope| {
        scope.spawn(|| take(&one, &other));
        scope.spawn(|| take(&other, &one));
    });
}
// ANCHOR_END: deadlock
