//! Media files: which are wanted, which are stored, and why some can't be had.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::blob::{self, Blob, BlobWriter};
use super::class::{self, Classes, Set};
use super::pull::release;
use super::search::Plan;
use super::state::{self, GONE, IMPOSSIBLE, MISSING, SAVED};
use super::walk::{Stretch, Way};
use super::{Access, Actor, Error, Lane, Reader, Store};
use crate::domain::{AccountName, Key, Media, MediaId, Query, Role, SourceId};
use crate::error::{Cause, Reason};

/// Which files are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What a sync asks for: every file that is missing, and of those that could not be had what may be had by now.
    All {
        /// The largest file that is taken, in bytes.
        most: u64,
    },
    /// What these applicants lack, also what could not be had before, unless no address can name it.
    Of(Vec<Key>),
    /// This file.
    One(Key, MediaId),
}

/// A file that isn't stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedMedia {
    /// Whose.
    pub key: Key,
    /// Its place among the applicant's files: where the next page of wanted files goes on.
    pub place: i64,
    /// Whose, as the source writes it.
    pub source_id: SourceId,
    /// As announced.
    pub media: Media,
    /// Tries so far.
    pub attempts: u32,
    /// Whether nobody asks for it by name, and why it could not be had has been told.
    pub told: bool,
}

/// Why a file could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The source doesn't have it.
    Gone,
    /// It can't be asked for, or not be taken (too large).
    Impossible,
    /// The source refuses to give it: it holds its applicant back, and is asked for again.
    Denied,
    /// It may work later.
    Temporary,
}

const COLUMNS: &str = "m.key, m.place, a.source_id, a.source_number, m.id, m.role, m.name, m.mime, m.uri, \
     m.attempts, m.state, m.problem, m.size";

fn read(row: &Row<'_>) -> rusqlite::Result<WantedMedia> {
    let id: String = row.get(2)?;
    Ok(WantedMedia {
        key: Key(row.get(0)?),
        place: row.get(1)?,
        source_id: if row.get(3)? { SourceId::number(id) } else { SourceId::text(id) },
        media: Media {
            id: MediaId(row.get(4)?),
            role: Role::from_code(row.get(5)?),
            name: row.get(6)?,
            mime: row.get(7)?,
            uri: row.get(8)?,
        },
        attempts: row.get(9)?,
        told: false,
    })
}

/// How a file stands that isn't stored.
struct Standing {
    state: i64,
    problem: Option<Reason>,
    /// As announced, in bytes; or what came before it was too much.
    size: Option<i64>,
}

impl Standing {
    fn read(row: &Row<'_>) -> rusqlite::Result<Standing> {
        Ok(Standing { state: row.get(10)?, problem: row.get(11)?, size: row.get(12)? })
    }

    fn is_missing(&self) -> bool {
        self.state == MISSING
    }

    fn cause(&self) -> Option<Cause> {
        self.problem.as_ref()?.cause
    }

    /// Whether asking can help at all: not where no address names the file.
    fn can_be_asked_for(&self) -> bool {
        self.state != IMPOSSIBLE || self.cause() != Some(Cause::BadId)
    }

    /// Whether what kept it away may be gone by now, so that a sync asks again by itself. It costs little to find out.
    fn may_be_had(&self, most: u64) -> bool {
        match self.cause() {
            // Another address may be allowed by now; if not, that is known before any byte has come.
            Some(Cause::Refused) => true,
            // Also what a former version took for gone.
            Some(Cause::Forbidden | Cause::Rejected) => true,
            Some(Cause::TooLarge) => self.size.is_some_and(|size| size.unsigned_abs() <= most),
            _ => false,
        }
    }
}

