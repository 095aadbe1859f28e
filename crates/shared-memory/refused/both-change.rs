//! E0499: two threads would change one value at the same time.

#[cfg(mended)]
use std::sync::Mutex;
use std::thread;

fn main() {
    #[cfg(not(mended))]
    // ANCHOR: refused
    {
        let mut counter = 0;
        thread::scope(|scope| {
            scope.spawn(|| counter += 1);
            scope.spawn(|| counter += 1);
        });
        println!("{counter}");
    }
    // ANCHOR_END: refused

    #[cfg(mended)]
    // ANCHOR: mended
    {
        let counter = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *counter.lock().expect("a thread panicked") += 1);
            scope.spawn(|| *counter.lock().expect("a thread panicked") += 1);
        });
        println!("{counter:?}");
    }
    // ANCHOR_END: mended
}
