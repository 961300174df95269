//! Local decisions about applicants, as data: each one is one transaction, one history entry, and can be undone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::Stage;

/// A local decision about an applicant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// Move in the funnel; a rejection carries its reason.
    Stage {
        /// Where to.
        to: Stage,
        /// Why, when rejected or withdrawn.
        reason: Option<String>,
    },
    /// Replace the note; empty removes it.
    Note(String),
    /// Read, or unread again.
    Read(Reading),
    /// Mark as contacted at this time unless there is an earlier mark, or take the mark back.
    Contacted(Option<Timestamp>),
    /// Add tags to those that each has, and take tags away from those.
    Tags {
        /// What is added; who has it already keeps it where it is.
        add: Vec<String>,
        /// What is taken away.
        remove: Vec<String>,
    },
    /// Assign to somebody, or to nobody.
    Assign(Option<String>),
    /// Put off until then, or bring back.
    Snooze(Option<Timestamp>),
}

/// Whether somebody has looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Looked at.
    Read,
    /// Not looked at.
    Unread,
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Edit::Stage { to, .. } => return f.debug_tuple("Stage").field(to).finish(),
            Edit::Note(_) => "Note(…)",
            Edit::Read(reading) => return f.debug_tuple("Read").field(reading).finish(),
            Edit::Contacted(at) => return f.debug_tuple("Contacted").field(at).finish(),
            Edit::Tags { .. } => "Tags(…)",
            Edit::Assign(_) => "Assign(…)",
            Edit::Snooze(at) => return f.debug_tuple("Snooze").field(at).finish(),
        })
    }
}

/// Who acts: goes into the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The recruiter's name, if one is set.
    pub name: Option<String>,
    /// By which door.
    pub via: Via,
}

/// By which door an act came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// A key on the screen.
    Screen,
    /// The command line.
    Command,
    /// A sync, by itself.
    Sync,
}

impl Via {
    /// The word used in the history.
    pub fn as_str(self) -> &'static str {
        match self {
            Via::Screen => "screen",
            Via::Command => "command",
            Via::Sync => "sync",
        }
    }
}

impl Actor {
    /// The inbox itself, on a sync.
    pub fn sync() -> Self {
        Self { name: None, via: Via::Sync }
    }
}

impl Edit {
    /// Whether what is searched changes with it, which takes longer.
    pub fn is_searched(&self) -> bool {
        matches!(self, Edit::Note(_) | Edit::Tags { .. } | Edit::Assign(_))
    }

    /// The stable word for it, as in the history.
    pub fn word(&self) -> &'static str {
        match self {
            Edit::Stage { .. } => "stage",
            Edit::Note(_) => "note",
            Edit::Read(Reading::Read) => "read",
            Edit::Read(Reading::Unread) => "unread",
            Edit::Contacted(_) => "contacted",
            Edit::Tags { .. } => "tags",
            Edit::Assign(_) => "assignee",
            Edit::Snooze(_) => "snoozed",
        }
    }
}
