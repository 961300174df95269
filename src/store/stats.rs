//! Figures: the funnel by where applicants came from, how soon somebody got in touch, and when people apply.
//!
//! One scan over the applicants gives all of them at once ([`Store::insights`]); the command line prints of them
//! what it is asked for, the screen draws them. Labels are counted by their numbers and named at the end. Figures are
//! kept for as long as nothing has changed in the inbox.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::worker::lock;
use super::{Error, Lane, Reader, Store, at_of};
use crate::domain::{AccountName, Key, Stage};

/// By what the funnel is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The interview template, or the profession.
    Template,
    /// The employer's job id.
    Job,
    /// `utm_source`.
    Source,
    /// `utm_campaign`.
    Campaign,
    /// The day of the application.
    Day,
    /// The hour of the day of the application.
    Hour,
}

/// Whom the figures are about, and how they are measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// One account, or all.
    pub account: Option<AccountName>,
    /// Only who applied since then.
    pub since: Option<Timestamp>,
    /// In which time zone days begin.
    pub zone: TimeZone,
    /// How soon somebody is to get in touch, by account; whoever is missing has an hour.
    pub targets: Vec<(AccountName, Duration)>,
}

impl Default for Scope {
    fn default() -> Self {
        Self { account: None, since: None, zone: TimeZone::UTC, targets: Vec::new() }
    }
}

/// One line of the funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatRow {
    /// What they have in common; empty for those without.
    pub label: String,
    /// How many.
    pub count: u64,
    /// How many stand in each stage, in the order of [`Stage::ALL`].
    pub stages: [u64; 7],
}

/// How soon applicants were contacted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstContact {
    /// How many were contacted.
    pub contacted: u64,
    /// How many were not.
    pub waiting: u64,
    /// Seconds from application to contact, of the middle one.
    pub median: Option<u64>,
    /// Seconds within which nine of ten were contacted.
    pub p90: Option<u64>,
    /// How many were contacted within their account's target.
    pub within: u64,
}

/// All figures of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insights {
    /// Everybody, in one line.
    pub all: StatRow,
    /// By template, the largest first.
    pub templates: Vec<StatRow>,
    /// By job, the largest first.
    pub jobs: Vec<StatRow>,
    /// By `utm_source`, the largest first.
    pub sources: Vec<StatRow>,
    /// By `utm_campaign`, the largest first.
    pub campaigns: Vec<StatRow>,
    /// By day, in their order; days without an application are left out.
    pub days: Vec<(Date, StatRow)>,
    /// By hour of the day.
    pub hours: Vec<StatRow>,
    /// How soon somebody got in touch.
    pub contact: FirstContact,
}

impl Insights {
    /// The lines of one split.
    pub fn by(self, by: By) -> Vec<StatRow> {
        match by {
            By::Template => self.templates,
            By::Job => self.jobs,
            By::Source => self.sources,
            By::Campaign => self.campaigns,
            By::Day => self.days.into_iter().map(|(_, row)| row).collect(),
            By::Hour => self.hours,
        }
    }
}

/// How many stand in each stage.
type Stages = [u64; 7];

/// A quarter of an hour: every zone's days and hours begin with one.
const QUARTER: i64 = 15 * 60 * 1000;

/// What one scan counts.
#[derive(Default)]
struct Tally {
    groups: HashMap<i64, Stages>,
    jobs: HashMap<String, Stages>,
    origins: HashMap<i64, Stages>,
    quarters: HashMap<i64, Stages>,
    /// Seconds to the first contact.
    seconds: Vec<u32>,
    contact: FirstContact,
}

