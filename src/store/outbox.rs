//! The outbox: what must still reach a source. Rows are the queue, and stand there before any request leaves.
//!
//! Here the first promise is kept: a confirmation is ordered, and again taken up for sending, only when every
//! file of the applicant is stored, looked up on the disk, or its gap accepted by a named person.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::state::{self, Files, GONE, IMPOSSIBLE, MISSING, State};
use super::{
    Actor, Error, Lane, Lease, OutboxId, OutboxItem, OutboxKind, OutboxState, Report, Store, account,
    feedback, media, time,
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

/// Why a confirmation is taken back, as the history has it.
const OVERTAKEN: &str = "the source sent a different record";
const UNSAFE: &str = "no longer safely stored";
/// After so many milliseconds a confirmation that may have arrived, and may not be repeated as things stand, is looked
/// at again.
const LOOK_AGAIN: i64 = 60_000;

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
                        answers.push((key, order(tx, &shared.media, key, &by, gaps, shared.now())?));
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
                if start(tx, &shared.media, &lease, id, now)? {
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
                finish(tx, &lease, id, &sent, shared.now())?;
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

/// Takes a confirmation back that can't be sent any more.
fn withdraw(db: &Connection, id: OutboxId, key: Key, now: i64, why: &str) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id.0])?;
    state::note(db, now, Some(key), &Actor::sync(), "confirm.withdrawn", Some(why))?;
    unconfirm(db, key)
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

