//! `kandidat stage`: move applicants in the funnel.

use std::collections::BTreeSet;

use serde::Serialize;

use super::session::{Choice, Session};
use super::{End, Ended, json};
use crate::domain::{AccountName, Key, Stage};
use crate::error::{ErrorKind, UserError};
use crate::store::{Edit, OutboxItem, OutboxKind, Via};

/// Move applicants in the funnel
///
/// The stages are new, contacted, interview, offer, hired, rejected and withdrawn.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "kandidat stage <ID>... <STAGE> [--reason <TEXT>]\n       kandidat stage --query <QUERY> <STAGE> [--reason <TEXT>]"
)]
pub struct Args {
    /// Applicants, by their ids as `list` prints them, and last the stage
    #[arg(value_name = "ID… STAGE", required = true)]
    words: Vec<String>,
    /// Applicants that match this query
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Why, for a rejection or a withdrawal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Moved {
    schema: u32,
    stage: Stage,
    /// Those who moved; whoever stood there already did not.
    changed: u64,
}

/// Moves them.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    session.writable()?;
    let usage = |what: &str| UserError::new(ErrorKind::Usage, what);
    let mut ids = args.words;
    let word = ids.pop().unwrap_or_default();
    let stages = Stage::ALL.map(Stage::as_str).join(", ");
    let to: Stage = word.parse().map_err(|unknown: crate::domain::stage::UnknownWord| {
        let error = usage(&format!("there is no stage \"{word}\""));
        match unknown.nearest {
            Some(near) => error.next(format!("did you mean {near}? ({stages})")),
            None => error.next(format!("the stage comes last and is one of {stages}")),
        }
    })?;
    match (&args.query, ids.is_empty()) {
        (None, true) => {
            return Err(
                usage("this names no applicant").next("kandidat stage ID… STAGE, or --query QUERY STAGE")
            );
        }
        (Some(_), false) => return Err(usage("ids and --query can't both choose the applicants")),
        _ => {}
    }
    if args.reason.is_some() && !matches!(to, Stage::Rejected | Stage::Withdrawn) {
        return Err(usage("--reason goes with rejected and withdrawn only"));
    }
    let keys = session.choose(&Choice { ids, query: args.query }).await?;
    let actor = session.actor(Via::Command)?;
    let mut changed = 0;
    if !keys.is_empty() {
        let store = session.store().await?;
        changed = store.apply(keys.clone(), Edit::Stage { to, reason: args.reason }, &actor).await?.changed;
        report(&keys, session).await?;
    }
    let before = keys.len() as u64 - changed;
    if session.out.json {
        session.out.document(&Moved { schema: json::SCHEMA, stage: to, changed });
    } else {
        let what = if changed == 1 { "applicant is" } else { "applicants are" };
        let before = if before > 0 { format!(", {before} stood there before") } else { String::new() };
        session.out.note(format!("{changed} {what} {to} now{before}"));
    }
    Ok(End::Well)
}

/// Tells the sources that want to know, at once; what can't be told now stays in the outbox.
async fn report(keys: &[Key], session: &mut Session) -> Result<(), UserError> {
    let store = session.store().await?;
    let of_these = async || -> Result<Vec<OutboxItem>, UserError> {
        let mut items = store.outbox_of(keys).await?;
        items.retain(|item| item.kind == OutboxKind::Feedback);
        Ok(items)
    };
    let accounts: BTreeSet<AccountName> =
        of_these().await?.into_iter().map(|item| item.applicant.account).collect();
    let configured = session.config()?;
    let mut told = Vec::new();
    for account in accounts.iter().filter(|name| configured.account(name).is_some()) {
        let engine = session.engine().await?;
        let brought = session
            .with_progress(async |reporter, stop| engine.send_due(account, &reporter, &stop).await)
            .await?;
        told.extend(brought.stop);
    }
    for error in &told {
        session.out.error(error);
    }
    let left = of_these().await?.len();
    if left > 0 {
        session.out.note(format!(
            "{left} to be reported to the source; `kandidat outbox` says when and why not yet"
        ));
    }
    Ok(())
}
