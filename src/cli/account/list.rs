//! How the accounts are doing: what is known here, without asking anybody.

use std::collections::HashMap;

use serde::Serialize;

use crate::cli::session::Session;
use crate::cli::table::Table;
use crate::cli::{End, Ended, json, time};
use crate::domain::{AccountName, Offer, SourceKind};
use crate::engine::SessionState;
use crate::error::UserError;
use crate::store::{AccountState, Pause};

#[derive(Serialize)]
pub struct Line {
    schema: u32,
    pub name: AccountName,
    source: &'static str,
    base_url: Option<String>,
    configured: bool,
    applicants: u64,
    last_sync: Option<jiff::Timestamp>,
    last_error: Option<String>,
    pause: Option<&'static str>,
    paused_until: Option<jiff::Timestamp>,
    /// Nothing for a source without sessions that outlive a command.
    session: Option<Standing>,
}

/// How a session stands.
#[derive(Serialize)]
pub struct Standing {
    state: &'static str,
    /// Its end: to come or past.
    until: Option<jiff::Timestamp>,
}

/// One for each account that is or was configured.
///
/// # Errors
/// Those of the configuration and the store.
pub async fn lines(session: &mut Session) -> Result<Vec<Line>, UserError> {
    let config = session.config()?;
    let store = session.store().await?;
    let now = session.clock.now();
    let chosen = session.chosen_account().await?;
    let mut standing = sessions(session).await?;
    let mut states = store.accounts().await?;
    let mut lines = Vec::new();
    for account in &config.accounts {
        let at = states.iter().position(|state| state.name == account.name);
        let state = at.map(|at| states.swap_remove(at));
        lines.push(line(&account.name, account.source, Some(account.base_url.clone()), state, now));
    }
    // Those whose applicants are still here although they have left the configuration.
    states.sort_by(|a, b| a.name.cmp(&b.name));
    for state in states {
        let (name, kind) = (state.name.clone(), state.kind);
        lines.push(line(&name, kind, None, Some(state), now));
    }
    lines.retain(|line| chosen.as_ref().is_none_or(|name| line.name == *name));
    for line in &mut lines {
        line.session = standing.remove(&line.name);
    }
    Ok(lines)
}

/// How the sessions stand of the accounts that have any.
async fn sessions(session: &mut Session) -> Result<HashMap<AccountName, Standing>, UserError> {
    let config = session.config()?;
    let mut standing = HashMap::new();
    for account in config.accounts.iter().filter(|account| account.source.offers(Offer::Session)) {
        let (state, until) = match session.engine().await?.session(&account.name).await? {
            None => continue,
            Some(SessionState::SignedOut) => ("signed out", None),
            Some(SessionState::Good(until)) => ("good", Some(until)),
            Some(SessionState::Ended(at)) => ("ended", Some(at)),
            Some(SessionState::Refused(_)) => ("refused", None),
        };
        standing.insert(account.name.clone(), Standing { state, until });
    }
    Ok(standing)
}

fn line(
    name: &AccountName,
    kind: SourceKind,
    base_url: Option<String>,
    state: Option<AccountState>,
    now: jiff::Timestamp,
) -> Line {
    let configured = base_url.is_some();
    let pause = state
        .as_ref()
        .filter(|state| state.paused_until.is_none_or(|until| until > now))
        .and_then(|state| state.pause)
        .map(|pause| match pause {
            Pause::ByHand => "by hand",
            Pause::Rate => "rate limit",
            Pause::Maintenance => "maintenance",
            Pause::Refused => "refused",
            Pause::Password => "first password",
        });
    Line {
        schema: json::SCHEMA,
        name: name.clone(),
        source: kind.as_str(),
        base_url,
        configured,
        applicants: state.as_ref().map_or(0, |state| state.applicants),
        last_sync: state.as_ref().and_then(|state| state.last_sync),
        paused_until: pause.and_then(|_| state.as_ref()?.paused_until),
        pause,
        last_error: state.and_then(|state| state.last_error).map(|error| error.to_string()),
        session: None,
    }
}

/// Prints them.
pub async fn run(session: &mut Session) -> Ended {
    let lines = lines(session).await?;
    if session.out.json {
        session.out.document(&lines);
        return Ok(End::Well);
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let health = match (line.pause, line.paused_until, &line.last_error) {
                (Some(why), Some(until), _) => format!("{why} until {}", time::local(until)),
                (Some("by hand"), None, _) => "paused".to_owned(),
                (Some(why), None, _) => why.to_owned(),
                // What to do about it is told by the sync, and with --json.
                (None, _, Some(error)) => error.lines().next().unwrap_or_default().to_owned(),
                (None, _, None) if !line.configured => "not in the configuration".to_owned(),
                (None, _, None) => "well".to_owned(),
            };
            let standing = match &line.session {
                None => String::new(),
                Some(Standing { state: "good", until: Some(until) }) => {
                    format!("until {}", time::local(*until))
                }
                Some(Standing { state, .. }) => (*state).to_owned(),
            };
            vec![
                line.name.to_string(),
                line.source.to_owned(),
                line.applicants.to_string(),
                line.last_sync.map_or_else(|| "never".to_owned(), time::local),
                standing,
                health,
                line.base_url.clone().unwrap_or_default(),
            ]
        })
        .collect();
    Table::new(&["NAME", "SOURCE", "APPLICANTS", "LAST SYNC", "SESSION", "HEALTH", "ADDRESS"], &[5])
        .rows(&mut session.out, &rows);
    Ok(End::Well)
}
