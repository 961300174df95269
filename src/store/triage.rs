//! Local decisions: each one change with a history entry, which its maker can take back and make again, also after
//! a restart. What somebody else has changed since in the same place stays as they left it.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::class;
use super::edit::Reading;
use super::state::{self, State};
use super::{Actor, Edit, Error, Sort, Store, feedback, index};
use crate::domain::{Key, Query, Stage};

/// Names a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub i64);

/// What a decision did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its name.
    pub id: ChangeId,
    /// How many applicants it changed; those who were so already don't count.
    pub changed: u64,
}

/// What was taken back, or made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Which kind of decision: a stable word such as `stage`.
    pub what: String,
    /// Whom it was about, and who is now as they were.
    pub keys: Vec<Key>,
    /// Who was left alone, because somebody has changed the same since.
    pub skipped: Vec<Key>,
    /// Of how many the source had been told already, and is told the stage before.
    pub corrected: u64,
}

/// What a decision changed on one applicant, before or after.
#[derive(Serialize, Deserialize, PartialEq, Default)]
struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    reason: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    note: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    tags: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    assignee: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    contacted_at: Option<Option<i64>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    snoozed_until: Option<Option<i64>>,
}

/// A field that is there and empty is not one that isn't there.
fn there<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from).map(Some)
}

impl Fields {
    /// Of `state`, what `edit` speaks of.
    fn of(state: &State, edit: &Edit) -> Fields {
        let mut fields = Fields::default();
        match edit {
            Edit::Stage { .. } => {
                fields.stage = Some(state.class.stage);
                fields.reason = Some(state.reason.clone());
                fields.contacted_at = Some(state.contacted_at);
            }
            Edit::Note(_) => fields.note = Some(state.note.clone()),
            Edit::Tags(_) => fields.tags = Some(state.tags.clone()),
            Edit::Assign(_) => fields.assignee = Some(state.assignee.clone()),
            Edit::Contacted(_) => fields.contacted_at = Some(state.contacted_at),
            Edit::Snooze(_) => fields.snoozed_until = Some(state.snoozed_until),
            Edit::Read(_) => {}
        }
        fields
    }

    /// Of `state`, what `self` speaks of.
    fn like(&self, state: &State) -> Fields {
        Fields {
            stage: self.stage.as_ref().map(|_| state.class.stage),
            reason: self.reason.as_ref().map(|_| state.reason.clone()),
            note: self.note.as_ref().map(|_| state.note.clone()),
            tags: self.tags.as_ref().map(|_| state.tags.clone()),
            assignee: self.assignee.as_ref().map(|_| state.assignee.clone()),
            contacted_at: self.contacted_at.as_ref().map(|_| state.contacted_at),
            snoozed_until: self.snoozed_until.as_ref().map(|_| state.snoozed_until),
        }
    }

    fn put(self, state: &mut State) {
        if let Some(stage) = self.stage {
            state.class.stage = stage;
        }
        if let Some(reason) = self.reason {
            state.reason = reason;
        }
        if let Some(note) = self.note {
            state.note = note;
        }
        if let Some(tags) = self.tags {
            state.tags = tags;
        }
        if let Some(assignee) = self.assignee {
            state.assignee = assignee;
        }
        if let Some(at) = self.contacted_at {
            state.contacted_at = at;
        }
        if let Some(until) = self.snoozed_until {
            state.snoozed_until = until;
        }
    }

    /// Whether what is searched changes with it.
    fn is_indexed(&self) -> bool {
        self.note.is_some() || self.tags.is_some() || self.assignee.is_some()
    }
}

/// Whether a decision goes onto the undo stack. Having looked does not: it happens by itself.
fn is_undoable(edit: &Edit) -> bool {
    !matches!(edit, Edit::Read(_))
}

fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn put(edit: &Edit, state: &mut State, now: i64) -> Result<(), Error> {
    match edit {
        Edit::Stage { to, reason } => {
            state.class.stage = *to;
            state.reason = match to {
                Stage::Rejected | Stage::Withdrawn => reason.as_deref().and_then(trimmed),
                _ => None,
            };
            if *to == Stage::Contacted {
                state.contacted_at.get_or_insert(now);
            }
        }
        Edit::Note(note) => state.note = trimmed(note).map(|_| note.clone()),
        Edit::Read(Reading::Read) => {
            state.class.set(class::UNREAD, false);
            state.class.set(class::UPDATED, false);
        }
        Edit::Read(Reading::Unread) => state.class.set(class::UNREAD, true),
        Edit::Contacted(at) => state.contacted_at = at.map(|at| at.as_millisecond()),
        Edit::Tags(tags) => {
            let mut clean: Vec<String> = Vec::new();
            for tag in tags.iter().filter_map(|tag| trimmed(tag)) {
                if !clean.contains(&tag) {
                    clean.push(tag);
                }
            }
            state.tags = if clean.is_empty() { None } else { Some(serde_json::to_string(&clean)?) };
        }
        Edit::Assign(name) => state.assignee = name.as_deref().and_then(trimmed),
        Edit::Snooze(until) => state.snoozed_until = until.map(|at| at.as_millisecond()),
    }
    Ok(())
}

fn detail(edit: &Edit, before: &State, after: &State) -> Option<String> {
    match edit {
        Edit::Stage { .. } => {
            let moved = format!("{} → {}", before.class.stage, after.class.stage);
            Some(after.reason.as_ref().map_or(moved.clone(), |reason| format!("{moved}: {reason}")))
        }
        Edit::Tags(tags) => Some(tags.join(", ")),
        Edit::Assign(name) => name.clone(),
        Edit::Contacted(at) | Edit::Snooze(at) => at.map(|at| at.to_string()),
        // A note can be long and is shown anyway; reading has no detail.
        Edit::Note(_) | Edit::Read(_) => None,
    }
}

fn begin(db: &Connection, edit: &Edit, by: &Actor, now: i64) -> Result<ChangeId, Error> {
    if !is_undoable(edit) {
        return Ok(ChangeId(0));
    }
    // A new decision ends what could be made again.
    db.prepare_cached(
        "DELETE FROM change_item WHERE change IN (SELECT id FROM change WHERE who IS ?1 AND undone = 1)",
    )?
    .execute(params![by.name])?;
    db.prepare_cached("DELETE FROM change WHERE who IS ?1 AND undone = 1")?.execute(params![by.name])?;
    db.prepare_cached("INSERT INTO change (at, who, via, what) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![now, by.name, by.via.as_str(), edit.word()])?;
    Ok(ChangeId(db.last_insert_rowid()))
}

fn apply_some(
    db: &Connection,
    id: ChangeId,
    keys: &[Key],
    edit: &Edit,
    by: &Actor,
    now: i64,
) -> Result<u64, Error> {
    let mut changed = 0;
    for key in keys {
        let mut failed = None;
        let done = state::update(db, *key, |state| failed = put(edit, state, now).err())?;
        if let Some(error) = failed {
            return Err(error);
        }
        let Some((before, after)) = done.filter(|(before, after)| before != after) else { continue };
        changed += 1;
        if is_undoable(edit) {
            let (was, is) = (Fields::of(&before, edit), Fields::of(&after, edit));
            if is.is_indexed() {
                index::refresh(db, *key)?;
            }
            db.prepare_cached(
                "INSERT OR REPLACE INTO change_item (change, key, before, after) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                id.0,
                key.0,
                serde_json::to_string(&was)?,
                serde_json::to_string(&is)?
            ])?;
        }
        if before.class.stage != after.class.stage {
            let (stage, why) = (after.class.stage, after.reason.as_deref());
            feedback::queue(db, &feedback::Change { id, key: *key, stage, why }, by, now)?;
        }
        state::note(db, now, Some(*key), by, edit.word(), detail(edit, &before, &after).as_deref())?;
    }
    Ok(changed)
}

