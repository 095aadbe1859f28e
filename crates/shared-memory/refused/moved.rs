//! E0382: the value was given to the thread, and is used after that.

use std::thread;

fn main() {
    #[cfg(not(mended))]
    // ANCHOR: refused
    {
        let files = vec!["file_1.csv", "file_2.csv"];
        let handle = thread::spawn(move || println!("{} files", files.len()));
        println!("{files:?}");
        handle.join().expect("the thread panicked");
    }
    // ANCHOR_END: refused

    #[cfg(mended)]
    // ANCHOR: mended
    {
        let files = vec!["file_1.csv", "file_2.csv"];
        let copy = files.clone();
        let handle = thread::spawn(move || println!("{} files", copy.len()));
        println!("{files:?}");
        handle.join().expect("the thread panicked");
    }
    // ANCHOR_END: mended
}
