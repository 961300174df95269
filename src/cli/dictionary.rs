//! `kandidat dictionary`: a source's reference data, as it was last read.

use std::collections::HashMap;

use serde::Serialize;

use super::session::Session;
use super::table::Table;
use super::{Ended, end_of, json};
use crate::domain::{AccountName, Dictionary, Offer};
use crate::error::{ErrorKind, UserError};
use crate::store::{Access, KnownEntry};

/// Reference data: professions and locations
///
/// Asks the source only when none is known yet, or with --refresh. What is no longer listed keeps its last name.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which
    #[arg(value_enum)]
    which: Which,
    /// Ask the source, even when some is known
    #[arg(long)]
    refresh: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Which {
    /// What people do
    Professions,
    /// Where they do it
    Locations,
}

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    account: &'a AccountName,
    id: &'a str,
    name: &'a str,
    parent: Option<&'a str>,
    /// Whether the source still lists it.
    listed: bool,
}

/// Prints them.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let which = match args.which {
        Which::Professions => Dictionary::Professions,
        Which::Locations => Dictionary::Locations,
    };
    if args.refresh {
        session.writable()?;
    }
    let chosen = session.chosen_account().await?;
    let config = session.configured()?;
    let able: Vec<AccountName> = config
        .accounts
        .iter()
        .filter(|account| account.source.offers(Offer::Dictionaries))
        .map(|account| account.name.clone())
        .filter(|name| chosen.as_ref().is_none_or(|chosen| chosen == name))
        .collect();
    let store = session.store().await?;
    let mut failed = Vec::new();
    let mut asked = 0;
    if store.access() == Access::ReadWrite {
        for name in &able {
            if args.refresh || store.dictionary_state(name, which).await?.is_none() {
                asked += 1;
                let engine = session.engine().await?;
                failed.extend(engine.refresh_dictionary(name, which).await.err());
            }
        }
    }
    let known = store.dictionary(chosen.as_ref(), which).await?;
    if able.is_empty() && known.is_empty() {
        let whose = chosen.map_or_else(
            || "no account has".to_owned(),
            |name| format!("the source of account {name} has no"),
        );
        return Err(
            UserError::new(ErrorKind::Usage, format!("{whose} reference data")).why("only HRDrom has any")
        );
    }
    print(session, &known);
    for error in &failed {
        session.out.error(error);
    }
    Ok(end_of(&failed, asked))
}

fn print(session: &mut Session, known: &[(AccountName, KnownEntry)]) {
    if session.out.json {
        let lines: Vec<Line<'_>> = known
            .iter()
            .map(|(account, known)| Line {
                schema: json::SCHEMA,
                account,
                id: &known.entry.id,
                name: &known.entry.name,
                parent: known.entry.parent.as_deref(),
                listed: known.listed,
            })
            .collect();
        session.out.document(&lines);
        return;
    }
    let names: HashMap<(&AccountName, &str), &str> =
        known.iter().map(|(of, known)| ((of, known.entry.id.as_str()), known.entry.name.as_str())).collect();
    let rows: Vec<Vec<String>> = known
        .iter()
        .map(|(account, known)| {
            vec![
                known.entry.id.clone(),
                known.entry.name.clone(),
                known
                    .entry
                    .parent
                    .as_deref()
                    .map(|id| names.get(&(account, id)).map_or(id, |name| name).to_owned())
                    .unwrap_or_default(),
                if known.listed { String::new() } else { "no longer listed".to_owned() },
                account.to_string(),
            ]
        })
        .collect();
    Table::new(&["ID", "NAME", "WITHIN", "", "ACCOUNT"], &[1]).rows(&mut session.out, &rows);
}
