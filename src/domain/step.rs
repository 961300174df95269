//! One interview question with its answer and its attachments.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::MediaId;

/// One question, its answer as text, and the media that came with it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The source's key of the question, when it has one.
    pub key: Option<String>,
    /// The question as it was asked.
    pub question: Option<String>,
    /// The answer as text; numbers, yes/no and lists are written out.
    pub answer: Option<String>,
    /// The media of this step, in the applicant's list of media.
    pub attachments: Vec<MediaId>,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("key", &self.key)
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}
