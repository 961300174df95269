//! `kandidat account`: the connections, how they are doing, and a controlled stop.

use serde::Serialize;

use super::session::Session;
use super::table::Table;
use super::{End, Ended, account_name, json, time};
use crate::domain::{AccountName, SourceKind};
use crate::error::UserError;
use crate::store::{AccountState, Pause};

/// The accounts, how they are doing, and a controlled stop
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The accounts and how they are doing
    List,
    /// Stop asking an account: for announced maintenance, or a change of credentials
    Pause {
        /// Which
        #[arg(value_parser = account_name)]
        name: AccountName,
        /// Until then: a span such as 30m or 2h, a day, or a time; else until `resume`
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
    },
    /// Go on asking an account
    Resume {
        /// Which
        #[arg(value_parser = account_name)]
        name: AccountName,
    },
}

#[derive(Serialize)]
struct Line {
    schema: u32,
    name: AccountName,
    source: &'static str,
    base_url: Option<String>,
    configured: bool,
    applicants: u64,
    last_sync: Option<jiff::Timestamp>,
    last_error: Option<String>,
    pause: Option<&'static str>,
    paused_until: Option<jiff::Timestamp>,
}

/// Does what the subcommand says.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    match args.command {
        Command::List => list(session).await,
        Command::Pause { name, until } => {
            session.writable()?;
            session.known_account(&name).await?;
            let until = until.map(|text| time::future(&text, session.clock.now())).transpose()?;
            session.store().await?.set_pause(&name, Some((Pause::ByHand, until))).await?;
            let end = until.map_or_else(
                || format!("until `kandidat account resume {name}`"),
                |at| format!("until {}", time::local(at)),
            );
            one(session, &name, &format!("{name} is paused {end}")).await
        }
        Command::Resume { name } => {
            session.writable()?;
            session.known_account(&name).await?;
            session.store().await?.set_pause(&name, None).await?;
            one(session, &name, &format!("{name} is asked again")).await
        }
    }
}

async fn one(session: &mut Session, name: &AccountName, said: &str) -> Ended {
    if session.out.json {
        let line = lines(session).await?.into_iter().find(|line| line.name == *name);
        session.out.document(&line);
    } else {
        session.out.note(said);
    }
    Ok(End::Well)
}

async fn lines(session: &mut Session) -> Result<Vec<Line>, UserError> {
    let config = session.config()?;
    let store = session.store().await?;
    let now = session.clock.now();
    let chosen = session.chosen_account().await?;
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
    Ok(lines)
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
    }
}

async fn list(session: &mut Session) -> Ended {
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
            vec![
                line.name.to_string(),
                line.source.to_owned(),
                line.applicants.to_string(),
                line.last_sync.map_or_else(|| "never".to_owned(), time::local),
                health,
                line.base_url.clone().unwrap_or_default(),
            ]
        })
        .collect();
    Table::new(&["NAME", "SOURCE", "APPLICANTS", "LAST SYNC", "HEALTH", "ADDRESS"], 4)
        .rows(&mut session.out, &rows);
    Ok(End::Well)
}
