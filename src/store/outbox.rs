//! The outbox: what must still reach a source. Rows are the queue, and stand there before any request leaves.
//!
//! Here the first promise is kept: a confirmation is ordered, and again taken up for sending, only when every
//! file of the applicant is stored, looked up on the disk, or its gap accepted by a named person.

mod order;
mod send;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::state::{self, MISSING};
use super::{
    Actor, Error, Lane, Lease, OutboxId, OutboxItem, OutboxKind, OutboxState, Report, Store, account, media,
    time,
};
use crate::domain::{AccountName, ApplicantId, Key, Safety, SourceId, Stage};
use crate::error::{Cause, Reason};

/// Whether a gap that can't be filled is accepted, by name and on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// An applicant with a missing file is held back.
    Refuse,
    /// The person takes the gap upon themselves.
    Accept,
}

/// What became of an order to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// It stands in the outbox.
    Queued(OutboxId),
    /// It stood there before, or is confirmed.
    Already,
    /// Files are missing that can still be fetched.
    NotSafe(Reason),
    /// The record can't be read.
    Unreadable,
    /// Something holds the applicant back until a person accepts it.
    Held(Reason),
}

/// How sending a row ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It arrived.
    Done,
    /// It did not, and is tried again then.
    Retry {
        /// When.
        at: Timestamp,
        /// Why it did not.
        reason: Reason,
    },
    /// The other side refused it: a person decides.
    Dead {
        /// Why.
        reason: Reason,
    },
    /// The other side has no word for it: nothing was sent, and nothing is left to be.
    NotMapped,
    /// It may have arrived: the answer was lost. Tried again at once, where that is safe.
    Unknown {
        /// Why nothing is known.
        reason: Reason,
    },
}

/// Whether a retry also overrides what a server asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insist {
    /// Only our own patience.
    No,
    /// Also a server's pause.
    Yes,
}

pub(super) const WAITING: i64 = 0;
const SENDING: i64 = 1;
const UNKNOWN: i64 = 2;
pub(super) const DEAD: i64 = 3;

const COLUMNS: &str = "o.id, o.kind, o.key, n.name, a.source_id, a.source_number, o.target, o.state, o.attempts, \
                       o.next_try, o.reason, coalesce(a.name, a.source_id), o.event_id, o.stage, o.why, o.occurred_at, \
                       (SELECT c.safety FROM class c WHERE c.id = a.class)";

fn read(row: &Row<'_>) -> Result<OutboxItem, Error> {
    let id: String = row.get(4)?;
    let (kind, state) = (row.get(1)?, row.get(7)?);
    let safety = Safety::from_code(row.get(16)?);
    Ok(OutboxItem {
        id: OutboxId(row.get(0)?),
        kind: match kind {
            0 => OutboxKind::Confirm,
            1 => OutboxKind::Deliver,
            _ => OutboxKind::Feedback,
        },
        key: Key(row.get(2)?),
        applicant: ApplicantId::new(account::name(row.get(3)?)?, id.as_str()),
        source_id: if row.get(5)? { SourceId::number(id) } else { SourceId::text(id) },
        target: row.get(6)?,
        state: match state {
            WAITING => OutboxState::Waiting,
            SENDING => OutboxState::Sending,
            UNKNOWN => OutboxState::Unknown,
            _ => OutboxState::Dead,
        },
        attempts: row.get(8)?,
        next_try: Some(time(row.get(9)?)),
        reason: row.get::<_, Option<Reason>>(10)?.or_else(|| waits_for_confirmation(kind, state, safety)),
        name: row.get(11)?,
        report: match (row.get(12)?, row.get(13)?, row.get::<_, Option<i64>>(15)?) {
            (Some(event_id), Some(stage), Some(at)) => Some(Report {
                event_id,
                stage: Stage::from_code(stage),
                why: row.get(14)?,
                occurred_at: time(at),
            }),
            _ => None,
        },
    })
}

