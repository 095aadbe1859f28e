use exercises::e10_whole_users::{Event, check, count};

fn count_all(events: &[Event]) -> (u64, u64) {
    let users = events.chunk_by(|a, b| a.user == b.user);
    users.map(count).fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
}

fn main() {
    check(count_all);
}
