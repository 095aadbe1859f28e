// Exercise 05_two_accounts, of chapter 05.
//
// Make all transfers, several at once, and never stand still.

use std::thread;

use exercises::e05_two_accounts::{Account, Transfer, approve, check};

/// Takes the money from one account and puts it on the other, for each transfer.
fn transfer_all(accounts: &[Account], transfers: &[Transfer]) {
    thread::scope(|scope| {
        for transfer in transfers {
            scope.spawn(|| {
                let mut from = accounts[transfer.from].lock();
                approve(transfer);
                let mut to = accounts[transfer.to].lock();
                *from -= transfer.cents;
                *to += transfer.cents;
            });
        }
    });
}

fn main() {
    check(transfer_all);
}
