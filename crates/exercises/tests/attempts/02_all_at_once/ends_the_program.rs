use std::process;

use exercises::e02_all_at_once::{File, check, download};

#[expect(clippy::disallowed_methods, reason = "what the checker must survive")]
fn download_all(files: &[File]) -> Vec<u64> {
    for file in files {
        download(file);
    }
    process::exit(0)
}

fn main() {
    check(download_all);
}
