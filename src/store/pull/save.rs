//! Finding a record among those that are known, and keeping it as a revision.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::files::{renew_addresses, still_named};
use super::prepare::{Content, Prepared};
use super::{Batch, Change, Pass, Stored};
use crate::domain::{Application, Dictionary, Key, Safety};
use crate::store::origin::Origins;
use crate::store::{Actor, Common, Error, Shared, account, dictionary, index, state};

impl<'a> Batch<'a> {
    pub(super) fn new(db: &'a Connection, shared: &'a Shared, pass: &'a Pass) -> Result<Self, Error> {
        let next = db.query_row("SELECT coalesce(max(id), 0) + 1 FROM revision", [], |row| row.get(0))?;
        Ok(Batch {
            db,
            shared,
            pass,
            now: shared.now(),
            by: Actor::sync(),
            groups: HashMap::new(),
            origins: Origins::default(),
            classes: HashMap::new(),
            next,
            documents: Vec::new(),
            stale: Vec::new(),
        })
    }

    /// Indexes and counts those who were added.
    pub(super) fn end(mut self) -> Result<(), Error> {
        // In order of the keys: whenever one is smaller than the one before, the index writes out what it has.
        self.documents.sort_unstable_by_key(|(key, _)| *key);
        for (key, document) in self.documents {
            document.insert(self.db, key)?;
        }
        for key in self.stale {
            index::refresh(self.db, key)?;
        }
        let mut statement = self.db.prepare_cached("UPDATE class SET n = n + ?2 WHERE id = ?1")?;
        for (id, added) in self.classes.into_values() {
            statement.execute([id, added])?;
        }
        Ok(())
    }

    pub(super) fn note(&self, key: Key, what: &str, detail: Option<&str>) -> Result<(), Error> {
        state::note(self.db, self.now, Some(key), &self.by, what, detail)
    }

    /// The line of the left pane that an applicant belongs to.
    pub(super) fn group(&mut self, application: &Application) -> Result<i64, Error> {
        let common = match (&application.template, &application.profession) {
            (Some(key), _) => Common::Template(key.clone()),
            (None, Some(id)) => Common::Profession(id.clone()),
            (None, None) => return Ok(0),
        };
        if let Some(number) = self.groups.get(&common) {
            return Ok(*number);
        }
        let account = self.pass.account_number;
        let number = match &common {
            Common::Template(key) => account::template(self.db, account, Some(key))?,
            Common::Profession(id) => -dictionary::number(self.db, account, Dictionary::Professions, id)?,
            Common::Nothing => 0,
        };
        self.groups.insert(common, number);
        Ok(number)
    }

    pub(super) fn save(&mut self, record: Prepared) -> Result<Stored, Error> {
        let known = self
            .db
            .prepare_cached(
                "SELECT a.key, r.sameness, c.safety, a.unsaved FROM applicant a JOIN revision r ON r.id = a.revision \
                 JOIN class c ON c.id = a.class WHERE a.account = ?1 AND a.source_id = ?2",
            )?
            .query_row(params![self.pass.account_number, record.id.as_str()], |row| {
                let safety = Safety::from_code(row.get(2)?);
                Ok((Key(row.get(0)?), row.get::<_, Vec<u8>>(1)?, safety, row.get::<_, i64>(3)?))
            })
            .optional()?;
        let Some((key, sameness, safety, unsaved)) = known else {
            return self.insert(record);
        };
        let id = record.id.clone();
        let readable = matches!(record.content, Content::Readable { .. });
        if sameness == record.sameness {
            self.stamp(key)?;
            if let (Content::Readable { application, .. }, true) = (&record.content, unsaved > 0) {
                renew_addresses(self.db, key, application)?;
            }
            let change = match (readable, safety) {
                (false, _) => Change::UnreadableAgain,
                (true, Safety::Confirmed) => Change::Relisted,
                (true, _) => Change::Unchanged,
            };
            return Ok(Stored { key, id, change });
        }
        // A source may list two bodies under one id, pass after pass: the later one is shown, the former is
        // known. Whether it has come back for good is known at the end of the pass.
        let former: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT r.id FROM former f JOIN revision r ON r.id = f.revision \
                 WHERE f.key = ?1 AND r.sameness = ?2",
            )?
            .query_row(params![key.0, record.sameness], |row| row.get(0))
            .optional()?;
        if let Some(revision) = former {
            self.db
                .prepare_cached(
                    "INSERT INTO listed (key, account, pass, former, former_pass) VALUES (?1, ?2, 0, ?3, ?4) \
                     ON CONFLICT (key) DO UPDATE SET former = ?3, former_pass = ?4",
                )?
                .execute(params![key.0, self.pass.account_number, revision, self.pass.number])?;
            if let Content::Readable { application, .. } = &record.content {
                still_named(self.db, key, application, self.pass.number)?;
            }
            let change = if readable { Change::Unchanged } else { Change::UnreadableAgain };
            return Ok(Stored { key, id, change });
        }
        let revision = self.revision(key, &record)?;
        self.adopt(key, revision, &record)?;
        self.stamp(key)?;
        let change = if readable { Change::Updated } else { Change::Unreadable };
        Ok(Stored { key, id, change })
    }

    /// Marks as seen in this pass; a pass that slept while another process made a later one takes nothing back.
    pub(super) fn stamp(&self, key: Key) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO listed (key, account, pass) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (key) DO UPDATE SET pass = max(pass, ?3), vanished = 0",
            )?
            .execute(params![key.0, self.pass.account_number, self.pass.number])?;
        Ok(())
    }

    pub(super) fn revision(&mut self, key: Key, record: &Prepared) -> Result<i64, Error> {
        let id = self.next;
        self.next += 1;
        let (json, problem) = match &record.content {
            Content::Readable { json, .. } => (Some(json), None),
            Content::Unreadable { reason } => (None, Some(reason)),
        };
        self.db
            .prepare_cached(
                "INSERT INTO revision (id, key, at, sameness, problem, application, raw) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![id, key.0, self.now, record.sameness, problem, json, record.raw])?;
        Ok(id)
    }
}
