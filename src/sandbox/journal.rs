//! Owns the record of every request, in the order of arrival: what tests compare, and print when they fail.
//!
//! No secret and no token ever comes here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::gate::{RequestInfo, Route};
use super::hrdrom::Record;

/// One request and what became of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the order of arrival, from 1.
    pub number: u64,
    /// The method.
    pub method: String,
    /// The path as it came; a chat token in it is blacked out.
    pub path: String,
    /// The query as it came, for job links and pages of leads only.
    pub query: Option<String>,
    /// The call.
    pub route: Route,
    /// The status, once there is one. It may not have reached the client, see `outcome`.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the request was turned away for its token or credentials.
    pub access: Access,
    /// The fault that struck.
    pub fault: Option<&'static str>,
    /// The ids in the body of a confirmation or an acknowledgement, as they were written.
    pub ids: Vec<Value>,
    /// The file that was asked for: profile and media id, decoded.
    pub media: Option<(String, String)>,
    /// What changed, in plain words.
    pub changes: Vec<String>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is still going on, or the client went away.
    Open,
    /// The whole answer has been handed to the network.
    Answered,
    /// The connection was cut on purpose.
    Cut,
    /// It was left hanging on purpose.
    Hung,
}

/// What a request was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It needed nothing, or was not looked at.
    Unchecked,
    /// Token or credentials were right.
    Granted,
    /// Token or credentials were missing, wrong, ended or refused.
    Refused,
    /// It carried credentials to where they must not go.
    Leaked,
}

/// The record of all requests. Cloning it gives another handle on the same record.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    state: Arc<Mutex<State>>,
    hrdrom: Record,
}

#[derive(Debug, Default)]
struct State {
    entries: Vec<Entry>,
    forgotten: u64,
    tokens: usize,
    chats: usize,
    completed: BTreeMap<(String, String), usize>,
    premature: Vec<(String, String)>,
    mistyped: Vec<Value>,
}

impl Journal {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A copy of all entries, in the order of arrival.
    pub fn entries(&self) -> Vec<Entry> {
        self.with(|state| state.entries.clone())
    }

    /// How many requests have arrived in all, forgotten ones included.
    pub fn arrived(&self) -> u64 {
        self.with(|state| state.forgotten + state.entries.len() as u64)
    }

    /// How many requests of one call have arrived.
    pub fn count(&self, route: Route) -> usize {
        self.with(|state| state.entries.iter().filter(|entry| entry.route == route).count())
    }

