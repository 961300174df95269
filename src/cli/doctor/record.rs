//! `doctor --record`: a sample of what the sources really answer, without anything personal or secret in it.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::mpsc;

use crate::cli::json;
use crate::cli::session::Session;
use crate::config::write::write_private;
use crate::config::{Account, Config};
use crate::domain::{Dictionary, Offer};
use crate::error::{ErrorKind, UserError};
use crate::http::record::{Exchange, Recorder};
use crate::http::{self, pause};
use crate::source::{self, session::InMemory};

/// How many records of a list are waited for; more may be on their way by then.
const RECORDS: usize = 5;

#[derive(Serialize)]
struct Sample {
    schema: u32,
    kandidat: &'static str,
    recorded_at: jiff::Timestamp,
    /// What a reader has to know.
    note: &'static str,
    accounts: Vec<OfAccount>,
}

#[derive(Serialize)]
struct OfAccount {
    source: &'static str,
    /// Whether its contract is overridden.
    contract: bool,
    /// What went wrong, by its class alone.
    failed: Vec<String>,
    answers: Vec<Exchange>,
}

const NOTE: &str = "Letters are x, digits are 0 or 1: what is left is the shape of the answers. Names of fields, media \
                    types and codes of errors are as they came.";

/// Asks these accounts for a little of everything, and writes down the shape of what they answer.
///
/// # Errors
/// When the file can't be written.
pub async fn write(
    session: &mut Session,
    config: &Config,
    accounts: &[Account],
    file: &Path,
) -> Result<(), UserError> {
    let mut sampled = Vec::new();
    for account in accounts {
        session.out.progress(&format!("recording: {}", account.name));
        sampled.push(sample(session, config, account).await?);
        session.out.clear_progress();
    }
    let sample = Sample {
        schema: json::SCHEMA,
        kandidat: env!("CARGO_PKG_VERSION"),
        recorded_at: session.clock.now(),
        note: NOTE,
        accounts: sampled,
    };
    let failed = |why: String| {
        UserError::new(ErrorKind::Partial, format!("{} can't be written", file.display())).why(why)
    };
    let mut text = serde_json::to_string_pretty(&sample).map_err(|error| failed(error.to_string()))?;
    text.push('\n');
    write_private(file, text.as_bytes()).map_err(|error| failed(error.to_string()))
}

async fn sample(session: &Session, config: &Config, account: &Account) -> Result<OfAccount, UserError> {
    let recorder = Recorder::default();
    let settings = http::Settings {
        ca_file: config.ca_file.clone(),
        recorder: Some(recorder.clone()),
        ..http::Settings::default()
    };
    let client = http::Client::new(settings, session.clock.clone())?;
    let board = Arc::new(pause::InMemory::default());
    let source = source::open(account, &client, board, Arc::new(InMemory::default()))?;
    let mut failed = Vec::new();
    let mut note = |what: &str, error: &http::Error| failed.push(format!("{what}: {:?}", error.class));
    if let Err(error) = source.sign_in().await {
        note("sign-in", &error);
    } else {
        if source.offers(Offer::Templates)
            && let Err(error) = source.templates().await
        {
            note("templates", &error);
        }
        if source.offers(Offer::Dictionaries) {
            for which in Dictionary::ALL {
                if let Err(error) = source.dictionary(which, None).await {
                    note("dictionary", &error);
                }
            }
        }
        let (records, mut read) = mpsc::channel(1);
        let few = async move {
            for _ in 0..RECORDS {
                if read.recv().await.is_none() {
                    return false;
                }
            }
            true
        };
        match tokio::join!(source.pull(records), few) {
            // It broke off because nobody listened any more: enough was heard.
            (_, true) => {}
            (Ok(listing), false) => listing.broken.iter().for_each(|error| note("list", error)),
            (Err(error), false) => note("list", &error),
        }
        if source.offers(Offer::Session)
            && let Err(error) = source.sign_out().await
        {
            note("sign-out", &error);
        }
    }
    Ok(OfAccount {
        source: account.source.as_str(),
        contract: !account.contract.is_empty(),
        failed,
        answers: recorder.answers(),
    })
}
