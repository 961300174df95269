//! `kandidat outbox`: what is still to be sent, and why it has not been.

use std::collections::BTreeSet;

use serde::Serialize;

use super::session::Session;
use super::table::Table;
use super::{End, Ended, json, time};
use crate::domain::AccountName;
use crate::error::{ErrorKind, UserError};
use crate::store::{Insist, OutboxId, OutboxItem, Pause, Via};

/// What is still to be sent, and why it has not been
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_precedence_over_arg = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Try again now: these, or all
    ///
    /// Overrides our own waiting, but not a time that the server named.
    Retry {
        /// Their numbers, as `outbox` prints them
        #[arg(value_name = "ID")]
        ids: Vec<i64>,
        /// Override the server's time as well
        #[arg(long)]
        force: bool,
    },
    /// Give these up; a confirmation that is dropped leaves its applicant saved
    Drop {
        /// Their numbers, as `outbox` prints them
        #[arg(value_name = "ID", required = true)]
        ids: Vec<i64>,
    },
}

#[derive(Serialize)]
struct Changed {
    schema: u32,
    changed: u64,
}

/// Prints or changes it.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    match args.command {
        None => print(session).await,
        Some(Command::Retry { ids, force }) => {
            session.writable()?;
            let ids = if ids.is_empty() { None } else { Some(known(session, ids).await?) };
            let insist = if force { Insist::Yes } else { Insist::No };
            let changed = session.store().await?.outbox_retry(ids, insist).await?;
            told(session, changed, "to be tried again at the next sync");
            if !force && changed > 0 {
                tell_who_asked_to_wait(session).await?;
            }
            Ok(End::Well)
        }
        Some(Command::Drop { ids }) => {
            session.writable()?;
            let ids = known(session, ids).await?;
            let actor = session.actor(Via::Command)?;
            let changed = session.store().await?.outbox_drop(ids, &actor).await?;
            told(session, changed, "dropped");
            Ok(End::Well)
        }
    }
}

/// A retry doesn't override what a server asked for, and says so.
async fn tell_who_asked_to_wait(session: &mut Session) -> Result<(), UserError> {
    let store = session.store().await?;
    let now = session.clock.now();
    let items = store.outbox(usize::MAX).await?;
    let accounts: BTreeSet<AccountName> = items.into_iter().map(|item| item.applicant.account).collect();
    for account in accounts {
        if let Some((Pause::Rate | Pause::Maintenance, Some(until))) = store.pause(&account).await?
            && until > now
        {
            let until = time::local(until);
            session
                .out
                .note(format!("account {account} asked us to wait until {until}; --force overrides it"));
        }
    }
    Ok(())
}

fn told(session: &mut Session, changed: u64, how: &str) {
    if session.out.json {
        session.out.document(&Changed { schema: json::SCHEMA, changed });
    } else {
        session.out.note(format!("{changed} {how}"));
    }
}

/// Checks that all of these are there; otherwise nothing is done.
async fn known(session: &mut Session, ids: Vec<i64>) -> Result<Vec<OutboxId>, UserError> {
    let items = session.store().await?.outbox(usize::MAX).await?;
    let unknown: Vec<String> = ids
        .iter()
        .filter(|id| !items.iter().any(|item| item.id.0 == **id))
        .map(ToString::to_string)
        .collect();
    if unknown.is_empty() {
        return Ok(ids.into_iter().map(OutboxId).collect());
    }
    Err(UserError::new(ErrorKind::Usage, format!("the outbox has no {}", unknown.join(", ")))
        .next("`kandidat outbox` prints the numbers"))
}

async fn print(session: &mut Session) -> Ended {
    let account = session.chosen_account().await?;
    let mut items = session.store().await?.outbox(usize::MAX).await?;
    if let Some(account) = account {
        items.retain(|item| item.applicant.account == account);
    }
    if session.out.json {
        let items: Vec<json::OutboxItem> = items.into_iter().map(json::OutboxItem::new).collect();
        session.out.document(&items);
        return Ok(End::Well);
    }
    if items.is_empty() && session.out.to_terminal {
        session.out.note("nothing waits to be sent");
    }
    let mut table = Table::new(&["ID", "WHAT", "APPLICANT", "STATE", "TRIES", "NEXT", "WHY"], 6);
    for portion in items.chunks(500) {
        let rows: Vec<Vec<String>> = portion.iter().map(cells).collect();
        table.rows(&mut session.out, &rows);
    }
    Ok(End::Well)
}

fn cells(item: &OutboxItem) -> Vec<String> {
    let what = match &item.target {
        Some(target) => format!("{} to {target}", json::outbox_kind(item.kind)),
        None => json::outbox_kind(item.kind).to_owned(),
    };
    vec![
        item.id.0.to_string(),
        what,
        item.applicant.to_string(),
        json::outbox_state(item.state).to_owned(),
        item.attempts.to_string(),
        item.next_try.map(time::local).unwrap_or_default(),
        item.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}
