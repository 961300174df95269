//! Why something could not be done, as the store keeps it: a stable cause for every language, and the sentence.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Writes the causes once: the variant, its stable word, and its meaning.
macro_rules! causes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// What is behind a failure: kept in the store by its stable word, and worded by the screen in the reader's
        /// language. The English sentence beside it tells the particulars.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Cause {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Cause {
            /// Every cause.
            pub const ALL: &[Cause] = &[$(Cause::$name,)+];

            /// Its stable word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Cause::$name => $word,)+
                }
            }
        }
    };
}

causes! {
    /// The source can't be reached, or the connection broke.
    Offline = "offline",
    /// The source is there but unwell.
    Unavailable = "unavailable",
    /// The source asked us to wait.
    Wait = "wait",
    /// Announced maintenance of the source.
    Maintenance = "maintenance",
    /// The credentials were refused.
    Credentials = "credentials",
    /// The secret can't be had from the place that the configuration names.
    Secret = "secret",
    /// The first password has to be changed.
    FirstPassword = "first-password",
    /// Not allowed for this client.
    Forbidden = "forbidden",
    /// The chat is not booked for this client.
    ChatNotBooked = "chat-not-booked",
    /// The source has it no more.
    Gone = "gone",
    /// The source refused the request.
    Rejected = "rejected",
    /// An answer that can't be used.
    WrongAnswer = "wrong-answer",
    /// The source's list broke off.
    BrokenList = "broken-list",
    /// No longer listed by the source, with files missing.
    Vanished = "vanished",
    /// Refused by a rule of ours: where an address leads, plain http.
    Refused = "refused",
    /// Larger than the configured limit.
    TooLarge = "too-large",
    /// An id that can't be part of an address.
    BadId = "bad-id",
    /// A record that can't be read.
    Unreadable = "unreadable",
    /// Files are missing that can still be fetched.
    NotSaved = "not-saved",
    /// A file is no longer in the media folder.
    LostFile = "lost-file",
    /// A file could not be written out.
    NotWritten = "not-written",
    /// Accepting a gap needs a name.
    NoName = "no-name",
    /// A person paused the account.
    Paused = "paused",
    /// Another process does the account's network work.
    Elsewhere = "elsewhere",
    /// Its applicant isn't confirmed yet.
    Unconfirmed = "unconfirmed",
    /// Goes out with the next sync.
    NextSync = "next-sync",
    /// A person stopped it before it was ordered.
    Stopped = "stopped",
    /// A person stopped it on the way.
    Cancelled = "cancelled",
    /// That applicant is no longer in the inbox.
    NoApplicant = "no-applicant",
    /// The account can't work as it is configured.
    Misconfigured = "misconfigured",
    /// This inbox is open for reading only.
    ReadOnly = "read-only",
    /// The disk is full.
    DiskFull = "disk-full",
    /// The data folder can't be written to.
    NoRights = "no-rights",
    /// Another process keeps the inbox busy.
    Busy = "busy",
    /// The inbox's file is damaged.
    Damaged = "damaged",
    /// The inbox was made by a newer kandidat.
    Newer = "newer",
    /// The inbox could not be used.
    Store = "store",
    /// The log can't be read.
    NoLog = "no-log",
    /// The system's viewer or browser could not be started.
    NotOpened = "not-opened",
    /// A mistake of this program.
    Bug = "bug",
}

impl Cause {
    /// The cause of a stable word; one that a newer version wrote is unknown here.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|cause| cause.as_str() == word)
    }
}

/// Why something could not be done. What the command line and the log print is the English sentence.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// What is behind it; `None` when only the sentence is known (a source's own words, an older inbox).
    pub cause: Option<Cause>,
    /// What it is about, such as a file's name: an applicant's text.
    pub of: Option<String>,
    /// The particulars, as an English sentence or in the source's own words.
    pub detail: String,
}

/// As it stands in the store.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept<'a> {
    cause: &'a str,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<std::borrow::Cow<'a, str>>,
    detail: std::borrow::Cow<'a, str>,
}

impl Reason {
    /// A reason with its cause.
    pub fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self { cause: Some(cause), of: None, detail: detail.into() }
    }

    /// Says what it is about.
    #[must_use]
    pub fn of(mut self, of: impl Into<String>) -> Self {
        self.of = Some(of.into());
        self
    }

    /// As the store keeps it: JSON when there is a cause, else the sentence.
    pub fn write(&self) -> String {
        let Some(cause) = self.cause else { return self.to_string() };
        let of = self.of.as_deref().map(Into::into);
        let kept = Kept { cause: cause.as_str(), of, detail: self.detail.as_str().into() };
        serde_json::to_string(&kept).unwrap_or_else(|_| self.to_string())
    }

    /// What the store keeps. Anything that [`Reason::write`] did not write is a sentence.
    pub fn read(text: String) -> Self {
        if text.starts_with('{')
            && let Ok(kept) = serde_json::from_str::<Kept<'_>>(&text)
        {
            let of = kept.of.map(std::borrow::Cow::into_owned);
            return Self { cause: Cause::read(kept.cause), of, detail: kept.detail.into_owned() };
        }
        text.into()
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it is about is an applicant's text.
        f.debug_struct("Reason")
            .field("cause", &self.cause)
            .field("detail", &self.detail)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Some(of) => write!(f, "{of}: {}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

/// A whole error in one reason: what it is about is said in its sentence.
impl From<&super::UserError> for Reason {
    fn from(error: &super::UserError) -> Self {
        Self { cause: error.cause, of: None, detail: error.to_string() }
    }
}

impl From<String> for Reason {
    fn from(detail: String) -> Self {
        Self { cause: None, of: None, detail }
    }
}

impl From<&str> for Reason {
    fn from(detail: &str) -> Self {
        detail.to_owned().into()
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_comes_back_as_it_was_kept() {
        for reason in [
            Reason::new(Cause::Gone, "GET /media/1 answered 404").of("zeug\"nis.jpg"),
            Reason::new(Cause::Offline, "the connection broke"),
            Reason::from("the source's own words"),
            Reason::from("{\"a\": 1}"),
        ] {
            assert_eq!(Reason::read(reason.write()), reason);
        }
    }

    #[test]
    fn a_cause_of_a_newer_version_leaves_the_sentence() {
        let kept = "{\"cause\":\"eclipse\",\"detail\":\"the sun is away\"}";
        assert_eq!(Reason::read(kept.to_owned()), Reason::from("the sun is away"));
    }

    #[test]
    fn every_word_is_its_own() {
        for cause in Cause::ALL {
            assert_eq!(Cause::read(cause.as_str()), Some(*cause));
        }
    }
}
