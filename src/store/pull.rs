//! Keeping what a source lists: every record byte for byte, every different one as a revision, nothing twice.
//!
//! A record is made ready outside of any transaction (`prepare`), found among those that are known (`save`), and
//! then inserted (`insert`) or made the newest of an applicant (`adopt`). At the end of a whole pass it shows who
//! has left the list (`end`).

mod adopt;
mod end;
mod files;
mod insert;
mod prepare;
mod save;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, params};
use tokio::sync::mpsc;

use super::class::Class;
use super::index::Document;
use super::origin::Origins;
use super::{Actor, Common, Error, Lane, Shared, Store, account, lock};
use crate::domain::{AccountName, Application, Key, Safety, SourceId};
use end::{reverted, vanish, withdraw};
pub(super) use files::{release, take_up_earlier};
use prepare::{Prepared, prepare};

/// One record of a source's list, with the source's own bytes.
#[derive(Clone)]
pub enum Pulled {
    /// A record that could be read.
    Readable {
        /// What it says, in the common vocabulary.
        application: Box<Application>,
        /// The source's own bytes.
        raw: Vec<u8>,
        /// Equal for two records that say the same.
        sameness: [u8; 32],
    },
    /// A record that could not be read: kept verbatim, never confirmed.
    Unreadable {
        /// Its id, if that much could be read.
        id: Option<SourceId>,
        /// The source's own bytes.
        raw: Vec<u8>,
        /// Why, in plain words without the applicant's text.
        reason: String,
    },
}

impl std::fmt::Debug for Pulled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pulled::Readable { application, raw, .. } => {
                f.debug_struct("Readable").field("id", &application.id).field("bytes", &raw.len()).finish()
            }
            Pulled::Unreadable { id, raw, reason } => f
                .debug_struct("Unreadable")
                .field("id", id)
                .field("bytes", &raw.len())
                .field("reason", reason)
                .finish(),
        }
    }
}

/// One reading of a source's list, from its beginning or from where the last one broke off; every record saved in it is
/// stamped with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Whose list.
    pub account: AccountName,
    /// Greater than every earlier pass's of this account.
    pub number: i64,
    /// Where the last one broke off, when this one is to go on there.
    pub cursor: Option<String>,
    pub(super) account_number: i64,
}

/// Whether a list was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complete {
    /// To its end: who is missing has vanished.
    Whole,
    /// It broke off: who is missing may have come later.
    Broken,
}

/// What a record was to the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// An applicant who wasn't known.
    New,
    /// A known applicant with a different record.
    Updated,
    /// The same again.
    Unchanged,
    /// The same again, although it has been confirmed.
    Relisted,
    /// A record that can't be read, seen for the first time.
    Unreadable,
    /// A record that can't be read, again.
    UnreadableAgain,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The inbox's number for the applicant.
    pub key: Key,
    /// The source's id; a made-up one for a record without.
    pub id: SourceId,
    /// What the record was to the inbox.
    pub change: Change,
}

/// So many records in one commit are enough: more would keep others waiting, for hardly anything.
const COMMIT: usize = 512;

/// Records made ready for the inbox: all that needs no database is done.
pub struct Ready {
    records: Vec<Prepared>,
    /// Where the list goes on behind them.
    cursor: Option<String>,
}

impl Ready {
    /// Makes records ready; with them, in the same transaction, is kept where the list goes on behind them.
    ///
    /// # Errors
    /// [`Error::Bug`]: what could be read can also be kept.
    pub async fn new(pulled: Vec<Pulled>, cursor: Option<String>) -> Result<Ready, Error> {
        let ready = tokio::task::spawn_blocking(move || {
            pulled.into_iter().map(prepare).collect::<Result<Vec<_>, Error>>()
        });
        let records = ready.await.map_err(|_| Error::Bug("a record could not be prepared".into()))??;
        Ok(Ready { records, cursor })
    }
}

/// What the records of one batch share.
struct Batch<'a> {
    db: &'a Connection,
    shared: &'a Shared,
    pass: &'a Pass,
    now: i64,
    by: Actor,
    groups: HashMap<Common, i64>,
    origins: Origins,
    /// Number, and how many were added.
    classes: HashMap<Class, (i64, i64)>,
    /// The number of the next revision.
    next: i64,
    /// What is to be indexed, and whom to index anew. Last of all: a statement with a trigger makes the index
    /// write out what it has gathered, and so many small pieces cost more than everything else.
    documents: Vec<(Key, Document)>,
    stale: Vec<Key>,
}

