use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    thread,
};

use exercises::e05_one_total::{File, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let total = Arc::new(AtomicU64::new(0));
    for file in files {
        let (file, total) = (file.clone(), total.clone());
        thread::spawn(move || total.fetch_add(download(&file), SeqCst));
    }
    total.load(SeqCst)
}

fn main() {
    check(total_bytes);
}
