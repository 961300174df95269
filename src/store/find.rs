//! From an id as people type it to an applicant.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Lane, Store, account};
use crate::domain::id::{escape_id, unescape_id};
use crate::domain::stage::nearest;
use crate::domain::{AccountName, ApplicantId, Key};

/// Whom an id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This one.
    One(Key),
    /// It begins several ids: some of them.
    Ambiguous(Vec<ApplicantId>),
    /// Nobody.
    None {
        /// Who was probably meant.
        nearest: Option<ApplicantId>,
        /// When nobody is like it: whose id comes nearest all the same.
        beside: Option<ApplicantId>,
    },
}

/// As many candidates as are worth showing.
const SHOWN: usize = 10;

impl Store {
    /// Finds whom an id names, of all accounts or of one: `ACCOUNT/SOURCE-ID` as printed, or the source's id alone.
    /// An exact id wins, else a unique beginning is enough.
    pub async fn find(&self, id: &str, of: Option<&AccountName>) -> Result<Found, Error> {
        let (id, of) = (id.trim().to_owned(), of.cloned());
        self.read(Lane::Quick, move |read| {
            let db = read.db;
            let mut accounts: Vec<(i64, AccountName)> = Vec::new();
            {
                let mut statement = db.prepare_cached("SELECT id, name FROM account ORDER BY id")?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    accounts.push((row.get(0)?, account::name(row.get(1)?)?));
                }
            }
            accounts.retain(|(_, name)| of.as_ref().is_none_or(|of| of == name));
            // The id can contain a slash itself: it is read with and without an account before it.
            let mut printed: Vec<(&(i64, AccountName), &str)> = Vec::new();
            if let Some((name, rest)) = id.split_once('/') {
                let named = accounts.iter().filter(|(_, account)| account.as_str() == name);
                printed.extend(named.map(|account| (account, rest)));
            }
            printed.extend(accounts.iter().map(|account| (account, id.as_str())));
            let readings: Vec<(&(i64, AccountName), String)> =
                printed.iter().map(|(account, text)| (*account, unescape_id(text))).collect();
            let mut exact: Vec<(Key, ApplicantId)> = Vec::new();
            for (n, (account, text)) in readings.iter().enumerate() {
                if let Some(key) = exactly(db, account.0, text)? {
                    exact.push((key, ApplicantId::new(account.1.clone(), text.clone())));
                    if n == 0 && id.contains('/') {
                        break;
                    }
                }
            }
            if !exact.is_empty() {
                return Ok(settle(exact));
            }
            let mut begun = Vec::new();
            for (account, text) in &readings {
                if text.is_empty() && !id.ends_with('/') {
                    continue;
                }
                begun.extend(beginning(db, account, text, "")?);
            }
            // Cut within a `%XX`: what stands before it begins the ids that are printed so.
            for (account, text) in &printed {
                let Some(whole) = before_cut_escape(text) else { continue };
                begun.extend(beginning(db, account, &unescape_id(whole), text)?);
            }
            // So short that it begins an account's name: an id as printed begins so as well.
            if !id.is_empty() && !id.contains('/') {
                for account in accounts.iter().filter(|(_, name)| name.as_str().starts_with(&id)) {
                    begun.extend(beginning(db, account, "", "")?);
                }
            }
            begun.sort_by_key(|(_, one)| one.to_string());
            begun.dedup();
            if !begun.is_empty() {
                begun.truncate(SHOWN);
                return Ok(settle(begun));
            }
            let (nearest, beside) = nearest_id(db, &readings)?;
            let beside = beside.filter(|_| !id.is_empty());
            Ok(Found::None { nearest, beside })
        })
        .await
    }
}

