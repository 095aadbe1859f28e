// The run of `channel-never-closed-mistake`.

use exercises::e13_no_end::{Mistake, check};

fn main() {
    check(Mistake::ChannelNeverClosed);
}