impl Store {
    /// Begins to read an account's list: from its beginning, unless the last pass left a cursor behind.
    pub async fn begin_pass(&self, account: &AccountName) -> Result<Pass, Error> {
        let account = account.clone();
        self.write(move |tx, _| {
            let account_number = account::number(tx, &account)?;
            let (number, cursor) = tx.query_row(
                "UPDATE account SET pass = pass + 1 WHERE id = ?1 RETURNING pass, cursor",
                [account_number],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            Ok(Pass { account, number, cursor, account_number })
        })
        .await
    }

    /// Keeps a batch of records in one transaction; answers in the same order.
    pub async fn save_pulled(&self, pass: &Pass, pulled: Vec<Pulled>) -> Result<Vec<Stored>, Error> {
        let first = Ready::new(pulled, None).await?;
        self.write_ready(pass, first, || None).await
    }

    /// Keeps records for as long as some come. What is ready shares a commit: one for each little batch would cost
    /// more than the records. Others who wait for their turn to write end it. Calls `each` after every commit, with
    /// what became of its records, in their order.
    pub async fn save_ready(
        &self,
        pass: &Pass,
        ready: mpsc::Receiver<Ready>,
        mut each: impl FnMut(Vec<Stored>),
    ) -> Result<(), Error> {
        let ready = Arc::new(Mutex::new(ready));
        while let Some(first) = std::future::poll_fn(|cx| lock(&ready).poll_recv(cx)).await {
            let (more, writer) = (Arc::clone(&ready), Arc::clone(&self.inner.writer));
            let more = move || if writer.is_wanted() { None } else { lock(&more).try_recv().ok() };
            each(self.write_ready(pass, first, more).await?);
        }
        Ok(())
    }

    async fn write_ready(
        &self,
        pass: &Pass,
        first: Ready,
        mut more: impl FnMut() -> Option<Ready> + Send + 'static,
    ) -> Result<Vec<Stored>, Error> {
        let pass = pass.clone();
        self.write(move |tx, shared| {
            let mut batch = Batch::new(tx, shared, &pass)?;
            let mut stored = Vec::with_capacity(first.records.len());
            let (mut next, mut cursor) = (Some(first), None);
            while let Some(ready) = next {
                for record in ready.records {
                    stored.push(batch.save(record)?);
                }
                cursor = ready.cursor.or(cursor);
                next = if stored.len() < COMMIT { more() } else { None };
            }
            batch.end()?;
            if let Some(cursor) = cursor {
                set_cursor(tx, &pass, Some(&cursor))?;
            }
            if stored.iter().filter(|stored| stored.change == Change::New).count() > 50 {
                shared.pieces.store(true, std::sync::atomic::Ordering::Relaxed);
            }
            crate::fail::point("store.pull.before-commit");
            Ok(stored)
        })
        .await
        .inspect(|_| crate::fail::point("store.pull.committed"))
    }

    /// Ends a pass. After a whole one, from the list's beginning to its end: the applicants who stood in the list
    /// before, were never confirmed, and stand there no longer; each is told once, and noted in the history.
    pub async fn end_pass(&self, pass: Pass, complete: Complete) -> Result<Vec<Key>, Error> {
        if complete == Complete::Broken {
            return Ok(Vec::new());
        }
        self.forget_cursor(&pass).await?;
        if pass.cursor.is_some() {
            return Ok(Vec::new());
        }
        let reverted = self
            .write({
                let pass = pass.clone();
                move |tx, shared| {
                    let reverted = reverted(tx, shared, &pass)?;
                    withdraw(tx, shared, &pass)?;
                    Ok(reverted)
                }
            })
            .await?;
        let mut vanished = Vec::new();
        loop {
            let pass = pass.clone();
            let (looked_at, some) = self.write(move |tx, shared| vanish(tx, shared, &pass)).await?;
            vanished.extend(some);
            if looked_at == 0 {
                break;
            }
        }
        // Who stands in the list with a former record again has not vanished.
        vanished.retain(|key| !reverted.contains(key));
        Ok(vanished)
    }

    /// Lets the next pass start at the list's beginning.
    pub async fn forget_cursor(&self, pass: &Pass) -> Result<(), Error> {
        let pass = pass.clone();
        self.write(move |tx, _| set_cursor(tx, &pass, None)).await
    }

    /// Applicants who are confirmed and were listed again in this pass.
    pub async fn relisted(&self, account: &AccountName, pass: &Pass) -> Result<Vec<Key>, Error> {
        let (account, pass) = (account.clone(), pass.clone());
        self.read(Lane::Slow, move |read| {
            let mut statement = read.db.prepare(
                "SELECT l.key FROM listed l JOIN applicant a ON a.key = l.key JOIN class c ON c.id = a.class \
                 JOIN account n ON n.id = l.account \
                 WHERE n.name = ?1 AND l.pass = ?2 AND c.safety = ?3 ORDER BY l.key DESC",
            )?;
            let rows = statement
                .query_map(params![account.as_str(), pass.number, Safety::Confirmed.code()], |row| {
                    row.get(0).map(Key)
                })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn set_cursor(db: &Connection, pass: &Pass, cursor: Option<&str>) -> Result<(), Error> {
    db.prepare_cached("UPDATE account SET cursor = ?2 WHERE id = ?1 AND cursor IS NOT ?2")?
        .execute(params![pass.account_number, cursor])?;
    Ok(())
}
