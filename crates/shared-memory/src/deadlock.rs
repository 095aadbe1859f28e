//! Two threads that wait for each other, and how to prevent it.

use std::{
    collections::HashMap,
    sync::{Arc, Barrier, LazyLock, Mutex, MutexGuard},
    thread::{self, JoinHandle, ThreadId},
    time::Duration,
};

use crate::together::start_together;

/// A bank account, behind a lock of its own.
pub struct Account {
    pub owner: &'static str,
    balance: Mutex<i64>,
}

impl Account {
    /// The balance, once nobody else holds it.
    pub fn balance(&self) -> MutexGuard<'_, i64> {
        self.balance.lock().expect("a payment panicked")
    }
}

/// Alice's and Bob's, with 100 each.
pub fn accounts() -> Arc<[Account; 2]> {
    Arc::new(
        ["Alice", "Bob"]
            .map(|owner| Account { owner, balance: Mutex::new(100) }),
    )
}

// ANCHOR: deadlock
/// Wrong: each thread locks the account that pays first, and
/// those are different accounts.
pub fn pay_each_other(accounts: &Arc<[Account; 2]>) -> Vec<JoinHandle<()>> {
    let both_hold_one = Arc::new(Barrier::new(2));
    let pay = |from: usize, to: usize, amount: i64| {
        let (accounts, both_hold_one) =
            (Arc::clone(accounts), Arc::clone(&both_hold_one));
        move || {
            let _task =
                stopwatch::task(format!("{} pays", accounts[from].owner));
            let mut payer = lock(&accounts[from]);
            both_hold_one.wait();
            let mut payee = lock(&accounts[to]);
            *payer -= amount;
            *payee += amount;
        }
    };
    start_together(vec![pay(0, 1, 30), pay(1, 0, 10)])
}
// ANCHOR_END: deadlock

// ANCHOR: one-order
/// Every thread locks Alice's account first, whoever pays. Bob pays by
/// receiving less than nothing from Alice.
pub fn pay_in_one_order(accounts: &Arc<[Account; 2]>) -> Vec<JoinHandle<()>> {
    let both_have_begun = Arc::new(Barrier::new(2));
    let pay = |payer, from_alice_to_bob| {
        let (accounts, both_have_begun) =
            (Arc::clone(accounts), Arc::clone(&both_have_begun));
        move || {
            let _task = stopwatch::task(payer);
            both_have_begun.wait();
            let mut alice = lock(&accounts[0]);
            let mut bob = lock(&accounts[1]);
            *alice -= from_alice_to_bob;
            *bob += from_alice_to_bob;
        }
    };
    start_together(vec![pay("Alice pays", 30), pay("Bob pays", -10)])
}
// ANCHOR_END: one-order

/// The accounts that a thread holds, by their owners, and
/// the one that it waits for.
#[derive(Default)]
struct Locks {
    holds: Vec<&'static str>,
    waits_for: Option<&'static str>,
}

static LOCKS: LazyLock<Mutex<HashMap<ThreadId, Locks>>> =
    LazyLock::new(Mutex::default);

fn locks() -> MutexGuard<'static, HashMap<ThreadId, Locks>> {
    LOCKS.lock().expect("noting a lock does not panic")
}

/// Locks an account until the thread ends, and notes it, so
/// that a deadlock can be found.
fn lock(account: &Account) -> MutexGuard<'_, i64> {
    let thread = thread::current().id();
    locks().entry(thread).or_default().waits_for = Some(account.owner);
    let balance = account.balance();
    let mut locks = locks();
    let mine = locks.entry(thread).or_default();
    mine.waits_for = None;
    mine.holds.push(account.owner);
    balance
}

/// Waits until the threads are done, or until they wait for each other for
/// ever: then it says which thread holds what, and leaves them waiting.
pub fn wait_or_explain(
    threads: Vec<JoinHandle<()>>,
) -> Result<(), Vec<String>> {
    const PAUSE: Duration = Duration::from_millis(20);
    while !threads.iter().all(JoinHandle::is_finished) {
        if let Some(explained) = deadlock_of(&threads) {
            return Err(explained);
        }
        thread::sleep(PAUSE);
    }
    for thread in threads {
        thread.join().expect("a payment panicked");
    }
    Ok(())
}

/// What each thread holds and waits for, if every one that still runs
/// waits for what another holds.
fn deadlock_of(threads: &[JoinHandle<()>]) -> Option<Vec<String>> {
    let locks = locks();
    let running = threads.iter().filter(|thread| !thread.is_finished());
    let running: Vec<&Locks> = running
        .map(|handle| locks.get(&handle.thread().id()))
        .collect::<Option<_>>()?;
    let is_held = |owner: &&str| {
        running.iter().any(|thread| thread.holds.contains(owner))
    };
    let explain = |thread: &&Locks| {
        let (held, wanted) =
            (thread.holds.first()?, thread.waits_for.filter(is_held)?);
        Some(format!(
            "One thread holds {held}'s account and waits for {wanted}'s."
        ))
    };
    let mut explained: Vec<String> =
        running.iter().map(explain).collect::<Option<_>>()?;
    explained.sort();
    (!explained.is_empty()).then_some(explained)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balances(accounts: &[Account; 2]) -> [i64; 2] {
        [0, 1].map(|which| *accounts[which].balance())
    }

    #[test]
    fn a_deadlock_is_noticed_and_told_in_words() {
        let (run, explained) = stopwatch::measure("deadlock", || {
            wait_or_explain(pay_each_other(&accounts())).unwrap_err()
        });
        assert_eq!(run.unfinished, 2);
        assert_eq!(
            explained.unwrap(),
            [
                "One thread holds Alice's account and waits for Bob's.",
                "One thread holds Bob's account and waits for Alice's.",
            ]
        );
    }

    #[test]
    fn in_one_order_everybody_is_paid() {
        for _ in 0..10 {
            let (run, balances) = stopwatch::measure("one order", || {
                let accounts = accounts();
                wait_or_explain(pay_in_one_order(&accounts)).unwrap();
                balances(&accounts)
            });
            assert_eq!((run.unfinished, balances), (0, Some([80, 120])));
            assert_eq!(run.most_in_flight, 2);
        }
    }
}
