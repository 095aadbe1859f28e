use std::{sync::Mutex, thread};

use exercises::e05_two_accounts::{Account, Transfer, approve, check};

fn transfer_all(accounts: &[Account], transfers: &[Transfer]) {
    let bank = Mutex::new(());
    thread::scope(|scope| {
        for transfer in transfers {
            scope.spawn(|| {
                let _closed = bank.lock().expect("a transfer panicked");
                approve(transfer);
                *accounts[transfer.from].lock() -= transfer.cents;
                *accounts[transfer.to].lock() += transfer.cents;
            });
        }
    });
}

fn main() {
    check(transfer_all);
}
