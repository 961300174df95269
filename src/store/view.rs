//! Searches that people gave a name on the screen: kept in the inbox, so that all who share it have them, and so that
//! the configuration with its comments is never rewritten.

use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Error, Lane, Sort, Store};

/// A search with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// What its tab says; each name is there once.
    pub name: String,
    /// The query, as typed into the search line.
    pub query: String,
    /// The order.
    pub sort: Sort,
    /// Its place among the others; 0 is the end, for one that is new.
    pub place: i64,
}

/// A change of the saved views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewEdit {
    /// Keep this one, in the place of one of the same name.
    Keep(SavedView),
    /// Give this one up.
    Remove(String),
    /// Call the first by the second name, unless that is taken.
    Rename(String, String),
}

/// Their rows among the small settings begin so.
const PREFIX: &str = "view/";
/// The end of those rows: the sign after the slash.
const END: &str = "view0";

#[derive(Serialize, Deserialize)]
struct Kept {
    query: String,
    sort: String,
    place: i64,
}

impl Store {
    /// The saved views in their order.
    pub async fn views(&self) -> Result<Vec<SavedView>, Error> {
        self.read(Lane::Quick, |read| {
            let mut statement =
                read.db.prepare_cached("SELECT name, value FROM memo WHERE name >= ?1 AND name < ?2")?;
            let mut rows = statement.query([PREFIX, END])?;
            let mut views = Vec::new();
            while let Some(row) = rows.next()? {
                let name: String = row.get(0)?;
                // What a newer version has written differently is not ours to show.
                let Ok(kept) = serde_json::from_str::<Kept>(&row.get::<_, String>(1)?) else { continue };
                views.push(SavedView {
                    name: name.strip_prefix(PREFIX).unwrap_or(&name).to_owned(),
                    query: kept.query,
                    sort: kept.sort.parse().unwrap_or_default(),
                    place: kept.place,
                });
            }
            views.sort_by(|a, b| (a.place, &a.name).cmp(&(b.place, &b.name)));
            Ok(views)
        })
        .await
    }

    /// Changes the saved views; what doesn't fit any more because somebody else was quicker changes nothing.
    pub async fn edit_view(&self, edit: ViewEdit) -> Result<(), Error> {
        self.write(move |tx, _| match edit {
            ViewEdit::Keep(view) => keep(tx, &view),
            ViewEdit::Remove(name) => {
                tx.execute("DELETE FROM memo WHERE name = ?1", [row(&name)])?;
                Ok(())
            }
            ViewEdit::Rename(from, to) => {
                tx.execute("UPDATE OR IGNORE memo SET name = ?2 WHERE name = ?1", [row(&from), row(&to)])?;
                Ok(())
            }
        })
        .await
    }
}

fn row(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn keep(tx: &Transaction<'_>, view: &SavedView) -> Result<(), Error> {
    let place = match view.place {
        0 => {
            let there: Option<i64> = tx
                .query_row("SELECT value ->> '$.place' FROM memo WHERE name = ?1", [row(&view.name)], |row| {
                    row.get(0)
                })
                .optional()?
                .flatten();
            match there {
                Some(place) => place,
                None => tx.query_row(
                    "SELECT coalesce(max(value ->> '$.place'), 0) + 1 FROM memo WHERE name >= ?1 AND name < ?2",
                    [PREFIX, END],
                    |row| row.get(0),
                )?,
            }
        }
        place => place,
    };
    let kept = Kept { query: view.query.clone(), sort: view.sort.as_str().to_owned(), place };
    tx.execute(
        "INSERT INTO memo (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        params![row(&view.name), serde_json::to_string(&kept)?],
    )?;
    Ok(())
}
