//! Sending at once, because a person wants it: a confirmation just ordered, an order that waits and is to be tried
//! again. What can't be sent now stays in the outbox.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Engine;
use super::progress::{Meter, Reporter};
use crate::domain::{AccountName, Safety};
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::store::{Insist, OutboxId, OutboxItem, OutboxKind, OutboxState};

/// How long a person's order waits for another process that is using the account.
const PATIENCE: Duration = Duration::from_secs(5);

/// What came of an order that was tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The source took it.
    Sent,
    /// It waits still; why.
    Waiting(Reason),
    /// The source refused it for good; why.
    Refused(Reason),
    /// The source has no word for it; nothing was sent.
    NotMapped,
    /// It is no order any more: its applicant is not safely stored.
    Withdrawn,
}

impl Engine {
    /// Tries these orders of the outbox again, at once; with them goes whatever else is due for their accounts. Our
    /// own waiting is overridden; a pause that the server asked for only if a person insists. Answers with what came
    /// of each, and with what stopped whole accounts.
    ///
    /// # Errors
    /// Those of the store; what the source says is part of the answer.
    pub async fn retry(
        &self,
        items: Vec<OutboxItem>,
        insist: Insist,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<(Vec<(OutboxItem, Tried)>, Vec<UserError>), UserError> {
        let ids: Vec<OutboxId> = items.iter().map(|item| item.id).collect();
        self.store().outbox_retry(Some(ids), insist).await?;
        let accounts: BTreeSet<AccountName> =
            items.iter().map(|item| item.applicant.account.clone()).collect();
        let mut stopped = Vec::new();
        for account in accounts {
            stopped.extend(self.send_now(&account, None, reporter, cancel).await?);
        }
        let left = self.store().outbox(usize::MAX).await?;
        let mut tried = Vec::with_capacity(items.len());
        for item in items {
            let came = match left.iter().find(|one| one.id == item.id) {
                Some(now) if now.state == OutboxState::Dead => {
                    Tried::Refused(now.reason.clone().unwrap_or_default())
                }
                Some(now) => Tried::Waiting(now.reason.clone().unwrap_or_else(|| waiting(stopped.first()))),
                None if self.withdrawn(&item).await? => Tried::Withdrawn,
                None if self.is_not_mapped(&item) => Tried::NotMapped,
                None => Tried::Sent,
            };
            tried.push((item, came));
        }
        Ok((tried, stopped))
    }

    /// Whether an order that is gone was taken back instead of sent.
    async fn withdrawn(&self, item: &OutboxItem) -> Result<bool, UserError> {
        if item.kind != OutboxKind::Confirm {
            return Ok(false);
        }
        let rows = self.store().rows(vec![item.key]).await?;
        Ok(rows.iter().any(|row| row.safety != Safety::Confirmed))
    }

    /// Whether an order that is gone was a report that the source has no word for.
    fn is_not_mapped(&self, item: &OutboxItem) -> bool {
        let Some(report) = &item.report else { return false };
        self.source(&item.applicant.account).is_ok_and(|source| source.status(report.stage).is_none())
    }

    /// Sends what is due of this account, now. A pause counts; refused credentials are tried anew. Answers with why
    /// nothing more could be sent, if it couldn't.
    pub(super) async fn send_now(
        &self,
        account: &AccountName,
        meter: Option<&Meter>,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Option<UserError>, UserError> {
        if let Err(error) = self.account(account) {
            return Ok(Some(error));
        }
        if let Some(paused) = self.heed_pause(account).await? {
            return Ok(Some(paused));
        }
        // Refused credentials are not tried again by themselves; whoever orders something wants it tried now.
        if self.store().pause(account).await?.is_some_and(|(pause, _)| pause.is_for_credentials())
            && let Err(error) = self.sign_in(account).await
        {
            return Ok(Some(error));
        }
        let Some(held) = self.leases().take(account, PATIENCE).await? else {
            let what = format!("another process is using account {account}, and sends it when it is done");
            return Ok(Some(UserError::new(ErrorKind::Unavailable, what).cause(Cause::Elsewhere)));
        };
        let brought = self.dispatch(account, &held, meter, reporter, cancel).await;
        self.leases().give_back(held).await;
        Ok(brought?.stop)
    }
}

/// Why an order waits, when its account could not be asked at all, or when nothing is known.
pub(super) fn waiting(stopped: Option<&UserError>) -> Reason {
    match stopped {
        Some(error) => {
            let detail = error.why.clone().unwrap_or_else(|| error.what.clone());
            Reason { detail, ..Reason::from(error) }
        }
        None => Reason::new(Cause::NextSync, "it is sent with the next sync"),
    }
}
