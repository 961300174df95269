//! The one way to the network: timeouts, retry, rate limit, redirects, and errors with a class.
//!
//! Sources and targets call it; it knows none of them, no store and no domain word. [`Client`] is the process's
//! one client; [`Peer`] is the way to one account's server, and sends a [`Call`] to get an [`Answer`]. What is
//! decided on the way is pure and stands apart: `retry` (when to repeat), `address` (where a redirect may lead),
//! `limit` (the rate), `quote` (what an error may quote). Pauses that a server asks for stand on a [`PauseBoard`].

pub mod address;
mod answer;
mod call;
pub mod client;
mod limit;
mod masked;
pub mod pause;
pub mod peer;
pub mod quote;
pub mod record;
mod resolve;
pub mod retry;
mod secrets;

use jiff::Timestamp;

pub use answer::{Answer, Whole};
pub use call::{Body, Call, Proof};
pub use client::{Client, Settings, install_crypto};
pub use pause::{Pause, PauseBoard, Why};
pub use peer::Peer;
pub use retry::{Repeat, Schedule};

/// What an error means for what happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The server can't be reached, or the connection broke.
    Offline,
    /// The credentials were refused.
    Auth,
    /// The server is there but unwell (5xx), even after several tries.
    Unavailable,
    /// Too many requests: wait until `retry_at`.
    RateLimited,
    /// Announced maintenance: wait until `retry_at`.
    Maintenance,
    /// The thing asked for is not there (404, 410).
    Gone,
    /// Not allowed for this client (403).
    Forbidden,
    /// The request was refused (other 4xx).
    Rejected,
    /// An answer of the wrong kind, or one that can't be read; a redirect where none is followed.
    WrongAnswer,
    /// Refused by a rule of ours: size, where a redirect leads, plain http.
    Refused,
    /// Our own mistake.
    Bug,
}

/// What went wrong on the way to a server. Never holds a secret, a token, a query string or an applicant's text.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Error {
    /// What it means for what happens next.
    pub class: Class,
    /// What happened, as a plain sentence without a full stop.
    pub what: String,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// When asking again makes sense, if the server said so.
    pub retry_at: Option<Timestamp>,
    /// Whether the request may have reached the server and taken effect, although its answer is missing.
    pub sent: Sent,
    /// What would help, where the class doesn't say it.
    pub remedy: Remedy,
}

/// What a person can do about an error, where its class doesn't say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// What the class says.
    #[default]
    AsUsual,
    /// The account's first password has to be changed; until then nothing else works.
    ChangePassword,
    /// A limit in the configuration could be raised.
    RaiseLimit,
    /// Nothing: the id that the source gave can't be part of an address.
    NoAddress,
}

/// Whether a request that failed may have taken effect all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sent {
    /// It never left, or its answer says that it was not taken.
    #[default]
    No,
    /// It left, and no answer tells what became of it.
    Perhaps,
}

impl Error {
    /// An error of which only the class and what happened are known.
    pub fn new(class: Class, what: impl Into<String>) -> Self {
        Self {
            class,
            what: what.into(),
            status: None,
            retry_at: None,
            sent: Sent::No,
            remedy: Remedy::AsUsual,
        }
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Says what would help.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = remedy;
        self
    }

    /// Adds when asking again makes sense.
    #[must_use]
    pub fn retry_at(mut self, at: Option<Timestamp>) -> Self {
        self.retry_at = at;
        self
    }

    /// Says that the request may have taken effect.
    #[must_use]
    pub fn perhaps_sent(mut self) -> Self {
        self.sent = Sent::Perhaps;
        self
    }
}
