//! Reference data: asked for by what names the state that is here, and kept when it is another one.

use super::{Engine, plan};
use crate::domain::{AccountName, Dictionary, Offer};
use crate::error::UserError;
use crate::http;
use crate::source::{Reference, Source};

impl Engine {
    /// Brings an account's reference data up to date.
    ///
    /// # Errors
    /// Of kind `Usage` when its source has none; else what went wrong, in plain words.
    pub async fn refresh_dictionary(
        &self,
        account: &AccountName,
        which: Dictionary,
    ) -> Result<(), UserError> {
        self.register(account).await?;
        self.offering(account, Offer::Dictionaries)?;
        if let Some(paused) = self.heed_pause(account).await? {
            return Err(paused);
        }
        let source = self.source(account)?;
        match self.read_dictionary(account, source.as_ref(), which).await? {
            Ok(()) => Ok(()),
            Err(error) if plan::stops_the_account(&error) => Err(self.fail(account, &error).await),
            Err(error) => Err(plan::explain(account, &error)),
        }
    }

    /// Reads it, unless it is what is here; the inner error is the source's.
    pub(super) async fn read_dictionary(
        &self,
        account: &AccountName,
        source: &dyn Source,
        which: Dictionary,
    ) -> Result<Result<(), http::Error>, UserError> {
        let known = self.store().dictionary_state(account, which).await?.and_then(|state| state.tag);
        match source.dictionary(which, known.as_deref()).await {
            Ok(Reference::Unchanged) => self.store().dictionary_unchanged(account, which).await?,
            Ok(Reference::Entries(entries, tag)) => {
                self.store().save_dictionary(account, which, &entries, tag.as_deref()).await?;
            }
            Err(error) => return Ok(Err(error)),
        }
        Ok(Ok(()))
    }
}
