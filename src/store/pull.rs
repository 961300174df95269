//! Keeping what a source lists: every record byte for byte, every different one as a revision, nothing twice.

use std::collections::HashMap;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::class::{self, Class};
use super::index::{Added, Document};
use super::state::{self, IMPOSSIBLE, MISSING, SAVED, State};
use super::{Actor, Error, Lane, Shared, Store, account, key_at};
use crate::domain::id::fits_path;
use crate::domain::{AccountName, Application, Key, Media, Safety, SourceId, Stage, fold};
use crate::error::{Cause, Reason};

/// One record of a source's list, with the source's own bytes.
#[derive(Clone)]
pub enum Pulled {
    /// A record that could be read.
    Readable {
        /// What it says, in the common vocabulary.
        application: Box<Application>,
        /// The source's own bytes.
        raw: Vec<u8>,
        /// Equal for two records that say the same.
        sameness: [u8; 32],
    },
    /// A record that could not be read: kept verbatim, never confirmed.
    Unreadable {
        /// Its id, if that much could be read.
        id: Option<SourceId>,
        /// The source's own bytes.
        raw: Vec<u8>,
        /// Why, in plain words without the applicant's text.
        reason: String,
    },
}

impl std::fmt::Debug for Pulled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pulled::Readable { application, raw, .. } => {
                f.debug_struct("Readable").field("id", &application.id).field("bytes", &raw.len()).finish()
            }
            Pulled::Unreadable { id, raw, reason } => f
                .debug_struct("Unreadable")
                .field("id", id)
                .field("bytes", &raw.len())
                .field("reason", reason)
                .finish(),
        }
    }
}

/// One reading of a source's list, from its beginning; every record saved in it is stamped with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Whose list.
    pub account: AccountName,
    /// Greater than every earlier pass's of this account.
    pub number: i64,
    pub(super) account_number: i64,
}

/// Whether a list was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complete {
    /// To its end: who is missing has vanished.
    Whole,
    /// It broke off: who is missing may have come later.
    Broken,
}

/// What a record was to the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// An applicant who wasn't known.
    New,
    /// A known applicant with a different record.
    Updated,
    /// The same again.
    Unchanged,
    /// The same again, although it has been confirmed.
    Relisted,
    /// A record that can't be read, seen for the first time.
    Unreadable,
    /// A record that can't be read, again.
    UnreadableAgain,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The inbox's number for the applicant.
    pub key: Key,
    /// The source's id; a made-up one for a record without.
    pub id: SourceId,
    /// What the record was to the inbox.
    pub change: Change,
}

/// A record made ready for the database, outside of any transaction.
struct Prepared {
    id: SourceId,
    raw: Vec<u8>,
    sameness: [u8; 32],
    content: Content,
    document: Document,
}

enum Content {
    Readable { application: Box<Application>, json: String, sort: String, contacts: Vec<i64> },
    Unreadable { reason: String },
}

