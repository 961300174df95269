//! `kandidat sync`: pull, save, send what is due; once, or again and again.

use std::collections::HashSet;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use super::session::Session;
use super::{End, Ended, foremost, json};
use crate::config::value;
use crate::domain::{AccountName, Key, Safety};
use crate::engine::{Confirming, Engine, Fetching, Summary, Synced, TaskId};
use crate::error::{ErrorKind, UserError};
use crate::source::ONLY_ITS_BEGINNING;
use crate::store::{Pause, Sort};

/// Pull, save, and send what is due
///
/// With --confirm all that is safely stored is confirmed as well. Prints one summary.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Go on until stopped, this often (else as often as each account's `poll`, or every 2m)
    #[arg(long, value_name = "EVERY", num_args = 0..=1, value_parser = every)]
    watch: Option<Option<Duration>>,
    /// Confirm all that is safely stored
    #[arg(long)]
    confirm: bool,
    /// Leave the files for later
    #[arg(long)]
    no_media: bool,
}

/// How often an account is asked that names no time.
const USUAL: Duration = Duration::from_secs(120);

fn every(text: &str) -> Result<Duration, String> {
    value::duration(text)
        .filter(|every| !every.is_zero())
        .ok_or_else(|| "a whole number and s, m, h or d, such as 30s or 5m".to_owned())
}

/// What a sync did, as scripts read it.
#[derive(Serialize)]
struct Report {
    schema: u32,
    new: u64,
    updated: u64,
    media_saved: u64,
    confirmed: u64,
    held_back: u64,
    unreadable: u64,
    failed: u64,
    problems: Vec<json::Problem>,
}

/// Syncs.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    session.writable()?;
    let accounts = session.network_accounts().await?;
    let fetching = if args.no_media { Fetching::Skip } else { Fetching::Fetch };
    let confirming = if args.confirm { Confirming::All } else { Confirming::OrderedOnly };
    let engine = session.engine().await?;
    let Some(every) = args.watch else {
        let mut synced = match once(session, &engine, 1, accounts, fetching, confirming).await {
            Err(error) if error.kind == ErrorKind::Store => {
                // It ends with its one object also when nothing could be stored.
                let kind = error.kind;
                let summary = Summary { failed: 1, problems: vec![error], ..Summary::default() };
                tell(session, &summary, None);
                return Ok(End::With(kind));
            }
            synced => synced?,
        };
        name_left_behind(session, &mut synced, &mut HashSet::new()).await?;
        tell(session, &synced.summary, None);
        let waiting = asked_to_wait(&engine, &synced).await?;
        let held = match fetching {
            Fetching::Fetch => synced.summary.held_back,
            // Left out on purpose is not failed; only a file that can't be had counts.
            Fetching::Skip => held(session).await?,
        };
        return Ok(end(&synced, &waiting, held));
    };
    let config = session.config()?;
    let period = |name: &AccountName| every.or_else(|| config.account(name)?.poll).unwrap_or(USUAL);
    let mut due: Vec<(Instant, AccountName)> =
        accounts.into_iter().map(|name| (Instant::now(), name)).collect();
    let mut round = 0;
    let mut named = HashSet::new();
    loop {
        let Some(next) = due.iter().map(|(at, _)| *at).min() else { return Ok(End::Well) };
        tokio::select! {
            () = session.stop.cancelled() => return Ok(End::Well),
            () = tokio::time::sleep_until(next) => {}
        }
        let now = Instant::now();
        let mut names = Vec::new();
        for (_, name) in due.iter().filter(|(at, _)| *at <= now) {
            // The first round was asked for by a person; from then on refused credentials are left alone for a while.
            if round == 0 || !engine.rests_for_credentials(name).await? {
                names.push(name.clone());
            }
        }
        round += 1;
        if !names.is_empty() {
            let mut synced = once(session, &engine, round, names, fetching, confirming).await?;
            name_left_behind(session, &mut synced, &mut named).await?;
            let at = session.clock.now();
            tell(session, &synced.summary, Some(at));
            session.out.flush();
            // Nobody reads any more: whoever watched has gone.
            if session.out.closed() {
                return Ok(End::Well);
            }
        }
        let ended = Instant::now();
        for (at, name) in due.iter_mut().filter(|(at, _)| *at <= now) {
            *at = ended + period(name);
        }
    }
}