impl Tally {
    fn scan(read: &Reader<'_>, scope: &Scope) -> Result<Tally, Error> {
        let mut tally = Tally::default();
        let from = scope.since.map_or(i64::MIN, |since| super::key_at(since.as_millisecond()));
        let accounts = accounts(read, scope)?;
        let classes = classes(read)?;
        let mut statement = read
            .db
            .prepare_cached("SELECT key, class, origin, job, contacted_at FROM applicant WHERE key >= ?1")?;
        let mut rows = statement.query([from])?;
        while let Some(row) = rows.next()? {
            read.go_on()?;
            let Some((account, group, stage)) = classes.get(&row.get::<_, i64>(1)?) else { continue };
            let Some(target) = accounts.get(account) else { continue };
            let applied = at_of(Key(row.get(0)?)).as_millisecond();
            let origin: Option<i64> = row.get(2)?;
            let job = row.get_ref(3)?.as_str_or_null().ok().flatten().unwrap_or_default();
            tally.groups.entry(*group).or_default()[*stage] += 1;
            tally.origins.entry(origin.unwrap_or(0)).or_default()[*stage] += 1;
            tally.quarters.entry(applied.div_euclid(QUARTER)).or_default()[*stage] += 1;
            match tally.jobs.get_mut(job) {
                Some(stages) => stages[*stage] += 1,
                None => tally.jobs.entry(job.to_owned()).or_default()[*stage] += 1,
            }
            match row.get::<_, Option<i64>>(4)? {
                Some(at) => {
                    let seconds = u32::try_from(((at - applied) / 1000).max(0)).unwrap_or(u32::MAX);
                    tally.contact.within += u64::from(u64::from(seconds) <= target.as_secs());
                    tally.seconds.push(seconds);
                }
                None => tally.contact.waiting += 1,
            }
        }
        Ok(tally)
    }

    fn told(mut self, read: &Reader<'_>, zone: &TimeZone) -> Result<Insights, Error> {
        self.seconds.sort_unstable();
        self.contact.contacted = self.seconds.len() as u64;
        let rank = |share: usize| {
            (!self.seconds.is_empty())
                .then(|| u64::from(self.seconds[(self.seconds.len() - 1) * share / 100]))
        };
        self.contact.median = rank(50);
        self.contact.p90 = rank(90);
        let mut all = [0; 7];
        self.groups.values().for_each(|stages| add(&mut all, stages));
        let (sources, campaigns) = origins(read, &self.origins)?;
        let (days, hours) = times(&self.quarters, zone);
        Ok(Insights {
            all: line(String::new(), all),
            templates: largest(named(&self.groups, &groups(read)?)),
            jobs: largest(self.jobs),
            sources: largest(sources),
            campaigns: largest(campaigns),
            days,
            hours,
            contact: self.contact,
        })
    }
}

/// The accounts that are counted, by their numbers, with their targets.
fn accounts(read: &Reader<'_>, scope: &Scope) -> Result<HashMap<i64, Duration>, Error> {
    let mut statement = read.db.prepare_cached("SELECT id, name FROM account")?;
    let mut rows = statement.query([])?;
    let mut accounts = HashMap::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        if scope.account.as_ref().is_some_and(|only| only.as_str() != name) {
            continue;
        }
        let target = scope.targets.iter().find(|(account, _)| account.as_str() == name);
        accounts.insert(row.get(0)?, target.map_or(Duration::from_secs(3600), |(_, target)| *target));
    }
    Ok(accounts)
}

/// Each class's account, group and stage.
fn classes(read: &Reader<'_>) -> Result<HashMap<i64, (i64, i64, usize)>, Error> {
    let mut statement = read.db.prepare_cached("SELECT id, account, template, stage FROM class")?;
    let classes = statement
        .query_map([], |row| {
            let stage = Stage::from_code(row.get(3)?) as usize;
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?, stage)))
        })?
        .collect::<Result<_, _>>()?;
    Ok(classes)
}

/// What the groups of the left pane are called in figures: templates by their key, professions by their name.
fn groups(read: &Reader<'_>) -> Result<HashMap<i64, String>, Error> {
    let mut statement = read.db.prepare_cached(
        "SELECT id, key FROM template UNION ALL SELECT -number, coalesce(name, id) FROM dictionary",
    )?;
    let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(names)
}

