//! The part of an applicant that changes, and the rules by which it follows from the files: every change of it goes
//! through [`update`], which keeps the class in step.

use rusqlite::{Connection, OptionalExtension, params};

use super::class::{self, Class};
use super::model::Missing;
use super::{Actor, Error};
use crate::domain::{Key, Safety};
use crate::error::Reason;

/// Media row states.
pub(super) const MISSING: i64 = 0;
pub(super) const SAVED: i64 = 1;
pub(super) const GONE: i64 = 2;
pub(super) const IMPOSSIBLE: i64 = 3;
/// Gone, or not to be asked for, and named by no record that the source still lists: it holds nobody back.
pub(super) const WITHDRAWN: i64 = 4;

/// What changes about an applicant.
#[derive(Clone, PartialEq)]
pub(super) struct State {
    pub(super) key: Key,
    pub(super) class: Class,
    pub(super) media: i64,
    pub(super) unsaved: i64,
    pub(super) held: Option<Reason>,
    pub(super) contacted_at: Option<i64>,
    pub(super) confirmed_at: Option<i64>,
    pub(super) snoozed_until: Option<i64>,
    pub(super) assignee: Option<String>,
    /// JSON.
    pub(super) tags: Option<String>,
    pub(super) note: Option<String>,
    pub(super) reason: Option<String>,
}

impl State {
    pub(super) fn load(db: &Connection, key: Key) -> Result<Option<State>, Error> {
        let state = db
            .prepare_cached(
                "SELECT c.account, c.template, c.stage, c.safety, c.flags, a.media, a.unsaved, a.held, \
                 a.contacted_at, a.confirmed_at, a.snoozed_until, a.assignee, a.tags, a.note, a.reason \
                 FROM applicant a JOIN class c ON c.id = a.class WHERE a.key = ?1",
            )?
            .query_row([key.0], |row| {
                Ok(State {
                    key,
                    class: Class::read(row, 0)?,
                    media: row.get(5)?,
                    unsaved: row.get(6)?,
                    held: row.get(7)?,
                    contacted_at: row.get(8)?,
                    confirmed_at: row.get(9)?,
                    snoozed_until: row.get(10)?,
                    assignee: row.get(11)?,
                    tags: row.get(12)?,
                    note: row.get(13)?,
                    reason: row.get(14)?,
                })
            })
            .optional()?;
        Ok(state)
    }

    /// Sets the flags that follow from other columns.
    pub(super) fn settle(&mut self) {
        let class = &mut self.class;
        class.set(class::UNSAVED, self.unsaved > 0);
        class.set(class::HELD, self.held.is_some());
        class.set(class::SNOOZED, self.snoozed_until.is_some());
        class.set(class::CONTACTED, self.contacted_at.is_some());
        class.set(class::NOTED, self.note.is_some());
    }

    fn save(&self, db: &Connection) -> Result<(), Error> {
        let class = self.class.number(db)?;
        db.prepare_cached(
            "UPDATE applicant SET class = ?2, media = ?3, unsaved = ?4, held = ?5, contacted_at = ?6, \
             confirmed_at = ?7, snoozed_until = ?8, assignee = ?9, tags = ?10, note = ?11, reason = ?12 \
             WHERE key = ?1",
        )?
        .execute(params![
            self.key.0,
            class,
            self.media,
            self.unsaved,
            self.held,
            self.contacted_at,
            self.confirmed_at,
            self.snoozed_until,
            self.assignee,
            self.tags,
            self.note,
            self.reason
        ])?;
        Ok(())
    }
}

/// Changes an applicant; answers with how it was and how it is. `None` when there is no such applicant.
pub(super) fn update(
    db: &Connection,
    key: Key,
    change: impl FnOnce(&mut State),
) -> Result<Option<(State, State)>, Error> {
    let Some(before) = State::load(db, key)? else { return Ok(None) };
    let mut after = before.clone();
    change(&mut after);
    after.settle();
    if after != before {
        after.save(db)?;
    }
    Ok(Some((before, after)))
}

/// What the files of an applicant amount to.
#[derive(Default)]
pub(super) struct Files {
    pub(super) media: i64,
    /// Not stored, accepted or not.
    pub(super) unsaved: i64,
    /// Neither stored nor accepted.
    pub(super) missing: i64,
    /// Why the first one that can't be had can't be had.
    pub(super) held: Option<Reason>,
    /// Those not accepted that could still be fetched.
    pub(super) fetchable: Missing,
}

impl Files {
    pub(super) fn of(db: &Connection, key: Key) -> Result<Files, Error> {
        let mut files = Files::default();
        let mut statement = db.prepare_cached(
            "SELECT state, problem, accepted_at IS NOT NULL, name, id, size FROM media \
             WHERE key = ?1 ORDER BY place",
        )?;
        let mut rows = statement.query([key.0])?;
        while let Some(row) = rows.next()? {
            let state: i64 = row.get(0)?;
            files.media += 1;
            if matches!(state, SAVED | WITHDRAWN) {
                continue;
            }
            files.unsaved += 1;
            if row.get::<_, bool>(2)? {
                continue;
            }
            files.missing += 1;
            if state == MISSING {
                let size: Option<i64> = row.get(5)?;
                files.fetchable += Missing {
                    files: 1,
                    bytes: size.map_or(0, |size| size.max(0) as u64),
                    unknown: u32::from(size.is_none()),
                };
            } else if files.held.is_none() {
                let name = match row.get::<_, Option<String>>(3)? {
                    Some(name) => name,
                    None => row.get(4)?,
                };
                let problem: Option<Reason> = row.get(1)?;
                files.held = Some(problem.unwrap_or_else(|| "can't be fetched".into()).of(name));
            }
        }
        Ok(files)
    }
}

/// Brings the safety of an applicant in line with its files. An unreadable, ordered or confirmed one stays what it
/// is: only a new record, an answer or a person moves those.
pub(super) fn recompute(db: &Connection, key: Key) -> Result<Option<(State, State)>, Error> {
    let files = Files::of(db, key)?;
    update(db, key, |state| {
        state.media = files.media;
        state.unsaved = files.unsaved;
        if state.class.safety != Safety::Unreadable {
            state.held.clone_from(&files.held);
        }
        if matches!(state.class.safety, Safety::Pulled | Safety::Saved) {
            state.class.safety = if files.missing == 0 { Safety::Saved } else { Safety::Pulled };
        }
    })
}

/// Notes what happened.
pub(super) fn note(
    db: &Connection,
    at: i64,
    key: Option<Key>,
    by: &Actor,
    what: &str,
    detail: Option<&str>,
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO history (at, key, who, via, what, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![at, key.map(|key| key.0), by.name, by.via.as_str(), what, detail])?;
    Ok(())
}