/// What stands before an escaped character that isn't there as a whole, if the text ends with one: escaped are the
/// bytes of a character, so up to three whole `%XX` can belong to it.
fn before_cut_escape(text: &str) -> Option<&str> {
    let mut start = text.len();
    for escapes in 0..4 {
        let head = &text[..start];
        let cut = match (escapes, head.rfind('%')) {
            (_, None) => break,
            // `%` or `%C`, at the very end.
            (0, Some(at)) if head.len() - at < 3 => at,
            (_, Some(at)) if head.len() - at == 3 => at,
            _ => break,
        };
        start = cut;
    }
    (start < text.len()).then(|| &text[..start])
}

fn settle(mut found: Vec<(Key, ApplicantId)>) -> Found {
    match found.len() {
        1 => found.pop().map_or(Found::None { nearest: None, beside: None }, |(key, _)| Found::One(key)),
        _ => Found::Ambiguous(found.into_iter().map(|(_, id)| id).collect()),
    }
}

fn exactly(db: &Connection, account: i64, id: &str) -> Result<Option<Key>, Error> {
    let key = db
        .prepare_cached("SELECT key FROM applicant WHERE account = ?1 AND source_id = ?2")?
        .query_row(params![account, id], |row| row.get(0).map(Key))
        .optional()?;
    Ok(key)
}

/// The first ids of an account that begin so, and that are printed so.
fn beginning(
    db: &Connection,
    (account, name): &(i64, AccountName),
    begin: &str,
    printed: &str,
) -> Result<Vec<(Key, ApplicantId)>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT key, source_id FROM applicant WHERE account = ?1 AND source_id >= ?2 AND source_id < ?3 \
         ORDER BY source_id",
    )?;
    // Greater than every text that begins so: U+10FFFF is no character.
    let end = format!("{begin}\u{10ffff}");
    let mut rows = statement.query(params![account, begin, end])?;
    let mut begun = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(1)?;
        if printed.is_empty() || escape_id(&id).starts_with(printed) {
            begun.push((Key(row.get(0)?), ApplicantId::new(name.clone(), id)));
            if begun.len() > SHOWN {
                break;
            }
        }
    }
    Ok(begun)
}

/// Of the ids around the place where this one would stand: the one that is like it, and the one that comes nearest
/// whether it is like it or not.
fn nearest_id(
    db: &Connection,
    readings: &[(&(i64, AccountName), String)],
) -> Result<(Option<ApplicantId>, Option<ApplicantId>), Error> {
    let mut beside: Option<(usize, ApplicantId)> = None;
    for ((account, name), text) in readings {
        let mut around: Vec<String> = Vec::new();
        for (sign, order) in [(">", "ASC"), ("<", "DESC")] {
            let mut statement = db.prepare_cached(&format!(
                "SELECT source_id FROM applicant WHERE account = ?1 AND source_id {sign} ?2 \
                 ORDER BY source_id {order} LIMIT 50"
            ))?;
            let rows = statement.query_map(params![account, text], |row| row.get(0))?;
            for id in rows {
                around.push(id?);
            }
        }
        if let Some(near) = nearest(text, around.iter().map(String::as_str)) {
            return Ok((Some(ApplicantId::new(name.clone(), near)), None));
        }
        // Ids are typed as far as they are needed: one that begins nearly so is near, however it goes on.
        let closest = around.iter().map(|id| (distance(text, id), id)).min();
        if let Some((distance, id)) = closest
            && !text.is_empty()
            && distance <= text.chars().count() / 3
        {
            return Ok((Some(ApplicantId::new(name.clone(), id.as_str())), None));
        }
        if let Some((distance, id)) = closest
            && beside.as_ref().is_none_or(|(best, _)| distance < *best)
        {
            beside = Some((distance, ApplicantId::new(name.clone(), id.as_str())));
        }
    }
    Ok((None, beside.map(|(_, id)| id)))
}

/// How far a text is from an id, or from its beginning of the same length.
fn distance(text: &str, id: &str) -> usize {
    let beginning: String = id.chars().take(text.chars().count()).collect();
    strsim::osa_distance(text, id).min(strsim::osa_distance(text, &beginning))
}
