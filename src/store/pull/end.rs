//! The end of a whole pass: who has left the list, and who stands in it with a former record again.

use rusqlite::{Connection, params};

use super::files::release;
use super::prepare::prepare;
use super::{Batch, Pass, Pulled};
use crate::domain::{Key, Safety, SourceId};
use crate::store::state::{self, State};
use crate::store::{Actor, Error, Shared};

/// After a whole pass: whose former record was listed, and the newest one wasn't, has that record again.
pub(super) fn reverted(db: &Connection, shared: &Shared, pass: &Pass) -> Result<Vec<Key>, Error> {
    let mut statement = db.prepare(
        "SELECT l.key, l.former, a.source_id, a.source_number, r.sameness, r.application, r.problem FROM listed l \
         JOIN applicant a ON a.key = l.key JOIN revision r ON r.id = l.former \
         WHERE l.account = ?1 AND l.former_pass = ?2 AND l.pass < ?2",
    )?;
    let rows = statement.query_map(params![pass.account_number, pass.number], |row| {
        let id: String = row.get(2)?;
        Ok((
            Key(row.get(0)?),
            row.get::<_, i64>(1)?,
            if row.get(3)? { SourceId::number(id) } else { SourceId::text(id) },
            row.get::<_, [u8; 32]>(4)?,
            row.get::<_, Option<String>>(5)?,
            row.get::<_, Option<String>>(6)?,
        ))
    })?;
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    let mut batch = Batch::new(db, shared, pass)?;
    let mut keys = Vec::with_capacity(rows.len());
    for (key, revision, id, sameness, json, problem) in rows {
        let pulled = match json {
            Some(json) => Pulled::Readable {
                application: Box::new(serde_json::from_str(&json)?),
                raw: Vec::new(),
                sameness,
            },
            None => Pulled::Unreadable { id: Some(id), raw: Vec::new(), reason: problem.unwrap_or_default() },
        };
        batch.adopt(key, revision, &prepare(pulled)?)?;
        batch.stamp(key)?;
        keys.push(key);
    }
    batch.end()?;
    Ok(keys)
}

/// After a whole pass: what it no longer named is known to be withdrawn, and such a file that is gone holds nobody back.
pub(super) fn withdraw(db: &Connection, shared: &Shared, pass: &Pass) -> Result<(), Error> {
    db.prepare_cached("UPDATE account SET whole = ?2 WHERE id = ?1")?
        .execute(params![pass.account_number, pass.number])?;
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT m.key FROM media m JOIN applicant a ON a.key = m.key \
         WHERE m.current = 0 AND m.state IN (2, 3) AND m.named < ?2 AND a.account = ?1",
    )?;
    let rows = statement.query_map(params![pass.account_number, pass.number], |row| row.get(0).map(Key))?;
    let keys: Vec<Key> = rows.collect::<Result<_, _>>()?;
    for key in keys {
        if release(db, key, shared.now())? {
            state::recompute(db, key)?;
        }
    }
    Ok(())
}

/// Notes some of those who vanished; answers with how many were looked at, and whom to tell.
pub(super) fn vanish(db: &Connection, shared: &Shared, pass: &Pass) -> Result<(usize, Vec<Key>), Error> {
    let mut statement = db.prepare_cached(
        "SELECT key FROM listed WHERE account = ?1 AND pass < ?2 AND vanished = 0 AND former_pass < ?2 LIMIT 500",
    )?;
    let rows = statement.query_map(params![pass.account_number, pass.number], |row| row.get(0).map(Key))?;
    let keys: Vec<Key> = rows.collect::<Result<_, _>>()?;
    let (now, by) = (shared.now(), Actor::sync());
    let mut vanished = Vec::new();
    for key in &keys {
        let Some(state) = State::load(db, *key)? else {
            db.prepare_cached("DELETE FROM listed WHERE key = ?1")?.execute([key.0])?;
            continue;
        };
        match state.class.safety {
            // Confirmed, listed once more, and gone: as it should be.
            Safety::Confirmed => {
                db.prepare_cached("DELETE FROM listed WHERE key = ?1")?.execute([key.0])?;
                continue;
            }
            // Its confirmation may be why; the answer will tell.
            Safety::Confirming => {}
            Safety::Pulled | Safety::Saved | Safety::Unreadable => {
                state::note(db, now, Some(*key), &by, "vanished", Some("no longer in the source's list"))?;
                vanished.push(*key);
            }
        }
        db.prepare_cached("UPDATE listed SET vanished = 1 WHERE key = ?1")?.execute([key.0])?;
    }
    Ok((keys.len(), vanished))
}
