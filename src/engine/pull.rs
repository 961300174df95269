//! Pulling: the source's list, record by record, into the store.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::progress::{Meter, Reporter};
use super::{Engine, Event, Summary, TaskId, Work, plan};
use crate::domain::{AccountName, Key};
use crate::error::{Cause, ErrorKind, UserError};
use crate::http;
use crate::source::{Cursor, Mark, Record, Source};
use crate::store::{self, Change, Complete, Pass, Pulled, Ready, Stored};

/// Records between the source and the store; a full channel slows the source down.
const AHEAD: usize = 64;
/// Records made ready for the store at once, while the ones before them are being saved.
const BATCH: usize = 64;
/// Batches that are ready.
const READY: usize = 1;

/// What a pass over the list brought.
pub struct Pulling {
    /// The pass, for asking what was listed again.
    pub pass: Pass,
    /// Whether the source said something that ends this account's part of the sync.
    pub stop: Option<UserError>,
    /// Why the rest of the list can't be had for now. What else the source is asked for goes on.
    pub away: Option<UserError>,
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
        let (marker, mut marks) = mpsc::unbounded_channel();
        let from = pass.cursor.clone().map(Cursor);
        let reading = async {
            tokio::select! {
                () = cancel.cancelled() => None,
                listing = source.pull_from(from, marker, sender) => Some(listing),
            }
        };
        let (ready, batches) = mpsc::channel(READY);
        // Owns what it reads from and sends to: whoever stops takes the others along.
        let preparing = async move {
            let mut way = Way::default();
            let mut batch = Vec::with_capacity(BATCH);
            loop {
                let many = records.recv_many(&mut batch, BATCH).await;
                while let Ok(mark) = marks.try_recv() {
                    way.marks.push_back(mark);
                }
                let cursor = way.after(many as u64);
                if many > 0 || cursor.is_some() {
                    let pulled = batch.drain(..).map(pulled).collect();
                    if ready.send(Ready::new(pulled, cursor).await?).await.is_err() {
                        break;
                    }
                }
                if many == 0 {
                    break;
                }
            }
            Ok::<Way, store::Error>(way)
        };
        let saving = self.store().save_ready(&pass, batches, |stored| {
            meter.add(stored.len() as u64, 0);
            tell(&stored, summary, reporter);
        });
        let (listing, way, saved) = tokio::join!(reading, preparing, saving);
        meter.end();
        let broken = |pass: &Pass| {
            let pass = pass.clone();
            async move { self.store().end_pass(pass, Complete::Broken).await.map(|_| ()) }
        };
        let way = match (saved, way) {
            (Ok(()), Ok(way)) => way,
            (Err(error), _) | (_, Err(error)) => {
                broken(&pass).await?;
                return Err(error.into());
            }
        };
        let listing = match listing {
            None => {
                broken(&pass).await?;
                return Ok(Pulling { pass, stop: None, away: None });
            }
            Some(Err(error)) => {
                broken(&pass).await?;
                self.give_up_cursor(&pass, &way, &error).await?;
                return Err(self.fail(account, &error).await);
            }
            Some(Ok(listing)) => listing,
        };
        self.drift(account, &listing.drift).await?;
        let Some(error) = listing.broken else {
            let vanished = self.store().end_pass(pass.clone(), Complete::Whole).await?;
            self.report_vanished(account, &vanished, summary, reporter).await?;
            return Ok(Pulling { pass, stop: None, away: None });
        };
        broken(&pass).await?;
        self.give_up_cursor(&pass, &way, &error).await?;
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
        // A page that can't be had keeps nobody who is here from being saved and confirmed.
        let (stop, away) = match plan::stops_the_account(&error).then(|| told.clone()) {
            stop if plan::lies_elsewhere(&error) => (stop, None),
            away => (None, away),
        };
        summary.problems.push(told);
        Ok(Pulling { pass, stop, away })
    }

    /// A place in the list from which nothing can be read isn't tried for ever, also where that may be the server's
    /// trouble: the next pass starts at the beginning, where new applicants may stand.
    async fn give_up_cursor(&self, pass: &Pass, way: &Way, error: &http::Error) -> Result<(), UserError> {
        if pass.cursor.is_some() && !way.moved && !plan::lies_elsewhere(error) {
            self.store().forget_cursor(pass).await?;
        }
        Ok(())
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

/// How far a pass has come.
#[derive(Default)]
struct Way {
    /// Records that are durable, or will be with the next commit.
    records: u64,
    /// What the source has told, and isn't kept yet.
    marks: VecDeque<Mark>,
    /// Whether a cursor was kept.
    moved: bool,
}

impl Way {
    /// Goes on by so many records; gives the cursor that stands behind them, if there is a new one.
    fn after(&mut self, many: u64) -> Option<String> {
        self.records += many;
        let mut last = None;
        while let Some(mark) = self.marks.pop_front_if(|mark| mark.records <= self.records) {
            last = Some(mark.cursor.0);
        }
        self.moved |= last.is_some();
        last
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_kept_when_all_that_stands_before_it_is_durable() {
        let mark = |records, cursor: &str| Mark { records, cursor: Cursor(cursor.into()) };
        let mut way =
            Way { marks: [mark(100, "a"), mark(200, "b"), mark(300, "c")].into(), ..Way::default() };
        assert_eq!(way.after(99), None);
        assert!(!way.moved);
        assert_eq!(way.after(1).as_deref(), Some("a"));
        assert_eq!(way.after(250).as_deref(), Some("c"), "the latest");
        assert_eq!(way.after(1000), None);
        assert!(way.moved);
        way.marks.push_back(mark(1350, "d"));
        assert_eq!(way.after(0).as_deref(), Some("d"), "a mark that came behind its records");
    }
}
