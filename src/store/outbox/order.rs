//! Ordering a confirmation: only when every file of the applicant is stored, or its gap accepted by a named person.

use std::path::Path;

use rusqlite::{Connection, params};

use super::{Gaps, Ordered, notice_lost};
use crate::domain::{Key, Safety};
use crate::error::{Cause, Reason};
use crate::store::state::{self, Files, GONE, IMPOSSIBLE, State};
use crate::store::{Actor, Error, OutboxId};

pub(super) fn order(
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
