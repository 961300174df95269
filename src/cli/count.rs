//! `kandidat count`: how many applicants match.

use serde::Serialize;

use super::query::Words;
use super::session::Session;
use super::{End, Ended, json};
use crate::domain::query::{Flag, Term, Test};
use crate::domain::{Query, Stage};

/// How many applicants match
///
/// All words form one query. With --json also how many of them are new and unread, and what waits in the inbox:
/// made for status bars.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    query: Words,
}

#[derive(Serialize)]
struct Count {
    schema: u32,
    count: u64,
    new: u64,
    unread: u64,
    inbox: Inbox,
}

#[derive(Serialize)]
struct Inbox {
    all: u64,
    new: u64,
    unread: u64,
    to_save: u64,
    to_confirm: u64,
    confirming: u64,
    confirmed: u64,
    unreadable: u64,
    outbox: u64,
    dead: u64,
}

/// Prints the number.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let query = session.query(&args.query.text()).await?;
    let store = session.store().await?;
    let count = store.count(&query).await?;
    if !session.out.json {
        session.out.line(count);
        return Ok(End::Well);
    }
    let also = |test: Test| {
        let mut terms = query.terms.clone();
        terms.push(Term { negated: false, test });
        Query { terms }
    };
    let totals = store.totals().await?;
    let (new, unread) = if query.terms.is_empty() {
        (totals.new, totals.unread)
    } else {
        (
            store.count(&also(Test::Stage(Stage::New))).await?,
            store.count(&also(Test::Is(Flag::Unread))).await?,
        )
    };
    session.out.document(&Count {
        schema: json::SCHEMA,
        count,
        new,
        unread,
        inbox: Inbox {
            all: totals.all,
            new: totals.new,
            unread: totals.unread,
            to_save: totals.to_save,
            to_confirm: totals.to_confirm,
            confirming: totals.confirming,
            confirmed: totals.confirmed,
            unreadable: totals.unreadable,
            outbox: totals.outbox,
            dead: totals.dead,
        },
    });
    Ok(End::Well)
}
