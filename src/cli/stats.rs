//! `kandidat stats`: the funnel in figures.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::session::Session;
use super::table::Table;
use super::{End, Ended, json, time};
use crate::config::value::write_duration;
use crate::domain::Stage;
use crate::store::{By, FirstContact, Scope, StatRow};

/// The funnel in figures
#[derive(Debug, clap::Args)]
pub struct Args {
    /// By what the applicants are grouped
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    by: Group,
    /// Only who applied since then: a span such as 30d, a day, or a time
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
enum Group {
    /// Interview template
    #[default]
    Template,
    /// Job id
    Job,
    /// utm_source
    Source,
    /// utm_campaign
    Campaign,
    /// Day of the application (UTC)
    Day,
    /// Hour of the day of the application (UTC)
    Hour,
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    by: Group,
    rows: Vec<Line>,
    first_contact: Contact,
}

#[derive(Serialize)]
struct Line {
    /// What they have in common; nothing for those without.
    label: Option<String>,
    applicants: u64,
    stages: BTreeMap<&'static str, u64>,
}

/// How soon somebody got in touch, in seconds.
#[derive(Serialize)]
struct Contact {
    contacted: u64,
    waiting: u64,
    median_seconds: Option<u64>,
    p90_seconds: Option<u64>,
    target_seconds: u64,
    within_target: u64,
}

/// Prints them.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let since = args.since.as_deref().map(|text| time::past(text, session.clock.now())).transpose()?;
    let by = match args.by {
        Group::Template => By::Template,
        Group::Job => By::Job,
        Group::Source => By::Source,
        Group::Campaign => By::Campaign,
        Group::Day => By::Day,
        Group::Hour => By::Hour,
    };
    let account = session.chosen_account().await?;
    let store = session.store().await?;
    let config = session.config()?;
    let measure = match &account {
        Some(name) => config.account(name),
        None => config.accounts.first(),
    };
    let target = measure.map_or(Duration::from_secs(3600), |account| account.response_target);
    let targets = config.accounts.iter().map(|account| (account.name.clone(), account.response_target));
    let scope = Scope { account, since, targets: targets.collect(), ..Scope::default() };
    let figures = store.insights(scope).await?;
    let contact = figures.contact.clone();
    let rows = figures.by(by);
    if session.out.json {
        session.out.document(&Report {
            schema: json::SCHEMA,
            by: args.by,
            rows: rows.into_iter().map(line).collect(),
            first_contact: Contact {
                contacted: contact.contacted,
                waiting: contact.waiting,
                median_seconds: contact.median,
                p90_seconds: contact.p90,
                target_seconds: target.as_secs(),
                within_target: contact.within,
            },
        });
        return Ok(End::Well);
    }
    let heads = ["", "ALL", "NEW", "CONTACTED", "INTERVIEW", "OFFER", "HIRED", "REJECTED", "WITHDRAWN"];
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    Table::new(&heads, &[0]).rows(&mut session.out, &cells);
    if contact.contacted > 0 {
        session.out.line(sentence(&contact, target));
    }
    Ok(End::Well)
}

fn line(row: StatRow) -> Line {
    Line {
        label: Some(row.label).filter(|label| !label.is_empty()),
        applicants: row.count,
        stages: Stage::ALL.into_iter().zip(row.stages).map(|(stage, many)| (stage.as_str(), many)).collect(),
    }
}

fn cells(row: &StatRow) -> Vec<String> {
    let label = if row.label.is_empty() { "(none)".to_owned() } else { row.label.clone() };
    let figures = row.stages.iter().map(|many| if *many == 0 { "·".to_owned() } else { many.to_string() });
    [label, row.count.to_string()].into_iter().chain(figures).collect()
}

fn sentence(contact: &FirstContact, target: Duration) -> String {
    let span = |seconds: Option<u64>| {
        let minutes = seconds.unwrap_or(0).div_ceil(60);
        write_duration(Duration::from_secs(minutes * 60))
    };
    format!(
        "first contact: half of {} within {}, nine of ten within {}; {} within {}; {} wait",
        contact.contacted,
        span(contact.median),
        span(contact.p90),
        contact.within,
        write_duration(target),
        contact.waiting,
    )
}
