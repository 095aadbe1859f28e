use std::thread;

use exercises::e05_two_accounts::{Account, Transfer, approve, check};

fn transfer_all(accounts: &[Account], transfers: &[Transfer]) {
    thread::scope(|scope| {
        for transfer in transfers {
            scope.spawn(|| {
                let mut to = accounts[transfer.to].lock();
                approve(transfer);
                let mut from = accounts[transfer.from].lock();
                *from -= transfer.cents;
                *to += transfer.cents;
            });
        }
    });
}

fn main() {
    check(transfer_all);
}
