//! Looks names up for downloads that were redirected away from their server: a name that leads inside the own
//! network is refused when it is resolved, not only when it is written as a number.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Reach, reach};

/// Resolves names, and refuses those under watch when any of their addresses is not on the open internet.
/// Other names (a proxy's) are resolved as always.
#[derive(Clone, Debug, Default)]
pub struct Watchman(Arc<Mutex<HashSet<String>>>);

impl Watchman {
    /// Puts a host name under watch.
    pub fn watch(&self, host: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key(host));
    }

    fn watches(&self, host: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&key(host))
    }
}

fn key(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// A name leads into a private network.
#[derive(Debug, thiserror::Error)]
#[error("the name leads into a private network")]
pub struct LeadsInside;

impl Resolve for Watchman {
    fn resolve(&self, name: Name) -> Resolving {
        let watched = self.watches(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One bad address among good ones is enough: which of them is asked is not ours to choose.
            if watched && found.iter().any(|at| reach(at.ip()) != Reach::Outside) {
                return Err(Box::new(LeadsInside) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_watched_name_that_leads_inside_is_refused_and_others_are_not() {
        let watchman = Watchman::default();
        let look = |name: &str| watchman.resolve(name.parse().unwrap());
        assert!(look("localhost").await.is_ok());
        watchman.watch("LOCALHOST.");
        let Err(error) = look("localhost").await else { panic!("it was let through") };
        assert!(error.is::<LeadsInside>());
    }
}
