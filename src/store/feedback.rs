//! Reports of progress in the outbox: each change of stage of an applicant whose source wants to know, in the same
//! commit as the change. They wait for the confirmation and for each other.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::outbox::{self, DEAD, WAITING};
use super::{Actor, ChangeId, Error, Lane, OutboxItem, Store, Via, state};
use crate::domain::{AccountName, Key, Offer, Safety, SourceKind, Stage};

/// How long a change made on the screen stays here before it leaves, so that a slip can be taken back.
pub const GRACE: SignedDuration = SignedDuration::from_secs(10);

/// A change of stage on its way to the source.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// What makes a repetition harmless: the same for every try.
    pub event_id: String,
    /// The stage after the change.
    pub stage: Stage,
    /// Why, when a person said so.
    pub why: Option<String>,
    /// When it changed.
    pub occurred_at: Timestamp,
}

impl std::fmt::Debug for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Report")
            .field("event_id", &self.event_id)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

/// Whether the source of an applicant wants to know, and the last stage that it took.
fn wanted(db: &Connection, key: Key) -> Result<Option<Option<Stage>>, Error> {
    let found: Option<(String, Option<i64>)> = db
        .prepare_cached(
            "SELECT n.kind, a.reported FROM applicant a JOIN account n ON n.id = a.account WHERE a.key = ?1",
        )?
        .query_row([key.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(kind, reported)| {
        let wants = kind.parse::<SourceKind>().is_ok_and(|kind| kind.offers(Offer::Feedback));
        wants.then(|| reported.map(Stage::from_code))
    }))
}

/// What is to be reported of a decision.
pub(super) struct Change<'a> {
    pub(super) id: ChangeId,
    pub(super) key: Key,
    pub(super) stage: Stage,
    pub(super) why: Option<&'a str>,
}

/// Queues a report, if the source wants to know; answers whether there is one.
pub(super) fn queue(db: &Connection, change: &Change<'_>, by: &Actor, now: i64) -> Result<bool, Error> {
    let Some(reported) = wanted(db, change.key)? else { return Ok(false) };
    // What the source knows, or would hear if it had a word for it, says nothing; everybody begins as new.
    let before: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE key = ?1 AND kind = 2)")?
        .query_row([change.key.0], |row| row.get(0))?;
    if !before && reported.unwrap_or(Stage::New) == change.stage {
        return Ok(false);
    }
    let sequence: i64 = db
        .prepare_cached("UPDATE applicant SET reports = reports + 1 WHERE key = ?1 RETURNING reports")?
        .query_row([change.key.0], |row| row.get(0))?;
    let due = match by.via {
        Via::Screen => now.saturating_add(i64::try_from(GRACE.as_millis()).unwrap_or(0)),
        Via::Command | Via::Sync => now,
    };
    db.prepare_cached(
        "INSERT INTO outbox (account, kind, key, state, next_try, revision, ordered_at, ordered_by, event_id, \
         stage, why, occurred_at, sequence, change) \
         SELECT account, 2, key, ?2, ?3, revision, ?4, ?5, lower(hex(randomblob(16))), ?6, ?7, ?4, ?8, ?9 \
         FROM applicant WHERE key = ?1",
    )?
    .execute(params![
        change.key.0,
        WAITING,
        due,
        now,
        by.name,
        change.stage.code(),
        change.why,
        sequence,
        change.id.0
    ])?;
    Ok(true)
}

/// What became of a report whose decision is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TakenBack {
    /// There was nothing to report.
    Nothing,
    /// It had not left, and doesn't.
    Withdrawn,
    /// It had left: the stage before is queued.
    Corrected,
}

/// Takes the report of a decision back: withdraws it if it is still here and nothing stands behind it, else queues
/// the stage as it is now.
pub(super) fn take_back(
    db: &Connection,
    change: &Change<'_>,
    by: &Actor,
    now: i64,
) -> Result<TakenBack, Error> {
    let last: Option<(i64, i64, Option<i64>)> = db
        .prepare_cached(
            "SELECT id, state, change FROM outbox WHERE key = ?1 AND kind = 2 ORDER BY sequence DESC LIMIT 1",
        )?
        .query_row([change.key.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((id, at, Some(of))) = last
        && of == change.id.0
        && matches!(at, WAITING | DEAD)
    {
        db.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id])?;
        state::note(db, now, Some(change.key), by, "feedback.withdrawn", None)?;
        return Ok(TakenBack::Withdrawn);
    }
    Ok(if queue(db, change, by, now)? { TakenBack::Corrected } else { TakenBack::Nothing })
}

/// A report arrived: the source knows this stage now, and what came before it without having arrived is overtaken.
pub(super) fn arrived(db: &Connection, key: Key, stage: Stage, sequence: i64) -> Result<(), Error> {
    db.prepare_cached("UPDATE applicant SET reported = ?2 WHERE key = ?1")?
        .execute(params![key.0, stage.code()])?;
    db.prepare_cached("DELETE FROM outbox WHERE key = ?1 AND kind = 2 AND sequence < ?2")?
        .execute(params![key.0, sequence])?;
    Ok(())
}

/// A report may leave: its applicant is confirmed, and nothing of theirs that came before is still on its way.
const MAY_LEAVE: &str = "EXISTS (SELECT 1 FROM class c WHERE c.id = a.class AND c.safety = ?3) \
     AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.key = o.key AND e.kind = 2 AND e.sequence < o.sequence \
     AND e.state IN (0, 1, 2))";

/// Whether this report may leave.
pub(super) fn may_leave(db: &Connection, id: i64) -> Result<bool, Error> {
    let may = db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM outbox o JOIN applicant a ON a.key = o.key \
             WHERE o.id = ?1 AND ?2 AND {MAY_LEAVE})"
        ))?
        .query_row(params![id, true, Safety::Confirmed.code()], |row| row.get(0))?;
    Ok(may)
}

impl Store {
    /// The reports of an account that are to be sent by now, the oldest first, of each applicant at most one.
    pub async fn due_reports(
        &self,
        account: &AccountName,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxItem>, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read| {
            let condition = format!("o.kind = 2 AND {MAY_LEAVE}");
            let values = params![
                account.as_str(),
                now.as_millisecond(),
                Safety::Confirmed.code(),
                i64::try_from(limit).unwrap_or(i64::MAX)
            ];
            outbox::due(read.db, &condition, "?4", values)
        })
        .await
    }
}
