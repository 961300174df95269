//! Read models: what the screen and the command line ask the store for, as plain data.

use std::fmt;

use jiff::Timestamp;

use super::Report;
use crate::domain::{AccountName, ApplicantId, Application, Key, Media, Safety, SourceId, Stage};
use crate::error::Reason;

/// One line of the list of applicants. Texts are as they came: escape them before they reach a terminal.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The store's number.
    pub key: Key,
    /// The id that people type.
    pub id: ApplicantId,
    /// The name, else the source's id.
    pub name: String,
    /// The position applied for: the title, else the last one used for that job, else what the template or profession is
    /// called.
    pub title: Option<String>,
    /// The interview template's key.
    pub template: Option<String>,
    /// The employer's job id.
    pub job: Option<String>,
    /// When the person applied, else when the record was first pulled.
    pub at: Timestamp,
    /// How many media files there are.
    pub media: u32,
    /// How many of them are not stored yet.
    pub unsaved: u32,
    /// Where the applicant stands in the funnel.
    pub stage: Stage,
    /// Where the applicant stands on the way to a confirmation.
    pub safety: Safety,
    /// Nobody has looked yet.
    pub unread: bool,
    /// The source changed the record since somebody looked.
    pub updated: bool,
    /// When somebody got in touch.
    pub contacted_at: Option<Timestamp>,
    /// Who looks after the applicant.
    pub assignee: Option<String>,
    /// Why the applicant can't be confirmed, if something holds them back.
    pub held: Option<Reason>,
    /// Free words.
    pub tags: Vec<String>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("key", &self.key)
            .field("stage", &self.stage)
            .field("safety", &self.safety)
            .field("unread", &self.unread)
            .finish_non_exhaustive()
    }
}

/// In which order applicants are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The newest application first.
    #[default]
    Newest,
    /// Those not contacted yet first, the oldest of them at the top.
    OldestUncontacted,
    /// By name.
    Name,
    /// By stage, the newest first within each.
    Stage,
    /// Those not contacted yet first, by how long their account's response target is passed.
    Overdue,
}

impl Sort {
    /// Every order, in the order in which they are offered.
    pub const ALL: [Sort; 5] =
        [Sort::Newest, Sort::OldestUncontacted, Sort::Overdue, Sort::Name, Sort::Stage];

    /// The word used in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::OldestUncontacted => "oldest",
            Sort::Name => "name",
            Sort::Stage => "stage",
            Sort::Overdue => "overdue",
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Sort::ALL.into_iter().find(|sort| sort.as_str() == word).ok_or(())
    }
}

/// Where a window into the list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// At the first row.
    Start,
    /// At the last row: the window ends with it.
    End,
    /// Around this applicant, who is in the window if they match.
    At(Key),
    /// Right after this applicant.
    After(Key),
    /// Right before this applicant: the window ends there.
    Before(Key),
}

/// A stretch of the list. Never the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The rows, in the list's order.
    pub rows: Vec<Row>,
    /// Whether there are rows before the first.
    pub more_before: bool,
    /// Whether there are rows after the last.
    pub more_after: bool,
}

/// Figures of the header, from cached counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All applicants.
    pub all: u64,
    /// In stage `new`.
    pub new: u64,
    /// Nobody has looked yet.
    pub unread: u64,
    /// Pulled, with media missing.
    pub to_save: u64,
    /// Saved and not confirmed.
    pub to_confirm: u64,
    /// Ordered and unanswered.
    pub confirming: u64,
    /// Confirmed.
    pub confirmed: u64,
    /// Unreadable.
    pub unreadable: u64,
    /// Waiting in the outbox.
    pub outbox: u64,
    /// Given up in the outbox.
    pub dead: u64,
    /// Put off until a time.
    pub snoozed: u64,
    /// When the next of those comes back.
    pub wakes: Option<Timestamp>,
}

/// What the applicants of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Common {
    /// The interview template with this key.
    Template(String),
    /// The profession with this id.
    Profession(String),
    /// That they have neither.
    Nothing,
}

/// One line of the left pane: a group of an account, with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The account.
    pub account: AccountName,
    /// What they have in common.
    pub common: Common,
    /// What that is called.
    pub title: String,
    /// All of its applicants who aren't put off.
    pub count: u64,
    /// Those in stage `new`.
    pub new: u64,
    /// Those nobody has looked at.
    pub unread: u64,
}

