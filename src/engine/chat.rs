//! The chat: a fresh page for every conversation. Its address is a secret: told once, kept nowhere.

use super::Engine;
use crate::domain::Key;
use crate::error::{Cause, ErrorKind, UserError};
use crate::http::Class;
use crate::source::ChatLink;
use crate::store::Edit;

impl Engine {
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
