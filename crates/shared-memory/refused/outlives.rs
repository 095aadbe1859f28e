//! E0597: the thread may outlive what it borrows.

use std::thread;

fn main() {
    #[cfg(not(mended))]
    // ANCHOR: refused
    {
        let name = String::from("file_1.csv");
        let borrowed = &name;
        let handle = thread::spawn(move || println!("{borrowed}"));
        handle.join().expect("the thread panicked");
    }
    // ANCHOR_END: refused

    #[cfg(mended)]
    // ANCHOR: mended
    {
        let name = String::from("file_1.csv");
        thread::scope(|scope| {
            scope.spawn(|| println!("{name}"));
        });
    }
    // ANCHOR_END: mended
}