/// The origins counted by source and by campaign.
fn origins(read: &Reader<'_>, counted: &HashMap<i64, Stages>) -> Result<(Labelled, Labelled), Error> {
    let mut statement = read.db.prepare_cached("SELECT id, source, campaign FROM origin")?;
    let (mut sources, mut campaigns) = (HashMap::new(), HashMap::new());
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        sources.insert(row.get::<_, i64>(0)?, row.get::<_, String>(1)?);
        campaigns.insert(row.get::<_, i64>(0)?, row.get::<_, String>(2)?);
    }
    Ok((named(counted, &sources), named(counted, &campaigns)))
}

type Labelled = HashMap<String, Stages>;

/// What is counted by number, by name; what has none is gathered under an empty one.
fn named(counted: &HashMap<i64, Stages>, names: &HashMap<i64, String>) -> Labelled {
    let mut labelled = Labelled::new();
    for (number, stages) in counted {
        let name = names.get(number).cloned().unwrap_or_default();
        add(labelled.entry(name).or_default(), stages);
    }
    labelled
}

fn largest(labelled: Labelled) -> Vec<StatRow> {
    let mut rows: Vec<StatRow> = labelled.into_iter().map(|(label, stages)| line(label, stages)).collect();
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    rows
}

/// The days with an application, and the 24 hours of the day.
fn times(quarters: &HashMap<i64, Stages>, zone: &TimeZone) -> (Vec<(Date, StatRow)>, Vec<StatRow>) {
    let mut days: HashMap<Date, Stages> = HashMap::new();
    let mut hours = [Stages::default(); 24];
    for (quarter, stages) in quarters {
        let Ok(at) = Timestamp::from_millisecond(quarter.saturating_mul(QUARTER)) else { continue };
        let there = at.to_zoned(zone.clone());
        add(days.entry(there.date()).or_default(), stages);
        if let Some(hour) = usize::try_from(there.hour()).ok().and_then(|hour| hours.get_mut(hour)) {
            add(hour, stages);
        }
    }
    let mut days: Vec<(Date, StatRow)> =
        days.into_iter().map(|(date, stages)| (date, line(date.to_string(), stages))).collect();
    days.sort_by_key(|(date, _)| *date);
    let hours = hours.into_iter().enumerate().map(|(hour, stages)| line(format!("{hour:02}"), stages));
    (days, hours.collect())
}

fn add(to: &mut Stages, stages: &Stages) {
    to.iter_mut().zip(stages).for_each(|(to, more)| *to += more);
}

fn line(label: String, stages: Stages) -> StatRow {
    StatRow { label, count: stages.iter().sum(), stages }
}

/// So many scopes are remembered: more than the screen has periods.
const KEPT: usize = 8;

/// The figures of one version of the inbox.
#[derive(Default)]
pub(super) struct Kept {
    version: i64,
    pub(super) figures: VecDeque<(Scope, Insights)>,
}

impl Kept {
    /// Figures of this scope in this version of the inbox; those of another are forgotten.
    fn find(&mut self, version: i64, scope: &Scope) -> Option<Insights> {
        if self.version != version {
            self.figures.clear();
            self.version = version;
        }
        self.figures.iter().find(|(of, _)| of == scope).map(|(_, figures)| figures.clone())
    }

    fn keep(&mut self, scope: Scope, figures: Insights) {
        if self.figures.len() == KEPT {
            self.figures.pop_front();
        }
        self.figures.push_back((scope, figures));
    }
}

impl Store {
    /// All figures of a scope, by one scan over its applicants, unless they are known and nothing has changed since.
    pub async fn insights(&self, scope: Scope) -> Result<Insights, Error> {
        self.read(Lane::Slow, move |read| {
            // It rises with every commit of anybody else, also of this process, and begins the read: it is the version
            // of all that is read here. Versions of different connections can't be compared; the slow lane has one.
            let version = read.db.query_row("PRAGMA data_version", [], |row| row.get(0))?;
            if let Some(figures) = lock(&read.shared.figures).find(version, &scope) {
                return Ok(figures);
            }
            let figures = Tally::scan(read, &scope)?.told(read, &scope.zone)?;
            lock(&read.shared.figures).keep(scope, figures.clone());
            Ok(figures)
        })
        .await
    }
}
