//! Values that a field of the search has: for completing what is typed. Read from the newest applicants and from what
//! was decided last, and beyond those from the search index; never from the whole inbox, however large it is.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;

use super::index::{Column, END, JOINT};
use super::{Error, Lane, Reader, Store, dictionary};
use crate::domain::query::Field;
use crate::domain::{Dictionary, fold};

/// So many values are worth offering.
const MOST: usize = 12;
/// So many of the newest applicants are looked at; of as many, the decisions.
const RECENT: i64 = 1_000;
/// So many of their records are read.
const RECORDS: i64 = 300;
/// So many words of the index are passed on the way to a value.
const JUMPS: usize = 400;

/// The fields of a record that have values of their own.
#[derive(Deserialize)]
struct Record {
    utm: Campaign,
    profession: Option<String>,
    location: Option<String>,
}

#[derive(Deserialize)]
struct Campaign {
    source: Option<String>,
    medium: Option<String>,
    campaign: Option<String>,
    content: Option<String>,
}

impl Record {
    fn values(&self, field: Field) -> impl Iterator<Item = &str> {
        let utm = &self.utm;
        let all = [&utm.source, &utm.medium, &utm.campaign, &utm.content, &self.profession, &self.location];
        let wanted = match field {
            Field::Utm => 0..4,
            Field::UtmSource => 0..1,
            Field::UtmMedium => 1..2,
            Field::UtmCampaign => 2..3,
            Field::UtmContent => 3..4,
            Field::Profession => 4..5,
            Field::Location => 5..6,
            _ => 0..0,
        };
        all.into_iter().skip(wanted.start).take(wanted.len()).flatten().map(String::as_str)
    }
}

/// The columns of the index that a field is found in.
fn columns(field: Field) -> &'static [Column] {
    match field {
        Field::Job => &[Column::Job],
        Field::Tag => &[Column::Tag],
        Field::Profession => &[Column::Profession],
        Field::Location => &[Column::Location],
        Field::Utm => &[Column::Source, Column::Medium, Column::Campaign, Column::Content],
        Field::UtmSource => &[Column::Source],
        Field::UtmMedium => &[Column::Medium],
        Field::UtmCampaign => &[Column::Campaign],
        Field::UtmContent => &[Column::Content],
        _ => &[],
    }
}

/// The reference data that a field's values are ids of.
fn dictionary(field: Field) -> Option<Dictionary> {
    match field {
        Field::Profession => Some(Dictionary::Professions),
        Field::Location => Some(Dictionary::Locations),
        _ => None,
    }
}

/// Values found so far, each once, those used last first.
struct Found {
    begin: String,
    values: Vec<String>,
}

impl Found {
    fn is_full(&self) -> bool {
        self.values.len() >= MOST
    }

    fn add(&mut self, value: &str) {
        let value = value.trim();
        let folded = fold::line(value);
        let fits = folded.starts_with(&self.begin) || folded.contains(&format!(" {}", self.begin));
        if fits && !value.is_empty() && !self.is_full() && !self.values.iter().any(|one| one == value) {
            self.values.push(value.to_owned());
        }
    }

    fn add_tags(&mut self, json: &str) {
        for tag in serde_json::from_str::<Vec<String>>(json).unwrap_or_default() {
            self.add(&tag);
        }
    }

