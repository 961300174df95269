//! `kandidat history`: what happened, when, by whom.

use super::output::Output;
use super::session::Session;
use super::table::{Table, id};
use super::{End, Ended, json, time};
use crate::store::HistoryEvent;

/// What happened, when, by whom: the proof
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only to this applicant
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Only since then: a span such as 2h or 7d, a day, or a time
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
}

/// Events read at a time.
const WINDOW: usize = 1000;

/// Prints the events, the earliest first.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let since = args.since.as_deref().map(|text| time::past(text, session.clock.now())).transpose()?;
    let key = match &args.id {
        Some(id) => Some(session.find(id).await?),
        None => None,
    };
    let account = session.chosen_account().await?;
    let store = session.store().await?;
    let mut table = Table::new(&["WHEN", "WHAT", "APPLICANT", "WHO", "DETAIL"], &[4, 2]);
    let mut after = None;
    let mut first = true;
    loop {
        let (mut events, next) = store.history(key, since, after, WINDOW).await?;
        if let Some(account) = &account {
            events.retain(|event| event.applicant.as_ref().is_some_and(|id| id.account == *account));
        }
        if session.out.json {
            for event in events {
                session.out.bytes(if first { b"[\n" } else { b",\n" });
                first = false;
                let event = json::write(&json::Happening::new(event));
                session.out.bytes(event.as_bytes());
            }
        } else {
            let rows: Vec<Vec<String>> = events.iter().map(|event| cells(event, &session.out)).collect();
            table.rows(&mut session.out, &rows);
        }
        after = next;
        if after.is_none() || session.out.closed() {
            break;
        }
    }
    if session.out.json {
        session.out.line(if first { "[]" } else { "\n]" });
    }
    Ok(End::Well)
}

fn cells(event: &HistoryEvent, out: &Output) -> Vec<String> {
    vec![
        time::local(event.at),
        event.what.clone(),
        event.applicant.as_ref().map(|applicant| id(applicant, out)).unwrap_or_default(),
        event.who.clone().unwrap_or_else(|| event.via.clone()),
        event.detail.clone().unwrap_or_default(),
    ]
}
