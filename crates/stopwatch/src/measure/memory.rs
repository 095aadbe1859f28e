//! The most memory that a run held.

/// Forgets the peak so far, so that the next one is that of the run which begins now.
#[cfg(target_os = "linux")]
pub(crate) fn forget_peak() -> bool {
    /// What the kernel takes as "forget the peak": proc(5), `clear_refs`.
    const PEAK: &str = "5";
    std::fs::write("/proc/self/clear_refs", PEAK).is_ok()
}

/// The most memory that this process held since [`forget_peak`], in bytes.
#[cfg(target_os = "linux")]
pub(crate) fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn forget_peak() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn peak_bytes() -> Option<u64> {
    None
}
