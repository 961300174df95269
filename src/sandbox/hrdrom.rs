//! Owns HRDrom's side of the sandbox, written from its published functions, our assumptions, and nothing of ours.
//!
//! Published are functions only; every path and name is an assumption.
//!
//! | function | here |
//! |---|---|
//! | change the first password: `POST /api/v1/auth/password/reset` `{login, password, new_password}` | `password` |
//! | sign in: `POST /api/v1/auth/token` `{login, password}` → `{access_token, refresh_token, expires_in}` | `session` |
//! | renew, revoke: `POST /api/v1/auth/refresh` `{refresh_token}`, `POST /api/v1/auth/revoke` `{token}` | `session` |
//! | reference data: `GET /api/v1/dictionaries/professions`, `…/locations`, with `ETag` | `dictionary` |
//! | leads: `GET /api/v1/leads?limit=&after=` → `{items, next}` | `page` |
//! | a lead's résumé, at the address that the lead names | `resume` |
//! | acknowledge: `POST /api/v1/leads/confirm` `{ids}` → `{confirmed, failed}` | `acknowledge` |
//! | progress: `POST /api/v1/leads/{id}/events`, with `Idempotency-Key` | `event` |
//!
//! It takes the strict side wherever the words leave room: a refresh token is good once, and only while its access
//! token is; renewing ends the old access token; a new password ends every session; an event for a lead that isn't
//! confirmed, without its key, or under a used id with other words is refused.
//!
//! The faults of PitchYou's side mean the same here, with these differences: `expire-token` also ends the refresh
//! token; `drop`, `truncate` and `bad-json` break the first page, and `bad-json` the dictionaries; `duplicate` repeats
//! the last lead of the page before; `one-bad-profile` stands on every first page; `vanish` looks at the first page;
//! `redirect` leads résumés elsewhere. `renamed-fields` calls `phone` `tel`, `created_at` `created`, `utm_source`
//! `source`, `answer` `reply`; with `media` `resume` `cv`; with `id` the lead's `id` `uuid`.

mod acknowledge;
mod dictionary;
mod event;
mod invent;
mod lead;
mod page;
mod password;
mod people;
mod record;
mod resume;
mod session;
mod world;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;

pub use self::dictionary::{Dictionary, Entry};
pub use self::lead::Lead;
pub use self::record::{Arrival, Event, Record, Sessions};
pub use self::world::{UnknownLead, World};
use super::fault::Fault;
use super::{Announced, Shared};

/// Where résumés are, on either origin.
pub(super) const RESUMES: &str = "/files/resumes/";

/// How journal and world call a lead's only file.
pub(super) const RESUME: &str = "resume";

/// What HRDrom's side is like.
#[derive(Clone)]
pub struct Settings {
    /// How many leads to invent.
    pub leads: u32,
    /// Leads made by hand; they stand after the invented ones.
    pub made: Vec<Lead>,
    /// The login.
    pub login: String,
    /// The password; with `Fault::FirstPassword` it is the first one.
    pub password: String,
    /// Where résumés are.
    pub resumes: Resumes,
    /// The statuses that events may carry.
    pub statuses: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let statuses = ["contacted", "interview", "offer", "hired", "rejected", "withdrawn"];
        Self {
            leads: 36,
            made: Vec::new(),
            login: "sandbox".to_owned(),
            password: "sand-between-toes".to_owned(),
            resumes: Resumes::default(),
            statuses: statuses.map(str::to_owned).to_vec(),
        }
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("leads", &self.leads).finish_non_exhaustive()
    }
}

/// Where a lead says that its résumé is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resumes {
    /// On HRDrom's own origin, behind the sign-in.
    #[default]
    Own,
    /// That of every second lead on another origin, behind a signature in the query that changes with every list.
    Elsewhere,
}

/// What HRDrom's side keeps, beside the leads.
#[derive(Debug)]
pub(super) struct Side {
    pub world: World,
    pub dictionaries: dictionary::Dictionaries,
    pub login: String,
    pub password: Mutex<password::Password>,
    pub lifetime: Duration,
    pub announced: Announced,
    pub resumes: Resumes,
    pub statuses: Vec<String>,
    pub seed: u64,
    pub sessions: Mutex<session::Pairs>,
    pub events: Mutex<event::Taken>,
}

impl Side {
    /// The side at its start, its password changed already.
    pub fn new(
        settings: Settings,
        seed: u64,
        now: Timestamp,
        lifetime: Duration,
        announced: Announced,
    ) -> Self {
        Self {
            world: World::new(seed, settings.leads, now, settings.made),
            dictionaries: dictionary::Dictionaries::default(),
            login: settings.login,
            password: Mutex::new(password::Password { text: settings.password, first: false }),
            lifetime,
            announced,
            resumes: settings.resumes,
            statuses: settings.statuses,
            seed,
            sessions: Mutex::default(),
            events: Mutex::default(),
        }
    }

    /// Other faults have been switched on.
    pub fn faults_changed(&self, faults: &[Fault]) {
        self.password.lock().unwrap_or_else(PoisonError::into_inner).first =
            faults.contains(&Fault::FirstPassword);
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).faults_changed(faults);
    }

    /// Gives the account another password, as the vendor may do overnight; all sessions end.
    pub fn change_password(&self, new: &str) {
        self.password.lock().unwrap_or_else(PoisonError::into_inner).text = new.to_owned();
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).end_all();
    }
}

/// The routes of the interface.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/v1/auth/password/reset", post(password::reset))
        .route("/api/v1/auth/token", post(session::sign_in))
        .route("/api/v1/auth/refresh", post(session::refresh))
        .route("/api/v1/auth/revoke", post(session::revoke))
        .route("/api/v1/dictionaries/professions", get(dictionary::professions))
        .route("/api/v1/dictionaries/locations", get(dictionary::locations))
        .route("/api/v1/leads", get(page::leads))
        .route("/api/v1/leads/confirm", post(acknowledge::confirm))
        .route("/api/v1/leads/{id}/events", post(event::take))
        .route("/files/resumes/{lead}/{file}", get(resume::own))
}

/// What the second origin serves: résumés by signature, and those that downloads are redirected to.
pub(super) fn aside() -> Router<Arc<Shared>> {
    Router::new()
        .route("/files/resumes/{lead}/{file}", get(resume::signed))
        .route("/blob/resume/{hops}/{lead}", get(resume::aside))
}

#[cfg(test)]
mod test;
