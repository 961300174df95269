//! What scripts read: the published shapes, `schema: 1`. Names and meanings here are a contract; see the README.

use jiff::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::value::RawValue;

use crate::domain::text::is_invisible;
use crate::domain::{AccountName, ApplicantId, Role, Safety, SourceKind, Stage, Utm};
use crate::error::{ErrorKind, UserError};
use crate::store;

/// The version of every shape here.
pub const SCHEMA: u32 = 1;

/// Writes a value as one line. All control characters are escaped, also those that JSON would let through (DEL,
/// C1, line and paragraph separators, direction controls), so that a document can't harm a terminal.
pub fn write(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let harmful = |c: char| c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(harmful) {
        return text;
    }
    // Outside of strings none of these can stand in what serde wrote, so every one may be escaped.
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if harmful(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// One applicant, as `list` and `show` print it.
#[derive(Serialize)]
pub struct Applicant {
    schema: u32,
    id: ApplicantId,
    account: AccountName,
    source: Option<&'static str>,
    source_id: String,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    job: Option<String>,
    template: Option<String>,
    profession: Option<String>,
    location: Option<String>,
    title: Option<String>,
    utm: Utm,
    applied_at: Option<Timestamp>,
    pulled_at: Timestamp,
    stage: Stage,
    reason: Option<String>,
    safety: Safety,
    held: Option<String>,
    unreadable: Option<String>,
    unread: bool,
    updated: bool,
    tags: Vec<String>,
    note: Option<String>,
    assignee: Option<String>,
    contacted_at: Option<Timestamp>,
    confirmed_at: Option<Timestamp>,
    snoozed_until: Option<Timestamp>,
    revisions: u32,
    media: Vec<Media>,
    steps: Vec<Step>,
    deliveries: Vec<Delivery>,
    other: Other,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<Happening>>,
}

/// Whether an applicant's history is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// With all else.
    Tell,
    /// Left out: a list would grow long.
    Omit,
}

/// A delivery to a target; none exists in this version.
#[derive(Serialize)]
pub struct Delivery {}

#[derive(Serialize)]
struct Media {
    id: String,
    role: Role,
    name: Option<String>,
    mime: Option<String>,
    size: Option<u64>,
    sha256: Option<String>,
    saved: bool,
    problem: Option<String>,
}

#[derive(Serialize)]
struct Step {
    key: Option<String>,
    question: Option<String>,
    answer: Option<String>,
    attachments: Vec<String>,
}

/// Fields that the contract doesn't know, as they came.
struct Other(Vec<(String, String)>);

impl Serialize for Other {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            // Line ends between the source's tokens would break the lines of `jsonl`; inside of strings they
            // are escaped already.
            let flat = value.replace(['\n', '\r', '\t'], " ");
            match RawValue::from_string(flat) {
                Ok(raw) => map.serialize_entry(name, &raw)?,
                Err(_) => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

impl Applicant {
    /// Puts the store's applicant into the published shape.
    pub fn new(applicant: store::Applicant, source: Option<SourceKind>, history: History) -> Self {
        let store::Applicant { row, application, media, .. } = applicant;
        let (person, utm, steps, other, applied_at) = match application {
            Some(read) => (read.person, read.utm, read.steps, read.other, read.applied_at),
            None => Default::default(),
        };
        Self {
            schema: SCHEMA,
            account: row.id.account.clone(),
            id: row.id,
            source: source.map(SourceKind::as_str),
            source_id: applicant.source_id.as_str().to_owned(),
            name: person.name,
            phone: person.phone,
            email: person.email,
            job: row.job,
            template: row.template,
            profession: applicant.profession,
            location: applicant.location,
            title: row.title,
            utm,
            applied_at,
            pulled_at: applicant.pulled_at,
            stage: row.stage,
            reason: applicant.reason,
            safety: row.safety,
            held: row.held.map(|held| held.to_string()),
            unreadable: applicant.unreadable,
            unread: row.unread,
            updated: row.updated,
            tags: row.tags,
            note: applicant.note,
            assignee: row.assignee,
            contacted_at: row.contacted_at,
            confirmed_at: applicant.confirmed_at,
            snoozed_until: applicant.snoozed_until,
            revisions: applicant.revisions,
            media: media
                .into_iter()
                .map(|state| Media {
                    id: state.media.id.0,
                    role: state.media.role,
                    name: state.media.name,
                    mime: state.media.mime.or(state.sniffed),
                    size: state.size,
                    sha256: state.sha256,
                    saved: state.saved,
                    problem: state.problem.map(|problem| problem.to_string()),
                })
                .collect(),
            steps: steps
                .into_iter()
                .map(|step| Step {
                    key: step.key,
                    question: step.question,
                    answer: step.answer,
                    attachments: step.attachments.into_iter().map(|id| id.0).collect(),
                })
                .collect(),
            deliveries: Vec::new(),
            other: Other(other),
            history: (history == History::Tell)
                .then(|| applicant.history.into_iter().map(Happening::new).collect()),
        }
    }
}

/// One thing that happened.
#[derive(Serialize)]
pub struct Happening {
    schema: u32,
    at: Timestamp,
    applicant: Option<ApplicantId>,
    who: Option<String>,
    via: String,
    what: String,
    detail: Option<String>,
}

impl Happening {
    /// Puts the store's event into the published shape.
    pub fn new(event: store::HistoryEvent) -> Self {
        let store::HistoryEvent { at, applicant, who, via, what, detail } = event;
        Self { schema: SCHEMA, at, applicant, who, via, what, detail }
    }
}

/// A row of the outbox.
#[derive(Serialize)]
pub struct OutboxItem {
    schema: u32,
    id: i64,
    kind: &'static str,
    applicant: ApplicantId,
    target: Option<String>,
    stage: Option<Stage>,
    state: &'static str,
    attempts: u32,
    next_try: Option<Timestamp>,
    reason: Option<String>,
}

impl OutboxItem {
    /// Puts the store's row into the published shape.
    pub fn new(item: store::OutboxItem) -> Self {
        Self {
            schema: SCHEMA,
            id: item.id.0,
            kind: outbox_kind(item.kind),
            applicant: item.applicant,
            target: item.target,
            stage: item.report.map(|report| report.stage),
            state: outbox_state(item.state),
            attempts: item.attempts,
            next_try: item.next_try,
            reason: item.reason.map(|reason| reason.to_string()),
        }
    }
}

/// The word for what an outbox row sends.
pub fn outbox_kind(kind: store::OutboxKind) -> &'static str {
    match kind {
        store::OutboxKind::Confirm => "confirm",
        store::OutboxKind::Deliver => "deliver",
        store::OutboxKind::Feedback => "feedback",
    }
}

/// The word for where an outbox row stands.
pub fn outbox_state(state: store::OutboxState) -> &'static str {
    match state {
        store::OutboxState::Waiting => "waiting",
        store::OutboxState::Sending => "sending",
        store::OutboxState::Unknown => "unknown",
        store::OutboxState::Dead => "dead",
    }
}

/// Something that went wrong.
#[derive(Serialize)]
pub struct Problem {
    kind: &'static str,
    what: String,
    why: Option<String>,
    next: Option<String>,
}

impl Problem {
    /// Puts an error into the published shape.
    pub fn new(error: &UserError) -> Self {
        let UserError { what, why, next, kind, .. } = error.clone();
        Self { kind: kind_word(kind), what, why, next }
    }
}

fn kind_word(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Partial => "partial",
        ErrorKind::Usage => "usage",
        ErrorKind::Config => "config",
        ErrorKind::Auth => "auth",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::Store => "store",
        ErrorKind::Interrupted => "interrupted",
        ErrorKind::Terminated => "terminated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_the_source_called_otherwise_stays_as_it_came() {
        let other = Other(vec![
            ("big".into(), "12345678901234567890.5".into()),
            ("list".into(), "[1,\n\t2]".into()),
            ("text".into(), "\"a\\n\u{9b}b\"".into()),
        ]);
        assert_eq!(
            write(&other),
            "{\"big\":12345678901234567890.5,\"list\":[1,  2],\"text\":\"a\\n\\u009bb\"}"
        );
    }

    proptest! {
        #[test]
        fn no_document_can_move_the_cursor_and_every_one_reads_back(text in any::<String>()) {
            let written = write(&text);
            prop_assert!(!written.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
