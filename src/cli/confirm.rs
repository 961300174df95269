//! `kandidat confirm`: tell the source that applicants arrived. Shows first what would be done; what was shown is
//! what is done.

use serde::Serialize;

use super::session::{Choice, Session};
use super::{End, Ended, foremost, json};
use crate::domain::{ApplicantId, Key, Safety, text};
use crate::engine::{Fate, Fetching, Gaps, TaskId};
use crate::error::{ErrorKind, Reason, UserError};
use crate::store::{Batch, Gap, Row};

/// Confirm applicants at the source
///
/// Only applicants whose record and files are all stored are confirmed. This can't be undone.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    choice: Choice,
    /// Don't ask; needed where nobody can be asked
    #[arg(long, short)]
    yes: bool,
    /// Only show what would be done
    #[arg(long)]
    dry_run: bool,
    /// Fetch missing files first
    #[arg(long)]
    save: bool,
    /// Confirm also those whose files can't be had any more: you accept the gap, by name and on record
    #[arg(long)]
    accept_missing: bool,
}

#[derive(Serialize)]
struct Plan<'a> {
    schema: u32,
    dry_run: bool,
    ready: Vec<&'a ApplicantId>,
    needs_saving: Vec<Missing<'a>>,
    held_back: Vec<Held<'a>>,
    ordered: Vec<&'a ApplicantId>,
    already: Vec<&'a ApplicantId>,
}

#[derive(Serialize)]
struct Missing<'a> {
    id: &'a ApplicantId,
    files: u32,
}

#[derive(Serialize)]
struct Held<'a> {
    id: &'a ApplicantId,
    reason: &'a Reason,
    acceptable: bool,
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    confirmed: usize,
    results: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: ApplicantId,
    outcome: &'static str,
    reason: Option<Reason>,
}

/// Shows, asks, confirms and tells.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    if !args.dry_run {
        session.writable()?;
    }
    session.configured()?;
    if args.accept_missing {
        session.act_by_name()?;
    }
    if !args.yes && !args.dry_run && !session.can_ask() {
        return Err(UserError::new(ErrorKind::Usage, "nobody can be asked here, so nothing was confirmed")
            .next("--yes confirms without asking, --dry-run shows what would be done"));
    }
    let keys = session.choose(&args.choice).await?;
    let batch = session.store().await?.batch(keys).await?;
    if args.dry_run {
        show_plan(session, &batch);
        return Ok(End::Well);
    }
    let chosen = choose(&batch, &args);
    if !args.yes && !chosen.is_empty() {
        show_plan_to_person(session, &batch);
        let whom = if chosen.len() == 1 {
            "this applicant".to_owned()
        } else {
            format!("these {} applicants", chosen.len())
        };
        if !session.agree(&format!("Confirm {whom} at the source? It can't be undone.")).await? {
            session.out.note("nothing was confirmed");
            return Ok(End::Well);
        }
    }
    let mut lines = left_out(&batch, &chosen);
    let mut stopped = Vec::new();
    if !chosen.is_empty() {
        let engine = session.engine().await?;
        let fetching = if args.save { Fetching::Fetch } else { Fetching::Skip };
        let gaps = if args.accept_missing { Gaps::Accept } else { Gaps::Refuse };
        let brought = session
            .with_progress(async move |reporter, stop| {
                engine.confirm(TaskId(1), chosen, fetching, gaps, &reporter, &stop).await
            })
            .await?;
        lines.extend(brought.fates.into_iter().map(|(_, id, fate)| line(id, fate)));
        stopped.extend(brought.stopped.iter().map(|error| error.kind));
    }
    Ok(tell(session, lines, &stopped))
}

/// Those that are asked for at the source: exactly what was shown.
fn choose(batch: &Batch, args: &Args) -> Vec<Key> {
    let mut chosen: Vec<Key> = batch.ready.iter().map(|row| row.key).collect();
    chosen.extend(batch.already.iter().filter(|row| waits(row)).map(|row| row.key));
    if args.save {
        chosen.extend(batch.unsaved.iter().map(|(row, _)| row.key));
    }
    if args.accept_missing {
        let acceptable = batch.held.iter().filter(|(_, _, gap)| *gap == Gap::Acceptable);
        chosen.extend(acceptable.map(|(row, _, _)| row.key));
    }
    chosen
}

/// Whether a confirmation was ordered before and has not arrived: it is tried again.
fn waits(row: &Row) -> bool {
    row.safety == Safety::Confirming
}

