//! Owns what HRDrom's side knows: which leads there are, and which of them are confirmed.
//!
//! Invented leads are made when they are asked for; only what deviates from the seed is kept. Leads made by hand stand
//! after the invented ones. Tests may change all of it while the server runs.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::Value;

use super::invent::{File, Invented, index_of};
use super::lead::{self, Lead};
use super::page::Style;
use crate::sandbox::journal;

/// HRDrom's leads and their state. All methods may be called while the server runs.
#[derive(Debug)]
pub struct World {
    seed: u64,
    count: u32,
    now: Timestamp,
    state: Mutex<State>,
}

/// Places are counted over the invented leads first, then over those made by hand.
#[derive(Debug, Default)]
struct State {
    confirmed: HashSet<u32>,
    removed: HashSet<u32>,
    revised: BTreeMap<u32, Arc<Lead>>,
    added: Vec<Arc<Lead>>,
    refusals: BTreeMap<String, String>,
    /// Cursors of earlier generations are refused.
    generation: u32,
    /// How many pages were asked for.
    pages: u64,
}

/// An id that the world doesn't know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no lead {0:?}")]
pub struct UnknownLead(pub String);

/// A page of leads.
pub(super) struct Page {
    /// The bytes of each lead.
    pub leads: Vec<Vec<u8>>,
    /// The lead that the page before ended with.
    pub last_before: Option<Vec<u8>>,
    /// What follows, if something does.
    pub next: Option<String>,
}

