//! What comes in: keys, the engine's events, answers of the store, and time passing.

use std::path::PathBuf;

use crossterm::event::{KeyEvent, MouseEvent};

use super::secret::Secret;
use crate::domain::query::Field;
use crate::domain::{AccountName, Key, MediaId, Query, Template};
use crate::engine::Event;
use crate::error::UserError;
use crate::preview::{Look, Wanted};
use crate::store::{
    Applicant, Batch, From, Group, Insights, OutboxItem, Pause, SavedView, Scope, Sort, Totals, Vocabulary,
    Window,
};

/// Numbers a question, so that an answer that comes too late is known as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// A question to the store (or, for the log, to a file): only what is shown is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A stretch of the list.
    Window {
        /// Which applicants.
        query: Query,
        /// In which order.
        sort: Sort,
        /// From where.
        from: From,
        /// At most so many rows.
        limit: usize,
    },
    /// How many match.
    Count(Query),
    /// The keys of all that match, for marks.
    Keys(Query, Sort, usize),
    /// The next unread one after (or before) this one.
    NextUnread(Query, Sort, Key, Way),
    /// The header's figures.
    Totals,
    /// The left pane.
    Groups,
    /// How the accounts are doing.
    Accounts,
    /// Everything about one applicant.
    Detail(Key),
    /// What confirming these would do.
    Batch(Vec<Key>),
    /// What is still to be sent.
    Outbox,
    /// The interview templates of an account.
    Templates(AccountName),
    /// A small setting of the screen.
    Recall(String),
    /// The title last used for a job.
    LastTitle(AccountName, String),
    /// The figures.
    Insights(Box<Scope>),
    /// The end of the log file.
    Log,
    /// Where a stored file is.
    MediaPath(Key, MediaId),
    /// Values of a field of the search that begin so.
    Values(Field, String),
    /// What a stored file has to show in such a room.
    Look(Key, MediaId, Wanted),
    /// Which of these stored files are empty pages.
    Blank(Key, Vec<MediaId>),
    /// The saved views.
    Views,
    /// Words that were used before.
    Vocabulary(Vocabulary),
    /// The other applications of the person behind this one.
    Others(Key),
    /// The stretch of the list between these two, for marks.
    Between(Query, Sort, Key, Key),
}

/// Forwards or backwards in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Down the list.
    Next,
    /// Up the list.
    Previous,
}

/// The kind of a question: of each kind only the latest one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is described at the question of the same name")]
pub enum Subject {
    Window,
    Count,
    Keys,
    NextUnread,
    Totals,
    Groups,
    Accounts,
    Detail,
    Batch,
    Outbox,
    Templates,
    Recall,
    LastTitle,
    Insights,
    Log,
    MediaPath,
    Values,
    Look,
    Blank,
    Views,
    Vocabulary,
    Others,
    Between,
}

impl Ask {
    /// Its kind.
    pub fn subject(&self) -> Subject {
        match self {
            Ask::Window { .. } => Subject::Window,
            Ask::Count(_) => Subject::Count,
            Ask::Keys(..) => Subject::Keys,
            Ask::NextUnread(..) => Subject::NextUnread,
            Ask::Totals => Subject::Totals,
            Ask::Groups => Subject::Groups,
            Ask::Accounts => Subject::Accounts,
            Ask::Detail(_) => Subject::Detail,
            Ask::Batch(_) => Subject::Batch,
            Ask::Outbox => Subject::Outbox,
            Ask::Templates(_) => Subject::Templates,
            Ask::Recall(_) => Subject::Recall,
            Ask::LastTitle(..) => Subject::LastTitle,
            Ask::Insights(_) => Subject::Insights,
            Ask::Log => Subject::Log,
            Ask::MediaPath(..) => Subject::MediaPath,
            Ask::Values(..) => Subject::Values,
            Ask::Look(..) => Subject::Look,
            Ask::Blank(..) => Subject::Blank,
            Ask::Views => Subject::Views,
            Ask::Vocabulary(_) => Subject::Vocabulary,
            Ask::Others(_) => Subject::Others,
            Ask::Between(..) => Subject::Between,
        }
    }

    /// Whether its answer may decide whom the next action is about, or what there is of them already.
    pub fn is_about_whom(&self) -> bool {
        matches!(
            self,
            Ask::Window { .. } | Ask::Detail(_) | Ask::NextUnread(..) | Ask::Keys(..) | Ask::Between(..)
        )
    }

    /// Whether its answer is quick enough, and wanted enough, for the next frame to wait a moment for it.
    pub fn is_prompt(&self) -> bool {
        matches!(
            self,
            Ask::Window { .. }
                | Ask::Detail(_)
                | Ask::NextUnread(..)
                | Ask::Blank(..)
                | Ask::Vocabulary(_)
                | Ask::Others(_)
        )
    }
}

/// How an account was doing when it was last heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which account.
    pub account: AccountName,
    /// When a sync last worked.
    pub synced: Option<jiff::Timestamp>,
    /// What went wrong last, if the last sync did not work.
    pub problem: Option<crate::error::Reason>,
    /// Why it isn't asked, whoever wanted that.
    pub pause: Option<Pause>,
    /// When a sync was tried last.
    pub tried: Option<jiff::Timestamp>,
    /// How many applicants it has.
    pub applicants: u64,
    /// Until when the session that is kept for it is good.
    pub session: Option<jiff::Timestamp>,
}

/// An answer of the store.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each answers the question of the same name")]
pub enum Answer {
    Window(Window),
    Count(u64),
    Keys(Vec<Key>),
    NextUnread(Option<Key>),
    Totals(Totals),
    Groups(Vec<Group>),
    Accounts(Vec<Standing>),
    Detail(Option<Box<Applicant>>),
    Batch(Box<Batch>),
    Outbox(Vec<OutboxItem>),
    Templates(Vec<Template>),
    Recalled(Option<String>),
    LastTitle(Option<String>),
    Insights(Box<Insights>),
    Log(Vec<String>),
    MediaPath(Option<PathBuf>),
    Values(Vec<String>),
    Look(Option<PathBuf>, Look),
    Blank(Vec<MediaId>),
    Views(Vec<SavedView>),
    Vocabulary(Vec<String>),
    Others(Vec<Applicant>),
    Between(Vec<Key>),
}

/// Everything that can happen to the screen.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// The terminal has this size now: columns, rows.
    Resize(u16, u16),
    /// Something happened below.
    Engine(Event),
    /// The engine has ended.
    EngineEnded,
    /// An answer, or why there is none.
    Loaded(Ticket, Result<Answer, UserError>),
    /// A text was handed to the terminal's clipboard; the name of what it was.
    Copied(&'static str, Result<(), String>),
    /// tmux didn't take a text for the clipboard.
    NotByTmux(&'static str, Secret),
    /// A chat page was handed to the browser, or could not be.
    Browsed(Option<Key>, Secret, Result<(), String>),
    /// A file was handed to the system's viewer, or could not be.
    Viewed(Key, MediaId, Result<PathBuf, UserError>),
    /// The terminal has told its name, or the columns and rows of pixels in its cells.
    Terminal {
        /// As it calls itself.
        name: Option<String>,
        /// As the system knows.
        cell: Option<(u16, u16)>,
    },
    /// The system asks the program to end.
    Terminate,
    /// The program goes on after it was suspended.
    Resumed,
    /// Time has passed: something visible may have to change.
    Tick,
    /// Everything that had come in is worked off: ask for what is missing, then draw.
    Drained,
}
