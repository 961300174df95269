//! Making a different record the newest of a known applicant.

use rusqlite::params;

use super::Batch;
use super::files::merge_media;
use super::prepare::{Content, Prepared};
use crate::domain::{Key, Safety};
use crate::error::{Cause, Reason};
use crate::store::{Error, class, person, state};

impl Batch<'_> {
    /// Makes a different record the newest of a known applicant. What people decided stays.
    pub(super) fn adopt(&mut self, key: Key, revision: i64, record: &Prepared) -> Result<(), Error> {
        let db = self.db;
        db.prepare_cached(
            "INSERT OR IGNORE INTO former (key, revision) SELECT key, revision FROM applicant WHERE key = ?1",
        )?
        .execute([key.0])?;
        db.prepare_cached("DELETE FROM former WHERE key = ?1 AND revision = ?2")?
            .execute(params![key.0, revision])?;
        // One that stood in this very list and can't be read is listed beside this one.
        db.prepare_cached(
            "UPDATE listed SET former = a.revision, former_pass = ?2 FROM applicant a \
             JOIN revision r ON r.id = a.revision \
             WHERE listed.key = ?1 AND a.key = ?1 AND listed.pass = ?2 AND r.problem IS NOT NULL",
        )?
        .execute(params![key.0, self.pass.number])?;
        let count: i64 = db
            .prepare_cached("SELECT count(*) + 1 FROM former WHERE key = ?1")?
            .query_row([key.0], |row| row.get(0))?;
        db.prepare_cached(
            "UPDATE applicant SET revision = ?2, revisions = ?3, source_number = ?4 WHERE key = ?1",
        )?
        .execute(params![key.0, revision, count, record.id.is_number()])?;
        // A confirmation that is not under way was of the former record, also one whose answer was lost.
        let withdrawn = db
            .prepare_cached("DELETE FROM outbox WHERE key = ?1 AND kind = 0 AND state <> 1")?
            .execute([key.0])?;
        if withdrawn > 0 {
            self.note(key, "confirm.withdrawn", Some("the source sent a different record"))?;
        }
        match &record.content {
            Content::Readable { application, sort, contacts, .. } => {
                let group = self.group(application)?;
                let origin = self.origins.number(db, &application.utm)?;
                db.prepare_cached(
                    "UPDATE applicant SET name = ?2, sort = ?3, title = ?4, job = ?5, origin = ?6 WHERE key = ?1",
                )?
                .execute(params![
                    key.0,
                    application.person.name,
                    sort,
                    application.title,
                    application.job,
                    origin
                ])?;
                merge_media(db, key, &application.id, &application.media)?;
                self.add_contacts(key, contacts)?;
                let (has_twins, unaware) = person::twins(db, contacts, Some(key))?;
                let leaving = self.leaving(key)?;
                state::update(db, key, |state| {
                    state.class.group = group;
                    state.class.set(class::UPDATED, true);
                    if has_twins {
                        state.class.set(class::DUPLICATE, true);
                    }
                    state.confirmed_at = None;
                    state.class.safety = if leaving { Safety::Confirming } else { Safety::Pulled };
                })?;
                self.mark_twins(&unaware)?;
                state::recompute(db, key)?;
                self.note(key, "updated", None)?;
            }
            Content::Unreadable { reason } => {
                state::update(db, key, |state| {
                    state.class.safety = Safety::Unreadable;
                    state.held = Some(Reason::new(Cause::Unreadable, reason.as_str()));
                    state.class.set(class::UPDATED, true);
                    state.confirmed_at = None;
                })?;
                self.note(key, "unreadable", Some(reason))?;
            }
        }
        self.stale.push(key);
        Ok(())
    }

    /// Whether a confirmation is under way.
    fn leaving(&self, key: Key) -> Result<bool, Error> {
        let leaving = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE key = ?1 AND kind = 0)")?
            .query_row([key.0], |row| row.get(0))?;
        Ok(leaving)
    }
}
