use std::{
    sync::{Arc, Mutex},
    thread,
};

use exercises::e02_all_at_once::{File, check, download};

fn download_all(files: &[File]) -> Vec<u64> {
    let sizes = Arc::new(Mutex::new(Vec::new()));
    for file in files {
        let (file, sizes) = (file.clone(), sizes.clone());
        thread::spawn(move || {
            let bytes = download(&file);
            sizes.lock().expect("a download panicked").push(bytes);
        });
    }
    let sizes = sizes.lock().expect("a download panicked");
    sizes.clone()
}

fn main() {
    check(download_all);
}