async fn once(
    session: &mut Session,
    engine: &Engine,
    round: u64,
    accounts: Vec<AccountName>,
    fetching: Fetching,
    confirming: Confirming,
) -> Result<Synced, UserError> {
    let engine = engine.clone();
    session
        .with_progress(async move |reporter, stop| {
            engine.sync(TaskId(round), &accounts, fetching, confirming, &reporter, &stop).await
        })
        .await
}

/// Names whom the sync left behind without having named them yet: those whom a file that can't be had holds back,
/// and the records that can't be read. `named` are those of earlier rounds.
async fn name_left_behind(
    session: &mut Session,
    synced: &mut Synced,
    named: &mut HashSet<Key>,
) -> Result<(), UserError> {
    let mut left = Vec::new();
    if synced.summary.held_back > 0 {
        left.push(("is:held -is:unreadable", "held back"));
    }
    if synced.summary.unreadable > 0 {
        left.push(("is:unreadable", "can't be read"));
    }
    for (query, how) in left {
        let query = session.query(query).await?;
        let store = session.store().await?;
        let keys = store.keys(&query, Sort::Newest, usize::MAX).await?;
        for row in store.rows(keys).await? {
            let asked = synced.accounts.iter().any(|(account, _)| *account == row.id.account);
            let told = format!("{}: ", row.id);
            let told = synced.summary.problems.iter().any(|problem| problem.what.starts_with(&told));
            if !asked || !named.insert(row.key) || told {
                continue;
            }
            let next = match row.safety {
                Safety::Unreadable => {
                    let cut = row.held.as_ref().is_some_and(|held| held.detail.ends_with(ONLY_ITS_BEGINNING));
                    let what = if cut { "what is kept of it" } else { "it as it came" };
                    format!("`kandidat show --raw {}` prints {what}", row.id)
                }
                _ => "it is kept; `kandidat confirm --accept-missing` accepts the gap".to_owned(),
            };
            let mut problem = UserError::new(ErrorKind::Partial, format!("{}: {how}", row.id)).next(next);
            problem.why = row.held.map(|held| held.to_string());
            synced.summary.problems.push(problem);
        }
    }
    Ok(())
}

fn tell(session: &mut Session, summary: &Summary, at: Option<jiff::Timestamp>) {
    for problem in &summary.problems {
        session.out.error(problem);
    }
    if session.out.json {
        session.out.document(&Report {
            schema: json::SCHEMA,
            new: summary.new,
            updated: summary.updated,
            media_saved: summary.media_saved,
            confirmed: summary.confirmed,
            held_back: summary.held_back,
            unreadable: summary.unreadable,
            failed: summary.failed,
            problems: summary.problems.iter().map(json::Problem::new).collect(),
        });
    } else if !session.out.quiet {
        let at = at.map(|at| format!("{}  ", super::time::local(at))).unwrap_or_default();
        session.out.line(format!("{at}{}", sentence(summary)));
    }
}

fn sentence(summary: &Summary) -> String {
    let mut line = format!(
        "{} new, {} updated, {} files saved, {} confirmed",
        summary.new, summary.updated, summary.media_saved, summary.confirmed
    );
    for (many, what) in
        [(summary.held_back, "held back"), (summary.unreadable, "unreadable"), (summary.failed, "failed")]
    {
        if many > 0 {
            line.push_str(&format!(", {many} {what}"));
        }
    }
    line
}

/// How many applicants a file that can't be had holds back.
async fn held(session: &mut Session) -> Result<u64, UserError> {
    let query = session.query("is:held").await?;
    Ok(session.store().await?.count(&query).await?)
}

