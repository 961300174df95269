//! `kandidat outbox`: what is still to be sent, and why it has not been.

use std::collections::BTreeSet;

use serde::Serialize;

use super::output::Output;
use super::session::Session;
use super::table::{Table, id};
use super::{End, Ended, foremost, json, time};
use crate::domain::{AccountName, ApplicantId};
use crate::engine::Tried;
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::store::{Insist, OutboxId, OutboxItem, OutboxState, Pause, Via};

/// What is still to be sent, and why it has not been
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_precedence_over_arg = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Try again, at once: these, or all
    ///
    /// Overrides our own waiting, but not a time that the server named. Prints what came of each.
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
struct Dropped {
    schema: u32,
    changed: usize,
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    changed: usize,
    results: Vec<Line>,
}

/// What came of one order that was tried again.
#[derive(Serialize)]
struct Line {
    id: i64,
    kind: &'static str,
    applicant: ApplicantId,
    outcome: &'static str,
    reason: Option<String>,
    /// What kept it, if it waits.
    #[serde(skip)]
    waits_for: Option<ErrorKind>,
}

/// Prints or changes it.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    match args.command {
        None => print(session).await,
        Some(Command::Retry { ids, force }) => retry(session, &ids, force).await,
        Some(Command::Drop { ids }) => {
            session.writable()?;
            let ids: Vec<OutboxId> = named(session, &ids).await?.into_iter().map(|item| item.id).collect();
            let (asked, actor) = (ids.len(), session.actor(Via::Command)?);
            let dropped = session.store().await?.outbox_drop(ids, &actor).await? as usize;
            if session.out.json {
                session.out.document(&Dropped { schema: json::SCHEMA, changed: dropped });
            } else {
                session.out.note(format!("{dropped} dropped"));
            }
            if dropped == asked {
                return Ok(End::Well);
            }
            session.out.failure("what is being sent right now can't be dropped");
            Ok(End::With(ErrorKind::Partial))
        }
    }
}

/// Tries again, at once, and tells what came of it.
async fn retry(session: &mut Session, ids: &[i64], force: bool) -> Ended {
    session.writable()?;
    let mut items = named(session, ids).await?;
    items.retain(|item| item.state != OutboxState::Sending);
    let insist = if force { Insist::Yes } else { Insist::No };
    let (mut tried, mut stopped) = (Vec::new(), Vec::new());
    if !items.is_empty() {
        let engine = session.engine().await?;
        (tried, stopped) = session
            .with_progress(async move |reporter, stop| engine.retry(items, insist, &reporter, &stop).await)
            .await?;
    }
    let lines: Vec<Line> = tried.into_iter().map(|(item, came)| line(item, came)).collect();
    // Where the source has no word for a stage there is nothing to send, and nothing wrong.
    let is_well = |line: &&Line| matches!(line.outcome, "sent" | "not mapped");
    for line in lines.iter().filter(|line| !is_well(line)) {
        let reason = line.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        session.out.failure(&format!("{} {}: {}{reason}", line.id, line.applicant, line.outcome));
    }
    let all = lines.len();
    let sent = lines.iter().filter(|line| line.outcome == "sent").count();
    let well = lines.iter().filter(is_well).count();
    let waits_for: Vec<Option<ErrorKind>> = lines.iter().map(|line| line.waits_for).collect();
    let waiting = lines.iter().filter(|line| line.outcome == "waiting").count();
    if session.out.json {
        session.out.document(&Report { schema: json::SCHEMA, changed: all, results: lines });
    } else if all == 0 {
        session.out.note("nothing waits to be sent");
    } else {
        session.out.note(format!("{sent} sent, {} not", all - sent));
    }
    if !force && waiting > 0 {
        tell_who_asked_to_wait(session).await?;
    }
    let waits_for: Vec<ErrorKind> = waits_for.into_iter().flatten().collect();
    let kinds: Vec<ErrorKind> = stopped.iter().map(|error| error.kind).collect();
    Ok(if well == all {
        End::Well
    } else if waiting == all && !kinds.is_empty() {
        End::With(foremost(&kinds))
    } else if waiting == all {
        // Each could not be sent; whether anything is away is in what keeps them.
        End::With(foremost(&waits_for))
    } else {
        End::With(ErrorKind::Partial)
    })
}

