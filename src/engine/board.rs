//! Pauses that a server asks for, kept in the store, so that they hold in every process.

use futures_util::future::BoxFuture;

use crate::domain::AccountName;
use crate::http::pause::{self, PauseBoard, Why};
use crate::store::{Pause, Store};

/// An account's board over the store.
pub struct StoreBoard {
    store: Store,
    account: AccountName,
}

impl StoreBoard {
    /// The board of this account.
    pub fn new(store: Store, account: AccountName) -> Self {
        Self { store, account }
    }
}

impl PauseBoard for StoreBoard {
    fn current(&self) -> BoxFuture<'_, Option<pause::Pause>> {
        Box::pin(async {
            let (why, until) = self.store.pause(&self.account).await.ok().flatten()?;
            let why = match why {
                Pause::Rate => Why::RateLimited,
                Pause::Maintenance => Why::Maintenance,
                Pause::ByHand | Pause::Refused | Pause::Password => return None,
            };
            Some(pause::Pause { until: until?, why })
        })
    }

    fn set(&self, pause: pause::Pause) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let why = match pause.why {
                Why::RateLimited => Pause::Rate,
                Why::Maintenance => Pause::Maintenance,
            };
            if let Err(error) = self.store.pause_until(&self.account, why, pause.until).await {
                tracing::warn!(account = %self.account, %error, "a pause could not be written down");
            }
        })
    }
}