    /// The ids that were confirmed, in the order of their first confirmation, with how often each was.
    pub fn confirmed(&self) -> Vec<(String, usize)> {
        let mut counts: Vec<(String, usize)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        self.with(|state| {
            let done = state
                .entries
                .iter()
                .filter(|entry| entry.route == Route::Confirm && entry.status == Some(200) && entry.acted());
            for id in done.flat_map(|entry| &entry.ids) {
                let id = text(id);
                let at = *places.entry(id.clone()).or_insert(counts.len());
                match counts.get_mut(at) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((id, 1)),
                }
            }
        });
        counts
    }

    /// Each file (profile id, media id) with how often it was asked for and how often it was sent to its last byte.
    pub fn downloads(&self) -> BTreeMap<(String, String), Downloads> {
        self.with(|state| {
            let mut downloads: BTreeMap<_, Downloads> = BTreeMap::new();
            for media in state.entries.iter().filter_map(|entry| entry.media.clone()) {
                downloads.entry(media).or_default().asked += 1;
            }
            for (media, count) in &state.completed {
                downloads.entry(media.clone()).or_default().completed = *count;
            }
            downloads
        })
    }

    /// How many access tokens PitchYou's side has issued.
    pub fn tokens_issued(&self) -> usize {
        self.with(|state| state.tokens)
    }

    /// How many chat tokens were issued.
    pub fn chats_issued(&self) -> usize {
        self.with(|state| state.chats)
    }

    /// The requests that were refused for their token or credentials.
    pub fn unauthorised(&self) -> Vec<Entry> {
        self.filtered(|entry| entry.access == Access::Refused)
    }

    /// The requests that carried credentials to another origin. Must be empty.
    pub fn leaks(&self) -> Vec<Entry> {
        self.filtered(|entry| entry.access == Access::Leaked)
    }

    /// Files that had never been sent whole when their profile was confirmed: (profile id, media id). Must be empty
    /// unless a person accepted the gap; files that can't be had are not counted.
    pub fn premature(&self) -> Vec<(String, String)> {
        self.with(|state| state.premature.clone())
    }

    /// Ids that were confirmed with another JSON type than they were listed with. Must be empty.
    pub fn mistyped(&self) -> Vec<Value> {
        self.with(|state| state.mistyped.clone())
    }

    /// What HRDrom's side has recorded beside the requests.
    pub fn hrdrom(&self) -> &Record {
        &self.hrdrom
    }

    /// Forgets all that was recorded; numbers go on.
    pub fn clear(&self) {
        self.hrdrom.clear();
        self.with(|state| {
            let forgotten = state.forgotten + state.entries.len() as u64;
            *state = State { forgotten, ..State::default() };
        });
    }

    /// One line for each request, for the message of a failing test.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.with(|state| {
            for entry in &state.entries {
                entry.line(&mut out);
            }
        });
        out
    }

    fn filtered(&self, test: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        self.with(|state| state.entries.iter().filter(|entry| test(entry)).cloned().collect())
    }

    pub(super) fn arrive(&self, method: &str, path: &str, query: Option<&str>) -> Call {
        let route = Route::of(path);
        let path = match route {
            Route::ChatPage => "/chat/…".to_owned(),
            _ => path.to_owned(),
        };
        let number = self.with(|state| {
            let number = state.forgotten + state.entries.len() as u64 + 1;
            state.entries.push(Entry {
                number,
                method: method.to_owned(),
                path: path.clone(),
                query: query.filter(|_| matches!(route, Route::JobLink | Route::Leads)).map(str::to_owned),
                route,
                status: None,
                outcome: Outcome::Open,
                access: Access::Unchecked,
                fault: None,
                ids: Vec::new(),
                media: None,
                changes: Vec::new(),
            });
            number
        });
        let method = method.to_owned();
        Call {
            journal: self.clone(),
            shortened: Arc::default(),
            info: RequestInfo { number, method, path, route },
        }
    }
}

/// How often a file was fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Downloads {
    /// Requests for it.
    pub asked: usize,
    /// Answers that were sent to the last byte.
    pub completed: usize,
}

impl Entry {
    /// Whether a request was carried out, rather than answered by a fault.
    fn acted(&self) -> bool {
        !self.changes.is_empty()
    }

    fn line(&self, out: &mut String) {
        let _ = write!(out, "#{} {} {}", self.number, self.method, self.path);
        if let Some(query) = &self.query {
            let _ = write!(out, "?{query}");
        }
        match self.status {
            Some(status) => {
                let _ = write!(out, " → {status}");
            }
            None => out.push_str(" → –"),
        }
        match self.outcome {
            Outcome::Answered => {}
            outcome => {
                let _ = write!(out, " {outcome:?}");
            }
        }
        if matches!(self.access, Access::Refused | Access::Leaked) {
            let _ = write!(out, " {:?}", self.access);
        }
        if let Some(fault) = self.fault {
            let _ = write!(out, " [{fault}]");
        }
        if !self.ids.is_empty() {
            let ids: Vec<String> = self.ids.iter().map(Value::to_string).collect();
            let _ = write!(out, " ids {}", ids.join(" "));
        }
        for change in &self.changes {
            let _ = write!(out, "; {change}");
        }
        out.push('\n');
    }
}