/// A report waits until its applicant is confirmed.
fn waits_for_confirmation(kind: i64, state: i64, safety: Safety) -> Option<Reason> {
    (kind == 2 && state == WAITING && safety != Safety::Confirmed)
        .then(|| Reason::new(Cause::Unconfirmed, "it waits until the applicant is confirmed"))
}

/// What is to be sent by now (`?2`) for an account (`?1`), the oldest order first; also what a crash left in the middle.
pub(super) fn due(
    db: &Connection,
    condition: &str,
    limit: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<OutboxItem>, Error> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM outbox o JOIN account n ON n.id = o.account JOIN applicant a ON a.key = o.key \
         WHERE n.name = ?1 AND o.state IN (0, 1, 2) AND o.next_try <= ?2 \
         AND NOT (o.state = 1 AND EXISTS (SELECT 1 FROM lease l WHERE l.account = o.account \
         AND l.fence = o.fence AND l.until > ?2)) AND {condition} ORDER BY o.id LIMIT {limit}"
    ))?;
    let mut rows = statement.query(values)?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        items.push(read(row)?);
    }
    Ok(items)
}

impl Store {
    /// Orders applicants to be confirmed, each one only if that is safe; intent and state in one commit.
    pub async fn order_confirm(
        &self,
        keys: Vec<Key>,
        by: &Actor,
        gaps: Gaps,
    ) -> Result<Vec<(Key, Ordered)>, Error> {
        let mut answers = Vec::with_capacity(keys.len());
        for some in keys.chunks(200) {
            let (some, by) = (some.to_vec(), by.clone());
            let ordered = self
                .write(move |tx, shared| {
                    let mut answers = Vec::with_capacity(some.len());
                    for key in some {
                        answers.push((key, order::order(tx, &shared.media, key, &by, gaps, shared.now())?));
                    }
                    crate::fail::point("store.order.before-commit");
                    Ok(answers)
                })
                .await?;
            crate::fail::point("store.order.committed");
            answers.extend(ordered);
        }
        Ok(answers)
    }

    /// Applicants of an account who are safely stored and not confirmed, the newest first.
    pub async fn confirmable(&self, account: &AccountName) -> Result<Vec<Key>, Error> {
        let account = account.clone();
        self.read(Lane::Slow, move |read| {
            let mut statement = read.db.prepare(
                "SELECT a.key FROM class c JOIN account n ON n.id = c.account JOIN applicant a ON a.class = c.id \
                 WHERE n.name = ?1 AND c.safety = ?2 AND c.n > 0",
            )?;
            let rows = statement
                .query_map(params![account.as_str(), Safety::Saved.code()], |row| row.get(0).map(Key))?;
            let mut keys: Vec<Key> = rows.collect::<Result<_, _>>()?;
            keys.sort_unstable_by(|a, b| b.cmp(a));
            Ok(keys)
        })
        .await
    }

