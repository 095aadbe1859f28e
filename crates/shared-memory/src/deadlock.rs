//! Two threads that wait for each other, and how to keep them from it.

use std::{
    collections::HashMap,
    sync::{Arc, Barrier, LazyLock},
    thread::{self, JoinHandle, ThreadId},
    time::Duration,
};

use parking_lot::{Mutex, MutexGuard, deadlock};

/// A bank account, behind a lock of its own.
pub struct Account {
    pub owner: &'static str,
    pub balance: Mutex<i64>,
}

/// Alice's and Bob's, with 100 each.
pub fn accounts() -> Arc<[Account; 2]> {
    Arc::new(["Alice", "Bob"].map(|owner| Account { owner, balance: Mutex::new(100) }))
}

// ANCHOR: deadlock
/// Wrong: each thread locks the account that pays first, and those are different accounts.
pub fn pay_each_other(accounts: &Arc<[Account; 2]>) -> Vec<JoinHandle<()>> {
    let both_hold_one = Arc::new(Barrier::new(2));
    let pay = |from: usize, to: usize, amount: i64| {
        let (accounts, both_hold_one) = (Arc::clone(accounts), Arc::clone(&both_hold_one));
        thread::spawn(move || {
            let _task = stopwatch::task(format!("{} pays", accounts[from].owner));
            let mut payer = lock(&accounts[from]);
            both_hold_one.wait();
            let mut payee = lock(&accounts[to]);
            *payer -= amount;
            *payee += amount;
        })
    };
    vec![pay(0, 1, 30), pay(1, 0, 10)]
}
// ANCHOR_END: deadlock

// ANCHOR: one-order
/// Every thread locks Alice's account first, whoever pays.
pub fn pay_in_one_order(accounts: &Arc<[Account; 2]>) -> Vec<JoinHandle<()>> {
    let both_have_begun = Arc::new(Barrier::new(2));
    let pay = |from: usize, amount: i64| {
        let (accounts, both_have_begun) = (Arc::clone(accounts), Arc::clone(&both_have_begun));
        thread::spawn(move || {
            let _task = stopwatch::task(format!("{} pays", accounts[from].owner));
            both_have_begun.wait();
            let mut alice = lock(&accounts[0]);
            let mut bob = lock(&accounts[1]);
            let (payer, payee) =
                if from == 0 { (&mut alice, &mut bob) } else { (&mut bob, &mut alice) };
            **payer -= amount;
            **payee += amount;
        })
    };
    vec![pay(0, 30), pay(1, 10)]
}
// ANCHOR_END: one-order

/// What each thread holds and waits for, in words.
static WORDS: LazyLock<Mutex<HashMap<ThreadId, String>>> = LazyLock::new(Mutex::default);

/// Locks an account, and notes beforehand what this thread waits for, so that a deadlock can be told.
fn lock(account: &Account) -> MutexGuard<'_, i64> {
    let owner = account.owner;
    let thread = thread::current().id();
    if let Some(words) = WORDS.lock().get_mut(&thread) {
        *words += &format!(" and waits for {owner}'s");
    }
    let balance = account.balance.lock();
    WORDS.lock().insert(thread, format!("holds {owner}'s account"));
    balance
}

/// Waits until the threads are done, or until they wait for each other for ever: then it says which
/// thread holds what, and leaves them to themselves.
pub fn wait_or_explain(threads: Vec<JoinHandle<()>>) -> Result<(), Vec<String>> {
    const PAUSE: Duration = Duration::from_millis(20);
    while !threads.iter().all(JoinHandle::is_finished) {
        if let Some(cycle) = deadlock::check_deadlock().first() {
            let words = WORDS.lock();
            let mut explained: Vec<String> = cycle
                .iter()
                .filter_map(|thread| words.get(&thread.thread_id()))
                .map(|words| format!("One thread {words}."))
                .collect();
            explained.sort();
            return Err(explained);
        }
        thread::sleep(PAUSE);
    }
    for thread in threads {
        thread.join().expect("a payment panicked");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balances(accounts: &[Account; 2]) -> [i64; 2] {
        [0, 1].map(|which| *accounts[which].balance.lock())
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
        }
    }
}
