use exercises::e01_first_large::{File, LARGE, check, download};

fn first_large(files: &[File]) -> Option<String> {
    let mut at = 0;
    while download(&files[at]) < LARGE {
        at += 1;
        if at == files.len() {
            return None;
        }
    }
    Some(files[at].name.clone())
}

fn main() {
    check(first_large);
}