fn prepare(pulled: Pulled) -> Result<Prepared, Error> {
    match pulled {
        Pulled::Readable { application, raw, sameness } => {
            let name = application.person.name.as_deref().map(fold::line).filter(|name| !name.is_empty());
            Ok(Prepared {
                id: application.id.clone(),
                raw,
                sameness,
                document: Document::new(&application, &Added::default()),
                content: Content::Readable {
                    json: serde_json::to_string(&application)?,
                    sort: name.unwrap_or_else(|| fold::line(application.id.as_str())),
                    contacts: contacts(&application),
                    application,
                },
            })
        }
        Pulled::Unreadable { id, raw, reason } => {
            let sameness: [u8; 32] = Sha256::digest(&raw).into();
            let id = id
                .filter(|id| !id.as_str().is_empty())
                .unwrap_or_else(|| SourceId::text(format!("unreadable-{}", hex(&sameness[..8]))));
            let document = Document::unreadable(id.as_str(), &Added::default());
            Ok(Prepared { id, raw, sameness, document, content: Content::Unreadable { reason } })
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hashes of what tells that two applications are of one person.
fn contacts(application: &Application) -> Vec<i64> {
    let phone = application.person.phone.as_deref().map(fold::digits).filter(|digits| digits.len() >= 6);
    let email = application
        .person
        .email
        .as_deref()
        .map(|email| email.trim().to_lowercase())
        .filter(|e| e.contains('@'));
    phone
        .into_iter()
        .map(|phone| format!("p{phone}"))
        .chain(email.map(|email| format!("e{email}")))
        .map(|text| {
            let digest = Sha256::digest(text.as_bytes());
            i64::from_le_bytes(std::array::from_fn(|n| digest[n]))
        })
        .collect()
}

/// What the records of one batch share.
struct Batch<'a> {
    db: &'a Connection,
    shared: &'a Shared,
    pass: &'a Pass,
    now: i64,
    by: Actor,
    templates: HashMap<Option<String>, i64>,
    /// Number, and how many were added.
    classes: HashMap<Class, (i64, i64)>,
    /// The number of the next revision.
    next: i64,
    /// What is to be indexed, and whom to index anew. Last of all: a statement with a trigger makes the index
    /// write out what it has gathered, and so many small pieces cost more than everything else.
    documents: Vec<(Key, Document)>,
    stale: Vec<Key>,
}

impl Store {
    /// Begins to read an account's list from its beginning.
    pub async fn begin_pass(&self, account: &AccountName) -> Result<Pass, Error> {
        let account = account.clone();
        self.write(move |tx, _| {
            let account_number = account::number(tx, &account)?;
            let number = tx.query_row(
                "UPDATE account SET pass = pass + 1 WHERE id = ?1 RETURNING pass",
                [account_number],
                |row| row.get(0),
            )?;
            Ok(Pass { account, number, account_number })
        })
        .await
    }

    /// Keeps a batch of records in one transaction; answers in the same order. Some hundred at a time are fast
    /// and still let other processes write in between.
    pub async fn save_pulled(&self, pass: &Pass, pulled: Vec<Pulled>) -> Result<Vec<Stored>, Error> {
        let pass = pass.clone();
        let prepared = tokio::task::spawn_blocking(move || {
            pulled.into_iter().map(prepare).collect::<Result<Vec<_>, Error>>()
        })
        .await
        .map_err(|_| Error::Bug("a record could not be prepared".into()))??;
        self.write(move |tx, shared| {
            let mut batch = Batch::new(tx, shared, &pass)?;
            let mut stored = Vec::with_capacity(prepared.len());
            for record in prepared {
                stored.push(batch.save(record)?);
            }
            batch.end()?;
            if stored.iter().filter(|stored| stored.change == Change::New).count() > 50 {
                shared.pieces.store(true, std::sync::atomic::Ordering::Relaxed);
            }
            crate::fail::point("store.pull.before-commit");
            Ok(stored)
        })
        .await
        .inspect(|_| crate::fail::point("store.pull.committed"))
    }

    /// Ends a pass. After a whole one: the applicants who stood in the list before, were never confirmed, and
    /// stand there no longer; each is told once, and noted in the history.
    pub async fn end_pass(&self, pass: Pass, complete: Complete) -> Result<Vec<Key>, Error> {
        if complete == Complete::Broken {
            return Ok(Vec::new());
        }
        let reverted = self
            .write({
                let pass = pass.clone();
                move |tx, shared| reverted(tx, shared, &pass)
            })
            .await?;
        let mut vanished = Vec::new();
        loop {
            let pass = pass.clone();
            let (looked_at, some) = self.write(move |tx, shared| vanish(tx, shared, &pass)).await?;
            vanished.extend(some);
            if looked_at == 0 {
                break;
            }
        }
        // Who stands in the list with a former record again has not vanished.
        vanished.retain(|key| !reverted.contains(key));
        Ok(vanished)
    }

    /// Applicants who are confirmed and were listed again in this pass.
    pub async fn relisted(&self, account: &AccountName, pass: &Pass) -> Result<Vec<Key>, Error> {
        let (account, pass) = (account.clone(), pass.clone());
        self.read(Lane::Slow, move |read| {
            let mut statement = read.db.prepare(
                "SELECT l.key FROM listed l JOIN applicant a ON a.key = l.key JOIN class c ON c.id = a.class \
                 JOIN account n ON n.id = l.account \
                 WHERE n.name = ?1 AND l.pass = ?2 AND c.safety = ?3 ORDER BY l.key DESC",
            )?;
            let rows = statement
                .query_map(params![account.as_str(), pass.number, Safety::Confirmed.code()], |row| {
                    row.get(0).map(Key)
                })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

impl<'a> Batch<'a> {
    fn new(db: &'a Connection, shared: &'a Shared, pass: &'a Pass) -> Result<Self, Error> {
        let next = db.query_row("SELECT coalesce(max(id), 0) + 1 FROM revision", [], |row| row.get(0))?;
        Ok(Batch {
            db,
            shared,
            pass,
            now: shared.now(),
            by: Actor::sync(),
            templates: HashMap::new(),
            classes: HashMap::new(),
            next,
            documents: Vec::new(),
            stale: Vec::new(),
        })
    }

    /// Indexes and counts those who were added.
    fn end(self) -> Result<(), Error> {
        for (key, document) in self.documents {
            document.insert(self.db, key)?;
        }
        for key in self.stale {
            super::index::refresh(self.db, key)?;
        }
        let mut statement = self.db.prepare_cached("UPDATE class SET n = n + ?2 WHERE id = ?1")?;
        for (id, added) in self.classes.into_values() {
            statement.execute([id, added])?;
        }
        Ok(())
    }

    fn note(&self, key: Key, what: &str, detail: Option<&str>) -> Result<(), Error> {
        state::note(self.db, self.now, Some(key), &self.by, what, detail)
    }

    fn template(&mut self, key: Option<&str>) -> Result<i64, Error> {
        if let Some(id) = self.templates.get(&key.map(str::to_owned)) {
            return Ok(*id);
        }
        let id = account::template(self.db, self.pass.account_number, key)?;
        self.templates.insert(key.map(str::to_owned), id);
        Ok(id)
    }

    fn save(&mut self, record: Prepared) -> Result<Stored, Error> {
        let known = self
            .db
            .prepare_cached(
                "SELECT a.key, r.sameness, c.safety FROM applicant a JOIN revision r ON r.id = a.revision \
                 JOIN class c ON c.id = a.class WHERE a.account = ?1 AND a.source_id = ?2",
            )?
            .query_row(params![self.pass.account_number, record.id.as_str()], |row| {
                Ok((Key(row.get(0)?), row.get::<_, Vec<u8>>(1)?, Safety::from_code(row.get(2)?)))
            })
            .optional()?;
        let Some((key, sameness, safety)) = known else {
            return self.insert(record);
        };
        let id = record.id.clone();
        let readable = matches!(record.content, Content::Readable { .. });
        if sameness == record.sameness {
            self.stamp(key)?;
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
            let change = if readable { Change::Unchanged } else { Change::UnreadableAgain };
            return Ok(Stored { key, id, change });
        }
        let revision = self.revision(key, &record)?;
        self.stamp(key)?;
        self.adopt(key, revision, &record)?;
        let change = if readable { Change::Updated } else { Change::Unreadable };
        Ok(Stored { key, id, change })
    }

    /// Marks as seen in this pass.
    fn stamp(&self, key: Key) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO listed (key, account, pass) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (key) DO UPDATE SET pass = ?3, vanished = 0",
            )?
            .execute(params![key.0, self.pass.account_number, self.pass.number])?;
        Ok(())
    }

    fn revision(&mut self, key: Key, record: &Prepared) -> Result<i64, Error> {
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

    fn insert(&mut self, record: Prepared) -> Result<Stored, Error> {
        let mut class = Class {
            account: self.pass.account_number,
            template: 0,
            stage: Stage::New,
            safety: Safety::Unreadable,
            flags: class::UNREAD,
        };
        let (mut at, mut name, mut title, mut job) = (self.now, None, None, None);
        let mut sort = None;
        let mut unsaved = 0;
        let mut held = None;
        let mut media: &[Media] = &[];
        let mut contacts: &[i64] = &[];
        if let Content::Readable { application, sort: folded, contacts: hashes, .. } = &record.content {
            at = application.applied_at.map_or(self.now, |at| at.as_millisecond());
            class.template = self.template(application.template.as_deref())?;
            name = application.person.name.as_deref();
            title = application.title.as_deref();
            job = application.job.as_deref();
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
        let twins = self.twins(contacts, None)?;
        class.set(class::DUPLICATE, !twins.is_empty());
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
             sort, title, job, media, unsaved, held) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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
                held
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
        self.mark_twins(&twins)?;
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

    /// Others who share a phone number or e-mail address.
    fn twins(&self, contacts: &[i64], but: Option<Key>) -> Result<Vec<Key>, Error> {
        let mut twins = Vec::new();
        for hash in contacts {
            let mut statement = self
                .db
                .prepare_cached("SELECT key FROM contact WHERE hash = ?1 AND key IS NOT ?2 LIMIT 2")?;
            let rows = statement.query_map(params![hash, but.map(|key| key.0)], |row| row.get(0).map(Key))?;
            for key in rows {
                twins.push(key?);
            }
        }
        Ok(twins)
    }

    fn add_contacts(&self, key: Key, contacts: &[i64]) -> Result<(), Error> {
        for hash in contacts {
            self.db
                .prepare_cached("INSERT INTO contact (hash, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute(params![hash, key.0])?;
        }
        Ok(())
    }

    fn mark_twins(&self, twins: &[Key]) -> Result<(), Error> {
        for twin in twins {
            state::update(self.db, *twin, |state| state.class.set(class::DUPLICATE, true))?;
        }
        Ok(())
    }

    /// Makes a different record the newest of a known applicant. What people decided stays.
    fn adopt(&mut self, key: Key, revision: i64, record: &Prepared) -> Result<(), Error> {
        let db = self.db;
        db.prepare_cached(
            "INSERT OR IGNORE INTO former (key, revision) SELECT key, revision FROM applicant WHERE key = ?1",
        )?
        .execute([key.0])?;
        db.prepare_cached("DELETE FROM former WHERE key = ?1 AND revision = ?2")?
            .execute(params![key.0, revision])?;
        let count: i64 = db
            .prepare_cached("SELECT count(*) + 1 FROM former WHERE key = ?1")?
            .query_row([key.0], |row| row.get(0))?;
        db.prepare_cached(
            "UPDATE applicant SET revision = ?2, revisions = ?3, source_number = ?4 WHERE key = ?1",
        )?
        .execute(params![key.0, revision, count, record.id.is_number()])?;
        // A confirmation that has not left yet was of the former record.
        let withdrawn = db
            .prepare_cached("DELETE FROM outbox WHERE key = ?1 AND kind = 0 AND state IN (0, 3)")?
            .execute([key.0])?;
        if withdrawn > 0 {
            self.note(key, "confirm.withdrawn", Some("the source sent a different record"))?;
        }
        match &record.content {
            Content::Readable { application, sort, contacts, .. } => {
                let template = self.template(application.template.as_deref())?;
                db.prepare_cached(
                    "UPDATE applicant SET name = ?2, sort = ?3, title = ?4, job = ?5 WHERE key = ?1",
                )?
                .execute(params![
                    key.0,
                    application.person.name,
                    sort,
                    application.title,
                    application.job
                ])?;
                merge_media(db, key, &application.id, &application.media)?;
                self.add_contacts(key, contacts)?;
                let twins = self.twins(contacts, Some(key))?;
                let leaving = self.leaving(key)?;
                state::update(db, key, |state| {
                    state.class.template = template;
                    state.class.set(class::UPDATED, true);
                    if !twins.is_empty() {
                        state.class.set(class::DUPLICATE, true);
                    }
                    state.confirmed_at = None;
                    state.class.safety = if leaving { Safety::Confirming } else { Safety::Pulled };
                })?;
                self.mark_twins(&twins)?;
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

    /// Whether a confirmation has left and its answer is open.
    fn leaving(&self, key: Key) -> Result<bool, Error> {
        let leaving = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE key = ?1 AND kind = 0)")?
            .query_row([key.0], |row| row.get(0))?;
        Ok(leaving)
    }
}

/// Why a file can't be fetched at all: its address can't be written.
fn unreachable_file(id: &SourceId, file: &Media) -> Option<Reason> {
    let what = if !id.fits_path() {
        "the source's id of the applicant can't be part of an address"
    } else if !fits_path(file.id.as_str()) {
        "the source's id of the file can't be part of an address"
    } else {
        return None;
    };
    Some(Reason::new(Cause::BadId, what))
}

fn insert_media(
    db: &Connection,
    key: Key,
    place: i64,
    file: &Media,
    problem: Option<Reason>,
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO media (key, place, id, role, current, state, name, mime, uri, problem) \
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        key.0,
        place,
        file.id.as_str(),
        file.role.code(),
        if problem.is_some() { IMPOSSIBLE } else { MISSING },
        file.name,
        file.mime,
        file.uri,
        problem
    ])?;
    Ok(())
}

/// Brings the files of an applicant in line with a new record. Files are the same by their id: what is stored
/// stays stored, and what could not be had is tried again. Files that are no longer named are kept behind.
fn merge_media(db: &Connection, key: Key, id: &SourceId, media: &[Media]) -> Result<(), Error> {
    // Out of the way first, so that places can be given anew.
    let shift = media.len() as i64 + 1;
    let highest: i64 = db
        .prepare_cached("SELECT coalesce(max(place), -1) FROM media WHERE key = ?1")?
        .query_row([key.0], |row| row.get(0))?;
    db.prepare_cached("UPDATE media SET current = 0, place = -1 - place WHERE key = ?1")?.execute([key.0])?;
    for (place, file) in media.iter().enumerate() {
        let problem = unreachable_file(id, file);
        let moved = db
            .prepare_cached(
                "UPDATE media SET current = 1, place = ?3, role = ?4, name = ?5, mime = ?6, uri = ?7, \
                 state = CASE state WHEN ?8 THEN ?8 ELSE ?9 END, \
                 attempts = CASE state WHEN ?8 THEN attempts ELSE 0 END, \
                 problem = CASE state WHEN ?8 THEN NULL ELSE ?10 END, accepted_by = NULL, accepted_at = NULL \
                 WHERE key = ?1 AND id = ?2 AND place < 0",
            )?
            .execute(params![
                key.0,
                file.id.as_str(),
                place as i64,
                file.role.code(),
                file.name,
                file.mime,
                file.uri,
                SAVED,
                if problem.is_some() { IMPOSSIBLE } else { MISSING },
                problem
            ])?;
        if moved == 0 {
            insert_media(db, key, place as i64, file, problem)?;
        }
    }
    db.prepare_cached("UPDATE media SET place = ?2 - place WHERE key = ?1 AND place < 0")?
        .execute(params![key.0, shift + highest])?;
    Ok(())
}

/// After a whole pass: whose former record was listed, and the newest one wasn't, has that record again.
fn reverted(db: &Connection, shared: &Shared, pass: &Pass) -> Result<Vec<Key>, Error> {
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

/// Notes some of those who vanished; answers with how many were looked at, and whom to tell.
fn vanish(db: &Connection, shared: &Shared, pass: &Pass) -> Result<(usize, Vec<Key>), Error> {
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

impl Shared {
    /// Finds a free key for a millisecond; `insert` tells whether it was free, and takes it.
    fn new_key(&self, at: i64, mut insert: impl FnMut(i64) -> Result<bool, Error>) -> Result<Key, Error> {
        let base = key_at(at);
        // Many applications of one moment (a source that knows only the day) spill into the following
        // milliseconds; how far is remembered, so that the search doesn't begin anew each time.
        let mut spill = super::lock(&self.spill).get(&base).copied().unwrap_or(0);
        loop {
            for _ in 0..64 {
                let key = base + (spill << super::RUNNING_BITS) + self.next_running();
                if insert(key)? {
                    return Ok(Key(key));
                }
            }
            spill += 1;
            let mut spilled = super::lock(&self.spill);
            if spilled.len() > 1024 {
                spilled.clear();
            }
            spilled.insert(base, spill);
        }
    }
}
