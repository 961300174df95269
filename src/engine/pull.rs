//! Pulling: the source's list, record by record, into the store.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::progress::{Meter, Reporter};
use super::{Engine, Event, Summary, TaskId, Work, plan};
use crate::domain::{AccountName, Key};
use crate::error::{Cause, ErrorKind, UserError};
use crate::source::{Record, Source};
use crate::store::{Change, Complete, Pass, Pulled, Stored};

/// Records between the source and the store; a full channel slows the source down.
const AHEAD: usize = 512;
/// Records saved in one commit.
const COMMIT: usize = 256;

/// What a pass over the list brought.
pub struct Pulling {
    /// The pass, for asking what was listed again.
    pub pass: Pass,
    /// Whether the source said something that ends this account's part of the sync.
    pub stop: Option<UserError>,
}

impl Engine {
    /// Reads the account's whole list into the store; counts go to `summary`.
    ///
    /// # Errors
    /// When nothing could be read at all, or the store fails.
    pub(super) async fn pull(
        &self,
        task: TaskId,
        account: &AccountName,
        source: &dyn Source,
        summary: &mut Summary,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Result<Pulling, UserError> {
        let pass = self.store().begin_pass(account).await?;
        let meter = Meter::new(reporter, task, Work::Pull, None);
        let (sender, mut records) = mpsc::channel(AHEAD);
        let reading = async {
            tokio::select! {
                () = cancel.cancelled() => None,
                listing = source.pull(sender) => Some(listing),
            }
        };
        let saving = async {
            let mut batch = Vec::with_capacity(COMMIT);
            while records.recv_many(&mut batch, COMMIT).await > 0 {
                let pulled = batch.drain(..).map(pulled).collect::<Vec<_>>();
                let many = pulled.len() as u64;
                let stored = self.store().save_pulled(&pass, pulled).await?;
                meter.add(many, 0);
                tell(&stored, summary, reporter);
            }
            Ok::<(), UserError>(())
        };
        let (listing, saved) = tokio::join!(reading, saving);
        meter.end();
        let broken = |pass: &Pass| {
            let pass = pass.clone();
            async move { self.store().end_pass(pass, Complete::Broken).await.map(|_| ()) }
        };
        if let Err(error) = saved {
            broken(&pass).await?;
            return Err(error);
        }
        let listing = match listing {
            None => {
                broken(&pass).await?;
                return Ok(Pulling { pass, stop: None });
            }
            Some(Err(error)) => {
                broken(&pass).await?;
                return Err(self.fail(account, &error).await);
            }
            Some(Ok(listing)) => listing,
        };
        self.drift(account, &listing.drift).await?;
        let Some(error) = listing.broken else {
            let vanished = self.store().end_pass(pass.clone(), Complete::Whole).await?;
            self.report_vanished(account, &vanished, summary, reporter).await?;
            return Ok(Pulling { pass, stop: None });
        };
        broken(&pass).await?;
        summary.failed += 1;
        let mut told = UserError::new(
            ErrorKind::Partial,
            format!("account {account}: the list broke off after {} records", listing.records),
        )
        .why(error.what.clone())
        .cause(Cause::BrokenList)
        .of(account)
        .next("what was complete is stored; the next sync reads the rest");
        if listing.records == 0 {
            told.kind = ErrorKind::Unavailable;
        }
        let stop = plan::stops_the_account(&error).then(|| told.clone());
        summary.problems.push(told);
        Ok(Pulling { pass, stop })
    }

    async fn drift(&self, account: &AccountName, seen: &[String]) -> Result<(), UserError> {
        for sentence in self.store().save_drift(account, seen).await? {
            tracing::warn!(%account, %sentence, "the source's answers differ from the contract");
        }
        Ok(())
    }

    async fn report_vanished(
        &self,
        account: &AccountName,
        vanished: &[Key],
        summary: &mut Summary,
        reporter: &Reporter,
    ) -> Result<(), UserError> {
        if vanished.is_empty() {
            return Ok(());
        }
        tracing::warn!(%account, count = vanished.len(), "no longer listed by the source, and not confirmed");
        for row in self.store().rows(vanished.to_vec()).await? {
            if row.unsaved > 0 {
                summary.problems.push(
                    UserError::new(ErrorKind::Partial, format!("{}: no longer listed by the source", row.id))
                        .cause(Cause::Vanished)
                        .of(&row.id)
                        .why("it was withdrawn or deleted there before its files were saved")
                        .next("what was pulled is kept; `kandidat confirm --accept-missing` accepts the gap"),
                );
            }
        }
        let _nobody_listens = reporter.send(Event::Changed(vanished.to_vec()));
        Ok(())
    }
}

fn pulled(record: Record) -> Pulled {
    match record {
        Record::Readable { application, raw, sameness } => Pulled::Readable { application, raw, sameness },
        Record::Unreadable { id, raw, reason } => Pulled::Unreadable { id, raw, reason },
    }
}

fn tell(stored: &[Stored], summary: &mut Summary, reporter: &Reporter) {
    let mut changed = Vec::new();
    for one in stored {
        match one.change {
            Change::New => summary.new += 1,
            Change::Updated => summary.updated += 1,
            Change::Unreadable => summary.unreadable += 1,
            Change::UnreadableAgain => {
                summary.unreadable += 1;
                continue;
            }
            Change::Unchanged | Change::Relisted => continue,
        }
        changed.push(one.key);
    }
    if !changed.is_empty() {
        let _nobody_listens = reporter.send(Event::Changed(changed));
    }
}
