//! Owns what HRDrom's side records beside the requests: sessions, acknowledgements, and progress lead by lead.
//!
//! No token and no password ever comes here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was recorded. Cloning it gives another handle on the same record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    sessions: Sessions,
    acknowledged: Vec<(String, usize)>,
    refused: Vec<(String, String)>,
    events: Vec<Event>,
}

/// How often what happened to sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// Sign-ins that gave a session.
    pub issued: usize,
    /// Sessions that were renewed.
    pub renewed: usize,
    /// Sessions that were revoked.
    pub revoked: usize,
    /// Refusals of a refresh token that had been used before.
    pub reused: usize,
    /// Changes of the password by the account itself.
    pub passwords: usize,
}

/// One report of progress as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The lead.
    pub lead: String,
    /// The id that makes a repetition harmless.
    pub event_id: String,
    /// The stage, in the source's word.
    pub status: String,
    /// Why, if it was said.
    pub reason: Option<String>,
    /// When it happened, as it was written.
    pub occurred_at: String,
    /// What became of it.
    pub arrival: Arrival,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It was new and was taken.
    Taken,
    /// It was new and was taken, although a later one of the same lead had been taken before.
    TakenLate,
    /// It had been taken before, word for word.
    Repeated,
    /// Its id had been used for another report; it was refused.
    Conflicting,
    /// Its lead is not confirmed; it was refused.
    Early,
}

impl Arrival {
    /// Whether it changed anything.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Taken | Self::TakenLate)
    }
}

impl Record {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What happened to sessions.
    pub fn sessions(&self) -> Sessions {
        self.with(|state| state.sessions)
    }

    /// The leads that were acknowledged, in the order of their first acknowledgement, with how often each was.
    pub fn acknowledged(&self) -> Vec<(String, usize)> {
        self.with(|state| state.acknowledged.clone())
    }

    /// The leads whose acknowledgement was refused, and why, in the order of the refusals.
    pub fn refused(&self) -> Vec<(String, String)> {
        self.with(|state| state.refused.clone())
    }

    /// All reports of progress in the order of their arrival.
    pub fn events(&self) -> Vec<Event> {
        self.with(|state| state.events.clone())
    }

    /// The statuses that were taken, lead by lead, in the order in which they were.
    pub fn progress(&self) -> BTreeMap<String, Vec<String>> {
        let mut progress: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for event in self.events().into_iter().filter(|event| event.arrival.is_taken()) {
            progress.entry(event.lead).or_default().push(event.status);
        }
        progress
    }

    /// Reports that came after a later one of the same lead. Must be empty.
    pub fn out_of_order(&self) -> Vec<Event> {
        self.arrived(Arrival::TakenLate)
    }

    /// Reports of leads that were not confirmed. Must be empty.
    pub fn early(&self) -> Vec<Event> {
        self.arrived(Arrival::Early)
    }

    fn arrived(&self, arrival: Arrival) -> Vec<Event> {
        self.events().into_iter().filter(|event| event.arrival == arrival).collect()
    }

    pub(in crate::sandbox) fn clear(&self) {
        self.with(|state| *state = State::default());
    }

    pub(super) fn session_issued(&self) {
        self.with(|state| state.sessions.issued += 1);
    }

    pub(super) fn session_renewed(&self) {
        self.with(|state| state.sessions.renewed += 1);
    }

    pub(super) fn session_revoked(&self) {
        self.with(|state| state.sessions.revoked += 1);
    }

    pub(super) fn refresh_reused(&self) {
        self.with(|state| state.sessions.reused += 1);
    }

    pub(super) fn password_changed(&self) {
        self.with(|state| state.sessions.passwords += 1);
    }

    pub(super) fn lead_acknowledged(&self, lead: &str) {
        self.with(|state| match state.acknowledged.iter_mut().find(|(id, _)| id == lead) {
            Some((_, count)) => *count += 1,
            None => state.acknowledged.push((lead.to_owned(), 1)),
        });
    }

    pub(super) fn lead_refused(&self, lead: &str, why: &str) {
        self.with(|state| state.refused.push((lead.to_owned(), why.to_owned())));
    }

    pub(super) fn event(&self, event: Event) {
        self.with(|state| state.events.push(event));
    }
}
