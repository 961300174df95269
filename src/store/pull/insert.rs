//! Inserting an applicant who wasn't known.

use rusqlite::{ErrorCode, params};

use super::files::{insert_media, unreachable_file};
use super::prepare::{Content, Prepared};
use super::{Batch, Change, Stored};
use crate::domain::{Key, Media, Safety, Stage};
use crate::error::{Cause, Reason};
use crate::store::class::{self, Class};
use crate::store::person::{self, Contacts};
use crate::store::{Error, RUNNING_BITS, Shared, key_at, lock, state};

impl Batch<'_> {
    pub(super) fn insert(&mut self, record: Prepared) -> Result<Stored, Error> {
        let mut class = Class {
            account: self.pass.account_number,
            group: 0,
            stage: Stage::New,
            safety: Safety::Unreadable,
            flags: class::UNREAD,
        };
        let (mut at, mut name, mut title, mut job) = (self.now, None, None, None);
        let mut sort = None;
        let mut unsaved = 0;
        let mut held = None;
        let mut origin = None;
        let mut media: &[Media] = &[];
        let nobody = Contacts::default();
        let mut contacts = &nobody;
        if let Content::Readable { application, sort: folded, contacts: hashes, .. } = &record.content {
            at = application.applied_at.map_or(self.now, |at| at.as_millisecond());
            class.group = self.group(application)?;
            name = application.person.name.as_deref();
            title = application.title.as_deref();
            job = application.job.as_deref();
            origin = self.origins.number(self.db, &application.utm)?;
            sort = Some(folded.as_str());
            media = &application.media;
            unsaved = media.len() as i64;
            contacts = hashes;
            class.safety = if unsaved == 0 { Safety::Saved } else { Safety::Pulled };
            held =
                media.iter().find_map(|file| unreachable_file(&application.id, file).map(|why| (file, why)));
        }
        let held = match &record.content {
            Content::Unreadable { reason } => Some(Reason::new(Cause::Unreadable, reason.as_str())),
            Content::Readable { .. } => {
                held.map(|(file, why)| why.of(file.name.as_deref().unwrap_or(file.id.as_str())))
            }
        };
        class.set(class::UNSAVED, unsaved > 0);
        class.set(class::HELD, held.is_some());
        let (has_twins, unaware) = person::twins(self.db, contacts, None)?;
        class.set(class::DUPLICATE, has_twins);
        let class_number = match self.classes.get_mut(&class) {
            Some((number, added)) => {
                *added += 1;
                *number
            }
            None => {
                let number = class.number(self.db)?;
                self.classes.insert(class, (number, 1));
                number
            }
        };
        let mut insert = self.db.prepare_cached(
            "INSERT INTO applicant (key, class, source_id, source_number, account, revision, pulled_at, name, \
             sort, title, job, media, unsaved, held, origin) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        let sort = sort.unwrap_or(record.id.as_str());
        let key = self.shared.new_key(at, |key| {
            let inserted = insert.execute(params![
                key,
                class_number,
                record.id.as_str(),
                record.id.is_number(),
                self.pass.account_number,
                self.next,
                self.now,
                name,
                sort,
                title,
                job,
                media.len() as i64,
                unsaved,
                held,
                origin
            ]);
            match inserted {
                Ok(_) => Ok(true),
                Err(rusqlite::Error::SqliteFailure(error, _))
                    if error.code == ErrorCode::ConstraintViolation
                        && error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                        || error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_ROWID =>
                {
                    Ok(false)
                }
                Err(error) => Err(error.into()),
            }
        })?;
        drop(insert);
        self.revision(key, &record)?;
        self.stamp(key)?;
        for (place, file) in media.iter().enumerate() {
            let problem = unreachable_file(&record.id, file);
            insert_media(self.db, key, place as i64, file, problem)?;
        }
        self.add_contacts(key, contacts)?;
        self.mark_twins(&unaware)?;
        let change = match &record.content {
            Content::Readable { .. } => {
                self.note(key, "pulled", None)?;
                Change::New
            }
            Content::Unreadable { reason } => {
                self.note(key, "unreadable", Some(reason))?;
                Change::Unreadable
            }
        };
        self.documents.push((key, record.document));
        Ok(Stored { key, id: record.id, change })
    }

    pub(super) fn add_contacts(&self, key: Key, contacts: &Contacts) -> Result<(), Error> {
        for hash in &contacts.own {
            self.db
                .prepare_cached("INSERT INTO contact (hash, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute(params![hash, key.0])?;
        }
        Ok(())
    }

    pub(super) fn mark_twins(&self, twins: &[Key]) -> Result<(), Error> {
        for twin in twins {
            state::update(self.db, *twin, |state| state.class.set(class::DUPLICATE, true))?;
        }
        Ok(())
    }
}

impl Shared {
    /// Finds a free key for a millisecond; `insert` tells whether it was free, and takes it.
    fn new_key(&self, at: i64, mut insert: impl FnMut(i64) -> Result<bool, Error>) -> Result<Key, Error> {
        let base = key_at(at);
        // Many applications of one moment (a source that knows only the day) spill into the following
        // milliseconds; how far is remembered, so that the search doesn't begin anew each time.
        let mut spill = lock(&self.spill).get(&base).copied().unwrap_or(0);
        loop {
            for _ in 0..64 {
                let key = base + (spill << RUNNING_BITS) + self.next_running();
                if insert(key)? {
                    return Ok(Key(key));
                }
            }
            spill += 1;
            let mut spilled = lock(&self.spill);
            if spilled.len() > 1024 {
                spilled.clear();
            }
            spilled.insert(base, spill);
        }
    }
}