/// The accounts whose server asked us to wait for longer than a sync waits.
async fn asked_to_wait(engine: &Engine, synced: &Synced) -> Result<Vec<AccountName>, UserError> {
    let mut waiting = Vec::new();
    for (account, _) in &synced.accounts {
        if let Some((Pause::Rate | Pause::Maintenance, _)) = engine.store().pause(account).await? {
            waiting.push(account.clone());
        }
    }
    Ok(waiting)
}

/// The exit code: what all accounts failed of, or 1 when only something failed.
fn end(synced: &Synced, waiting: &[AccountName], held: u64) -> End {
    // Something may have been stored before the disk was full; what counts is that it is.
    if synced.summary.problems.iter().any(|problem| problem.kind == ErrorKind::Store) {
        return End::With(ErrorKind::Store);
    }
    let failed: Vec<ErrorKind> = synced
        .accounts
        .iter()
        .filter_map(|(account, ended)| match ended {
            Err(error) => Some(error.kind),
            Ok(summary) if !summary.problems.is_empty() && waiting.contains(account) => {
                Some(ErrorKind::Unavailable)
            }
            Ok(_) => None,
        })
        .collect();
    if !failed.is_empty() && failed.len() == synced.accounts.len() {
        return End::With(foremost(&failed));
    }
    let summary = &synced.summary;
    let in_part = !failed.is_empty()
        || summary.failed > 0
        || held > 0
        || summary.unreadable > 0
        || !summary.problems.is_empty();
    if in_part { End::With(ErrorKind::Partial) } else { End::Well }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synced(accounts: &[Result<Summary, ErrorKind>]) -> Synced {
        let mut all = Synced { summary: Summary::default(), accounts: Vec::new() };
        for (at, account) in accounts.iter().enumerate() {
            let ended = account.clone().map_err(|kind| UserError::new(kind, "x"));
            if let Ok(one) = &ended {
                all.summary.failed += one.failed;
            }
            all.accounts.push((AccountName::new(format!("a{at}")).unwrap(), ended));
        }
        all
    }

    #[test]
    fn the_exit_code_says_what_all_failed_of() {
        use ErrorKind::{Auth, Config, Partial, Unavailable};
        let well = || Ok(Summary::default());
        let broken = || Ok(Summary { failed: 1, ..Summary::default() });
        for (accounts, code) in [
            (vec![well(), well()], None),
            (vec![well(), Err(Auth)], Some(Partial)),
            (vec![Err(Auth), Err(Auth)], Some(Auth)),
            (vec![Err(Unavailable), Err(Auth)], Some(Auth)),
            (vec![Err(Unavailable), Err(Unavailable)], Some(Unavailable)),
            (vec![Err(Config)], Some(Config)),
            (vec![Err(Config), well()], Some(Partial)),
            (vec![broken()], Some(Partial)),
            (vec![], None),
        ] {
            let expected = code.map_or(End::Well, End::With);
            assert_eq!(end(&synced(&accounts), &[], 0), expected, "{accounts:?}");
        }
        assert_eq!(end(&synced(&[well()]), &[], 1), End::With(Partial), "a file that can't be had");
    }

    #[test]
    fn a_store_that_failed_half_way_is_told_as_such() {
        let mut one = synced(&[Ok(Summary { new: 3, ..Summary::default() })]);
        one.summary.problems.push(UserError::new(ErrorKind::Store, "the disk is full"));
        assert_eq!(end(&one, &[], 0), End::With(ErrorKind::Store));
    }

    #[test]
    fn a_long_wait_that_the_server_asked_for_counts_as_away() {
        let mut one = synced(&[Ok(Summary { new: 3, ..Summary::default() })]);
        if let Ok(summary) = &mut one.accounts[0].1 {
            summary.problems.push(UserError::new(ErrorKind::Unavailable, "later"));
        }
        let name = one.accounts[0].0.clone();
        assert_eq!(end(&one, &[name], 0), End::With(ErrorKind::Unavailable));
    }
}
