use exercises::e01_first_large::{File, LARGE, check, download};

fn first_large(files: &[File]) -> Option<String> {
    files.iter().rev().find(|file| download(file) >= LARGE).map(|file| file.name.clone())
}

fn main() {
    check(first_large);
}
