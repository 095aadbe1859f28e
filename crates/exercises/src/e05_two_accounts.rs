//! Exercise of chapter 05: two locks, in an order.

use std::{thread, time::Duration};

pub use crate::bank::{Account, Locked, Transfer, approve};
use crate::{
    bank::transfers,
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, counted},
};

const PAIRS: usize = 3;

fn transfer_all(accounts: &[Account], transfers: &[Transfer]) {
    thread::scope(|scope| {
        for transfer in transfers {
            scope.spawn(|| {
                let (from, to) = (&accounts[transfer.from], &accounts[transfer.to]);
                // The account with the smaller number first, whichever it is.
                let (mut from, mut to) = if transfer.from < transfer.to {
                    let from = from.lock();
                    (from, to.lock())
                } else {
                    let to = to.lock();
                    (from.lock(), to)
                };
                approve(transfer);
                *from -= transfer.cents;
                *to += transfer.cents;
            });
        }
    });
}

/// What is on the accounts afterwards.
fn balances(transfers: &[Transfer], transfer_all: impl Fn(&[Account], &[Transfer])) -> Vec<i64> {
    let accounts: Vec<Account> = (0..2 * PAIRS).map(|number| Account::new(number, 1000)).collect();
    transfer_all(&accounts, transfers);
    accounts.iter().map(|account| *account.lock()).collect()
}

fn exercise() -> Exercise<Vec<Transfer>, Vec<i64>> {
    let trial = |count| (counted(count, "transfer"), transfers(PAIRS, count, Duration::ZERO));
    Exercise {
        picture: || transfers(PAIRS, 2 * PAIRS, Duration::from_millis(80)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |transfers| balances(transfers, transfer_all),
        needs: Needs {
            tasks: 2 * PAIRS,
            at_once: PAIRS..=2 * PAIRS,
            threads: 2 * PAIRS,
            in_turns: Diagnosis::LockHeldAtWork,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Account], &[Transfer])) {
    Exercise::check(exercise, move |transfers| balances(transfers, solve));
}
