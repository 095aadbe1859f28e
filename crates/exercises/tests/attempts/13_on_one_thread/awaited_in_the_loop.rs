use exercises::e13_on_one_thread::{Version, check};

fn main() {
    check(Version::AwaitedInTheLoop);
}
