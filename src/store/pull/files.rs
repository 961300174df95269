//! The files that a record names.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::id::fits_path;
use crate::domain::{Application, Key, Media, SourceId};
use crate::error::{Cause, Reason};
use crate::store::Error;
use crate::store::state::{self, GONE, IMPOSSIBLE, MISSING, SAVED};

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
/// stays stored, and what could not be had is tried again. Files that are no longer named are kept behind.
pub(super) fn merge_media(db: &Connection, key: Key, id: &SourceId, media: &[Media]) -> Result<(), Error> {
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