fn line(item: OutboxItem, came: Tried) -> Line {
    let mut waits_for = None;
    let (outcome, reason) = match came {
        Tried::Sent => ("sent", None),
        Tried::Waiting(why) => {
            waits_for = Some(kind_of(&why));
            ("waiting", Some(why.to_string()))
        }
        Tried::Refused(why) => ("refused", Some(why.to_string())),
        Tried::NotMapped => ("not mapped", Some("the source has no word for this stage".to_owned())),
        Tried::Withdrawn => ("withdrawn", Some("its applicant is not safely stored any more".to_owned())),
    };
    let kind = json::outbox_kind(item.kind);
    Line { id: item.id.0, kind, applicant: item.applicant, outcome, reason, waits_for }
}

/// What it means that something waits for this reason.
fn kind_of(why: &Reason) -> ErrorKind {
    match why.cause {
        Some(
            Cause::Offline
            | Cause::Unavailable
            | Cause::Wait
            | Cause::Maintenance
            | Cause::WrongAnswer
            | Cause::Paused
            | Cause::Elsewhere,
        ) => ErrorKind::Unavailable,
        Some(Cause::Credentials | Cause::FirstPassword) => ErrorKind::Auth,
        // It waits for something here, such as the confirmation of its applicant.
        _ => ErrorKind::Partial,
    }
}

/// A retry doesn't override what a server asked for, and says so.
async fn tell_who_asked_to_wait(session: &mut Session) -> Result<(), UserError> {
    let store = session.store().await?;
    let now = session.clock.now();
    let items = items(session).await?;
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

/// What the outbox holds, of the account of `--account`.
async fn items(session: &mut Session) -> Result<Vec<OutboxItem>, UserError> {
    let account = session.chosen_account().await?;
    let mut items = session.store().await?.outbox(usize::MAX).await?;
    items.retain(|item| account.as_ref().is_none_or(|name| item.applicant.account == *name));
    Ok(items)
}

/// Those with these numbers, or all when none are named. When one isn't there, nothing is done.
async fn named(session: &mut Session, ids: &[i64]) -> Result<Vec<OutboxItem>, UserError> {
    let mut items = items(session).await?;
    let unknown: Vec<String> = ids
        .iter()
        .filter(|id| !items.iter().any(|item| item.id.0 == **id))
        .map(ToString::to_string)
        .collect();
    if unknown.is_empty() {
        items.retain(|item| ids.is_empty() || ids.contains(&item.id.0));
        return Ok(items);
    }
    Err(UserError::new(ErrorKind::Usage, format!("the outbox has no {}", unknown.join(", ")))
        .next("`kandidat outbox` prints the numbers"))
}

async fn print(session: &mut Session) -> Ended {
    let items = items(session).await?;
    if session.out.json {
        let items: Vec<json::OutboxItem> = items.into_iter().map(json::OutboxItem::new).collect();
        session.out.document(&items);
        return Ok(End::Well);
    }
    if items.is_empty() && session.out.to_terminal {
        session.out.note("nothing waits to be sent");
    }
    let mut table = Table::new(&["ID", "WHAT", "APPLICANT", "STATE", "TRIES", "NEXT", "WHY"], &[2]);
    for portion in items.chunks(500) {
        let rows: Vec<Vec<String>> = portion.iter().map(|item| cells(item, &session.out)).collect();
        table.rows(&mut session.out, &rows);
    }
    Ok(End::Well)
}

fn cells(item: &OutboxItem, out: &Output) -> Vec<String> {
    let what = match &item.target {
        Some(target) => format!("{} to {target}", json::outbox_kind(item.kind)),
        None => json::outbox_kind(item.kind).to_owned(),
    };
    let what = item.report.as_ref().map_or(what.clone(), |report| format!("{what} {}", report.stage));
    vec![
        item.id.0.to_string(),
        what,
        id(&item.applicant, out),
        json::outbox_state(item.state).to_owned(),
        item.attempts.to_string(),
        item.next_try.map(time::local).unwrap_or_default(),
        item.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}
