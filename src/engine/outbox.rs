//! Sending what is due: intent first, under the lease, one durable step at a time.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::lease::Held;
use super::progress::{Meter, Reporter};
use super::{Engine, Event, plan};
use crate::domain::{AccountName, Offer};
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::http::{Class, Sent as Left};
use crate::source::feedback::{Event as Report, Reported};
use crate::source::{Confirmed, Source};
use crate::store::{OutboxId, OutboxItem, OutboxKind, Sent};

/// Reports that are taken up in one commit.
const AT_ONCE: usize = 20;
/// How long another process that is using the account is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What sending brought.
#[derive(Debug, Default)]
pub struct Dispatch {
    /// Confirmations that the source took.
    pub confirmed: u64,
    /// Reports of progress that the source took.
    pub reported: u64,
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
        self.send_confirmations(account, held, meter, &mut brought, reporter, cancel).await?;
        self.send_reports(account, held, &mut brought, reporter, cancel).await?;
        Ok(brought)
    }

    async fn send_confirmations(
        &self,
        account: &AccountName,
        held: &Held,
        meter: Option<&Meter>,
        brought: &mut Dispatch,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<(), UserError> {
        let mut source = None;
        let mut before = Vec::new();
        loop {
            if cancel.is_cancelled() || brought.stop.is_some() {
                return Ok(());
            }
            let source = match &source {
                Some(source) => std::sync::Arc::clone(source),
                None => std::sync::Arc::clone(source.insert(self.source(account)?)),
            };
            let due = self.store().due(account, self.now(), source.batch()).await?;
            if due.is_empty() {
                return Ok(());
            }
            // A person may pause it meanwhile.
            if let Some(paused) = self.heed_pause(account).await? {
                brought.stop = Some(paused);
                return Ok(());
            }
            let ids: Vec<OutboxId> = due.iter().map(|item| item.id).collect();
            if ids == before {
                tracing::error!(%account, count = ids.len(), "the same confirmations are due again at once");
                return Ok(());
            }
            before = ids;
            self.send_batch(account, held, source.as_ref(), due, brought).await?;
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

    /// Reports what is due, of each applicant one after the other.
    async fn send_reports(
        &self,
        account: &AccountName,
        held: &Held,
        brought: &mut Dispatch,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<(), UserError> {
        if !self.account(account)?.source.offers(Offer::Feedback) {
            return Ok(());
        }
        let mut unknown = false;
        while !cancel.is_cancelled() && brought.stop.is_none() && !unknown {
            let due = self.store().due_reports(account, self.now(), AT_ONCE).await?;
            let ids: Vec<OutboxId> = due.iter().map(|item| item.id).collect();
            if ids.is_empty() {
                return Ok(());
            }
            if let Some(paused) = self.heed_pause(account).await? {
                brought.stop = Some(paused);
                return Ok(());
            }
            crate::fail::point("engine.feedback.before-start");
            let started = self.store().start(held.lease(), &ids).await?;
            if started.is_empty() {
                return Ok(());
            }
            crate::fail::point("engine.feedback.before-send");
            let source = self.source(account)?;
            let mut sent = Vec::with_capacity(started.len());
            let mut stopped: Option<Reason> = None;
            for item in due.into_iter().filter(|item| started.contains(&item.id)) {
                let now = self.now();
                if let Some(stop) = &stopped {
                    sent.push((item.id, Sent::Retry { at: now, reason: stop.clone() }));
                    continue;
                }
                let error = match source.feedback(&event(&item)?).await {
                    Ok(Reported::Done) => {
                        brought.reported += 1;
                        sent.push((item.id, Sent::Done));
                        continue;
                    }
                    Ok(Reported::NotMapped) => {
                        sent.push((item.id, Sent::NotMapped));
                        continue;
                    }
                    Ok(Reported::Refused(reason)) => {
                        sent.push((item.id, Sent::Dead { reason: refused(&reason) }));
                        brought.failed.push((item, refused(&reason)));
                        continue;
                    }
                    Err(error) => error,
                };
                // Repeated with the same id some other time: once more and at once would be the same again.
                if error.sent == Left::Perhaps {
                    unknown = true;
                    sent.push((item.id, Sent::Unknown { reason: plan::reason(&error) }));
                } else {
                    sent.push((item.id, plan::after_failure(&error, item.attempts, now)));
                }
                if plan::stops_the_account(&error) {
                    stopped = Some(plan::reason(&error));
                    brought.stop = Some(self.fail(account, &error).await);
                }
                brought.failed.push((item, plan::reason(&error)));
            }
            crate::fail::point("engine.feedback.before-finish");
            self.store().finish(held.lease(), sent).await?;
            let _nobody_listens = reporter.send(Event::Changed(Vec::new()));
        }
        Ok(())
    }

    /// Sends what is due for an account, if anything is, unless it rests or another process is about it. Answers with what failed.
    ///
    /// # Errors
    /// Those of the store; what the source says is in the answer.
    pub async fn send_due(
        &self,
        account: &AccountName,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Dispatch, UserError> {
        self.register(account).await?;
        let (store, now) = (self.store(), self.now());
        let nothing = store.due(account, now, 1).await?.is_empty()
            && store.due_reports(account, now, 1).await?.is_empty();
        if nothing || self.rests(account).await {
            return Ok(Dispatch::default());
        }
        let Some(held) = self.leases().take(account, PATIENCE).await? else {
            return Ok(Dispatch::default());
        };
        let brought = self.dispatch(account, &held, None, reporter, cancel).await;
        self.leases().give_back(held).await;
        let _nobody_listens = reporter.send(Event::Changed(Vec::new()));
        brought
    }
}

impl Dispatch {
    /// What failed, as a person reads it.
    pub fn problems(&self) -> impl Iterator<Item = UserError> {
        self.failed.iter().map(|(item, why)| {
            let what = match item.kind {
                OutboxKind::Confirm => "not confirmed",
                OutboxKind::Deliver => "not delivered",
                OutboxKind::Feedback => "the stage was not reported",
            };
            let told = UserError::new(ErrorKind::Partial, format!("{}: {what}", item.applicant))
                .why(why.to_string())
                .next("`kandidat outbox` shows it")
                .of(&item.applicant);
            UserError { cause: why.cause, ..told }
        })
    }
}

/// The report of a row.
fn event(item: &OutboxItem) -> Result<Report, UserError> {
    let Some(report) = &item.report else {
        return Err(UserError::new(
            ErrorKind::Store,
            format!("row {} of the outbox reports nothing", item.id.0),
        ));
    };
    Ok(Report {
        applicant: item.source_id.clone(),
        id: report.event_id.clone(),
        stage: report.stage,
        reason: report.why.clone(),
        occurred_at: report.occurred_at,
    })
}

/// A refusal in the source's own words.
fn refused(why: &str) -> Reason {
    Reason::new(Cause::Rejected, why)
}