fn order(
    db: &Connection,
    folder: &Path,
    key: Key,
    by: &Actor,
    gaps: Gaps,
    now: i64,
) -> Result<Ordered, Error> {
    let Some(state) = State::load(db, key)? else {
        return Ok(Ordered::NotSafe("no longer in the inbox".into()));
    };
    let mut again = 0;
    match state.class.safety {
        Safety::Unreadable => return Ok(Ordered::Unreadable),
        Safety::Confirming => return Ok(Ordered::Already),
        Safety::Confirmed => {
            let listed: bool = db
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM listed WHERE key = ?1)")?
                .query_row([key.0], |row| row.get(0))?;
            if !listed {
                return Ok(Ordered::Already);
            }
            again = 1;
        }
        Safety::Pulled | Safety::Saved => {}
    }
    let unread_beside: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM listed l JOIN revision r ON r.id = l.former \
             WHERE l.key = ?1 AND l.former_pass >= l.pass AND r.problem IS NOT NULL)",
        )?
        .query_row([key.0], |row| row.get(0))?;
    if unread_beside {
        let what = "the source lists another record under the same id, which can't be read";
        return Ok(Ordered::Held(Reason::new(Cause::Unreadable, what)));
    }
    notice_lost(db, folder, key, now)?;
    let mut files = Files::of(db, key)?;
    if again == 0 && files.missing > 0 && files.fetchable.files == 0 && gaps == Gaps::Accept {
        let Some(name) = by.name.as_deref().filter(|name| !name.trim().is_empty()) else {
            let what = "accepting a gap needs a name (--recruiter)";
            return Ok(Ordered::Held(Reason::new(Cause::NoName, what)));
        };
        let accepted: Vec<String> = db
            .prepare_cached(
                "UPDATE media SET accepted_by = ?2, accepted_at = ?3 WHERE key = ?1 \
                 AND state IN (?4, ?5) AND accepted_at IS NULL RETURNING coalesce(name, id)",
            )?
            .query_map(params![key.0, name, now, GONE, IMPOSSIBLE], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for file in accepted {
            state::note(db, now, Some(key), by, "gap.accepted", Some(&file))?;
        }
        files = Files::of(db, key)?;
    }
    if again == 0 && files.missing > 0 {
        state::recompute(db, key)?;
        return Ok(match files.held {
            Some(why) if files.fetchable.files == 0 => Ordered::Held(why),
            _ => {
                let what = format!("{} of {} files are not stored", files.missing, files.media);
                Ordered::NotSafe(Reason::new(Cause::NotSaved, what))
            }
        });
    }
    let added = db
        .prepare_cached(
            "INSERT INTO outbox (account, kind, key, state, next_try, revision, again, ordered_at, ordered_by) \
             SELECT account, 0, key, 0, ?2, revision, ?3, ?2, ?4 FROM applicant WHERE key = ?1 \
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![key.0, now, again, by.name])?;
    if added == 0 {
        // One that was given up stands there still: the new order revives it.
        let revived = db
            .prepare_cached(
                "UPDATE outbox SET state = 0, next_try = ?2, ordered_at = ?2, ordered_by = ?3 \
                 WHERE key = ?1 AND kind = 0 AND state = 3",
            )?
            .execute(params![key.0, now, by.name])?;
        if revived == 0 {
            return Ok(Ordered::Already);
        }
    }
    let id: i64 = db
        .prepare_cached("SELECT id FROM outbox WHERE key = ?1 AND kind = 0")?
        .query_row([key.0], |row| row.get(0))?;
    if again == 0 {
        state::recompute(db, key)?;
        state::update(db, key, |state| state.class.safety = Safety::Confirming)?;
    } else {
        db.prepare_cached("DELETE FROM listed WHERE key = ?1")?.execute([key.0])?;
    }
    state::note(db, now, Some(key), by, "confirm.ordered", None)?;
    Ok(Ordered::Queued(OutboxId(id)))
}

fn start(db: &Connection, folder: &Path, lease: &Lease, id: OutboxId, now: i64) -> Result<bool, Error> {
    let row: Option<(i64, i64, i64, i64, bool)> = db
        .prepare_cached(
            "SELECT o.key, o.kind, o.state, o.again, o.revision IS a.revision FROM outbox o \
             JOIN applicant a ON a.key = o.key WHERE o.id = ?1 AND o.account = ?2",
        )?
        .query_row(params![id.0, lease.number()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((key, kind, at, again, same)) = row else { return Ok(false) };
    if at == DEAD || kind == 2 && !feedback::may_leave(db, id.0)? {
        return Ok(false);
    }
    let key = Key(key);
    if kind == 0 && !same {
        withdraw(db, id, key, now, OVERTAKEN)?;
        return Ok(false);
    }
    let safety = State::load(db, key)?.map(|state| state.class.safety);
    // Whoever is confirmed and only listed once more was safe then, and is confirmed whatever happens.
    if kind == 0 && !(again == 1 && safety == Some(Safety::Confirmed)) {
        let lost = notice_lost(db, folder, key, now)?;
        let readable = safety.is_some_and(|safety| safety != Safety::Unreadable);
        let safe = readable && Files::of(db, key)?.missing == 0;
        if lost || !safe {
            if at == WAITING {
                withdraw(db, id, key, now, UNSAFE)?;
            } else {
                // It may have arrived, and may not be repeated: it stays unknown, and is looked at again later.
                set(db, id, UNKNOWN, now + LOOK_AGAIN, Some(&Reason::new(Cause::NotSaved, UNSAFE)))?;
            }
            return Ok(false);
        }
        state::update(db, key, |state| state.class.safety = Safety::Confirming)?;
    }
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, fence = ?3, attempts = attempts + 1, again = ?4, \
         revision = (SELECT revision FROM applicant a WHERE a.key = outbox.key) WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        SENDING,
        lease.fence,
        i64::from(again == 1 && safety == Some(Safety::Confirmed))
    ])?;
    Ok(true)
}

/// A row whose request has ended.
struct Ended {
    key: Key,
    kind: i64,
    again: bool,
    /// Whether the applicant's record is still the one that was sent for.
    same: bool,
    stage: Stage,
    sequence: i64,
}

impl Ended {
    /// What the history calls it.
    fn word<'a>(&self, confirm: &'a str, report: &'a str) -> &'a str {
        if self.kind == 2 { report } else { confirm }
    }
}

fn finish(db: &Connection, lease: &Lease, id: OutboxId, sent: &Sent, now: i64) -> Result<(), Error> {
    let row = db
        .prepare_cached(
            "SELECT o.key, o.kind, o.again, o.revision IS a.revision, coalesce(o.stage, 0), coalesce(o.sequence, 0) \
             FROM outbox o JOIN applicant a ON a.key = o.key WHERE o.id = ?1 AND o.fence = ?2",
        )?
        .query_row(params![id.0, lease.fence], |row| {
            Ok(Ended {
                key: Key(row.get(0)?),
                kind: row.get(1)?,
                again: row.get(2)?,
                same: row.get(3)?,
                stage: Stage::from_code(row.get(4)?),
                sequence: row.get(5)?,
            })
        })
        .optional()?;
    let Some(row) = row else { return Ok(()) };
    let (key, confirm) = (row.key, row.kind == 0);
    let note = |what, detail| state::note(db, now, Some(key), &Actor::sync(), what, detail);
    match sent {
        Sent::Done => {
            db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id.0])?;
            if confirm && row.same {
                state::update(db, key, |state| {
                    state.class.safety = Safety::Confirmed;
                    state.confirmed_at.get_or_insert(now);
                })?;
                db.prepare_cached("DELETE FROM listed WHERE key = ?1")?.execute([key.0])?;
                note("confirmed", row.again.then_some("again"))?;
            } else if confirm {
                note("confirmed", Some("a former record; a newer one is here"))?;
                unconfirm(db, key)?;
            } else if row.kind == 2 {
                feedback::arrived(db, key, row.stage, row.sequence)?;
                note("feedback", Some(row.stage.as_str()))?;
            } else {
                note("sent", None)?;
            }
        }
        // There is nothing to try again, and nothing to find out: nobody has ordered this for the newer record.
        Sent::Retry { .. } | Sent::Unknown { .. } | Sent::Dead { .. } if confirm && !row.same => {
            withdraw(db, id, key, now, OVERTAKEN)?;
        }
        Sent::Retry { at, reason } => {
            set(db, id, WAITING, at.as_millisecond(), Some(reason))?;
        }
        Sent::Unknown { reason } => {
            set(db, id, UNKNOWN, now, Some(reason))?;
            note(row.word("confirm.unknown", "feedback.unknown"), Some(&reason.to_string()))?;
        }
        Sent::NotMapped => {
            db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id.0])?;
            note("feedback.not-mapped", Some(row.stage.as_str()))?;
        }
        Sent::Dead { reason } if confirm && row.again => {
            // It has been confirmed before; that the source doesn't take it twice changes nothing.
            db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id.0])?;
            note("confirm.refused", Some(&reason.to_string()))?;
        }
        Sent::Dead { reason } => {
            set(db, id, DEAD, now, Some(reason))?;
            note(row.word("confirm.refused", "feedback.refused"), Some(&reason.to_string()))?;
            if confirm {
                unconfirm(db, key)?;
            }
        }
    }
    Ok(())
}

fn set(
    db: &Connection,
    id: OutboxId,
    state: i64,
    next_try: i64,
    reason: Option<&Reason>,
) -> Result<(), Error> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, next_try = ?3, reason = ?4, fence = NULL WHERE id = ?1",
    )?
    .execute(params![id.0, state, next_try, reason])?;
    Ok(())
}
