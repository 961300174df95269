//! What the engine tells: that something changed, how far work is, and how it ended.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{Stored, TaskId};
use crate::domain::{AccountName, ApplicantId, Key};
use crate::error::{Reason, UserError};
use crate::source::ChatLink;
use crate::store::{Pause, Undone};

/// Something that happened. Carries ids only; the store is the truth.
#[derive(Clone, Debug)]
pub enum Event {
    /// These applicants changed; empty means that anything may have.
    Changed(Vec<Key>),
    /// Work is under way.
    Progress(Progress),
    /// Work has ended.
    Finished {
        /// Which.
        task: TaskId,
        /// How.
        outcome: Outcome,
    },
    /// A chat page is ready; the address is a secret.
    Chat {
        /// The work that asked.
        task: TaskId,
        /// With whom; nobody for the source's test chat.
        key: Option<Key>,
        /// Its address.
        link: ChatLink,
    },
    /// How an account is doing changed.
    Account {
        /// Which.
        account: AccountName,
        /// How it is.
        health: Health,
    },
    /// New applicants arrived in the background.
    Arrived(u64),
    /// So many applicants who were put off are back.
    Woken(u64),
}

/// How an account's connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// A sync is under way.
    Syncing,
    /// The last sync worked.
    Synced(Timestamp),
    /// The credentials were refused; it stopped asking.
    Refused(UserError),
    /// The source wants the first password changed before anything else; it stopped asking.
    FirstPassword(UserError),
    /// Away, unwell, or asked us to wait; tried again then, and what for, if it said so.
    Waiting(UserError, Option<(Pause, Timestamp)>),
    /// A person paused it.
    Paused(Option<Timestamp>),
}

/// What kind of work is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// Reading the list.
    Pull,
    /// Fetching media.
    Save,
    /// Confirming.
    Confirm,
    /// Asking for a chat page.
    Chat,
    /// Writing files out.
    Export,
    /// Changing a password.
    Password,
    /// Deciding something about very many, or taking it back.
    Edit,
}

/// How far work is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which.
    pub task: TaskId,
    /// What kind.
    pub work: Work,
    /// Pieces done: records, files, applicants.
    pub done: u64,
    /// Pieces in all, when that is known.
    pub total: Option<u64>,
    /// Bytes fetched so far.
    pub bytes: u64,
    /// Bytes a second over the last seconds.
    pub rate: u64,
}

/// How work ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A sync.
    Synced(Summary),
    /// Saving, with what could not be saved.
    Saved {
        /// Files stored now.
        files: u64,
        /// Their bytes.
        bytes: u64,
        /// What failed: whose, and why.
        failed: Vec<(ApplicantId, Reason)>,
        /// Why it ended before all had their turn, if it did.
        stop: Option<UserError>,
    },
    /// Confirming, one line for each applicant.
    Confirmed(Vec<(Key, ApplicantId, Fate)>),
    /// A chat page was opened or shown.
    Chatted,
    /// Files were written out.
    Exported {
        /// Into which folder.
        folder: PathBuf,
        /// How many are there now.
        files: u64,
        /// How many of these were there before.
        there: u64,
        /// What failed: whose, and why.
        failed: Vec<(ApplicantId, Reason)>,
    },
    /// A local decision took effect on so many applicants.
    Edited(u64),
    /// A local decision was stopped: it took effect on the first number, the second had no turn.
    EditedSome(u64, u64),
    /// This decision was taken back.
    Undone(Undone),
    /// This decision was made again.
    Redone(Undone),
    /// There was nothing to take back or to do again.
    Nothing,
    /// A password was changed at the source: where it stands now.
    Password(Stored),
    /// A person stopped it.
    Cancelled,
    /// It could not be done.
    Failed(UserError),
}

/// What became of an applicant's confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The source took it.
    Confirmed,
    /// Had been confirmed before.
    Already,
    /// Not confirmed, because it isn't safe to: why.
    HeldBack(Reason),
    /// Ordered, and waiting in the outbox: why.
    Waiting(Reason),
    /// The source refused it: why.
    Refused(Reason),
}

/// What a sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Applicants stored for the first time.
    pub new: u64,
    /// Applicants whose record changed.
    pub updated: u64,
    /// Media files stored.
    pub media_saved: u64,
    /// Applicants confirmed.
    pub confirmed: u64,
    /// Applicants that can't be confirmed, because of a missing file.
    pub held_back: u64,
    /// Records that can't be read.
    pub unreadable: u64,
    /// Things that went wrong and are tried again.
    pub failed: u64,
    /// What went wrong, each once, in plain words.
    pub problems: Vec<UserError>,
}
