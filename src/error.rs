//! What a person is told when something went wrong: what happened, why, and what to do.
//!
//! Each floor has an error type of its own; this is what they all become on their way to a person.

use std::fmt;

use jiff::Timestamp;

mod reason;

pub use reason::{Cause, Reason};

/// What an error means to a script: the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Done in part; each failure was named (exit 1).
    Partial,
    /// The command was called wrongly (exit 2).
    Usage,
    /// The configuration is wrong or missing (exit 3).
    Config,
    /// A source rejected the credentials (exit 4).
    Auth,
    /// A source, or the way to it, is unavailable (exit 5).
    Unavailable,
    /// The inbox's own memory failed (exit 6).
    Store,
    /// Stopped by the person (exit 130).
    Interrupted,
    /// Stopped by the system (exit 143).
    Terminated,
}

impl ErrorKind {
    /// The exit code, as published in the README.
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Partial => 1,
            ErrorKind::Usage => 2,
            ErrorKind::Config => 3,
            ErrorKind::Auth => 4,
            ErrorKind::Unavailable => 5,
            ErrorKind::Store => 6,
            ErrorKind::Interrupted => 130,
            ErrorKind::Terminated => 143,
        }
    }
}

/// An error as a person reads it. Never holds a secret, a token, a chat link or an applicant's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    /// What happened, as one sentence without a full stop.
    pub what: String,
    /// Why, when it is known.
    pub why: Option<String>,
    /// What the person can do.
    pub next: Option<String>,
    /// What it means to a script.
    pub kind: ErrorKind,
    /// What is behind it, for whoever tells it in another language; `None` leaves only the sentences.
    pub cause: Option<Cause>,
    /// Whom or what it is about: an account, an applicant's id, a file.
    pub of: Option<Box<str>>,
    /// Until when it lasts, if that is known.
    pub until: Option<Timestamp>,
}

impl UserError {
    /// An error of which only what happened is known yet.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self { what: what.into(), why: None, next: None, kind, cause: None, of: None, until: None }
    }

    /// Says what is behind it, so that it can be told in every language.
    #[must_use]
    pub fn cause(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Says whom or what it is about.
    #[must_use]
    pub fn of(mut self, of: impl ToString) -> Self {
        self.of = Some(of.to_string().into());
        self
    }

    /// Says until when it lasts.
    #[must_use]
    pub fn until(mut self, until: Option<Timestamp>) -> Self {
        self.until = until;
        self
    }

    /// Adds why.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }
}

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(why) = &self.why {
            write!(f, ": {why}")?;
        }
        if let Some(next) = &self.next {
            write!(f, "\n  → {next}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UserError {}
