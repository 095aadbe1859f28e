//! What processes may use: the cores that they may run on, and the limits of their control groups.

use std::collections::BTreeSet;

/// What one process may use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Allowed {
    /// The numbers of the cores that it may run on; none where that is not told.
    pub cores: BTreeSet<usize>,
    /// How many cores' time its control group may use; `None` without such a limit.
    pub quota: Option<f64>,
    /// Whether the limit of the control group could be read; where not, there may be one.
    pub quota_is_known: bool,
}

/// What processes may use together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The cores that they may run on, and have a use for under their quota.
    pub cores: usize,
    /// How many cores' time their control groups may use; `None` where one has no such limit.
    pub quota: Option<f64>,
    /// Whether the limits of the control groups could be read; where not, there may be one.
    pub quota_is_known: bool,
}

impl Limits {
    /// What processes may use together, on a machine of which they may use so many `cores`; some of them
    /// could not be asked.
    pub(crate) fn of(processes: &[Option<&Allowed>], cores: usize) -> Self {
        let known = || processes.iter().flatten();
        let is_told = |it: &Option<&Allowed>| it.is_some_and(|it| !it.cores.is_empty());
        let allowed: BTreeSet<usize> = known().flat_map(|it| &it.cores).copied().collect();
        let are_told = !processes.is_empty() && processes.iter().all(is_told);
        let allowed = if are_told { allowed.len() } else { cores };
        let quota = processes.iter().map(|it| it.and_then(|it| it.quota)).sum::<Option<f64>>();
        let quota = quota.filter(|_| !processes.is_empty());
        let most = quota.map_or(cores, |quota| cores.min(quota.ceil() as usize));
        let quota_is_known = processes.iter().all(|it| it.is_some_and(|it| it.quota_is_known));
        Self { cores: allowed.clamp(1, most.max(1)), quota, quota_is_known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(cores: &[usize], quota: Option<f64>) -> Allowed {
        Allowed { cores: cores.iter().copied().collect(), quota, quota_is_known: true }
    }

    #[test]
    fn several_processes_may_use_what_one_of_them_may() {
        let [first, second] = [allowed(&[0], None), allowed(&[1], None)];
        assert_eq!(Limits::of(&[Some(&first)], 4).cores, 1);
        assert_eq!(Limits::of(&[Some(&first), Some(&first)], 4).cores, 1);
        assert_eq!(Limits::of(&[Some(&first), Some(&second)], 4).cores, 2);
        assert_eq!(Limits::of(&[Some(&first), None], 4).cores, 4);
        // Not more than the machine gives.
        assert_eq!(Limits::of(&[Some(&first), Some(&second)], 1).cores, 1);
    }

    #[test]
    fn a_quota_is_one_only_where_each_process_has_one() {
        let [half, free] = [allowed(&[0, 1], Some(0.5)), allowed(&[0, 1], None)];
        let limits = Limits::of(&[Some(&half)], 2);
        assert_eq!((limits.cores, limits.quota, limits.quota_is_known), (1, Some(0.5), true));
        let limits = Limits::of(&[Some(&half), Some(&free)], 2);
        assert_eq!((limits.cores, limits.quota), (2, None));
        let limits = Limits::of(&[None], 2);
        assert_eq!((limits.cores, limits.quota, limits.quota_is_known), (2, None, false));
    }
}
