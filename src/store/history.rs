//! The history: what happened to whom, when, by whom. Written by everything that changes something.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::{Actor, Error, HistoryEvent, Lane, Store, account, state, time};
use crate::domain::{ApplicantId, Key};

/// Where a page of the history ended: the next one goes on from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryAfter(pub(super) i64);

fn read(row: &Row<'_>) -> Result<(i64, HistoryEvent), Error> {
    let applicant = match (row.get::<_, Option<String>>(2)?, row.get::<_, Option<String>>(3)?) {
        (Some(account), Some(id)) => Some(ApplicantId::new(account::name(account)?, id)),
        _ => None,
    };
    let event = HistoryEvent {
        at: time(row.get(1)?),
        applicant,
        who: row.get(4)?,
        via: row.get(5)?,
        what: row.get(6)?,
        detail: row.get(7)?,
    };
    Ok((row.get(0)?, event))
}

const COLUMNS: &str = "h.id, h.at, n.name, a.source_id, h.who, h.via, h.what, h.detail FROM history h \
                       LEFT JOIN applicant a ON a.key = h.key LEFT JOIN account n ON n.id = a.account";

/// The latest events of one applicant, the latest first.
pub(super) fn of(db: &Connection, key: Key, limit: usize) -> Result<Vec<HistoryEvent>, Error> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} WHERE h.key = ?1 ORDER BY h.id DESC LIMIT ?2"))?;
    let mut rows = statement.query(params![key.0, limit as i64])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(read(row)?.1);
    }
    Ok(events)
}

impl Store {
    /// Writes down something that happened without changing anything here (a chat page was opened, say).
    pub async fn note_event(
        &self,
        key: Option<Key>,
        by: &Actor,
        what: &str,
        detail: Option<&str>,
    ) -> Result<(), Error> {
        let (by, what, detail) = (by.clone(), what.to_owned(), detail.map(str::to_owned));
        self.write(move |tx, shared| state::note(tx, shared.now(), key, &by, &what, detail.as_deref())).await
    }

    /// What happened, to one applicant or to all, since a time, the earliest first; at most `limit` events, and
    /// where to go on for more.
    pub async fn history(
        &self,
        key: Option<Key>,
        since: Option<Timestamp>,
        after: Option<HistoryAfter>,
        limit: usize,
    ) -> Result<(Vec<HistoryEvent>, Option<HistoryAfter>), Error> {
        self.read(Lane::Slow, move |reader| {
            let sql = match key {
                Some(_) => format!(
                    "SELECT {COLUMNS} WHERE h.key = ?1 AND h.id > ?2 AND h.at >= ?3 ORDER BY h.id LIMIT ?4"
                ),
                None => format!(
                    "SELECT {COLUMNS} WHERE ?1 IS NULL AND h.id > ?2 AND h.at >= ?3 ORDER BY h.id LIMIT ?4"
                ),
            };
            let mut statement = reader.db.prepare_cached(&sql)?;
            let since = since.map_or(i64::MIN, Timestamp::as_millisecond);
            let mut rows = statement.query(params![
                key.map(|key| key.0),
                after.map_or(0, |after| after.0),
                since,
                i64::try_from(limit).unwrap_or(i64::MAX)
            ])?;
            let mut events = Vec::new();
            let mut last = None;
            while let Some(row) = rows.next()? {
                let (id, event) = read(row)?;
                events.push(event);
                last = Some(HistoryAfter(id));
            }
            let more = events.len() == limit;
            Ok((events, last.filter(|_| more)))
        })
        .await
    }
}
