//! `kandidat save`: fetch missing media, and write files out.

use std::path::PathBuf;

use serde::Serialize;

use super::session::{Choice, Session};
use super::{End, Ended, json};
use crate::config::value::write_size;
use crate::domain::ApplicantId;
use crate::engine::{Outcome, TaskId};
use crate::error::{ErrorKind, Reason};

/// Save media: fetch what is missing, and write the files out
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    choice: Choice,
    /// Also write all their files into this folder, under their own names
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

#[derive(Serialize)]
struct Saved {
    schema: u32,
    media_saved: u64,
    bytes: u64,
    folder: Option<PathBuf>,
    /// Files written now, and those that were there before.
    written: u64,
    there: u64,
    failed: Vec<Failure>,
}

#[derive(Serialize)]
struct Failure {
    applicant: ApplicantId,
    why: Reason,
}

/// Fetches and writes.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    session.writable()?;
    session.configured()?;
    let keys = session.choose(&args.choice).await?;
    let engine = session.engine().await?;
    let mut all = Saved {
        schema: json::SCHEMA,
        media_saved: 0,
        bytes: 0,
        folder: None,
        written: 0,
        there: 0,
        failed: Vec::new(),
    };
    let mut stopped = None;

    let what = keys.iter().map(|key| (*key, None)).collect();
    let saving = engine.clone();
    let saved = session
        .with_progress(async move |reporter, stop| saving.save(TaskId(1), what, &reporter, &stop).await)
        .await;
    match saved {
        Outcome::Saved { files, bytes, failed, stop } => {
            stopped = stop;
            (all.media_saved, all.bytes) = (files, bytes);
            all.failed.extend(failed.into_iter().map(|(applicant, why)| Failure { applicant, why }));
        }
        Outcome::Failed(error) => stopped = Some(error),
        _ => {}
    }
    if let Some(folder) = args.to.filter(|_| !session.stop.is_cancelled()) {
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        let to = folder.clone();
        let exported = session
            .with_progress(async move |reporter, stop| {
                engine.export(TaskId(2), keys, to, &reporter, &stop).await
            })
            .await;
        match exported {
            Outcome::Exported { files, there, failed, .. } => {
                (all.written, all.there) = (files - there, there);
                all.folder = Some(folder);
                for (applicant, why) in failed {
                    // What could not be fetched can't be written either, and is told once.
                    if !all.failed.iter().any(|failure| failure.applicant == applicant) {
                        all.failed.push(Failure { applicant, why });
                    }
                }
            }
            Outcome::Failed(error) => stopped = stopped.or(Some(error)),
            _ => {}
        }
    }
    for failure in &all.failed {
        session.out.failure(&format!("{}: {}", failure.applicant, failure.why));
    }
    let well = all.failed.is_empty();
    if session.out.json {
        session.out.document(&all);
    } else {
        session.out.note(format!("{} files saved, {}", all.media_saved, write_size(all.bytes)));
        if let Some(folder) = &all.folder {
            let there = match all.there {
                0 => String::new(),
                there => format!(", {there} were there already"),
            };
            session.out.note(format!("{} files written{there}", all.written));
            session.out.text(&folder.display().to_string());
        }
    }
    match stopped {
        Some(error) => Err(error),
        None if well => Ok(End::Well),
        None => Ok(End::With(ErrorKind::Partial)),
    }
}
