//! `cargo xtask`, on this workspace and on a small one whose chapters fail in every way.
