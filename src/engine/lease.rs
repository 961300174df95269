//! One process at a time does an account's network work: taking, keeping and giving back the lease.
//!
//! Within one process the lease is shared; between processes its fencing number is checked in the commit before
//! every send, so a process that slept past its lease can't act on it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::domain::AccountName;
use crate::store::{Error, Lease, Store};

/// How long a lease lasts without being renewed.
const LIFETIME: Duration = Duration::from_secs(30);
/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(10);
/// How often a lease that another process holds is asked for again.
const ASK: Duration = Duration::from_millis(100);

/// The leases of this process.
pub struct Leases {
    store: Store,
    holder: String,
    /// Each account by itself: one that is waited for holds no other up.
    held: std::sync::Mutex<HashMap<AccountName, Slot>>,
}

/// The lease of an account that this process holds, if it does.
type Slot = Arc<Mutex<Weak<Held>>>;

/// A lease that this process holds. Give it back with [`Leases::give_back`]; one that is only dropped runs out
/// by itself.
pub struct Held {
    lease: Lease,
    _renewal: DropGuard,
}

impl Held {
    /// The lease, to be shown to the store before every send.
    pub fn lease(&self) -> &Lease {
        &self.lease
    }
}

impl Leases {
    /// No lease is held yet.
    pub fn new(store: Store) -> Self {
        Self { store, holder: holder(), held: std::sync::Mutex::default() }
    }

    fn slot(&self, account: &AccountName) -> Slot {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(held.entry(account.clone()).or_default())
    }

    /// Takes the account's lease, or shares the one that this process holds; waits at most `patience` for
    /// another process to end. `None` means that it did not. A share that another process has taken over, while this
    /// one slept, is no more: a new lease is taken.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn take(&self, account: &AccountName, patience: Duration) -> Result<Option<Arc<Held>>, Error> {
        let slot = self.slot(account);
        let mut held = slot.lock().await;
        if let Some(shared) = held.upgrade() {
            match self.store.renew(&shared.lease, LIFETIME).await {
                Ok(()) => return Ok(Some(shared)),
                Err(Error::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        let deadline = tokio::time::Instant::now() + patience;
        let lease = loop {
            if let Some(lease) = self.store.acquire(account, &self.holder, LIFETIME).await? {
                break lease;
            }
            if tokio::time::Instant::now() >= deadline {
                return Ok(None);
            }
            tokio::time::sleep(ASK).await;
        };
        let stop = CancellationToken::new();
        tokio::spawn(renew(self.store.clone(), lease.clone(), stop.clone()));
        let fresh = Arc::new(Held { lease, _renewal: stop.drop_guard() });
        *held = Arc::downgrade(&fresh);
        Ok(Some(fresh))
    }

    /// Gives a share back; the last one releases the lease for other processes.
    pub async fn give_back(&self, share: Arc<Held>) {
        if let Some(held) = Arc::into_inner(share)
            && let Err(error) = self.store.release(held.lease).await
        {
            tracing::warn!(%error, "a lease could not be released; it runs out by itself");
        }
    }
}

async fn renew(store: Store, lease: Lease, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RENEWAL) => {}
        }
        match store.renew(&lease, LIFETIME).await {
            Ok(()) => {}
            // The fence in the next `start` refuses to send; nothing else has to happen here.
            Err(error @ Error::Stale) => return tracing::warn!(%error, "the lease is lost"),
            Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
        }
    }
}

/// Who holds, for people: the lock beside the lease is what tells the living from the dead.
fn holder() -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    format!("{host}, process {}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::SourceKind;
    use crate::store::{Access, Options};

    fn account(name: &str) -> AccountName {
        AccountName::new(name).unwrap()
    }

    fn open(folder: &std::path::Path, clock: &Clock) -> Store {
        let options = Options {
            db: folder.join("inbox.db"),
            media: folder.join("media"),
            clock: clock.clone(),
            access: Access::ReadWrite,
        };
        Store::open(options).unwrap()
    }

    /// An inbox with two accounts, as two processes have it open.
    async fn twice(clock: &Clock) -> (tempfile::TempDir, Store, Store) {
        let folder = tempfile::tempdir().unwrap();
        let (here, elsewhere) = (open(folder.path(), clock), open(folder.path(), clock));
        for name in ["acme", "other"] {
            here.register(&account(name), SourceKind::PitchYou).await.unwrap();
        }
        (folder, here, elsewhere)
    }

    #[tokio::test]
    async fn an_account_that_is_waited_for_holds_no_other_up() {
        let (_folder, here, elsewhere) = twice(&Clock::system()).await;
        let _theirs = elsewhere.acquire(&account("other"), "elsewhere", LIFETIME).await.unwrap().unwrap();
        let leases = Leases::new(here);
        let (other, acme) = (account("other"), account("acme"));
        tokio::select! {
            biased;
            _ = leases.take(&other, Duration::from_secs(3600)) => panic!("another process has it"),
            taken = leases.take(&acme, Duration::ZERO) => assert!(taken.unwrap().is_some()),
        }
    }

    #[tokio::test]
    async fn a_lease_that_was_taken_over_in_a_sleep_is_taken_anew() {
        let noon = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = Clock::fixed(noon);
        let (_folder, here, elsewhere) = twice(&clock).await;
        let (leases, acme) = (Leases::new(here.clone()), account("acme"));
        let first = leases.take(&acme, Duration::ZERO).await.unwrap().unwrap();
        // Asleep for too long, and nobody has taken over: it is still ours.
        clock.set(noon + LIFETIME + RENEWAL);
        let second = leases.take(&acme, Duration::ZERO).await.unwrap().unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        clock.set(noon + 3 * LIFETIME);
        let theirs = elsewhere.acquire(&acme, "elsewhere", LIFETIME).await.unwrap().unwrap();
        assert!(leases.take(&acme, Duration::ZERO).await.unwrap().is_none(), "they are at work");
        elsewhere.release(theirs).await.unwrap();
        let third = leases.take(&acme, Duration::ZERO).await.unwrap().unwrap();
        assert!(third.lease().fence > first.lease().fence, "although the old one is still shared");
        assert!(matches!(here.start(first.lease(), &[]).await, Err(Error::Stale)));
        here.start(third.lease(), &[]).await.unwrap();
        leases.give_back(third).await;
        assert!(elsewhere.acquire(&acme, "elsewhere", LIFETIME).await.unwrap().is_some());
    }
}
