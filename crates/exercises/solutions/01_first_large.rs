use exercises::e01_first_large::{File, LARGE, check, download};

/// The name of the first file with at least `LARGE` bytes, if there is one.
fn first_large(files: &[File]) -> Option<String> {
    for file in files {
        if download(file) >= LARGE {
            return Some(file.name.clone());
        }
    }
    None
}

fn main() {
    check(first_large);
}
