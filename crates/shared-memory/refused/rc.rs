//! E0277: `Rc` counts its owners without a lock, and may not go to another thread.

#[cfg(not(mended))]
use std::rc::Rc;
#[cfg(mended)]
use std::sync::Arc;
use std::thread;

fn main() {
    #[cfg(not(mended))]
    // ANCHOR: refused
    {
        let results = Rc::new(vec![1, 2, 3]);
        let shared = Rc::clone(&results);
        let handle = thread::spawn(move || println!("{shared:?}"));
        handle.join().expect("the thread panicked");
    }
    // ANCHOR_END: refused

    #[cfg(mended)]
    // ANCHOR: mended
    {
        let results = Arc::new(vec![1, 2, 3]);
        let shared = Arc::clone(&results);
        let handle = thread::spawn(move || println!("{shared:?}"));
        handle.join().expect("the thread panicked");
    }
    // ANCHOR_END: mended
}
