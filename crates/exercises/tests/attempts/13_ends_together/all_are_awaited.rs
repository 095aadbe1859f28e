use exercises::e13_ends_together::{Version, check};

fn main() {
    check(Version::AllAreAwaited);
}
