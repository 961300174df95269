//! What the engine can be asked to do, as data.

use std::path::PathBuf;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use crate::domain::{AccountName, Key, MediaId, Query};
use crate::store::{Edit, Gaps, OutboxId, ViewEdit};

/// Names a piece of work, so that its progress, its end and its cancellation can be matched. The asker chooses
/// it, and never uses it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

impl TaskId {
    /// Askers count from 1; what the engine begins by itself has numbers from here on.
    pub(super) const OWN: u64 = 1 << 48;

    /// Whether the engine began it by itself.
    pub fn is_own(self) -> bool {
        self.0 >= Self::OWN
    }
}

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

/// A password on its way to its source: compared by value, hidden in `Debug`.
#[derive(Clone)]
pub struct NewPassword(SecretString);

impl NewPassword {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The password.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl PartialEq for NewPassword {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
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
    /// Change an account's password at its source.
    Password {
        /// Names the work.
        task: TaskId,
        /// Whose.
        account: AccountName,
        /// The new one.
        new: NewPassword,
    },
    /// Decide something about these applicants.
    Edit {
        /// Names the work, when they are so many that it takes a while; else nought.
        task: TaskId,
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
    Undo {
        /// Names the work.
        task: TaskId,
    },
    /// Do again what was taken back.
    Redo {
        /// Names the work.
        task: TaskId,
    },
    /// Let those come back who were put off until now.
    Wake,
    /// Try rows of the outbox again, at once; all of them when none is named. It has ended when what is due is sent.
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
    /// Change the saved views.
    View(ViewEdit),
    /// Stop this work at the next safe point.
    Cancel(TaskId),
    /// Finish what must be finished, stop the rest, and end.
    Quit,
}

impl Command {
    /// The number under which its work is known; short local decisions have none.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Command::Sync { task, .. }
            | Command::Save { task, .. }
            | Command::Confirm { task, .. }
            | Command::Chat { task, .. }
            | Command::TestChat { task, .. }
            | Command::Export { task, .. }
            | Command::Password { task, .. }
            | Command::Edit { task, .. }
            | Command::Undo { task }
            | Command::Redo { task } => Some(*task),
            _ => None,
        }
    }
}