    /// Of the applicants that a query of keys gives.
    fn take(
        &mut self,
        read: &Reader<'_>,
        field: Field,
        keys: &str,
        values: impl rusqlite::Params,
    ) -> Result<(), Error> {
        let (column, join) = match field {
            Field::Job => ("a.job", ""),
            Field::Tag => ("a.tags", ""),
            Field::Assignee => ("a.assignee", ""),
            _ => ("r.application", "JOIN revision r ON r.id = a.revision"),
        };
        let mut statement = read.db.prepare_cached(&format!(
            "SELECT {column} FROM ({keys}) k JOIN applicant a ON a.key = k.key {join} ORDER BY k.key DESC"
        ))?;
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            if self.is_full() {
                break;
            }
            read.go_on()?;
            let Some(text) = text(row.get_ref(0)?) else { continue };
            match field {
                Field::Job | Field::Assignee => self.add(text),
                Field::Tag => self.add_tags(text),
                _ => {
                    if let Ok(record) = serde_json::from_str::<Record>(text) {
                        for value in record.values(field) {
                            match self::dictionary(field) {
                                Some(which) => self.add(&dictionary::any_name(read.db, which, value)?),
                                None => self.add(value),
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What the source calls the entries of its reference data.
    fn named(&mut self, db: &Connection, field: Field) -> Result<(), Error> {
        let Some(which) = self::dictionary(field) else { return Ok(()) };
        for name in dictionary::names(db, which, &self.begin, MOST)? {
            self.add(&name);
        }
        Ok(())
    }

    /// What people chose last, wherever in the inbox.
    fn decided(&mut self, db: &Connection, field: Field) -> Result<(), Error> {
        let (what, name) = match field {
            Field::Tag => ("tags", "tags"),
            Field::Assignee => ("assignee", "assignee"),
            _ => return Ok(()),
        };
        let mut statement = db.prepare_cached(&format!(
            "SELECT i.after ->> '$.{name}' FROM change c JOIN change_item i ON i.change = c.id \
             WHERE c.id > (SELECT coalesce(max(id), 0) FROM change) - ?1 AND c.what = ?2 AND c.undone = 0 \
             ORDER BY c.id DESC LIMIT ?1"
        ))?;
        let mut rows = statement.query(params![RECENT, what])?;
        while let Some(row) = rows.next()? {
            match text(row.get_ref(0)?) {
                Some(tags) if field == Field::Tag => self.add_tags(tags),
                Some(assignee) => self.add(assignee),
                None => {}
            }
        }
        Ok(())
    }

    /// Older values, by the words of the index that begin so: of each one applicant is looked at, who knows how it
    /// is written.
    fn indexed(&mut self, read: &Reader<'_>, field: Field) -> Result<(), Error> {
        let columns = columns(field);
        let begin = fold::whole(&self.begin, JOINT);
        if columns.is_empty() || self.begin.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
        let end = format!("{begin}\u{10ffff}");
        let mut next = begin;
        for _ in 0..JUMPS {
            if self.is_full() {
                break;
            }
            read.go_on()?;
            let term: Option<String> = read
                .db
                .prepare_cached("SELECT term FROM search_term WHERE term >= ?1 AND term < ?2 LIMIT 1")?
                .query_row([&next, &end], |row| row.get(0))
                .optional()?;
            let Some(term) = term else { break };
            next = format!("{term}\u{1}");
            if term.ends_with(END) {
                let asked = format!("{{{}}} : \"{}\"", names.join(" "), term.replace('"', "\"\""));
                self.take(
                    read,
                    field,
                    "SELECT rowid AS key FROM search WHERE search MATCH ?1 LIMIT 1",
                    [asked],
                )?;
            }
        }
        Ok(())
    }
}

fn text(value: rusqlite::types::ValueRef<'_>) -> Option<&str> {
    value.as_str_or_null().ok().flatten()
}

impl Store {
    /// Values of a field with a word that begins so, those used last first; at most a dozen. Templates and accounts
    /// are asked for in other ways.
    pub async fn values(&self, field: Field, begin: &str) -> Result<Vec<String>, Error> {
        let begin = fold::line(begin);
        self.read(Lane::Slow, move |read| {
            let mut found = Found { begin, values: Vec::new() };
            found.decided(read.db, field)?;
            let recent = if columns(field).is_empty() || matches!(field, Field::Job | Field::Tag) {
                RECENT
            } else {
                RECORDS
            };
            found.take(read, field, "SELECT key FROM applicant ORDER BY key DESC LIMIT ?1", [recent])?;
            found.named(read.db, field)?;
            found.indexed(read, field)?;
            Ok(found.values)
        })
        .await
    }
}
