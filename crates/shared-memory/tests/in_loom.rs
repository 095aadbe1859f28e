//! The lines of the chapter with loom's threads, locks and atomics in place of the standard library's. loom runs them
//! again and again, until it has seen every end that there is.
//!
//! `cargo test -p chapter-05-shared-memory --features loom --test in_loom`

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions, not the helpers beside them"
)]

mod steps;

use std::{
    collections::BTreeSet,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex as Kept},
};

use loom::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
};

use steps::{PROGRAMS, RIGHT};

#[test]
fn loom_finds_the_ends_that_were_counted() {
    let in_loom = [
        read_then_write,
        fetch_add,
        under_a_lock,
        lock_the_payer_first,
        lock_in_one_order,
    ];
    for (program, in_loom) in PROGRAMS.iter().zip(in_loom) {
        let counted: BTreeSet<Option<u64>> =
            program.count().into_keys().collect();
        assert_eq!(ends(in_loom), counted, "{}", program.name);
    }
}

/// Every end that loom brings about; `None` is a deadlock, at which it stops.
fn ends(program: fn() -> u64) -> BTreeSet<Option<u64>> {
    let ends = Arc::new(Kept::new(BTreeSet::new()));
    let seen = Arc::clone(&ends);
    let model = move || {
        loom::model(move || {
            let end = program();
            seen.lock().unwrap().insert(Some(end));
        });
    };
    if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(model)) {
        let message = panic.downcast_ref::<String>().expect("loom says why");
        assert!(message.starts_with("deadlock"), "{message}");
        ends.lock().unwrap().insert(None);
    }
    let ends = ends.lock().unwrap();
    ends.clone()
}

/// Runs the work in two threads.
fn in_two_threads<W: FnOnce() + 'static>(work: impl Fn(usize) -> W) {
    let other = thread::spawn(work(1));
    work(0)();
    other.join().unwrap();
}

fn read_then_write() -> u64 {
    let counter = Arc::new(AtomicU64::new(0));
    in_two_threads(|_| {
        let counter = Arc::clone(&counter);
        move || {
            let seen = counter.load(Relaxed);
            counter.store(seen + 1, Relaxed);
        }
    });
    counter.load(Relaxed)
}

fn fetch_add() -> u64 {
    let counter = Arc::new(AtomicU64::new(0));
    in_two_threads(|_| {
        let counter = Arc::clone(&counter);
        move || {
            counter.fetch_add(1, Relaxed);
        }
    });
    counter.load(Relaxed)
}

fn under_a_lock() -> u64 {
    let counter = Arc::new(Mutex::new(0));
    in_two_threads(|_| {
        let counter = Arc::clone(&counter);
        move || *counter.lock().unwrap() += 1
    });
    *counter.lock().unwrap()
}

fn lock_the_payer_first() -> u64 {
    payments(|payer| [payer, 1 - payer])
}

fn lock_in_one_order() -> u64 {
    payments(|_| [0, 1])
}

/// Two payments, each under both locks, and how many were made.
fn payments(order: fn(usize) -> [usize; 2]) -> u64 {
    let accounts = Arc::new([Mutex::new(100), Mutex::new(100)]);
    in_two_threads(|payer| {
        let accounts = Arc::clone(&accounts);
        move || {
            let mut locked = order(payer)
                .map(|which| (which, accounts[which].lock().unwrap()));
            for (which, balance) in &mut locked {
                **balance += if *which == payer { -10 } else { 10 };
            }
        }
    });
    let balances = [0, 1].map(|which| *accounts[which].lock().unwrap());
    if balances == [100, 100] { RIGHT } else { 0 }
}
