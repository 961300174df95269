//! What the engine can be asked to do, as data.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::domain::{AccountName, Key, MediaId, Query};
use crate::store::{Edit, Gaps, OutboxId};

/// Names a piece of work, so that its progress, its end and its cancellation can be matched. The asker chooses
/// it, and never uses it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

/// Whether media files are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetching {
    /// Fetch what is missing.
    Fetch,
    /// Leave them.
    Skip,
}

/// Whether a sync confirms what is safely stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirming {
    /// Confirm all that is safely stored.
    All,
    /// Only send what a person ordered.
    OrderedOnly,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Pull, save, and send what is due.
    Sync {
        /// Names the work.
        task: TaskId,
        /// One account, or all.
        account: Option<AccountName>,
        /// With or without media.
        fetching: Fetching,
        /// What is confirmed.
        confirming: Confirming,
    },
    /// Fetch missing media: of each applicant all, or one file.
    Save {
        /// Names the work.
        task: TaskId,
        /// Whose, and which.
        what: Vec<(Key, Option<MediaId>)>,
    },
    /// Confirm these applicants, after fetching what is missing if so asked.
    Confirm {
        /// Names the work.
        task: TaskId,
        /// Whom: the ids that the dialog showed.
        keys: Vec<Key>,
        /// Whether missing files are fetched first.
        fetching: Fetching,
        /// Whether gaps are accepted.
        gaps: Gaps,
    },
    /// Ask for a fresh chat page.
    Chat {
        /// Names the work.
        task: TaskId,
        /// With whom.
        key: Key,
    },
    /// Open the source's free test chat.
    TestChat {
        /// Names the work.
        task: TaskId,
        /// Of which account's source.
        account: AccountName,
    },
    /// Write stored media out under their own names.
    Export {
        /// Names the work.
        task: TaskId,
        /// Whose.
        keys: Vec<Key>,
        /// Into which folder.
        to: PathBuf,
    },
    /// Decide something about these applicants.
    Edit {
        /// Whom.
        keys: Vec<Key>,
        /// What.
        edit: Edit,
    },
    /// Decide something about all that match.
    EditWhere {
        /// Whom.
        query: Query,
        /// What.
        edit: Edit,
    },
    /// Take the last local decision back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Try rows of the outbox again; all of them when none is named.
    Retry {
        /// Which.
        ids: Option<Vec<OutboxId>>,
    },
    /// Give rows of the outbox up.
    Drop {
        /// Which.
        ids: Vec<OutboxId>,
    },
    /// Stop asking this account, until then or until resumed.
    Pause {
        /// Which.
        account: AccountName,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Go on asking this account.
    Resume {
        /// Which.
        account: AccountName,
    },
    /// Keep a small setting of the screen.
    Remember {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Stop this work at the next safe point.
    Cancel(TaskId),
    /// Finish what must be finished, stop the rest, and end.
    Quit,
}