impl Store {
    /// Makes a local decision about these applicants.
    pub async fn apply(&self, keys: Vec<Key>, edit: Edit, by: &Actor) -> Result<Applied, Error> {
        // Some at a time, so that another process never waits long; one decision all the same.
        let mut chunks = keys.chunks(500);
        let first = chunks.next().unwrap_or_default().to_vec();
        let mut applied = {
            let (edit, by) = (edit.clone(), by.clone());
            self.write(move |tx, shared| {
                let now = shared.now();
                let id = begin(tx, &edit, &by, now)?;
                let changed = apply_some(tx, id, &first, &edit, &by, now)?;
                Ok(Applied { id, changed })
            })
            .await?
        };
        for some in chunks {
            let (some, edit, by, id) = (some.to_vec(), edit.clone(), by.clone(), applied.id);
            applied.changed +=
                self.write(move |tx, shared| apply_some(tx, id, &some, &edit, &by, shared.now())).await?;
        }
        if applied.changed == 0 && applied.id.0 != 0 {
            // Nothing to take back.
            let id = applied.id;
            self.write(move |tx, _| {
                tx.execute("DELETE FROM change WHERE id = ?1", [id.0])?;
                Ok(())
            })
            .await?;
        }
        Ok(applied)
    }

    /// Makes a local decision about everybody who matches now.
    pub async fn apply_where(&self, query: &Query, edit: Edit, by: &Actor) -> Result<Applied, Error> {
        let keys = self.keys(query, Sort::Newest, usize::MAX).await?;
        self.apply(keys, edit, by).await
    }

    /// Takes the last decision of this person back; `None` when there is none.
    pub async fn undo(&self, by: &Actor) -> Result<Option<Undone>, Error> {
        self.turn_back(by, Way::Back).await
    }

    /// Makes the decision again that was taken back last; `None` when there is none.
    pub async fn redo(&self, by: &Actor) -> Result<Option<Undone>, Error> {
        self.turn_back(by, Way::Forth).await
    }

    async fn turn_back(&self, by: &Actor, way: Way) -> Result<Option<Undone>, Error> {
        let by = by.clone();
        self.write(move |tx, shared| {
            let now = shared.now();
            let sql = match way {
                Way::Back => {
                    "SELECT id, what FROM change WHERE who IS ?1 AND undone = 0 ORDER BY id DESC LIMIT 1"
                }
                Way::Forth => {
                    "SELECT id, what FROM change WHERE who IS ?1 AND undone = 1 ORDER BY id LIMIT 1"
                }
            };
            let change: Option<(i64, String)> = tx
                .prepare_cached(sql)?
                .query_row(params![by.name], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((id, what)) = change else { return Ok(None) };
            tx.execute("UPDATE change SET undone = 1 - undone WHERE id = ?1", [id])?;
            let mut statement = tx.prepare_cached(
                "SELECT key, before, after FROM change_item WHERE change = ?1 ORDER BY key DESC",
            )?;
            let mut rows = statement.query([id])?;
            let mut undone =
                Undone { what: what.clone(), keys: Vec::new(), skipped: Vec::new(), corrected: 0 };
            while let Some(row) = rows.next()? {
                let key = Key(row.get(0)?);
                let (before, after): (String, String) = (row.get(1)?, row.get(2)?);
                let (from, to): (Fields, Fields) = match way {
                    Way::Back => (serde_json::from_str(&after)?, serde_json::from_str(&before)?),
                    Way::Forth => (serde_json::from_str(&before)?, serde_json::from_str(&after)?),
                };
                let Some(state) = State::load(tx, key)? else { continue };
                if from.like(&state) != from {
                    undone.skipped.push(key);
                    continue;
                }
                let indexed = to.is_indexed();
                if let Some((before, after)) = state::update(tx, key, |state| to.put(state))?
                    && before.class.stage != after.class.stage
                {
                    let (stage, why) = (after.class.stage, after.reason.as_deref());
                    let change = feedback::Change { id: ChangeId(id), key, stage, why };
                    match way {
                        Way::Back => {
                            let taken = feedback::take_back(tx, &change, &by, now)?;
                            undone.corrected += u64::from(taken == feedback::TakenBack::Corrected);
                        }
                        Way::Forth => drop(feedback::queue(tx, &change, &by, now)?),
                    }
                }
                if indexed {
                    index::refresh(tx, key)?;
                }
                let word = match way {
                    Way::Back => "undone",
                    Way::Forth => "redone",
                };
                state::note(tx, now, Some(key), &by, word, Some(&what))?;
                undone.keys.push(key);
            }
            Ok(Some(undone))
        })
        .await
    }
}

#[derive(Clone, Copy)]
enum Way {
    Back,
    Forth,
}
