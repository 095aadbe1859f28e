//! Remembers the addresses of hosts.
//!
//! To give up in time, ureq looks a host up in a thread of its own, anew for every request. In a
//! lesson that counts threads these would be the wrong ones to pay for, so each host is looked up
//! once: by the request that warms up.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use ureq::{
    Error,
    config::Config,
    http::{Uri, uri::Authority},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

#[derive(Default)]
pub(crate) struct RememberingResolver {
    resolver: DefaultResolver,
    known: Mutex<HashMap<Option<Authority>, ResolvedSocketAddrs>>,
}

impl Resolver for RememberingResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(addresses) = known().get(&uri.authority().cloned()) {
            return Ok(addresses.clone());
        }
        let addresses = self.resolver.resolve(uri, config, timeout)?;
        known().insert(uri.authority().cloned(), addresses.clone());
        Ok(addresses)
    }
}

impl fmt::Debug for RememberingResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RememberingResolver").finish_non_exhaustive()
    }
}
