//! Classes: every combination of the few-valued facts about applicants, each a row with its number of applicants.
//!
//! Counts are sums over this small table, and a filter made of such facts is a set of classes: one index
//! (`applicant.class`) answers them all. Triggers keep the numbers in the same transaction.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::Error;
use crate::domain::{Safety, Stage};

/// Nobody has looked.
pub(super) const UNREAD: i64 = 1;
/// The source changed the record since somebody looked.
pub(super) const UPDATED: i64 = 1 << 1;
/// Media files are not stored.
pub(super) const UNSAVED: i64 = 1 << 2;
/// Something holds a confirmation back.
pub(super) const HELD: i64 = 1 << 3;
/// Put off (perhaps until a time that has passed).
pub(super) const SNOOZED: i64 = 1 << 4;
/// Somebody got in touch.
pub(super) const CONTACTED: i64 = 1 << 5;
/// Another applicant has the same phone number or e-mail address.
pub(super) const DUPLICATE: i64 = 1 << 6;
/// Has a note.
pub(super) const NOTED: i64 = 1 << 7;

/// A class without its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    pub(super) account: i64,
    /// The line of the left pane: a template's number, a profession's with a minus before it, 0 for none.
    pub(super) group: i64,
    pub(super) stage: Stage,
    pub(super) safety: Safety,
    pub(super) flags: i64,
}

impl Class {
    pub(super) fn has(&self, flag: i64) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn set(&mut self, flag: i64, on: bool) {
        if on {
            self.flags |= flag;
        } else {
            self.flags &= !flag;
        }
    }

    /// The number of this class; made when it is new.
    pub(super) fn number(&self, db: &Connection) -> Result<i64, Error> {
        let values = params![self.account, self.group, self.stage.code(), self.safety.code(), self.flags];
        let found = db
            .prepare_cached(
                "SELECT id FROM class WHERE account = ?1 AND template = ?2 AND stage = ?3 AND safety = ?4 \
                 AND flags = ?5",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        match found {
            Some(id) => Ok(id),
            None => {
                db.prepare_cached(
                    "INSERT INTO class (account, template, stage, safety, flags) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(values)?;
                Ok(db.last_insert_rowid())
            }
        }
    }

    /// Reads the columns `account, template, stage, safety, flags` from `at` on.
    pub(super) fn read(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Class> {
        Ok(Class {
            account: row.get(at)?,
            group: row.get(at + 1)?,
            stage: Stage::from_code(row.get(at + 2)?),
            safety: Safety::from_code(row.get(at + 3)?),
            flags: row.get(at + 4)?,
        })
    }
}

/// The classes that have applicants, with how many.
#[derive(Default)]
pub(super) struct Classes {
    pub(super) all: Vec<(i64, Class, u64)>,
}

impl Classes {
    pub(super) fn load(db: &Connection) -> Result<Classes, Error> {
        let mut statement = db
            .prepare_cached("SELECT id, n, account, template, stage, safety, flags FROM class WHERE n > 0")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, Class::read(row, 2)?, row.get::<_, i64>(1)?.max(0) as u64))
        })?;
        Ok(Classes { all: rows.collect::<Result<_, _>>()? })
    }

    pub(super) fn total(&self) -> u64 {
        self.all.iter().map(|(_, _, n)| n).sum()
    }
}

/// A set of classes: which applicants a filter lets through.
pub(super) struct Set {
    ids: HashMap<i64, ()>,
    /// How many applicants are in it.
    pub(super) n: u64,
    /// Whether every applicant is.
    pub(super) all: bool,
}

impl Set {
    pub(super) fn of(classes: &Classes, test: impl Fn(&Class) -> bool) -> Set {
        let mut set = Set { ids: HashMap::new(), n: 0, all: true };
        for (id, class, n) in &classes.all {
            if test(class) {
                set.ids.insert(*id, ());
                set.n += n;
            } else {
                set.all = false;
            }
        }
        set
    }

    pub(super) fn holds(&self, id: i64) -> bool {
        self.all || self.ids.contains_key(&id)
    }

    pub(super) fn ids(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        self.ids.keys().copied()
    }
}
