//! Taking rows up for sending, and keeping what came of it: under the lease, and only what may still leave.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::{DEAD, SENDING, Sent, UNKNOWN, WAITING, notice_lost, unconfirm};
use crate::domain::{Key, Safety, Stage};
use crate::error::{Cause, Reason};
use crate::store::state::{self, Files, State};
use crate::store::{Actor, Error, Lease, OutboxId, feedback};

/// Why a confirmation is taken back, as the history has it.
const OVERTAKEN: &str = "the source sent a different record";
const UNSAFE: &str = "no longer safely stored";
/// After so many milliseconds a confirmation that may have arrived, and may not be repeated as things stand, is looked
/// at again.
const LOOK_AGAIN: i64 = 60_000;

pub(super) fn start(
    db: &Connection,
    folder: &Path,
    lease: &Lease,
    id: OutboxId,
    now: i64,
) -> Result<bool, Error> {
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

pub(super) fn finish(
    db: &Connection,
    lease: &Lease,
    id: OutboxId,
    sent: &Sent,
    now: i64,
) -> Result<(), Error> {
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

/// Takes a confirmation back that can't be sent any more.
fn withdraw(db: &Connection, id: OutboxId, key: Key, now: i64, why: &str) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id.0])?;
    state::note(db, now, Some(key), &Actor::sync(), "confirm.withdrawn", Some(why))?;
    unconfirm(db, key)
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
