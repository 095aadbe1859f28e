use std::hint::black_box;

use exercises::e02_all_at_once::{File, check, download};

/// The first file, and then the rest. But the rest of nothing is nothing, and so on.
#[expect(unconditional_recursion, reason = "what the checker must survive")]
fn download_all(files: &[File]) -> Vec<u64> {
    let mut sizes: Vec<u64> = files.first().map(download).into_iter().collect();
    let rest = files.get(1..).unwrap_or_default();
    sizes.extend(black_box(download_all)(rest));
    sizes
}

fn main() {
    check(download_all);
}
