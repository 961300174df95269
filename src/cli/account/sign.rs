//! Signing in and out, renewing a session, changing a password.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::one;
use crate::cli::session::Session;
use crate::cli::{End, Ended, hidden, json, time};
use crate::domain::{AccountName, Offer};
use crate::engine::{Engine, SessionState, Stored};
use crate::error::{ErrorKind, UserError};

#[derive(Serialize)]
struct Changed<'a> {
    schema: u32,
    account: &'a AccountName,
    /// Where the new password stands now.
    stored: Option<String>,
    /// What the person has to do, so that the configuration finds it.
    to_do: Option<String>,
}

/// The engine, for something that changes this account's session.
async fn engine(session: &mut Session, name: &AccountName) -> Result<Engine, UserError> {
    session.writable()?;
    session.known_account(name).await?;
    let engine = session.engine().await?;
    engine.account(name)?;
    Ok(engine)
}

pub async fn log_in(session: &mut Session, name: AccountName) -> Ended {
    let engine = engine(session, &name).await?;
    engine.sign_in(&name).await?;
    tell_session(session, &engine, &name, "signed in").await
}

pub async fn refresh(session: &mut Session, name: AccountName) -> Ended {
    let engine = engine(session, &name).await?;
    engine.renew_session(&name).await?;
    tell_session(session, &engine, &name, "the session is renewed").await
}

async fn tell_session(session: &mut Session, engine: &Engine, name: &AccountName, what: &str) -> Ended {
    let end = match engine.session(name).await? {
        Some(SessionState::Good(until)) => format!(", good until {}", time::local(until)),
        _ => String::new(),
    };
    one(session, name, &format!("{name}: {what}{end}")).await
}

pub async fn log_out(session: &mut Session, name: AccountName) -> Ended {
    let engine = engine(session, &name).await?;
    engine.sign_out(&name).await?;
    one(session, &name, &format!("{name}: signed out; the next call signs in again")).await
}

pub async fn change_password(session: &mut Session, name: AccountName) -> Ended {
    let engine = engine(session, &name).await?;
    let account = engine.account(&name)?;
    if !account.source.offers(Offer::Session) {
        return Err(UserError::new(
            ErrorKind::Usage,
            format!("account {name}: {} has no password to change", account.source.title()),
        ));
    }
    let new = if session.can_ask() {
        typed(session, &name).await?
    } else {
        hidden::from_stdin(session, "the new password").await?
    };
    let stored = engine.change_password(&name, &new, None).await?;
    if session.out.json {
        let (place, to_do) = match &stored {
            Stored::There(place) => (Some(place.to_string()), None),
            Stored::ByHand(how) => (None, Some(how.to_string())),
        };
        session.out.document(&Changed { schema: json::SCHEMA, account: &name, stored: place, to_do });
        return Ok(End::Well);
    }
    match stored {
        Stored::There(place) => {
            session.out.note(format!("{name}: the password is changed, and stands in {place}"))
        }
        // This must be heard, or the next command asks with the old one.
        Stored::ByHand(how) => {
            session.out.warn(format!("{name}: the password is changed at the source\n  → {how}"));
        }
    }
    Ok(End::Well)
}

/// Twice the same.
async fn typed(session: &mut Session, name: &AccountName) -> Result<SecretString, UserError> {
    loop {
        let first = hidden::ask(session, &format!("New password of {name} (not shown):")).await?;
        let second = hidden::ask(session, "Once more:").await?;
        if first.expose_secret() == second.expose_secret() {
            return Ok(first);
        }
        session.out.warn("these are not the same");
    }
}