/// A media file and what is stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaState {
    /// As announced.
    pub media: Media,
    /// Bytes stored, or announced by a first try.
    pub size: Option<u64>,
    /// The hash of what is stored, in hex.
    pub sha256: Option<String>,
    /// What the bytes really are, by their look.
    pub sniffed: Option<String>,
    /// Whether it is durably stored.
    pub saved: bool,
    /// Why it is not, after a try.
    pub problem: Option<Reason>,
    /// The problem can't be mended by trying again, and a person has not accepted the gap.
    pub gone: bool,
    /// Only an earlier record names it.
    pub earlier: bool,
}

/// Everything about one applicant.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// As in the list.
    pub row: Row,
    /// The newest revision in the common vocabulary; `None` when it is unreadable.
    pub application: Option<Application>,
    /// Why it is unreadable.
    pub unreadable: Option<String>,
    /// The source's id.
    pub source_id: SourceId,
    /// What the profession is called, when the source names one.
    pub profession: Option<String>,
    /// What the location is called, when the source names one.
    pub location: Option<String>,
    /// Every file, in the application's order.
    pub media: Vec<MediaState>,
    /// The recruiter's note.
    pub note: Option<String>,
    /// The reason of the last rejection.
    pub reason: Option<String>,
    /// First pulled.
    pub pulled_at: Timestamp,
    /// Confirmed at the source.
    pub confirmed_at: Option<Timestamp>,
    /// Put off until then.
    pub snoozed_until: Option<Timestamp>,
    /// How many other applications the same person has made, at most fifty.
    pub others: u32,
    /// How many different records the source has sent.
    pub revisions: u32,
    /// What happened, the latest first, at most the last hundred.
    pub history: Vec<HistoryEvent>,
}

impl fmt::Debug for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Applicant")
            .field("row", &self.row)
            .field("media", &self.media.len())
            .field("revisions", &self.revisions)
            .finish_non_exhaustive()
    }
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryEvent {
    /// When.
    pub at: Timestamp,
    /// To whom; `None` for the inbox as a whole.
    pub applicant: Option<ApplicantId>,
    /// By whom, if a person's name is known.
    pub who: Option<String>,
    /// By which door: `screen`, `command`, `sync`.
    pub via: String,
    /// What: a stable word such as `pulled`, `media.saved`, `confirm.ordered`, `confirmed`, `stage`.
    pub what: String,
    /// More, as plain text (`new → contacted`, a file name, a reason).
    pub detail: Option<String>,
}

impl fmt::Debug for HistoryEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryEvent").field("at", &self.at).field("what", &self.what).finish_non_exhaustive()
    }
}

/// The number of an outbox row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutboxId(pub i64);

/// What is still to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxKind {
    /// A confirmation to the source.
    Confirm,
    /// A delivery to a target.
    Deliver,
    /// A change of stage to the source.
    Feedback,
}

/// Where a row of the outbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// Waits for its next try.
    Waiting,
    /// A request is under way.
    Sending,
    /// A request left and its answer was lost.
    Unknown,
    /// Given up: a person decides.
    Dead,
}

/// A row of the outbox.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// Its number.
    pub id: OutboxId,
    /// What it sends.
    pub kind: OutboxKind,
    /// Whom it is about.
    pub key: Key,
    /// The same, as people type it.
    pub applicant: ApplicantId,
    /// The name, else the source's id.
    pub name: String,
    /// The same, as the source writes it.
    pub source_id: SourceId,
    /// The target of a delivery.
    pub target: Option<String>,
    /// Where it stands.
    pub state: OutboxState,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    pub next_try: Option<Timestamp>,
    /// Why it has not been sent.
    pub reason: Option<Reason>,
    /// What a change of stage reports.
    pub report: Option<Report>,
}

impl fmt::Debug for OutboxItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxItem")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("key", &self.key)
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .field("next_try", &self.next_try)
            .finish_non_exhaustive()
    }
}

/// What a confirmation of several applicants would do: the groups of the dialog. What is shown is what is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Everything is stored.
    pub ready: Vec<Row>,
    /// Files are missing that can still be fetched.
    pub unsaved: Vec<(Row, Missing)>,
    /// Something holds them back: applicant, why, and whether a person may accept that gap.
    pub held: Vec<(Row, Reason, Gap)>,
    /// Confirmed or ordered already.
    pub already: Vec<Row>,
}

/// Files that are missing and can still be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// How many.
    pub files: u32,
    /// Bytes of those whose size is known: stored once, or announced at an earlier try.
    pub bytes: u64,
    /// How many have a size that nobody knows yet.
    pub unknown: u32,
}

impl std::ops::AddAssign for Missing {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.unknown += other.unknown;
    }
}

/// Whether a person may accept what holds an applicant back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Files that can't be had: may be accepted by name.
    Acceptable,
    /// Unreadable records are never confirmed.
    Never,
}
