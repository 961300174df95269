//! Taking a decision back, and making it again.
//!
//! What was taken back is known by its change: 0 made, 1 taken back, 2 on the way in between (it is about very many,
//! and was stopped or the program ended). A half one is finished in either direction: who is already as they should be
//! has nothing to be done.

use rusqlite::{Connection, OptionalExtension, params};

use super::fields::Fields;
use super::{ChangeId, Going};
use crate::domain::{Key, Stage};
use crate::store::state::{self, State};
use crate::store::{Actor, Error, Store, feedback, index};

/// What was taken back, or made again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Which kind of decision: a stable word such as `stage`.
    pub what: String,
    /// Who is now as they were.
    pub keys: Vec<Key>,
    /// Who was left alone, because somebody has changed the same since.
    pub skipped: Vec<Key>,
    /// The stage that the last of them is at now, if it was about stages.
    pub stage: Option<Stage>,
    /// Of how many the source had been told already, and is told the stage before.
    pub corrected: u64,
    /// It was stopped before all had their turn; the same again goes on.
    pub stopped: bool,
}

/// The direction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

/// So many applicants are turned in one transaction.
const STEP: usize = 100;

/// A decision on its way.
#[derive(Clone)]
struct Turning {
    id: i64,
    /// The last one who had a turn.
    last: i64,
    whole: bool,
    undone: Undone,
}

impl Store {
    /// Takes the last decision of this person back; `None` when there is none.
    pub async fn undo(&self, by: &Actor) -> Result<Option<Undone>, Error> {
        self.turn(by, Way::Back, |_| Going::On).await
    }

    /// Makes the decision again that was taken back last; `None` when there is none.
    pub async fn redo(&self, by: &Actor) -> Result<Option<Undone>, Error> {
        self.turn(by, Way::Forth, |_| Going::On).await
    }

    /// The same as [`Store::undo`], as long as `going` says so.
    pub async fn undo_while(
        &self,
        by: &Actor,
        going: impl FnMut(u64) -> Going,
    ) -> Result<Option<Undone>, Error> {
        self.turn(by, Way::Back, going).await
    }

    /// The same as [`Store::redo`], as long as `going` says so.
    pub async fn redo_while(
        &self,
        by: &Actor,
        going: impl FnMut(u64) -> Going,
    ) -> Result<Option<Undone>, Error> {
        self.turn(by, Way::Forth, going).await
    }

    async fn turn(
        &self,
        by: &Actor,
        way: Way,
        mut going: impl FnMut(u64) -> Going,
    ) -> Result<Option<Undone>, Error> {
        let mut turning: Option<Turning> = None;
        loop {
            let (by, so_far) = (by.clone(), turning.take());
            let step = self
                .write(move |tx, shared| {
                    let Some(mut turning) = (match so_far {
                        Some(turning) => Some(turning),
                        None => find(tx, &by, way)?,
                    }) else {
                        return Ok(None);
                    };
                    let done = Turn { db: tx, way, by: &by, now: shared.now() }.some(&mut turning)?;
                    Ok(Some((turning, done)))
                })
                .await?;
            let Some((mut now, done)) = step else { return Ok(None) };
            let stop = going(done) == Going::Stop && !now.whole;
            if now.whole || stop {
                now.undone.stopped = stop;
                return Ok(Some(now.undone));
            }
            turning = Some(now);
        }
    }
}

fn find(db: &Connection, by: &Actor, way: Way) -> Result<Option<Turning>, Error> {
    let sql = match way {
        Way::Back => {
            "SELECT id, what FROM change WHERE who IS ?1 AND undone IN (0, 2) ORDER BY id DESC LIMIT 1"
        }
        Way::Forth => "SELECT id, what FROM change WHERE who IS ?1 AND undone IN (1, 2) ORDER BY id LIMIT 1",
    };
    let found = db
        .prepare_cached(sql)?
        .query_row(params![by.name], |row| {
            let undone = Undone { what: row.get(1)?, ..Undone::default() };
            Ok(Turning { id: row.get(0)?, last: i64::MAX, whole: false, undone })
        })
        .optional()?;
    Ok(found)
}

/// What the steps of one turn have in common.
struct Turn<'a> {
    db: &'a Connection,
    way: Way,
    by: &'a Actor,
    now: i64,
}

impl Turn<'_> {
    /// Turns the next ones; answers how many had a turn.
    fn some(&self, turning: &mut Turning) -> Result<u64, Error> {
        let items: Vec<(Key, String, String)> = {
            let mut statement = self.db.prepare_cached(
                "SELECT key, before, after FROM change_item WHERE change = ?1 AND key < ?2 \
                 ORDER BY key DESC LIMIT ?3",
            )?;
            let rows = statement.query_map(params![turning.id, turning.last, STEP as i64], |row| {
                Ok((Key(row.get(0)?), row.get(1)?, row.get(2)?))
            })?;
            rows.collect::<Result<_, _>>()?
        };
        for (key, before, after) in &items {
            let (from, to) = match self.way {
                Way::Back => (after, before),
                Way::Forth => (before, after),
            };
            let (from, to) = (serde_json::from_str(from)?, serde_json::from_str(to)?);
            self.one(ChangeId(turning.id), *key, &from, to, &mut turning.undone)?;
            turning.last = key.0;
        }
        turning.whole = items.len() < STEP;
        let undone = match (turning.whole, self.way) {
            (true, Way::Back) => 1,
            (true, Way::Forth) => 0,
            (false, _) => 2,
        };
        self.db
            .prepare_cached("UPDATE change SET undone = ?2 WHERE id = ?1")?
            .execute([turning.id, undone])?;
        Ok(items.len() as u64)
    }

    fn one(
        &self,
        id: ChangeId,
        key: Key,
        from: &Fields,
        to: Fields,
        undone: &mut Undone,
    ) -> Result<(), Error> {
        let Some(state) = State::load(self.db, key)? else { return Ok(()) };
        if to.like(&state) == to {
            return Ok(());
        }
        if from.like(&state) != *from {
            undone.skipped.push(key);
            return Ok(());
        }
        undone.stage = to.stage;
        let indexed = to.is_indexed();
        if let Some((before, after)) = state::update(self.db, key, |state| to.put(state))?
            && before.class.stage != after.class.stage
        {
            let (stage, why) = (after.class.stage, after.reason.as_deref());
            let change = feedback::Change { id, key, stage, why };
            match self.way {
                Way::Back => {
                    let taken = feedback::take_back(self.db, &change, self.by, self.now)?;
                    undone.corrected += u64::from(taken == feedback::TakenBack::Corrected);
                }
                Way::Forth => drop(feedback::queue(self.db, &change, self.by, self.now)?),
            }
        }
        if indexed {
            index::refresh(self.db, key)?;
        }
        let word = match self.way {
            Way::Back => "undone",
            Way::Forth => "redone",
        };
        state::note(self.db, self.now, Some(key), self.by, word, Some(&undone.what))?;
        undone.keys.push(key);
        Ok(())
    }
}
