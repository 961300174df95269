//! Sending what is due: intent first, under the lease, one durable step at a time.

use tokio_util::sync::CancellationToken;

use super::lease::Held;
use super::progress::{Meter, Reporter};
use super::{Engine, Event, plan};
use crate::domain::AccountName;
use crate::error::{Cause, Reason, UserError};
use crate::http::Class;
use crate::source::{Confirmed, Source};
use crate::store::{OutboxId, OutboxItem, OutboxKind, Sent};

/// What sending brought.
#[derive(Default)]
pub struct Dispatch {
    /// Confirmations that the source took.
    pub confirmed: u64,
    /// What failed: which row, and why.
    pub failed: Vec<(OutboxItem, Reason)>,
    /// The account answers nothing more: why.
    pub stop: Option<UserError>,
}

impl Engine {
    /// Sends everything of this account that is due, batch by batch, until nothing is due, the account stops
    /// answering, or a person stops it between two batches.
    pub(super) async fn dispatch(
        &self,
        account: &AccountName,
        held: &Held,
        meter: Option<&Meter>,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Dispatch, UserError> {
        // Within one process only one task sends for an account: a row marked as being sent is then always one
        // that an earlier life left behind.
        let sending = self.sending(account);
        let _sending = sending.lock().await;
        let mut brought = Dispatch::default();
        let mut source = None;
        loop {
            if cancel.is_cancelled() || brought.stop.is_some() {
                return Ok(brought);
            }
            let source = match &source {
                Some(source) => std::sync::Arc::clone(source),
                None => std::sync::Arc::clone(source.insert(self.source(account)?)),
            };
            let due = self.store().due(account, self.now(), source.batch()).await?;
            let due: Vec<OutboxItem> =
                due.into_iter().filter(|item| item.kind == OutboxKind::Confirm).collect();
            if due.is_empty() {
                return Ok(brought);
            }
            self.send_batch(account, held, source.as_ref(), due, &mut brought).await?;
            if let Some(meter) = meter {
                meter.add(0, 0);
            }
            let _nobody_listens = reporter.send(Event::Changed(Vec::new()));
        }
    }

    async fn send_batch(
        &self,
        account: &AccountName,
        held: &Held,
        source: &dyn Source,
        items: Vec<OutboxItem>,
        brought: &mut Dispatch,
    ) -> Result<(), UserError> {
        let ids: Vec<OutboxId> = items.iter().map(|item| item.id).collect();
        crate::fail::point("engine.outbox.before-start");
        let started = self.store().start(held.lease(), &ids).await?;
        let items: Vec<OutboxItem> = items.into_iter().filter(|item| started.contains(&item.id)).collect();
        if items.is_empty() {
            return Ok(());
        }
        crate::fail::point("engine.outbox.before-send");
        let applicants: Vec<_> = items.iter().map(|item| item.source_id.clone()).collect();
        let answer = source.confirm(&applicants).await;
        crate::fail::point("engine.outbox.before-finish");
        match answer {
            Ok(fates) => {
                let mut sent = Vec::with_capacity(items.len());
                for (item, fate) in items.into_iter().zip(fates) {
                    match fate {
                        Confirmed::Done => {
                            brought.confirmed += 1;
                            sent.push((item.id, Sent::Done));
                        }
                        Confirmed::Refused(reason) => {
                            sent.push((item.id, Sent::Dead { reason: refused(&reason) }));
                            brought.failed.push((item, refused(&reason)));
                        }
                    }
                }
                self.store().finish(held.lease(), sent).await?;
            }
            // One bad id can't hold the rest: each is asked for by itself.
            Err(error) if error.class == Class::Rejected && items.len() > 1 => {
                tracing::info!(%account, count = items.len(), "a batch was refused; asking one by one");
                let mut rest = items.into_iter();
                while let Some(item) = rest.next() {
                    Box::pin(self.send_batch(account, held, source, vec![item], brought)).await?;
                    if brought.stop.is_some() {
                        let now = self.now();
                        let waiting = rest
                            .by_ref()
                            .map(|item| (item.id, Sent::Retry { at: now, reason: plan::reason(&error) }))
                            .collect();
                        self.store().finish(held.lease(), waiting).await?;
                    }
                }
            }
            Err(error) => {
                let now = self.now();
                let mut sent = Vec::with_capacity(items.len());
                for item in items {
                    sent.push((item.id, plan::after_failure(&error, item.attempts, now)));
                    brought.failed.push((item, plan::reason(&error)));
                }
                self.store().finish(held.lease(), sent).await?;
                if plan::stops_the_account(&error) {
                    brought.stop = Some(self.fail(account, &error).await);
                }
            }
        }
        Ok(())
    }
}

/// A refusal in the source's own words.
fn refused(why: &str) -> Reason {
    Reason::new(Cause::Rejected, why)
}
