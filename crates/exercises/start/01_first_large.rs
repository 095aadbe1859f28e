// Exercise 01_first_large, of chapter 01.
//
// Say which file is the first large one, with no more downloads than that takes.

use exercises::e01_first_large::{File, LARGE, check, download};

/// The name of the first file with at least `LARGE` bytes, if there is one.
fn first_large(files: &[File]) -> Option<String> {
    let mut first = None;
    for file in files {
        let bytes = download(file);
        if bytes >= LARGE && first.is_none() {
            first = Some(file.name.clone());
        }
    }
    first
}

fn main() {
    check(first_large);
}
