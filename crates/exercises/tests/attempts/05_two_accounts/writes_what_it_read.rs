use std::thread;

use exercises::e05_two_accounts::{Account, Transfer, approve, check};

fn transfer_all(accounts: &[Account], transfers: &[Transfer]) {
    thread::scope(|scope| {
        for transfer in transfers {
            scope.spawn(|| {
                let from = *accounts[transfer.from].lock();
                let to = *accounts[transfer.to].lock();
                approve(transfer);
                *accounts[transfer.from].lock() = from - transfer.cents;
                *accounts[transfer.to].lock() = to + transfer.cents;
            });
        }
    });
}

fn main() {
    check(transfer_all);
}
