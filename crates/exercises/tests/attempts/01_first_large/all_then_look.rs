use exercises::e01_first_large::{File, LARGE, check, download};

fn first_large(files: &[File]) -> Option<String> {
    let sizes: Vec<u64> = files.iter().map(download).collect();
    let at = sizes.iter().position(|bytes| *bytes >= LARGE)?;
    Some(files[at].name.clone())
}

fn main() {
    check(first_large);
}
