//! Reference data: what the ids of professions and locations are called, as the source said last.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Lane, Store, account, time};
use crate::domain::{AccountName, Dictionary, Entry, fold};

/// An entry of a dictionary as the inbox knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEntry {
    /// What the source said last.
    pub entry: Entry,
    /// Whether the source lists it still.
    pub listed: bool,
}

/// Which state of a dictionary is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryState {
    /// What names it at the source, if the source names it.
    pub tag: Option<String>,
    /// When it was read.
    pub read_at: Timestamp,
}

pub(super) fn code(which: Dictionary) -> i64 {
    match which {
        Dictionary::Professions => 0,
        Dictionary::Locations => 1,
    }
}

/// The number of an entry; made when an applicant names it before the source does.
pub(super) fn number(db: &Connection, account: i64, which: Dictionary, id: &str) -> Result<i64, Error> {
    let values = params![account, code(which), id];
    let found = db
        .prepare_cached("SELECT number FROM dictionary WHERE account = ?1 AND kind = ?2 AND id = ?3")?
        .query_row(values, |row| row.get(0))
        .optional()?;
    if let Some(number) = found {
        return Ok(number);
    }
    db.prepare_cached("INSERT INTO dictionary (account, kind, id) VALUES (?1, ?2, ?3)")?.execute(values)?;
    Ok(db.last_insert_rowid())
}

/// What an entry is called; its id when nobody has said.
pub(super) fn name(db: &Connection, account: i64, which: Dictionary, id: &str) -> Result<String, Error> {
    let name: Option<Option<String>> = db
        .prepare_cached("SELECT name FROM dictionary WHERE account = ?1 AND kind = ?2 AND id = ?3")?
        .query_row(params![account, code(which), id], |row| row.get(0))
        .optional()?;
    Ok(name.flatten().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.to_owned()))
}

/// What an entry is called by whichever account; its id when nobody has said.
pub(super) fn any_name(db: &Connection, which: Dictionary, id: &str) -> Result<String, Error> {
    let name: Option<String> = db
        .prepare_cached(
            "SELECT name FROM dictionary WHERE kind = ?1 AND id = ?2 AND name IS NOT NULL LIMIT 1",
        )?
        .query_row(params![code(which), id], |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_else(|| id.to_owned()))
}

