use exercises::e13_full_of_gaps::{Mistake, check};

fn main() {
    check(Mistake::LockAcrossTheFetch);
}