fn left_out(batch: &Batch, chosen: &[Key]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let out = |row: &Row| !chosen.contains(&row.key);
    lines.extend(batch.already.iter().filter(|row| out(row)).map(|row| line(row.id.clone(), Fate::Already)));
    lines.extend(batch.unsaved.iter().filter(|(row, _)| out(row)).map(|(row, files)| {
        let why = format!("{} (--save fetches first)", unsaved(files.files));
        line(row.id.clone(), Fate::HeldBack(why.into()))
    }));
    lines.extend(batch.held.iter().filter(|(row, _, _)| out(row)).map(|(row, reason, gap)| {
        let why = match gap {
            Gap::Acceptable => format!("{reason} (--accept-missing confirms all the same)").into(),
            Gap::Never => reason.clone(),
        };
        line(row.id.clone(), Fate::HeldBack(why))
    }));
    lines
}

fn unsaved(files: u32) -> String {
    if files == 1 { "1 file is not saved yet".to_owned() } else { format!("{files} files are not saved yet") }
}

fn line(id: ApplicantId, fate: Fate) -> Line {
    let (outcome, reason) = match fate {
        Fate::Confirmed => ("confirmed", None),
        Fate::Already => ("already", None),
        Fate::HeldBack(why) => ("held_back", Some(why)),
        Fate::Waiting(why) => ("waiting", Some(why)),
        Fate::Refused(why) => ("refused", Some(why)),
    };
    Line { id, outcome, reason }
}

fn tell(session: &mut Session, lines: Vec<Line>, stopped: &[ErrorKind]) -> End {
    let confirmed = lines.iter().filter(|line| line.outcome == "confirmed").count();
    let well = lines.iter().filter(|line| matches!(line.outcome, "confirmed" | "already")).count();
    let all = lines.len();
    let only_waiting = all > 0 && lines.iter().all(|line| line.outcome == "waiting");
    for line in &lines {
        let Some(reason) = &line.reason else { continue };
        session.out.failure(&format!("{}: {}: {reason}", line.id, line.outcome.replace('_', " ")));
    }
    if session.out.json {
        session.out.document(&Report { schema: json::SCHEMA, confirmed, results: lines });
    } else {
        if !session.out.quiet {
            for line in lines.iter().filter(|line| line.reason.is_none()) {
                session.out.text(&format!("{} {}", line.id, line.outcome));
            }
        }
        session.out.note(format!("{confirmed} confirmed, {} not", all - well));
    }
    if well == all {
        End::Well
    } else if !only_waiting {
        End::With(ErrorKind::Partial)
    } else if stopped.is_empty() {
        End::With(ErrorKind::Unavailable)
    } else {
        End::With(foremost(stopped))
    }
}

fn show_plan(session: &mut Session, batch: &Batch) {
    if !session.out.json {
        for (group, line) in plan_lines(batch) {
            session.out.text(&format!("{group}  {line}"));
        }
        return;
    }
    let plan = Plan {
        schema: json::SCHEMA,
        dry_run: true,
        ready: batch.ready.iter().map(|row| &row.id).collect(),
        needs_saving: batch
            .unsaved
            .iter()
            .map(|(row, files)| Missing { id: &row.id, files: files.files })
            .collect(),
        held_back: batch
            .held
            .iter()
            .map(|(row, reason, gap)| Held { id: &row.id, reason, acceptable: *gap == Gap::Acceptable })
            .collect(),
        ordered: batch.already.iter().filter(|row| waits(row)).map(|row| &row.id).collect(),
        already: batch.already.iter().filter(|row| !waits(row)).map(|row| &row.id).collect(),
    };
    session.out.document(&plan);
}

fn show_plan_to_person(session: &mut Session, batch: &Batch) {
    for (group, line) in plan_lines(batch) {
        session.out.warn(text::line(&format!("{group}  {line}")));
    }
}

fn plan_lines(batch: &Batch) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    lines.extend(batch.ready.iter().map(|row| ("ready       ", format!("{}  {}", row.id, row.name))));
    lines.extend(
        batch.unsaved.iter().map(|(row, files)| {
            ("needs saving", format!("{}  {}: {}", row.id, row.name, unsaved(files.files)))
        }),
    );
    lines.extend(
        batch.held.iter().map(|(row, why, _)| ("held back   ", format!("{}  {}: {why}", row.id, row.name))),
    );
    lines.extend(batch.already.iter().map(|row| {
        let group = if waits(row) { "ordered     " } else { "already     " };
        (group, format!("{}  {}", row.id, row.name))
    }));
    lines
}
