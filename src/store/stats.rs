//! Figures: the funnel by where applicants came from, and how soon somebody got in touch.

use jiff::Timestamp;
use rusqlite::params;

use super::{Error, Lane, Store, at_of};
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
    /// The day of the application (UTC).
    Day,
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

/// How soon applicants were contacted, of those who applied since some time.
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
    /// How many were contacted within the target.
    pub within: u64,
}

/// Of the account whose name is the second parameter, or of any when it is null.
const OF_ACCOUNT: &str = "(?2 IS NULL OR a.account = (SELECT id FROM account WHERE name = ?2))";

impl Store {
    /// The funnel, of everybody (of an account) who applied since a time, the largest first (days in their order).
    pub async fn stats(
        &self,
        by: By,
        account: Option<&AccountName>,
        since: Option<Timestamp>,
    ) -> Result<Vec<StatRow>, Error> {
        let account = account.map(ToString::to_string);
        self.read(Lane::Slow, move |read| {
            let from = since.map_or(i64::MIN, |since| super::key_at(since.as_millisecond()));
            let label = match by {
                By::Template => "coalesce(t.key, d.name, d.id, '')",
                By::Job => "coalesce(a.job, '')",
                By::Day => "date((a.key >> 12) / 1000, 'unixepoch')",
                By::Source => "coalesce(json_extract(r.application, '$.utm.source'), '')",
                By::Campaign => "coalesce(json_extract(r.application, '$.utm.campaign'), '')",
            };
            let revisions = match by {
                By::Source | By::Campaign => "JOIN revision r ON r.id = a.revision",
                _ => "",
            };
            let mut statement = read.db.prepare_cached(&format!(
                "SELECT {label}, c.stage, count(*) FROM applicant a JOIN class c ON c.id = a.class \
                 LEFT JOIN template t ON t.id = c.template LEFT JOIN dictionary d ON d.number = -c.template \
                 {revisions} WHERE a.key >= ?1 AND {OF_ACCOUNT} GROUP BY 1, 2 ORDER BY 1"
            ))?;
            let mut rows = statement.query(params![from, account])?;
            let mut stats: Vec<StatRow> = Vec::new();
            while let Some(row) = rows.next()? {
                let label: String = row.get(0)?;
                if stats.last().is_none_or(|last| last.label != label) {
                    stats.push(StatRow { label, count: 0, stages: [0; 7] });
                }
                let n = row.get::<_, i64>(2)?.max(0) as u64;
                if let Some(last) = stats.last_mut() {
                    last.count += n;
                    last.stages[Stage::from_code(row.get(1)?) as usize] += n;
                }
            }
            if by != By::Day {
                stats.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
            }
            Ok(stats)
        })
        .await
    }

    /// How soon applicants were contacted, against a target in seconds.
    pub async fn first_contact(
        &self,
        account: Option<&AccountName>,
        since: Option<Timestamp>,
        target: std::time::Duration,
    ) -> Result<FirstContact, Error> {
        let account = account.map(ToString::to_string);
        self.read(Lane::Slow, move |read| {
            let from = since.map_or(i64::MIN, |since| super::key_at(since.as_millisecond()));
            let mut statement = read.db.prepare_cached(&format!(
                "SELECT a.key, a.contacted_at FROM applicant a WHERE a.key >= ?1 AND {OF_ACCOUNT}"
            ))?;
            let mut rows = statement.query(params![from, account])?;
            let mut figures = FirstContact::default();
            let mut seconds: Vec<u32> = Vec::new();
            while let Some(row) = rows.next()? {
                match row.get::<_, Option<i64>>(1)? {
                    Some(at) => {
                        let applied = at_of(Key(row.get(0)?)).as_millisecond();
                        seconds.push(u32::try_from(((at - applied) / 1000).max(0)).unwrap_or(u32::MAX));
                    }
                    None => figures.waiting += 1,
                }
                read.go_on()?;
            }
            seconds.sort_unstable();
            figures.contacted = seconds.len() as u64;
            let rank = |share: usize| {
                (!seconds.is_empty()).then(|| u64::from(seconds[(seconds.len() - 1) * share / 100]))
            };
            figures.median = rank(50);
            figures.p90 = rank(90);
            figures.within = seconds.iter().filter(|n| u64::from(**n) <= target.as_secs()).count() as u64;
            Ok(figures)
        })
        .await
    }
}