    /// The confirmations of an account that are to be sent by now, the oldest order first; also what a crash left in
    /// the middle.
    pub async fn due(
        &self,
        account: &AccountName,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxItem>, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read| {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            due(read.db, "o.kind = 0", "?3", params![account.as_str(), now.as_millisecond(), limit])
        })
        .await
    }

    /// Takes rows up for sending, durably and under the lease. Answers with those that may be sent now: a
    /// confirmation whose applicant isn't safe any more is left out, and one that another record has overtaken is
    /// withdrawn.
    ///
    /// # Errors
    /// [`Error::Stale`] when the lease is somebody else's by now: nothing may be sent.
    pub async fn start(&self, lease: &Lease, ids: &[OutboxId]) -> Result<Vec<OutboxId>, Error> {
        let (lease, ids) = (lease.clone(), ids.to_vec());
        self.write(move |tx, shared| {
            let now = shared.now();
            lease.check(tx)?;
            let mut started = Vec::with_capacity(ids.len());
            for id in ids {
                if send::start(tx, &shared.media, &lease, id, now)? {
                    started.push(id);
                }
            }
            crate::fail::point("store.start.before-commit");
            Ok(started)
        })
        .await
        .inspect(|_| crate::fail::point("store.start.committed"))
    }

    /// Keeps how sending ended. Rows that another process took over meanwhile are left to it.
    pub async fn finish(&self, lease: &Lease, sent: Vec<(OutboxId, Sent)>) -> Result<(), Error> {
        let lease = lease.clone();
        crate::fail::point("store.finish.before");
        self.write(move |tx, shared| {
            for (id, sent) in sent {
                send::finish(tx, &lease, id, &sent, shared.now())?;
            }
            crate::fail::point("store.finish.before-commit");
            Ok(())
        })
        .await
        .inspect(|()| crate::fail::point("store.finish.committed"))
    }

    /// What is still to be sent, the oldest first.
    pub async fn outbox(&self, limit: usize) -> Result<Vec<OutboxItem>, Error> {
        self.read(Lane::Quick, move |db| {
            let mut statement = db.db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM outbox o JOIN account n ON n.id = o.account \
                 JOIN applicant a ON a.key = o.key ORDER BY o.id LIMIT ?1"
            ))?;
            let mut rows = statement.query([limit as i64])?;
            let mut items = Vec::new();
            while let Some(row) = rows.next()? {
                items.push(read(row)?);
            }
            Ok(items)
        })
        .await
    }

    /// What is still to be sent for these applicants.
    pub async fn outbox_of(&self, keys: &[Key]) -> Result<Vec<OutboxItem>, Error> {
        let keys = keys.to_vec();
        self.read(Lane::Quick, move |db| {
            let mut statement = db.db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM outbox o JOIN account n ON n.id = o.account \
                 JOIN applicant a ON a.key = o.key WHERE o.key = ?1 ORDER BY o.id"
            ))?;
            let mut items = Vec::new();
            for key in keys {
                db.go_on()?;
                let mut rows = statement.query([key.0])?;
                while let Some(row) = rows.next()? {
                    items.push(read(row)?);
                }
            }
            Ok(items)
        })
        .await
    }

    /// How many of an account's applicants can't be confirmed because of a missing file, from the cached counts.
    pub async fn held_back(&self, account: &AccountName) -> Result<u64, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read| {
            let many: i64 = read
                .db
                .prepare_cached(
                    "SELECT coalesce(sum(c.n), 0) FROM class c JOIN account n ON n.id = c.account \
                     WHERE n.name = ?1 AND c.safety = ?2",
                )?
                .query_row(params![account.as_str(), Safety::Pulled.code()], |row| row.get(0))?;
            Ok(u64::try_from(many).unwrap_or_default())
        })
        .await
    }

    /// Lets rows be tried at once, those given up as well; all of them when none is named. Answers with how many.
    pub async fn outbox_retry(&self, ids: Option<Vec<OutboxId>>, insist: Insist) -> Result<u64, Error> {
        self.write(move |tx, shared| {
            let now = shared.now();
            let ids = match ids {
                Some(ids) => ids,
                None => {
                    let mut statement = tx.prepare("SELECT id FROM outbox WHERE state IN (0, 2, 3)")?;
                    let rows = statement.query_map([], |row| row.get(0).map(OutboxId))?;
                    rows.collect::<Result<_, _>>()?
                }
            };
            let mut retried = 0;
            for id in ids {
                let row: Option<(i64, i64, i64)> = tx
                    .prepare_cached(
                        // A report that was given up isn't sent behind a later one that has left.
                        "UPDATE outbox AS o SET next_try = ?2, state = CASE state WHEN 2 THEN 2 ELSE 0 END \
                         WHERE id = ?1 AND state IN (0, 2, 3) AND NOT (kind = 2 AND EXISTS (SELECT 1 FROM outbox l \
                         WHERE l.key = o.key AND l.kind = 2 AND l.sequence > o.sequence AND l.state IN (1, 2))) \
                         RETURNING key, account, kind",
                    )?
                    .query_row(params![id.0, now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                    .optional()?;
                let Some((key, account, kind)) = row else { continue };
                retried += 1;
                if kind == 0 {
                    state::update(tx, Key(key), |state| {
                        if state.class.safety == Safety::Saved {
                            state.class.safety = Safety::Confirming;
                        }
                    })?;
                }
                if insist == Insist::Yes {
                    tx.prepare_cached(
                        "UPDATE account SET pause = NULL, paused_until = NULL \
                         WHERE id = ?1 AND pause IN ('rate', 'maintenance')",
                    )?
                    .execute([account])?;
                }
            }
            Ok(retried)
        })
        .await
    }

    /// Gives rows up for good; whoever was to be confirmed is saved and unconfirmed again. A row that is being sent
    /// right now stays. Answers with how many went.
    pub async fn outbox_drop(&self, ids: Vec<OutboxId>, by: &Actor) -> Result<u64, Error> {
        let by = by.clone();
        self.write(move |tx, shared| {
            let now = shared.now();
            let mut dropped = 0;
            for id in ids {
                let row: Option<(i64, i64)> = tx
                    .prepare_cached(
                        "DELETE FROM outbox AS o WHERE o.id = ?1 AND (o.state <> 1 OR NOT EXISTS \
                         (SELECT 1 FROM lease l WHERE l.account = o.account AND l.fence = o.fence \
                         AND l.until > ?2)) RETURNING key, kind",
                    )?
                    .query_row(params![id.0, now], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                let Some((key, kind)) = row else { continue };
                dropped += 1;
                if kind == 0 {
                    state::note(tx, now, Some(Key(key)), &by, "confirm.dropped", None)?;
                    unconfirm(tx, Key(key))?;
                } else if kind == 2 {
                    state::note(tx, now, Some(Key(key)), &by, "feedback.dropped", None)?;
                }
            }
            Ok(dropped)
        })
        .await
    }

    /// The account's part ended early: what is due and waits without a reason waits for that one. Answers with how
    /// many confirmations are due and were not sent.
    pub async fn left_waiting(&self, account: &AccountName, reason: Reason) -> Result<u64, Error> {
        let account = account.clone();
        self.write(move |tx, shared| {
            let (number, now) = (account::number(tx, &account)?, shared.now());
            tx.prepare_cached(
                "UPDATE outbox SET reason = ?3 WHERE account = ?1 AND kind = 0 AND state = 0 AND next_try <= ?2 \
                 AND reason IS NULL",
            )?
            .execute(params![number, now, reason])?;
            let left: i64 = tx
                .prepare_cached(
                    "SELECT count(*) FROM outbox WHERE account = ?1 AND kind = 0 AND state = 0 AND next_try <= ?2",
                )?
                .query_row(params![number, now], |row| row.get(0))?;
            Ok(left.unsigned_abs())
        })
        .await
    }
}

/// Files that the folder has lost are missing again; answers whether there were any.
fn notice_lost(db: &Connection, folder: &Path, key: Key, now: i64) -> Result<bool, Error> {
    let lost = media::lost(db, folder, key)?;
    for (place, name) in &lost {
        db.prepare_cached("UPDATE media SET state = ?3, problem = ?4 WHERE key = ?1 AND place = ?2")?
            .execute(params![
                key.0,
                place,
                MISSING,
                Reason::new(Cause::LostFile, "no longer in the media folder")
            ])?;
        state::note(db, now, Some(key), &Actor::sync(), "media.lost", Some(name))?;
    }
    if !lost.is_empty() {
        state::recompute(db, key)?;
    }
    Ok(!lost.is_empty())
}

/// Whoever was to be confirmed is where the files are again.
fn unconfirm(db: &Connection, key: Key) -> Result<(), Error> {
    state::update(db, key, |state| {
        if state.class.safety == Safety::Confirming {
            state.class.safety = Safety::Pulled;
        }
    })?;
    state::recompute(db, key)?;
    Ok(())
}
