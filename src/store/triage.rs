//! Local decisions: each one change with a history entry, which its maker can take back and make again, also after
//! a restart. What somebody else has changed since in the same place stays as they left it.
//!
//! A decision about very many is carried out some at a time, each in a transaction of its own: others get their turn
//! in between, and it can be stopped. It is one decision all the same: `u` takes back all that was done of it.

use std::sync::Arc;

use rusqlite::{Connection, params};

use self::fields::Fields;
use super::class;
use super::edit::Reading;
use super::state::{self, State};
use super::{Actor, Edit, Error, Sort, Store, feedback, index, vocabulary};
use crate::domain::{Key, Query, Stage};

mod back;
mod fields;

pub use back::Undone;

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
    /// How many had no turn, because it was stopped.
    pub left: u64,
}

/// Whether a long decision goes on: asked between its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// It goes on.
    On,
    /// It stops here; what is done is done.
    Stop,
}

/// So many applicants are changed in one transaction: some ten milliseconds.
const STEP: usize = 250;
/// The same for what is searched, where the index costs most.
const INDEXED_STEP: usize = 50;

/// Whether a decision goes onto the undo stack. Having looked does not: it happens by itself.
fn is_undoable(edit: &Edit) -> bool {
    !matches!(edit, Edit::Read(_))
}

fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether two tags are the same word: capitals don't count.
fn same_tag(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn put(edit: &Edit, state: &mut State, now: i64) -> Result<(), Error> {
    match edit {
        Edit::Stage { to, reason } => {
            state.class.stage = *to;
            state.reason = match to {
                to if to.takes_reason() => reason.as_deref().and_then(trimmed),
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
        Edit::Contacted(None) => state.contacted_at = None,
        Edit::Contacted(Some(at)) => {
            state.contacted_at.get_or_insert(at.as_millisecond());
        }
        Edit::Tags { add, remove } => {
            let mut tags: Vec<String> = match &state.tags {
                Some(tags) => serde_json::from_str(tags)?,
                None => Vec::new(),
            };
            let is_among = |tags: &[String], tag: &str| tags.iter().any(|other| same_tag(other, tag));
            tags.retain(|tag| !is_among(remove, tag));
            for tag in add.iter().filter_map(|tag| trimmed(tag)) {
                if !is_among(&tags, &tag) {
                    tags.push(tag);
                }
            }
            state.tags = if tags.is_empty() { None } else { Some(serde_json::to_string(&tags)?) };
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
        Edit::Tags { add, remove } => {
            let added = add.iter().map(|tag| format!("+{}", tag.trim()));
            let gone = remove.iter().map(|tag| format!("-{}", tag.trim()));
            Some(added.chain(gone).collect::<Vec<_>>().join(", "))
        }
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
    let id = ChangeId(db.last_insert_rowid());
    vocabulary::note(db, edit, now)?;
    Ok(id)
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
        self.apply_while(keys, edit, by, |_| Going::On).await
    }

    /// Makes a local decision about these applicants, as long as `going` says so; it is asked after every step, with
    /// how many had their turn in it.
    pub async fn apply_while(
        &self,
        keys: Vec<Key>,
        edit: Edit,
        by: &Actor,
        mut going: impl FnMut(u64) -> Going,
    ) -> Result<Applied, Error> {
        let step = if edit.is_searched() { INDEXED_STEP } else { STEP };
        let (keys, edit): (Arc<[Key]>, Arc<Edit>) = (keys.into(), Arc::new(edit));
        let mut applied = Applied { id: ChangeId(0), changed: 0, left: 0 };
        let mut begun = None;
        let mut at = 0;
        while at < keys.len() || begun.is_none() {
            let end = keys.len().min(at + step);
            let (some, edit, by) = (Arc::clone(&keys), Arc::clone(&edit), by.clone());
            let (id, changed) = self
                .write(move |tx, shared| {
                    let now = shared.now();
                    let id = match begun {
                        Some(id) => id,
                        None => begin(tx, &edit, &by, now)?,
                    };
                    Ok((id, apply_some(tx, id, &some[at..end], &edit, &by, now)?))
                })
                .await?;
            begun = Some(id);
            applied.id = id;
            applied.changed += changed;
            let done = end - at;
            at = end;
            if going(done as u64) == Going::Stop {
                break;
            }
        }
        applied.left = (keys.len() - at) as u64;
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
}