impl World {
    /// A world of `count` invented leads and those made by hand.
    pub fn new(seed: u64, count: u32, now: Timestamp, leads: Vec<Lead>) -> Self {
        let world = Self { seed, count, now, state: Mutex::default() };
        for lead in leads {
            world.add(lead);
        }
        world
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn invented(&self, index: u32) -> Invented {
        Invented::of(self.seed, index, self.now)
    }

    fn len(&self, state: &State) -> u32 {
        self.count.saturating_add(u32::try_from(state.added.len()).unwrap_or(u32::MAX))
    }

    /// The lead made by hand that stands at this place, or in place of the invented one.
    fn by_hand<'s>(&self, state: &'s State, place: u32) -> Option<&'s Arc<Lead>> {
        match place.checked_sub(self.count) {
            Some(at) => state.added.get(at as usize),
            None => state.revised.get(&place),
        }
    }

    fn find(&self, state: &State, id: &str) -> Option<u32> {
        // The last one made by hand wins: it is the newest under that id.
        let added = state.added.iter().rposition(|lead| lead.has_id(id));
        let place = match added {
            Some(at) => self.count.checked_add(u32::try_from(at).ok()?)?,
            None => index_of(self.seed, self.count, id)?,
        };
        (!state.removed.contains(&place)).then_some(place)
    }

    /// Adds a lead to the end of the list.
    pub fn add(&self, lead: Lead) {
        self.with(|state| state.added.push(Arc::new(lead)));
    }

    /// Gives a lead another body, and another résumé if it has one; it is unconfirmed again. Adds it if there is none
    /// with that id.
    pub fn revise(&self, id: &str, lead: Lead) {
        self.with(|state| match self.find(state, id) {
            None => state.added.push(Arc::new(lead)),
            Some(place) => {
                state.confirmed.remove(&place);
                match place.checked_sub(self.count) {
                    Some(at) => state.added[at as usize] = Arc::new(lead),
                    None => drop(state.revised.insert(place, Arc::new(lead))),
                }
            }
        });
    }

    /// Changes a lead's JSON in place; it is unconfirmed again, its résumé stays.
    pub fn edit(&self, id: &str, edit: impl FnOnce(&mut Value)) -> Result<(), UnknownLead> {
        let unknown = || UnknownLead(id.to_owned());
        let body = self.body(id).ok_or_else(unknown)?;
        let mut body: Value = serde_json::from_slice(&body).map_err(|_| unknown())?;
        edit(&mut body);
        let mut lead = Lead::json(body);
        lead.file = self.resume(id);
        self.revise(id, lead);
        Ok(())
    }

    /// Takes a lead away with its résumé.
    pub fn remove(&self, id: &str) -> Result<(), UnknownLead> {
        self.with(|state| {
            let place = self.find(state, id).ok_or_else(|| UnknownLead(id.to_owned()))?;
            state.removed.insert(place);
            Ok(())
        })
    }

    /// Refuses the acknowledgement of a lead with this reason from now on; `None` takes it again.
    pub fn refuse(&self, id: &str, why: Option<&str>) {
        self.with(|state| match why {
            Some(why) => drop(state.refusals.insert(id.to_owned(), why.to_owned())),
            None => drop(state.refusals.remove(id)),
        });
    }

    /// Makes all cursors that were given out until now useless: they get 400 `invalid_cursor`.
    pub fn forget_cursors(&self) {
        self.with(|state| state.generation += 1);
    }

    /// Whether there is a lead with that id, confirmed or not.
    pub fn knows(&self, id: &str) -> bool {
        self.with(|state| self.find(state, id).is_some())
    }

    /// Whether a lead is confirmed.
    pub fn is_confirmed(&self, id: &str) -> bool {
        self.with(|state| self.find(state, id).is_some_and(|place| state.confirmed.contains(&place)))
    }

    /// The id as a page writes it: a text or a number.
    pub fn listed_as(&self, id: &str) -> Option<Value> {
        self.with(|state| {
            let place = self.find(state, id)?;
            self.id_at(state, place)
        })
    }

    fn id_at(&self, state: &State, place: u32) -> Option<Value> {
        match self.by_hand(state, place) {
            Some(lead) => lead.id.clone(),
            None => (place < self.count).then(|| lead::listed_as(&self.invented(place))),
        }
    }

    fn is_listed(state: &State, place: u32) -> bool {
        !state.confirmed.contains(&place) && !state.removed.contains(&place)
    }

    /// How many unconfirmed leads there are.
    pub fn listed(&self) -> usize {
        self.with(|state| (0..self.len(state)).filter(|&place| Self::is_listed(state, place)).count())
    }

    /// The ids of the unconfirmed leads in the order of the pages; those without an id are left out.
    pub fn ids(&self) -> Vec<String> {
        self.with(|state| {
            let listed = (0..self.len(state)).filter(|&place| Self::is_listed(state, place));
            listed.filter_map(|place| self.id_at(state, place)).map(|id| journal::text(&id)).collect()
        })
    }

    /// The bytes of a lead as a page without faults writes them, with empty addresses.
    pub fn body(&self, id: &str) -> Option<Vec<u8>> {
        self.with(|state| {
            let place = self.find(state, id)?;
            Some(self.written(state, place, &Style::default()))
        })
    }

    fn written(&self, state: &State, place: u32, style: &Style) -> Vec<u8> {
        let mut out = Vec::new();
        match self.by_hand(state, place) {
            Some(lead) => lead.write(&mut out, style),
            None => lead::write(&mut out, &self.invented(place), style),
        }
        out
    }

    /// The résumé's name, type and bytes.
    pub(in crate::sandbox) fn resume(&self, id: &str) -> Option<File> {
        let place = self.with(|state| {
            let place = self.find(state, id)?;
            match self.by_hand(state, place) {
                Some(lead) => Some(Err(lead.file.clone())),
                None => Some(Ok(place)),
            }
        })?;
        match place {
            Err(file) => file,
            Ok(index) => self.invented(index).file(self.seed, index),
        }
    }

    /// The bytes of a lead's résumé.
    pub fn resume_bytes(&self, id: &str) -> Option<axum::body::Bytes> {
        self.resume(id).map(|file| file.bytes)
    }

    /// Confirms one lead, and gives its id as it was listed; else why not.
    pub(super) fn confirm(&self, id: &str) -> Result<Value, String> {
        self.with(|state| {
            let place = self.find(state, id).ok_or("not_found")?;
            if let Some(why) = state.refusals.get(id) {
                return Err(why.clone());
            }
            state.confirmed.insert(place);
            Ok(self.id_at(state, place).unwrap_or(Value::Null))
        })
    }

    /// Counts a request for a page, and gives its number.
    pub(super) fn page_asked(&self) -> u64 {
        self.with(|state| {
            state.pages += 1;
            state.pages
        })
    }

    /// A page from a cursor on, at most `limit` leads; `None` when the cursor is no good.
    pub(super) fn page(&self, after: &str, limit: usize, style: &Style) -> Option<Page> {
        self.with(|state| {
            let from = match after {
                "" => 0,
                cursor => place_of(cursor, state.generation)?.checked_add(1)?,
            };
            let listed = |place: &u32| Self::is_listed(state, *place);
            let places: Vec<u32> =
                (from..self.len(state)).filter(listed).take(limit.saturating_add(1)).collect();
            let more = places.len() > limit;
            let places = &places[..places.len().min(limit)];
            let last_before = (0..from).rev().find(listed);
            Some(Page {
                leads: places.iter().map(|&place| self.written(state, place, style)).collect(),
                last_before: last_before.map(|place| self.written(state, place, style)),
                next: places.last().filter(|_| more).map(|&place| cursor(place, state.generation)),
            })
        })
    }

    /// Removes the first unconfirmed leads that have a résumé, and gives their ids.
    pub(super) fn vanish(&self, leads: u32) -> Vec<String> {
        let with_file = self.ids().into_iter().filter(|id| self.resume(id).is_some());
        let gone: Vec<String> = with_file.take(leads as usize).collect();
        for id in &gone {
            // It was there a moment ago; if a test has taken it away meanwhile, all the better.
            let _ = self.remove(id);
        }
        gone
    }
}

/// A cursor has signs in it that an address must escape, so that a client which doesn't is found out.
fn cursor(place: u32, generation: u32) -> String {
    format!("{place}+{generation}&/=")
}

fn place_of(cursor: &str, generation: u32) -> Option<u32> {
    let (place, own) = cursor.strip_suffix("&/=")?.split_once('+')?;
    (own.parse() == Ok(generation)).then(|| place.parse().ok())?
}
