//! The files that a record names.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::id::fits_path;
use crate::domain::{Application, Key, Media, SourceId};
use crate::error::{Cause, Reason};
use crate::store::state::{self, GONE, IMPOSSIBLE, MISSING, SAVED, WITHDRAWN};
use crate::store::{Actor, Error};

/// Why a file can't be fetched at all: its address can't be written.
pub(super) fn unreachable_file(id: &SourceId, file: &Media) -> Option<Reason> {
    let what = if !id.fits_path() {
        "the source's id of the applicant can't be part of an address"
    } else if !fits_path(file.id.as_str()) {
        "the source's id of the file can't be part of an address"
    } else {
        return None;
    };
    Some(Reason::new(Cause::BadId, what))
}

pub(super) fn insert_media(
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
/// stays stored, and what could not be had is tried again. Files that are no longer named come behind them: what was
/// never had of those is wanted all the same, until it turns out to be gone.
pub(super) fn merge_media(db: &Connection, key: Key, id: &SourceId, media: &[Media]) -> Result<(), Error> {
    // Out of the way first, so that places can be given anew.
    let shift = media.len() as i64 + 1;
    let highest: i64 = db
        .prepare_cached("SELECT coalesce(max(place), -1) FROM media WHERE key = ?1")?
        .query_row([key.0], |row| row.get(0))?;
    db.prepare_cached(
        "UPDATE media SET place = -1 - place, named = CASE current WHEN 0 THEN named ELSE \
         coalesce((SELECT pass FROM listed WHERE key = ?1), 0) END, current = 0 WHERE key = ?1",
    )?
    .execute([key.0])?;
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

/// A file's address may carry a signature that ends: the one listed last is asked, and what the old one no longer gave
/// is tried again.
pub(super) fn renew_addresses(db: &Connection, key: Key, application: &Application) -> Result<(), Error> {
    let mut again = false;
    for file in application.media.iter().filter(|file| unreachable_file(&application.id, file).is_none()) {
        let was: Option<i64> = db
            .prepare_cached(
                "UPDATE media SET uri = ?3 WHERE key = ?1 AND id = ?2 AND state <> ?4 AND uri IS NOT ?3 \
                 RETURNING CASE WHEN accepted_at IS NULL THEN state ELSE ?5 END",
            )?
            .query_row(params![key.0, file.id.as_str(), file.uri, SAVED, MISSING], |row| row.get(0))
            .optional()?;
        if matches!(was, Some(GONE | IMPOSSIBLE)) {
            db.prepare_cached("UPDATE media SET state = ?3, problem = NULL WHERE key = ?1 AND id = ?2")?
                .execute(params![key.0, file.id.as_str(), MISSING])?;
            again = true;
        }
    }
    if again {
        state::recompute(db, key)?;
    }
    Ok(())
}

/// A former record was listed again: the source still names its files, and one that was let go is wanted anew.
pub(super) fn still_named(
    db: &Connection,
    key: Key,
    application: &Application,
    pass: i64,
) -> Result<(), Error> {
    let mut again = false;
    for file in &application.media {
        let was: Option<(i64, Option<String>, bool)> = db
            .prepare_cached(
                "SELECT state, uri, accepted_at IS NOT NULL FROM media WHERE key = ?1 AND id = ?2 AND current = 0",
            )?
            .query_row(params![key.0, file.id.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((state, uri, accepted)) = was else { continue };
        db.prepare_cached(
            "UPDATE media SET named = ?3, uri = ?4 WHERE key = ?1 AND id = ?2 AND current = 0",
        )?
        .execute(params![key.0, file.id.as_str(), pass, file.uri])?;
        if state == WITHDRAWN || (state == GONE && !accepted && uri != file.uri) {
            let problem = unreachable_file(&application.id, file);
            db.prepare_cached("UPDATE media SET state = ?3, problem = ?4 WHERE key = ?1 AND id = ?2")?
                .execute(params![
                    key.0,
                    file.id.as_str(),
                    if problem.is_some() { IMPOSSIBLE } else { MISSING },
                    problem
                ])?;
            again = true;
        }
    }
    if again {
        state::recompute(db, key)?;
    }
    Ok(())
}

/// Lets go of an applicant's files that are gone, or that can't be asked for, and that no record named in the last
/// pass that was read to its end: the source has withdrawn them. Answers whether there were any.
pub(in crate::store) fn release(db: &Connection, key: Key, now: i64) -> Result<bool, Error> {
    let mut statement = db.prepare_cached(
        "SELECT m.place, m.state, m.problem, coalesce(m.name, m.id) FROM media m JOIN applicant a ON a.key = m.key \
         JOIN account n ON n.id = a.account WHERE m.key = ?1 AND m.current = 0 AND m.state IN (?2, ?3) \
         AND m.accepted_at IS NULL AND m.named < n.whole",
    )?;
    let rows = statement.query_map(params![key.0, GONE, IMPOSSIBLE], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<Reason>>(2)?, row.get(3)?))
    })?;
    let rows: Vec<(i64, i64, Option<Reason>, String)> = rows.collect::<Result<_, _>>()?;
    let mut any = false;
    for (place, state, problem, name) in rows {
        // What is only too large for us, or refused, could still be had: a person decides.
        if state == IMPOSSIBLE && problem.is_none_or(|problem| problem.cause != Some(Cause::BadId)) {
            continue;
        }
        db.prepare_cached("UPDATE media SET state = ?3 WHERE key = ?1 AND place = ?2")?
            .execute(params![key.0, place, WITHDRAWN])?;
        state::note(db, now, Some(key), &Actor::sync(), "media.withdrawn", Some(&name))?;
        any = true;
    }
    Ok(any)
}

/// Files of earlier records that were never had were not wanted in former versions: now they are.
pub(in crate::store) fn take_up_earlier(db: &Connection) -> Result<(), Error> {
    let mut statement =
        db.prepare("SELECT DISTINCT key FROM media WHERE current = 0 AND state IN (0, 2, 3)")?;
    let keys: Vec<Key> = statement.query_map([], |row| row.get(0).map(Key))?.collect::<Result<_, _>>()?;
    for key in keys {
        state::recompute(db, key)?;
    }
    Ok(())
}
