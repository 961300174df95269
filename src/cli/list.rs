//! `kandidat list`: applicants, as a table, JSON or CSV. Read window by window, so that a long list begins at once
//! and never stands in memory.

use std::collections::HashMap;

use super::output::Output;
use super::query::Words;
use super::session::Session;
use super::table::{Table, id};
use super::{End, Ended, csv, json, time};
use crate::domain::{AccountName, SourceKind};
use crate::error::{ErrorKind, UserError};
use crate::store::{self, From, Row, Sort, Store};

/// Applicants that match
///
/// All words form one query; without one all are listed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    query: Words,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// In which order: the newest first, by name, or by stage
    #[arg(long, value_name = "ORDER", value_enum, default_value_t)]
    sort: Order,
    /// As what
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    /// The newest first
    #[default]
    Age,
    /// By name
    Name,
    /// By stage, the newest first within each
    Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One array
    Json,
    /// One object a line
    Jsonl,
    /// For spreadsheets
    Csv,
}

/// Rows read at a time.
const WINDOW: usize = 200;

/// Prints them.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let format = match (args.format, session.out.json) {
        (None, false) => Format::Table,
        (None | Some(Format::Json), true) => Format::Json,
        (Some(Format::Jsonl), true) => Format::Jsonl,
        (Some(format), false) => format,
        (Some(_), true) => {
            return Err(UserError::new(ErrorKind::Usage, "--json and --format ask for different things")
                .next("leave one of them out"));
        }
    };
    let query = session.query(&args.query.text()).await?;
    let sort = match args.sort {
        Order::Age => Sort::Newest,
        Order::Name => Sort::Name,
        Order::Stage => Sort::Stage,
    };
    let kinds = session.kinds().await?;
    let store = session.store().await?;
    let now = session.clock.now();
    let mut left = args.limit.unwrap_or(usize::MAX);
    let mut printer = Printer::new(format, kinds, now);
    let mut from = From::Start;
    while left > 0 && !session.out.closed() && !session.stop.is_cancelled() {
        let window = store.window(&query, sort, from, left.min(WINDOW)).await?;
        let Some(last) = window.rows.last() else { break };
        from = From::After(last.key);
        left -= window.rows.len().min(left);
        let more = window.more_after;
        printer.print(&mut session.out, &store, window.rows).await?;
        session.out.flush();
        if !more {
            break;
        }
    }
    printer.end(&mut session.out);
    Ok(End::Well)
}

struct Printer {
    format: Format,
    kinds: HashMap<AccountName, SourceKind>,
    now: jiff::Timestamp,
    table: Table,
    printed: u64,
}

/// The columns of CSV, in their published order.
const COLUMNS: [&str; 25] = [
    "id",
    "account",
    "source",
    "source_id",
    "name",
    "phone",
    "email",
    "job",
    "template",
    "title",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "applied_at",
    "pulled_at",
    "stage",
    "safety",
    "unread",
    "tags",
    "note",
    "assignee",
    "contacted_at",
    "media",
    "unsaved",
];

impl Printer {
    fn new(format: Format, kinds: HashMap<AccountName, SourceKind>, now: jiff::Timestamp) -> Self {
        let table = Table::new(&["", "NAME", "POSITION", "AGE", "STAGE", "MEDIA", "SAFETY", "ID"], &[2, 1]);
        Self { format, kinds, now, table, printed: 0 }
    }

    async fn print(&mut self, out: &mut Output, store: &Store, rows: Vec<Row>) -> Result<(), UserError> {
        if self.format == Format::Table {
            let rows: Vec<Vec<String>> = rows.iter().map(|row| self.cells(row, out)).collect();
            self.table.rows(out, &rows);
            self.printed += rows.len() as u64;
            return Ok(());
        }
        // Whom somebody has erased between the two questions is left out.
        for applicant in store.details(rows.iter().map(|row| row.key).collect()).await? {
            if out.closed() {
                break;
            }
            let kind = self.kinds.get(&applicant.row.id.account).copied();
            match self.format {
                Format::Csv => {
                    if self.printed == 0 {
                        out.bytes(&csv::line(COLUMNS));
                    }
                    out.bytes(&csv_line(&applicant, kind));
                }
                Format::Json | Format::Jsonl | Format::Table => {
                    let applicant = json::Applicant::new(applicant, kind, json::History::Omit);
                    let text = json::write(&applicant);
                    match (self.format, self.printed) {
                        (Format::Json, 0) => out.bytes(b"[\n"),
                        (Format::Json, _) => out.bytes(b",\n"),
                        _ => {}
                    }
                    out.bytes(text.as_bytes());
                    if self.format == Format::Jsonl {
                        out.bytes(b"\n");
                    }
                }
            }
            self.printed += 1;
        }
        Ok(())
    }

    fn end(&self, out: &mut Output) {
        match (self.format, self.printed) {
            (Format::Json, 0) => out.line("[]"),
            (Format::Json, _) => out.bytes(b"\n]\n"),
            (Format::Csv, 0) => out.bytes(&csv::line(COLUMNS)),
            (Format::Table, 0) if out.to_terminal => out.note("nobody matches"),
            _ => {}
        }
    }

    fn cells(&self, row: &Row, out: &Output) -> Vec<String> {
        let media = match (row.media, row.unsaved) {
            (0, _) => String::new(),
            (all, 0) => all.to_string(),
            (all, unsaved) => format!("{}/{all}", all.saturating_sub(unsaved)),
        };
        let mark = match (row.unread, row.updated) {
            (true, _) => "●",
            (_, true) => "◐",
            _ => "",
        };
        vec![
            mark.to_owned(),
            row.name.clone(),
            row.title.clone().or_else(|| row.template.clone()).unwrap_or_default(),
            time::ago(row.at, self.now),
            row.stage.to_string(),
            media,
            row.safety.to_string(),
            id(&row.id, out),
        ]
    }
}

fn csv_line(applicant: &store::Applicant, kind: Option<SourceKind>) -> Vec<u8> {
    let row = &applicant.row;
    let empty = crate::domain::Application::new(applicant.source_id.clone());
    let read = applicant.application.as_ref().unwrap_or(&empty);
    let (id, unread) = (row.id.to_string(), row.unread.to_string());
    let (media, unsaved) = (row.media.to_string(), row.unsaved.to_string());
    let tags = row.tags.join(" ");
    let applied = read.applied_at.map(|at| at.to_string()).unwrap_or_default();
    let pulled = applicant.pulled_at.to_string();
    let contacted = row.contacted_at.map(|at| at.to_string()).unwrap_or_default();
    fn text(value: &Option<String>) -> &str {
        value.as_deref().unwrap_or_default()
    }
    let cells: [&str; COLUMNS.len()] = [
        &id,
        row.id.account.as_str(),
        kind.map(SourceKind::as_str).unwrap_or_default(),
        applicant.source_id.as_str(),
        text(&read.person.name),
        text(&read.person.phone),
        text(&read.person.email),
        text(&row.job),
        text(&row.template),
        text(&row.title),
        text(&read.utm.source),
        text(&read.utm.medium),
        text(&read.utm.campaign),
        text(&read.utm.content),
        &applied,
        &pulled,
        row.stage.as_str(),
        row.safety.as_str(),
        &unread,
        &tags,
        text(&applicant.note),
        text(&row.assignee),
        &contacted,
        &media,
        &unsaved,
    ];
    csv::line(cells)
}
