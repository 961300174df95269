//! Who is put off until a time, and comes back by then.
//!
//! A query knows by itself whose time has come. Taking their mark away is tidying up: it keeps the default list, which
//! leaves the others out, a matter of cached figures.

use jiff::Timestamp;
use rusqlite::Connection;

use super::state;
use super::{Actor, Error, Lane, Store, time};
use crate::domain::Key;

/// So many come back in one transaction.
const STEP: i64 = 250;

/// Whether somebody's time has come who still carries the mark.
pub(super) fn any_due(db: &Connection, now: i64) -> Result<bool, Error> {
    Ok(db.prepare_cached("SELECT 1 FROM applicant WHERE snoozed_until <= ?1 LIMIT 1")?.exists([now])?)
}

/// When the next one comes back.
pub(super) fn next(db: &Connection, now: i64) -> Result<Option<Timestamp>, Error> {
    let next: Option<i64> = db
        .prepare_cached("SELECT min(snoozed_until) FROM applicant WHERE snoozed_until > ?1")?
        .query_row([now], |row| row.get(0))?;
    Ok(next.map(time))
}

impl Store {
    /// Lets those come back whose time has come; answers who they are.
    pub async fn wake(&self) -> Result<Vec<Key>, Error> {
        let mut woken = Vec::new();
        while self.read(Lane::Quick, |read| any_due(read.db, read.shared.now())).await? {
            let some = self
                .write(|tx, shared| {
                    let now = shared.now();
                    let due: Vec<Key> = {
                        let mut statement = tx
                            .prepare_cached("SELECT key FROM applicant WHERE snoozed_until <= ?1 LIMIT ?2")?;
                        let rows = statement.query_map([now, STEP], |row| row.get(0).map(Key))?;
                        rows.collect::<Result<_, _>>()?
                    };
                    for key in &due {
                        state::update(tx, *key, |state| state.snoozed_until = None)?;
                        state::note(tx, now, Some(*key), &Actor::sync(), "woken", None)?;
                    }
                    Ok(due)
                })
                .await?;
            woken.extend(some);
        }
        Ok(woken)
    }
}
