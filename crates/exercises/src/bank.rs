//! Accounts behind locks that know who holds them and who waits for them, so that a deadlock can be told.

use std::{
    ops::{Deref, DerefMut},
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
    time::Duration,
};

use crate::work::bar;

/// An account with some money on it, in cents.
pub struct Account {
    number: usize,
    cents: Mutex<i64>,
}

/// An account that nobody else can touch until this is dropped.
pub struct Locked<'a> {
    number: usize,
    cents: MutexGuard<'a, i64>,
}

/// So much is to go from one account to another.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The number of the account that pays.
    pub from: usize,
    /// The number of the account that is paid.
    pub to: usize,
    /// How much.
    pub cents: i64,
    wait: Duration,
}

/// Who holds an account, or waits for it.
#[derive(Clone, Copy, PartialEq)]
struct Claim {
    thread: ThreadId,
    account: usize,
    holds: bool,
}

static CLAIMS: Mutex<Vec<Claim>> = Mutex::new(Vec::new());

fn claims() -> MutexGuard<'static, Vec<Claim>> {
    CLAIMS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn forget(claim: Claim) {
    let mut claims = claims();
    if let Some(at) = claims.iter().position(|it| *it == claim) {
        claims.swap_remove(at);
    }
}

impl Account {
    pub(crate) fn new(number: usize, cents: i64) -> Self {
        Self { number, cents: Mutex::new(cents) }
    }

    /// Waits until nobody else has the account locked, and locks it.
    pub fn lock(&self) -> Locked<'_> {
        let waits = Claim { thread: thread::current().id(), account: self.number, holds: false };
        claims().push(waits);
        let cents = self.cents.lock().expect("a transfer panicked");
        forget(waits);
        claims().push(Claim { holds: true, ..waits });
        Locked { number: self.number, cents }
    }
}

impl Deref for Locked<'_> {
    type Target = i64;

    fn deref(&self) -> &i64 {
        &self.cents
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut i64 {
        &mut self.cents
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        forget(Claim { thread: thread::current().id(), account: self.number, holds: true });
    }
}

/// Asks somebody whether a transfer is all right, and waits for the answer, which is yes.
pub fn approve(transfer: &Transfer) {
    let bar = bar(format!("{} to {}", transfer.from, transfer.to));
    bar.wait(transfer.wait);
}

/// Transfers between so many pairs of accounts, forth and back, each approved after so long.
pub(crate) fn transfers(pairs: usize, count: usize, wait: Duration) -> Vec<Transfer> {
    let transfer = |number: usize| {
        let pair = number / 2 % pairs * 2;
        let (from, to) = if number.is_multiple_of(2) { (pair, pair + 1) } else { (pair + 1, pair) };
        Transfer { from, to, cents: 10 + number as i64, wait }
    };
    (0..count).map(transfer).collect()
}

/// Who waits for whom in a circle, in words; `None` where nobody does.
pub(crate) fn stuck() -> Option<String> {
    let claims = claims();
    let held_by = |thread, account| claims.contains(&Claim { thread, account, holds: true });
    claims.iter().filter(|claim| !claim.holds).find_map(|waits| {
        let (me, wanted) = (waits.thread, waits.account);
        if held_by(me, wanted) {
            return Some(format!("Here a thread holds account {wanted}, and waits for it."));
        }
        claims.iter().filter(|other| !other.holds && other.thread != me).find_map(|other| {
            let is_circle = held_by(other.thread, wanted) && held_by(me, other.account);
            is_circle.then(|| {
                format!(
                    "Here one thread holds account {} and waits for account {wanted}; another holds \
                     account {wanted} and waits for account {}.",
                    other.account, other.account
                )
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_two_is_told() {
        let threads: Vec<ThreadId> =
            (0..2).map(|_| thread::spawn(|| thread::current().id()).join().unwrap()).collect();
        let claim = |at: usize, account, holds| Claim { thread: threads[at], account, holds };
        let circle = [claim(0, 1, true), claim(1, 2, true), claim(0, 2, false), claim(1, 1, false)];
        claims().extend(circle);
        let said = stuck().unwrap();
        circle.into_iter().for_each(forget);
        assert!(said.contains("one thread holds account 1 and waits for account 2"), "{said}");
        assert_eq!(stuck(), None);
    }
}
