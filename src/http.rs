//! The one way to the network: timeouts, retry, rate limit, redirects, and errors with a class.
//!
//! Sources and targets call it; it knows none of them, no store and no domain word.

use jiff::Timestamp;

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
    /// An answer of the wrong kind, or one that can't be read.
    WrongAnswer,
    /// Refused by a rule of ours: size, redirect, plain http.
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
}