/// An id as text, whatever its JSON type.
pub(super) fn text(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The running request: what handlers write its entry with.
#[derive(Clone, Debug)]
pub(super) struct Call {
    journal: Journal,
    shortened: Arc<AtomicBool>,
    pub info: RequestInfo,
}

impl Call {
    fn entry(&self, write: impl FnOnce(&mut Entry)) {
        self.journal.with(|state| {
            // The record may have been cleared meanwhile.
            let at = self.info.number.checked_sub(state.forgotten + 1);
            if let Some(entry) =
                at.and_then(|at| usize::try_from(at).ok()).and_then(|at| state.entries.get_mut(at))
            {
                write(entry);
            }
        });
    }

    pub fn status(&self, status: u16) {
        self.entry(|entry| entry.status = Some(status));
    }

    pub fn outcome(&self, outcome: Outcome) {
        self.entry(|entry| entry.outcome = outcome);
    }

    pub fn access(&self, access: Access) {
        self.entry(|entry| entry.access = access);
    }

    pub fn fault(&self, fault: &'static str) {
        self.entry(|entry| entry.fault = Some(fault));
    }

    pub fn ids(&self, ids: &[Value]) {
        self.entry(|entry| entry.ids = ids.to_vec());
    }

    pub fn media(&self, profile: &str, media: &str) {
        self.entry(|entry| entry.media = Some((profile.to_owned(), media.to_owned())));
    }

    pub fn change(&self, change: String) {
        self.entry(|entry| entry.changes.push(change));
    }

    pub fn token_issued(&self) {
        self.journal.with(|state| state.tokens += 1);
        self.change("token issued".to_owned());
    }

    pub fn chat_issued(&self) {
        self.journal.with(|state| state.chats += 1);
        self.change("chat token issued".to_owned());
    }

    /// What HRDrom's side records.
    pub fn hrdrom(&self) -> &Record {
        &self.journal.hrdrom
    }

    pub fn mistyped(&self, id: &Value) {
        self.journal.with(|state| state.mistyped.push(id.clone()));
    }

    /// Records that the answer will be cut, so that whatever it holds does not count as sent.
    pub fn shortened(&self) {
        self.shortened.store(true, Ordering::Relaxed);
    }

    /// Records that a file has been sent to its last byte.
    pub fn completed(&self, profile: &str, media: &str) {
        if self.shortened.load(Ordering::Relaxed) {
            return;
        }
        self.journal.with(|state| {
            *state.completed.entry((profile.to_owned(), media.to_owned())).or_default() += 1;
        });
    }

    /// Records those of the files that have never been sent whole.
    pub fn check_complete(&self, profile: &str, media: Vec<String>) {
        self.journal.with(|state| {
            for media in media {
                let key = (profile.to_owned(), media);
                if !state.completed.contains_key(&key) && !state.premature.contains(&key) {
                    state.premature.push(key);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_line_without_its_token() {
        let journal = Journal::default();
        let call = journal.arrive("GET", "/chat/very-secret", None);
        call.status(200);
        call.outcome(Outcome::Answered);
        let call = journal.arrive("POST", "/api/applicant/v1/confirm", Some("x=1"));
        call.ids(&["a".into(), 7.into()]);
        call.status(200);
        call.change("confirmed 2".to_owned());
        call.outcome(Outcome::Cut);
        call.fault("lost-answer");
        assert_eq!(
            journal.text(),
            "#1 GET /chat/… → 200\n\
             #2 POST /api/applicant/v1/confirm → 200 Cut [lost-answer] ids \"a\" 7; confirmed 2\n"
        );
        assert_eq!(journal.confirmed(), [("a".to_owned(), 1), ("7".to_owned(), 1)]);
    }

    #[test]
    fn numbers_go_on_after_clearing() {
        let journal = Journal::default();
        let old = journal.arrive("GET", "/a", None);
        journal.clear();
        let new = journal.arrive("GET", "/b", None);
        assert_eq!(new.info.number, 2);
        old.status(500);
        new.status(204);
        assert_eq!(journal.text(), "#2 GET /b → 204 Open\n");
        assert_eq!(journal.arrived(), 2);
    }
}