/// The names with a word that begins so, folded, in the source's order.
pub(super) fn names(
    db: &Connection,
    which: Dictionary,
    begin: &str,
    most: usize,
) -> Result<Vec<String>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT name FROM dictionary WHERE kind = ?1 AND place IS NOT NULL AND instr(folded, ' ' || ?2) > 0 \
         ORDER BY place LIMIT ?3",
    )?;
    let rows = statement.query_map(params![code(which), begin, most as i64], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An entry that a text means.
pub(super) struct Meant {
    pub(super) number: i64,
    pub(super) id: String,
}

/// The entries that a text means, of all accounts: those with this id, else those whose name has a word that begins
/// so, and all that stand below them.
pub(super) fn meant(db: &Connection, which: Dictionary, text: &str) -> Result<Vec<Meant>, Error> {
    struct Known {
        account: i64,
        parent: Option<String>,
        meant: Meant,
        chosen: bool,
    }
    let begin = fold::line(text);
    let (text, begin) = (text.trim(), format!(" {begin}"));
    let mut statement =
        db.prepare_cached("SELECT number, account, id, folded, parent FROM dictionary WHERE kind = ?1")?;
    let mut rows = statement.query([code(which)])?;
    let mut known = Vec::new();
    let mut by_id = false;
    while let Some(row) = rows.next()? {
        let id: String = row.get(2)?;
        let called = begin.len() > 1 && row.get_ref(3)?.as_str().is_ok_and(|name| name.contains(&begin));
        let named = id == text;
        by_id |= named;
        known.push((
            Known {
                account: row.get(1)?,
                parent: row.get(4)?,
                chosen: called,
                meant: Meant { number: row.get(0)?, id },
            },
            named,
        ));
    }
    let mut known: Vec<Known> = known
        .into_iter()
        .map(|(known, named)| if by_id { Known { chosen: named, ..known } } else { known })
        .collect();
    // Down the tree, until nothing is added; a circle ends by itself.
    loop {
        if by_id {
            return Ok(known.into_iter().filter(|one| one.chosen).map(|one| one.meant).collect());
        }
        let above: std::collections::HashSet<(i64, String)> =
            known.iter().filter(|one| one.chosen).map(|one| (one.account, one.meant.id.clone())).collect();
        let mut added = false;
        for one in known.iter_mut().filter(|one| !one.chosen) {
            if let Some(parent) = &one.parent
                && above.contains(&(one.account, parent.clone()))
            {
                one.chosen = true;
                added = true;
            }
        }
        if !added {
            return Ok(known.into_iter().filter(|one| one.chosen).map(|one| one.meant).collect());
        }
    }
}

impl Store {
    /// Keeps a dictionary as its source lists it, and what names this state of it. What is no longer listed keeps its
    /// name.
    pub async fn save_dictionary(
        &self,
        account: &AccountName,
        which: Dictionary,
        entries: &[Entry],
        tag: Option<&str>,
    ) -> Result<(), Error> {
        let (account, entries, tag) = (account.clone(), entries.to_vec(), tag.map(str::to_owned));
        self.write(move |tx, shared| {
            let number = account::number(tx, &account)?;
            let kind = code(which);
            tx.prepare_cached(
                "UPDATE dictionary SET place = NULL WHERE account = ?1 AND kind = ?2 AND place IS NOT NULL",
            )?
            .execute(params![number, kind])?;
            let mut statement = tx.prepare_cached(
                "INSERT INTO dictionary (account, kind, id, name, folded, parent, place) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (account, kind, id) \
                 DO UPDATE SET name = ?4, folded = ?5, parent = ?6, place = ?7",
            )?;
            for (place, entry) in entries.iter().enumerate() {
                let folded = format!(" {}", fold::line(&entry.name));
                let place = place as i64;
                statement.execute(params![
                    number,
                    kind,
                    entry.id,
                    entry.name,
                    folded,
                    entry.parent,
                    place
                ])?;
            }
            keep_state(tx, number, which, tag.as_deref(), shared.now())
        })
        .await
    }

    /// Notes that a dictionary is still what it was.
    pub async fn dictionary_unchanged(&self, account: &AccountName, which: Dictionary) -> Result<(), Error> {
        let account = account.clone();
        self.write(move |tx, shared| {
            tx.prepare_cached("UPDATE dictionary_state SET read_at = ?3 WHERE account = ?1 AND kind = ?2")?
                .execute(params![account::number(tx, &account)?, code(which), shared.now()])?;
            Ok(())
        })
        .await
    }

    /// Which state of a dictionary is here; `None` when it was never read.
    pub async fn dictionary_state(
        &self,
        account: &AccountName,
        which: Dictionary,
    ) -> Result<Option<DictionaryState>, Error> {
        let account = account.clone();
        self.read(Lane::Quick, move |read| {
            let state = read
                .db
                .prepare_cached(
                    "SELECT s.tag, s.read_at FROM dictionary_state s JOIN account a ON a.id = s.account \
                     WHERE a.name = ?1 AND s.kind = ?2",
                )?
                .query_row(params![account.as_str(), code(which)], |row| {
                    Ok(DictionaryState { tag: row.get(0)?, read_at: time(row.get(1)?) })
                })
                .optional()?;
            Ok(state)
        })
        .await
    }

    /// The entries of an account's dictionary (or all accounts'), in the source's order, and behind them what is no
    /// longer listed.
    pub async fn dictionary(
        &self,
        account: Option<&AccountName>,
        which: Dictionary,
    ) -> Result<Vec<(AccountName, KnownEntry)>, Error> {
        let account = account.cloned();
        self.read(Lane::Quick, move |read| {
            let mut statement = read.db.prepare_cached(
                "SELECT a.name, d.id, d.name, d.parent, d.place IS NOT NULL FROM dictionary d \
                 JOIN account a ON a.id = d.account \
                 WHERE d.kind = ?1 AND d.name IS NOT NULL AND (?2 IS NULL OR a.name = ?2) \
                 ORDER BY a.id, d.place IS NULL, d.place, d.number",
            )?;
            let mut rows =
                statement.query(params![code(which), account.as_ref().map(AccountName::as_str)])?;
            let mut entries = Vec::new();
            while let Some(row) = rows.next()? {
                let entry = Entry { id: row.get(1)?, name: row.get(2)?, parent: row.get(3)? };
                entries.push((account::name(row.get(0)?)?, KnownEntry { entry, listed: row.get(4)? }));
            }
            Ok(entries)
        })
        .await
    }
}

fn keep_state(
    db: &Connection,
    account: i64,
    which: Dictionary,
    tag: Option<&str>,
    now: i64,
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO dictionary_state (account, kind, tag, read_at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (account, kind) DO UPDATE SET tag = ?3, read_at = ?4",
    )?
    .execute(params![account, code(which), tag, now])?;
    Ok(())
}
