//! Where an applicant stands: in the funnel (stage), and on the way to being confirmed (safety).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where an applicant stands in the funnel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Arrived, nobody has acted.
    #[default]
    New,
    /// Somebody got in touch.
    Contacted,
    /// Invited to or past an interview.
    Interview,
    /// Has an offer.
    Offer,
    /// Took the job.
    Hired,
    /// Turned down, with a reason.
    Rejected,
    /// Took the application back.
    Withdrawn,
}

impl Stage {
    /// Every stage, in the order of the funnel.
    pub const ALL: [Stage; 7] = [
        Stage::New,
        Stage::Contacted,
        Stage::Interview,
        Stage::Offer,
        Stage::Hired,
        Stage::Rejected,
        Stage::Withdrawn,
    ];

    /// Whether a reason goes with it: somebody was turned down, or went.
    pub fn takes_reason(self) -> bool {
        matches!(self, Stage::Rejected | Stage::Withdrawn)
    }

    /// The word used on the command line, in queries and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::New => "new",
            Stage::Contacted => "contacted",
            Stage::Interview => "interview",
            Stage::Offer => "offer",
            Stage::Hired => "hired",
            Stage::Rejected => "rejected",
            Stage::Withdrawn => "withdrawn",
        }
    }

    /// The number under which the store keeps it: its place in [`Stage::ALL`].
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The stage of a stored number; what this version doesn't know is `New`.
    pub fn from_code(code: i64) -> Self {
        usize::try_from(code).ok().and_then(|at| Stage::ALL.get(at).copied()).unwrap_or_default()
    }
}

/// Where an applicant stands between the source's list and a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The record is stored; media are still missing.
    Pulled,
    /// The record and every media file are durably stored, or a person accepted the gap.
    Saved,
    /// A confirmation is ordered and has not been answered.
    Confirming,
    /// The source has taken the confirmation.
    Confirmed,
    /// The record can't be read: kept verbatim, never confirmed.
    Unreadable,
}

impl Safety {
    /// Every state, in the order in which an applicant passes through them.
    pub const ALL: [Safety; 5] =
        [Safety::Pulled, Safety::Saved, Safety::Confirming, Safety::Confirmed, Safety::Unreadable];

    /// The word used in queries and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Safety::Pulled => "pulled",
            Safety::Saved => "saved",
            Safety::Confirming => "confirming",
            Safety::Confirmed => "confirmed",
            Safety::Unreadable => "unreadable",
        }
    }

    /// The number under which the store keeps it: its place in [`Safety::ALL`].
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of a stored number; what this version doesn't know counts as not yet saved, the state from
    /// which nothing is confirmed.
    pub fn from_code(code: i64) -> Self {
        usize::try_from(code).ok().and_then(|at| Safety::ALL.get(at).copied()).unwrap_or(Safety::Pulled)
    }
}

/// The word names no stage or state; holds the nearest right one when there is a near one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    /// What was probably meant.
    pub nearest: Option<&'static str>,
}

/// The right word nearest to a mistyped one, when it is near enough to be worth proposing.
pub fn nearest<'a>(word: &str, right: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    right
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 3)
        .map(|(_, candidate)| candidate)
}

impl FromStr for Stage {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Stage::ALL
            .into_iter()
            .find(|stage| stage.as_str() == text)
            .ok_or_else(|| UnknownWord { nearest: nearest(text, Stage::ALL.map(Stage::as_str)) })
    }
}

impl FromStr for Safety {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Safety::ALL
            .into_iter()
            .find(|safety| safety.as_str() == text)
            .ok_or_else(|| UnknownWord { nearest: nearest(text, Safety::ALL.map(Safety::as_str)) })
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Safety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_survive_the_trip() {
        for stage in Stage::ALL {
            assert_eq!(stage.as_str().parse(), Ok(stage));
            assert_eq!(Stage::from_code(stage.code()), stage);
        }
        for safety in Safety::ALL {
            assert_eq!(safety.as_str().parse(), Ok(safety));
            assert_eq!(Safety::from_code(safety.code()), safety);
        }
    }

    #[test]
    fn a_mistyped_stage_is_answered_with_the_nearest() {
        assert_eq!("interveiw".parse::<Stage>().unwrap_err().nearest, Some("interview"));
        assert_eq!("xyzzyplugh".parse::<Stage>().unwrap_err().nearest, None);
    }

    #[test]
    fn an_unknown_state_is_one_from_which_nothing_is_confirmed() {
        assert_eq!(Safety::from_code(99), Safety::Pulled);
    }
}
