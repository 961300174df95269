//! Everything about one applicant.

use rusqlite::{OptionalExtension, params};

use super::state::{GONE, IMPOSSIBLE, SAVED};
use super::{
    Applicant, Error, Lane, MediaState, Reader, Row, Store, account, dictionary, hex, history, person, read,
    time,
};
use crate::domain::{Dictionary, Key, Media, MediaId, Role, SourceId};

impl Store {
    /// Everything about one applicant; `None` when there is no such applicant (any more).
    pub async fn detail(&self, key: Key) -> Result<Option<Applicant>, Error> {
        self.read(Lane::Quick, move |read| {
            let Some(mut applicant) = details(read, &[key])?.pop() else { return Ok(None) };
            applicant.others = person::others(read.db, key)?.len() as u32;
            applicant.history = history::of(read.db, key, 100)?;
            Ok(Some(applicant))
        })
        .await
    }

    /// Everything about these applicants but their history and other applications, in the same order; who is gone is left out. For going
    /// through many: some hundred at a time cost one question instead of hundreds.
    pub async fn details(&self, keys: Vec<Key>) -> Result<Vec<Applicant>, Error> {
        self.read(Lane::Quick, move |read| details(read, &keys)).await
    }

    /// The source's own record, the newest, byte for byte.
    pub async fn raw(&self, key: Key) -> Result<Vec<u8>, Error> {
        self.read(Lane::Quick, move |read| {
            read.db
                .prepare_cached(
                    "SELECT r.raw FROM applicant a JOIN revision r ON r.id = a.revision WHERE a.key = ?1",
                )?
                .query_row([key.0], |row| row.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound("such applicant".into()))
        })
        .await
    }

    /// Every record that the source ever sent of an applicant, byte for byte, the earliest first.
    pub async fn raw_revisions(&self, key: Key) -> Result<Vec<Vec<u8>>, Error> {
        self.read(Lane::Quick, move |read| {
            let mut statement = read.db.prepare_cached(
                "SELECT r.raw FROM revision r WHERE r.id IN (SELECT revision FROM former WHERE key = ?1 \
                 UNION SELECT revision FROM applicant WHERE key = ?1) ORDER BY r.id",
            )?;
            let rows = statement.query_map([key.0], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Everything about them but their history and other applications.
fn details(read: &Reader<'_>, keys: &[Key]) -> Result<Vec<Applicant>, Error> {
    let rows = read::rows(read, keys)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        read.go_on()?;
        list.extend(detail(read, row)?);
    }
    Ok(list)
}

fn detail(read: &Reader<'_>, row: Row) -> Result<Option<Applicant>, Error> {
    let key = row.key;
    let found = read
        .db
        .prepare_cached(
            "SELECT r.application, r.problem, a.source_id, a.source_number, a.note, a.reason, a.pulled_at, \
             a.confirmed_at, a.snoozed_until, a.revisions FROM applicant a \
             JOIN revision r ON r.id = a.revision WHERE a.key = ?1",
        )?
        .query_row([key.0], |found| {
            let id: String = found.get(2)?;
            Ok((
                found.get::<_, Option<String>>(0)?,
                Applicant {
                    application: None,
                    unreadable: found.get(1)?,
                    source_id: if found.get(3)? { SourceId::number(id) } else { SourceId::text(id) },
                    profession: None,
                    location: None,
                    media: Vec::new(),
                    note: found.get(4)?,
                    reason: found.get(5)?,
                    pulled_at: time(found.get(6)?),
                    confirmed_at: found.get::<_, Option<i64>>(7)?.map(time),
                    snoozed_until: found.get::<_, Option<i64>>(8)?.map(time),
                    others: 0,
                    revisions: found.get(9)?,
                    history: Vec::new(),
                    row,
                },
            ))
        })
        .optional()?;
    let Some((json, mut applicant)) = found else { return Ok(None) };
    applicant.application = json.as_deref().map(serde_json::from_str).transpose()?;
    if let Some(application) = &applicant.application {
        let account = account::number(read.db, &applicant.row.id.account)?;
        let called = |which, id: &Option<String>| {
            id.as_deref().map(|id| dictionary::name(read.db, account, which, id)).transpose()
        };
        applicant.profession = called(Dictionary::Professions, &application.profession)?;
        applicant.location = called(Dictionary::Locations, &application.location)?;
    }
    applicant.media = media(read, key)?;
    Ok(Some(applicant))
}

fn media(read: &Reader<'_>, key: Key) -> Result<Vec<MediaState>, Error> {
    let mut statement = read.db.prepare_cached(
        "SELECT id, role, name, mime, uri, state, sha256, size, sniffed, problem, accepted_at IS NOT NULL, \
         current FROM media WHERE key = ?1 ORDER BY place",
    )?;
    let rows = statement.query_map(params![key.0], |row| {
        let state: i64 = row.get(5)?;
        Ok(MediaState {
            media: Media {
                id: MediaId(row.get(0)?),
                role: Role::from_code(row.get(1)?),
                name: row.get(2)?,
                mime: row.get(3)?,
                uri: row.get(4)?,
            },
            sha256: row.get::<_, Option<Vec<u8>>>(6)?.filter(|_| state == SAVED).map(|hash| hex(&hash)),
            size: row.get::<_, Option<i64>>(7)?.and_then(|size| u64::try_from(size).ok()),
            sniffed: row.get(8)?,
            saved: state == SAVED,
            problem: row.get(9)?,
            gone: matches!(state, GONE | IMPOSSIBLE) && !row.get::<_, bool>(10)?,
            earlier: !row.get::<_, bool>(11)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
