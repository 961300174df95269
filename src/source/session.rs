//! Sessions that outlive a command: what they are, and who keeps them.
//!
//! A source with rotating tokens gives every new pair to its [`SessionKeeper`] before it uses it. The engine keeps them
//! in the data folder; [`InMemory`] is for tests and for sources that live as long as their process.

use std::io;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::http::Error;

/// A session at a source: a pair of tokens and its end. `Debug` shows neither token.
#[derive(Clone, Debug)]
pub struct Session {
    /// The origin that issued it; it is shown to no other.
    pub origin: String,
    /// The login that it belongs to.
    pub login: String,
    /// What requests show.
    pub access: SecretString,
    /// What it is renewed with.
    pub refresh: Option<SecretString>,
    /// When it is to be renewed.
    pub renew_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

impl Session {
    /// The session as one line of text: a secret.
    pub fn encode(&self) -> SecretString {
        let line = json!({
            "origin": self.origin,
            "login": self.login,
            "access": self.access.expose_secret(),
            "refresh": self.refresh.as_ref().map(ExposeSecret::expose_secret),
            "renew_at": self.renew_at.to_string(),
            "ends_at": self.ends_at.to_string(),
        });
        SecretString::from(line.to_string())
    }

    /// Reads what [`Session::encode`] wrote; nothing of what is something else.
    pub fn decode(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        Some(Self {
            origin: text("origin")?,
            login: text("login")?,
            access: SecretString::from(text("access")?),
            refresh: text("refresh").map(SecretString::from),
            renew_at: text("renew_at")?.parse().ok()?,
            ends_at: text("ends_at")?.parse().ok()?,
        })
    }

    /// Whether both are the same session.
    pub fn is(&self, other: &Self) -> bool {
        self.access.expose_secret() == other.access.expose_secret()
    }
}

/// The right to begin or renew a session, which others wait for until it is dropped.
pub type Hold = Box<dyn Send>;

/// Keeps the session of one account, over commands and processes.
pub trait SessionKeeper: Send + Sync {
    /// Lets nobody else begin, renew or end the session until the answer is dropped, so that of two processes the
    /// second finds what the first has got. Whoever holds it too long is not waited for: a session begun twice does
    /// no harm.
    fn hold(&self) -> BoxFuture<'_, Option<Hold>> {
        Box::pin(async { None })
    }

    /// The session that was kept last, by whichever process; one that can't be read is none.
    fn load(&self) -> BoxFuture<'_, io::Result<Option<Session>>>;

    /// Keeps a session in place of the one before. It is durable when this returns.
    fn save<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, io::Result<()>>;

    /// Forgets the session; that there was none is no error.
    fn forget(&self) -> BoxFuture<'_, io::Result<()>>;
}

/// Keeps a session as long as the process lives.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<Option<Session>>);

impl InMemory {
    fn with<T>(&self, act: impl FnOnce(&mut Option<Session>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SessionKeeper for InMemory {
    fn load(&self) -> BoxFuture<'_, io::Result<Option<Session>>> {
        let session = self.with(|kept| kept.clone());
        Box::pin(async move { Ok(session) })
    }

    fn save<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, io::Result<()>> {
        self.with(|kept| *kept = Some(session.clone()));
        Box::pin(async { Ok(()) })
    }

    fn forget(&self) -> BoxFuture<'_, io::Result<()>> {
        self.with(|kept| *kept = None);
        Box::pin(async { Ok(()) })
    }
}

/// How an account's session stands, as far as is known without asking the source.
#[derive(Clone, Debug)]
pub enum SessionState {
    /// There is none; the next call signs in.
    SignedOut,
    /// It is good until then.
    Good(Timestamp),
    /// It ended then; the next call signs in.
    Ended(Timestamp),
    /// The source refused the credentials a moment ago, or wants another password; why.
    Refused(Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_survives_the_trip_and_shows_nothing() {
        let session = Session {
            origin: "https://api.example.com".into(),
            login: "retail".into(),
            access: SecretString::from("acc\"ess"),
            refresh: Some(SecretString::from("ref\nresh")),
            renew_at: "2026-03-01T10:28:00Z".parse().unwrap(),
            ends_at: "2026-03-01T10:30:00Z".parse().unwrap(),
        };
        let line = session.encode();
        assert!(!line.expose_secret().contains('\n'));
        let read = Session::decode(line.expose_secret()).unwrap();
        assert!(read.is(&session) && read.login == "retail" && read.ends_at == session.ends_at);
        assert_eq!(read.refresh.unwrap().expose_secret(), "ref\nresh");
        let shown = format!("{session:?}");
        assert!(!shown.contains("acc\"ess") && !shown.contains("resh\""), "{shown}");
        for wrong in ["", "{}", "null", "{\"origin\":1}"] {
            assert!(Session::decode(wrong).is_none());
        }
    }
}
