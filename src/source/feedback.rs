//! Progress in the funnel, on its way back to a source.

use std::fmt;

use jiff::Timestamp;

use crate::domain::{SourceId, Stage};

/// One change of stage, to be reported to the source.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// Whose stage changed.
    pub applicant: SourceId,
    /// What makes a repetition harmless: the same for every try.
    pub id: String,
    /// The stage after the change.
    pub stage: Stage,
    /// Why, when a person said so.
    pub reason: Option<String>,
    /// When it changed.
    pub occurred_at: Timestamp,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("id", &self.id).field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reported {
    /// The source took it, now or in an earlier try.
    Done,
    /// The source has no word for this stage; nothing was sent.
    NotMapped,
    /// The source refused it, and says why; asking again is useless.
    Refused(String),
}