impl Store {
    /// Files of an account that aren't stored yet, those of the newest applicants first; at most `limit`, going on
    /// after the (key, place) of the last one of the page before.
    pub async fn wanted(
        &self,
        account: &AccountName,
        which: Wanted,
        after: Option<(Key, i64)>,
        limit: usize,
    ) -> Result<Vec<WantedMedia>, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read_in| {
            let db = read_in.db;
            let account = super::account::number(db, &account)?;
            let (mut keys, one) = match which {
                Wanted::All { most } => return missing(read_in, account, most, after, limit),
                Wanted::Of(keys) => (keys, None),
                Wanted::One(key, id) => (vec![key], Some(id)),
            };
            keys.sort_unstable_by(|a, b| b.cmp(a));
            keys.dedup();
            let mut statement = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM media m JOIN applicant a ON a.key = m.key \
                 WHERE m.key = ?1 AND m.state IN (?2, ?3, ?4) AND m.place < ?5 AND a.account = ?6 \
                 ORDER BY m.place DESC"
            ))?;
            let mut found = Vec::new();
            for key in keys {
                read_in.go_on()?;
                let place = match after {
                    Some((last, _)) if key > last => continue,
                    Some((last, place)) if key == last => place,
                    _ => i64::MAX,
                };
                let rows = statement
                    .query_map(params![key.0, MISSING, GONE, IMPOSSIBLE, place, account], |row| {
                        Ok((read(row)?, Standing::read(row)?))
                    })?;
                for wanted in rows {
                    let (wanted, standing) = wanted?;
                    if standing.can_be_asked_for() && one.as_ref().is_none_or(|id| *id == wanted.media.id) {
                        found.push(wanted);
                    }
                }
                if found.len() >= limit {
                    found.truncate(limit);
                    break;
                }
            }
            Ok(found)
        })
        .await
    }

    /// A place for the bytes of a wanted file.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::ReadOnly`] or [`Error::Io`].
    pub fn writer(&self, _wanted: &WantedMedia) -> Result<BlobWriter, Error> {
        if self.inner.access == Access::ReadOnly {
            return Err(Error::ReadOnly);
        }
        BlobWriter::new(self.media_folder())
    }

    /// Makes files durable and then records them, in one transaction. Answers with those that could not be made
    /// durable: they are as missing as before, and are to be fetched again.
    pub async fn commit_media(
        &self,
        files: Vec<(Key, MediaId, Blob)>,
    ) -> Result<Vec<(Key, MediaId, Error)>, Error> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let folder = self.media_folder().to_owned();
        let (mut rows, mut blobs) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for (key, id, blob) in files {
            rows.push((key, id, blob.sha256, blob.size, blob.sniffed));
            blobs.push(blob);
        }
        let results = tokio::task::spawn_blocking(move || blob::settle(&folder, blobs))
            .await
            .map_err(|_| Error::Bug("files could not be made durable".into()))?;
        let mut failed = Vec::new();
        let mut durable = Vec::with_capacity(rows.len());
        for (row, result) in rows.into_iter().zip(results) {
            match result {
                Ok(()) => durable.push(row),
                Err(error) => failed.push((row.0, row.1, error)),
            }
        }
        if durable.is_empty() {
            return Ok(failed);
        }
        self.write(move |tx, shared| {
            let (now, by) = (shared.now(), Actor::sync());
            let mut keys = Vec::new();
            for (key, id, sha256, size, sniffed) in durable {
                let name = tx
                    .prepare_cached(
                        "UPDATE media SET state = ?3, sha256 = ?4, size = ?5, sniffed = ?6, problem = NULL, \
                         accepted_by = NULL, accepted_at = NULL WHERE key = ?1 AND id = ?2 RETURNING coalesce(name, id)",
                    )?
                    .query_row(params![key.0, id.as_str(), SAVED, sha256, size as i64, sniffed], |row| {
                        row.get::<_, String>(0)
                    })
                    .optional()?;
                if let Some(name) = name {
                    state::note(tx, now, Some(key), &by, "media.saved", Some(&name))?;
                    keys.push(key);
                }
            }
            keys.dedup();
            for key in keys {
                state::recompute(tx, key)?;
            }
            crate::fail::point("store.media.before-commit");
            Ok(failed)
        })
        .await
        .inspect(|_| crate::fail::point("store.media.committed"))
    }

    /// Keeps why a file could not be had, and how large it was said to be. What was known of one that can't be had
    /// stands when asking again fails for another reason, which may pass. Answers whether it says something new.
    pub async fn media_problem(
        &self,
        key: Key,
        id: &MediaId,
        problem: impl Into<Reason>,
        trouble: Trouble,
        announced: Option<u64>,
    ) -> Result<bool, Error> {
        let (id, problem) = (id.clone(), problem.into());
        let announced = announced.and_then(|size| i64::try_from(size).ok());
        self.write(move |tx, shared| {
            let before: Option<(i64, Option<Reason>)> = tx
                .prepare_cached(
                    "SELECT state, problem FROM media WHERE key = ?1 AND id = ?2 ORDER BY current DESC",
                )?
                .query_row(params![key.0, id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((before, said)) = before.filter(|(state, _)| *state != SAVED) else { return Ok(false) };
            let (state, problem) = match trouble {
                Trouble::Gone => (GONE, Some(problem)),
                Trouble::Impossible | Trouble::Denied => (IMPOSSIBLE, Some(problem)),
                Trouble::Temporary if before == MISSING => (before, Some(problem)),
                Trouble::Temporary => (before, said.clone()),
            };
            tx.prepare_cached(
                "UPDATE media SET state = ?3, problem = ?4, size = coalesce(?5, size), attempts = attempts + 1 \
                 WHERE key = ?1 AND id = ?2",
            )?
            .execute(params![key.0, id.as_str(), state, problem, announced])?;
            let news = state != before || said != problem;
            if news {
                let problem = problem.map(|problem| problem.to_string());
                state::note(tx, shared.now(), Some(key), &Actor::sync(), "media.problem", problem.as_deref())?;
            }
            release(tx, key, shared.now())?;
            state::recompute(tx, key)?;
            Ok(news)
        })
        .await
    }

    /// Where a stored file is; `None` when it isn't stored.
    pub async fn media_path(&self, key: Key, id: &MediaId) -> Result<Option<PathBuf>, Error> {
        let id = id.clone();
        let folder = self.media_folder().to_owned();
        self.read(Lane::Quick, move |read| {
            let sha256: Option<Vec<u8>> = read
                .db
                .prepare_cached(
                    "SELECT sha256 FROM media WHERE key = ?1 AND id = ?2 AND state = ?3 ORDER BY current DESC",
                )?
                .query_row(params![key.0, id.as_str(), SAVED], |row| row.get(0))
                .optional()?;
            Ok(sha256.map(|sha256| blob::address(&folder, &sha256)))
        })
        .await
    }
}

/// Files that a sync fetches, those of the newest applicants first.
fn missing(
    read_in: &Reader<'_>,
    account: i64,
    most: u64,
    after: Option<(Key, i64)>,
    limit: usize,
) -> Result<Vec<WantedMedia>, Error> {
    let mut statement = read_in.db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM media m JOIN applicant a ON a.key = m.key \
         WHERE m.key = ?1 AND m.state IN (?2, ?3, ?4) AND m.accepted_at IS NULL AND m.place < ?5 \
         ORDER BY m.place DESC"
    ))?;
    let classes = Classes::load(read_in.db)?;
    let set = Set::of(&classes, |class| class.account == account && class.has(class::UNSAVED));
    let plan = Plan::compile(read_in.db, &Query::default(), &read_in.nobody(), read_in.shared.now())?;
    let stretch = Stretch::new(read_in, &plan, &classes, &set, Way::Down);
    let mut found = Vec::new();
    let mut failed = None;
    let mut some = |key: Key| -> Result<bool, Error> {
        let place = after.filter(|(last, _)| *last == key).map_or(i64::MAX, |(_, place)| place);
        let rows = statement.query_map(params![key.0, MISSING, GONE, IMPOSSIBLE, place], |row| {
            Ok((read(row)?, Standing::read(row)?))
        })?;
        for wanted in rows {
            let (wanted, standing) = wanted?;
            let told = !standing.is_missing();
            if told && !standing.may_be_had(most) {
                continue;
            }
            found.push(WantedMedia { told, ..wanted });
            if found.len() == limit {
                return Ok(false);
            }
        }
        Ok(true)
    };
    // The last applicant of the page before may have more.
    stretch.walk(after.map(|(key, _)| key.0.saturating_add(1)), limit, &mut |key| {
        some(key).unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    })?;
    failed.map_or(Ok(found), Err)
}

/// Files of an applicant that the rows call stored and the folder doesn't have: someone removed them by hand.
/// They are missing again.
pub(super) fn lost(db: &Connection, folder: &std::path::Path, key: Key) -> Result<Vec<(i64, String)>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT place, sha256, size, coalesce(name, id) FROM media WHERE key = ?1 AND state = ?2",
    )?;
    let mut rows = statement.query(params![key.0, SAVED])?;
    let mut lost = Vec::new();
    while let Some(row) = rows.next()? {
        let sha256: Vec<u8> = row.get(1)?;
        if !blob::is_there(folder, &sha256, row.get(2)?) {
            lost.push((row.get(0)?, row.get(3)?));
        }
    }
    Ok(lost)
}
