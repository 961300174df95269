//! The chat: a fresh page for every conversation. Its address is a secret: told once, kept nowhere.

use super::Engine;
use crate::domain::{AccountName, Key, SourceKind};
use crate::error::{Cause, ErrorKind, UserError};
use crate::http::Class;
use crate::source::ChatLink;
use crate::source::contract::Contract;
use crate::store::Edit;

impl Engine {
    /// The address of the source's free test chat; nobody is asked.
    ///
    /// # Errors
    /// When the account's source has none, or its contract can't be read.
    pub fn test_chat(&self, account: &AccountName) -> Result<ChatLink, UserError> {
        let account = self.account(account)?;
        if account.source != SourceKind::PitchYou {
            return Err(UserError::new(ErrorKind::Usage, format!("{} has no chat", account.source.title())));
        }
        let contract = Contract::of(account.source, &account.contract).map_err(|_| {
            UserError::new(ErrorKind::Config, "the account's contract can't be read")
                .cause(Cause::Misconfigured)
                .of(&account.name)
        })?;
        Ok(ChatLink(contract.text(&["paths", "chat_test"]).into()))
    }

    /// Asks for a fresh chat page with this applicant, in the recruiter's name; marks them as contacted.
    ///
    /// # Errors
    /// When the source refuses or is away, or the store fails.
    pub async fn chat(&self, key: Key) -> Result<ChatLink, UserError> {
        let Some(applicant) = self.store().detail(key).await? else {
            return Err(UserError::new(ErrorKind::Usage, "that applicant is no longer in the inbox")
                .cause(Cause::NoApplicant));
        };
        let account = &applicant.row.id.account;
        if let Some(paused) = self.heed_pause(account).await? {
            return Err(paused);
        }
        let source = self.source(account)?;
        let recruiter = self.actor().name.as_deref();
        let link = match source.chat(&applicant.source_id, recruiter).await {
            Ok(link) => link,
            Err(error) if error.class == Class::Forbidden => {
                return Err(UserError::new(
                    ErrorKind::Partial,
                    format!("account {account}: the chat is not booked for this client"),
                )
                .cause(Cause::ChatNotBooked)
                .of(account)
                .next("ask the provider to book it; `kandidat chat --test` opens the free test page"));
            }
            Err(error) => return Err(self.fail(account, &error).await),
        };
        self.store().note_event(Some(key), self.actor(), "chat", None).await?;
        if applicant.row.contacted_at.is_none() {
            self.store().apply(vec![key], Edit::Contacted(Some(self.now())), self.actor()).await?;
        }
        Ok(link)
    }
}
