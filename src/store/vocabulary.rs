//! Words that people have used before, offered again: tags, assignees, reasons.

use rusqlite::{Connection, params};

use super::{Edit, Error, Lane, Store};

/// What a word is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// Tags.
    Tag = 0,
    /// People whom applicants are assigned to.
    Assignee = 1,
    /// Reasons of rejections and withdrawals.
    Reason = 2,
}

/// So many words of a kind are kept; the one that was used longest ago goes.
const MOST: i64 = 500;

/// Notes the words of a decision.
pub(super) fn note(db: &Connection, edit: &Edit, now: i64) -> Result<(), Error> {
    let (kind, words): (Vocabulary, Vec<&str>) = match edit {
        Edit::Tags { add, .. } => (Vocabulary::Tag, add.iter().map(String::as_str).collect()),
        Edit::Assign(Some(name)) => (Vocabulary::Assignee, vec![name]),
        Edit::Stage { to, reason: Some(reason) } if to.takes_reason() => (Vocabulary::Reason, vec![reason]),
        _ => return Ok(()),
    };
    let mut insert = db.prepare_cached(
        "INSERT INTO vocabulary (kind, word, used_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at)",
    )?;
    for word in words.into_iter().map(str::trim).filter(|word| !word.is_empty()) {
        insert.execute(params![kind as i64, word, now])?;
    }
    db.prepare_cached(
        "DELETE FROM vocabulary WHERE kind = ?1 AND word IN \
         (SELECT word FROM vocabulary WHERE kind = ?1 ORDER BY used_at DESC LIMIT -1 OFFSET ?2)",
    )?
    .execute([kind as i64, MOST])?;
    Ok(())
}

impl Store {
    /// The words of a kind that people have used, the latest first.
    pub async fn vocabulary(&self, kind: Vocabulary) -> Result<Vec<String>, Error> {
        self.read(Lane::Quick, move |read| {
            let mut statement = read
                .db
                .prepare_cached("SELECT word FROM vocabulary WHERE kind = ?1 ORDER BY used_at DESC, word")?;
            let words = statement.query_map([kind as i64], |row| row.get(0))?;
            Ok(words.collect::<Result<_, _>>()?)
        })
        .await
    }
}
