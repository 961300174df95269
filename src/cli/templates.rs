//! `kandidat templates`: the interview templates of the accounts.

use serde::Serialize;

use super::session::Session;
use super::table::Table;
use super::{Ended, end_of, json};
use crate::domain::{AccountName, Offer, Template};
use crate::store::Access;

/// The interview templates
///
/// Asks the source only when none are known yet, or with --refresh.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Ask the source, even when some are known
    #[arg(long)]
    refresh: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    account: &'a AccountName,
    template: &'a str,
    title: &'a str,
    descriptions: Vec<Description<'a>>,
}

#[derive(Serialize)]
struct Description<'a> {
    language: Option<&'a str>,
    text: &'a str,
}

/// Prints them.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let chosen = session.chosen_account().await?;
    let config = session.configured()?;
    if args.refresh {
        session.writable()?;
    }
    let store = session.store().await?;
    let mut known = store.templates(chosen.as_ref()).await?;
    let mut failed = Vec::new();
    let mut asked = 0;
    if store.access() == Access::ReadWrite {
        let engine = session.engine().await?;
        for account in &config.accounts {
            let wanted = chosen.as_ref().is_none_or(|name| *name == account.name);
            let missing = !known.iter().any(|(name, _)| *name == account.name);
            if wanted && account.source.offers(Offer::Templates) && (args.refresh || missing) {
                asked += 1;
                if let Err(error) = engine.refresh_templates(&account.name).await {
                    failed.push(error);
                }
            }
        }
        known = store.templates(chosen.as_ref()).await?;
    }
    print(session, &known, &config.ui.language);
    for error in &failed {
        session.out.error(error);
    }
    Ok(end_of(&failed, asked))
}

fn print(session: &mut Session, known: &[(AccountName, Template)], language: &str) {
    if session.out.json {
        let lines: Vec<Line<'_>> = known
            .iter()
            .map(|(account, template)| Line {
                schema: json::SCHEMA,
                account,
                template: &template.key,
                title: template.title(language),
                descriptions: template
                    .descriptions
                    .iter()
                    .map(|(language, text)| Description { language: language.as_deref(), text })
                    .collect(),
            })
            .collect();
        session.out.document(&lines);
        return;
    }
    let rows: Vec<Vec<String>> = known
        .iter()
        .map(|(account, template)| {
            vec![template.key.clone(), template.title(language).to_owned(), account.to_string()]
        })
        .collect();
    Table::new(&["TEMPLATE", "TITLE", "ACCOUNT"], &[1]).rows(&mut session.out, &rows);
}
