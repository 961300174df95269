//! Names of things: newtypes, so that an account can't be taken for an applicant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kind of system that applications come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Applications by WhatsApp interview.
    PitchYou,
    /// Lead generation.
    HrDrom,
}

impl SourceKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [SourceKind; 2] = [SourceKind::PitchYou, SourceKind::HrDrom];

    /// The word used in the configuration, in queries and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::PitchYou => "pitchyou",
            SourceKind::HrDrom => "hrdrom",
        }
    }

    /// The name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            SourceKind::PitchYou => "PitchYou",
            SourceKind::HrDrom => "HRDrom",
        }
    }
}

/// What a source may offer beside its list, its files and the confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offer {
    /// Interview templates, and job links with them.
    Templates,
    /// A chat page for each applicant.
    Chat,
    /// Reference data.
    Dictionaries,
    /// Reports of progress.
    Feedback,
    /// A session that can be ended, and a password that can be changed.
    Session,
}

impl SourceKind {
    /// Whether sources of this kind offer it.
    pub fn offers(self, offer: Offer) -> bool {
        match self {
            SourceKind::PitchYou => matches!(offer, Offer::Templates | Offer::Chat),
            SourceKind::HrDrom => matches!(offer, Offer::Dictionaries | Offer::Feedback | Offer::Session),
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SourceKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        SourceKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// The name of one configured connection: 1 to 64 of `A-Z a-z 0-9 . _ -`, so that it can stand before the
/// `/` of an applicant's id, in a file name and in a query without quotes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

/// The text is no account name; holds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account's name is 1 to 64 letters (A-Z, a-z), digits, dots, dashes or underscores, not {0:?}")]
pub struct BadAccountName(pub String);

impl AccountName {
    /// Checks the text. `.` and `..` are refused because the name also names a folder.
    ///
    /// # Errors
    /// [`BadAccountName`] when it is empty, too long, or has another character.
    pub fn new(text: impl Into<String>) -> Result<Self, BadAccountName> {
        let text = text.into();
        let right = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
            && text.bytes().any(|b| b.is_ascii_alphanumeric());
        if right { Ok(Self(text)) } else { Err(BadAccountName(text)) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountName {
    type Error = BadAccountName;

    fn try_from(text: String) -> Result<Self, BadAccountName> {
        Self::new(text)
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> String {
        name.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the source calls an applicant: compared as text, written back as the source wrote it (a JSON number
/// stays a number).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId {
    text: String,
    number: bool,
}

impl SourceId {
    /// An id that came as a JSON string.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), number: false }
    }

    /// An id that came as a JSON number, as its literal.
    pub fn number(literal: impl Into<String>) -> Self {
        Self { text: literal.into(), number: true }
    }

    /// The id as text, as it is compared and shown (escape it before it reaches a terminal).
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the source wrote it as a JSON number.
    pub fn is_number(&self) -> bool {
        self.number
    }

    /// Whether it can be one segment of a URL path: not empty, `.` or `..`, which every URL parser folds away
    /// however they are escaped.
    pub fn fits_path(&self) -> bool {
        fits_path(&self.text)
    }
}

/// Whether a text can be one segment of a URL path once percent-encoded.
pub fn fits_path(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
}

/// The name of a media file at the source, unique within its applicant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaId(pub String);

impl MediaId {
    /// The id as text (escape it before it reaches a terminal).
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The inbox's own number for an applicant: unique in one inbox and never reused. It grows with the time of the
/// application, so that "newest first" is "greatest key first" and a list can be read by key, window by window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub i64);

/// An applicant's id as people see and type it: `ACCOUNT/SOURCE-ID`, with controls, space and `%` of the
/// source's id as `%XX`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicantId {
    /// The account it came by.
    pub account: AccountName,
    /// The source's id as text.
    pub source_id: String,
}

impl ApplicantId {
    /// Puts both halves together.
    pub fn new(account: AccountName, source_id: impl Into<String>) -> Self {
        Self { account, source_id: source_id.into() }
    }
}

impl fmt::Display for ApplicantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, escape_id(&self.source_id))
    }
}

impl Serialize for ApplicantId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Writes a source's id so that it is one word that a terminal and a shell can carry.
pub fn escape_id(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || c.is_whitespace() || c == '%' || super::text::is_invisible(c) {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Reads what [`escape_id`] wrote; a `%` that starts no `%XX` stands for itself.
pub fn unescape_id(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_account_name_is_a_plain_word() {
        assert!(AccountName::new("acme-2.de").is_ok());
        for bad in ["", ".", "..", "a/b", "a b", "ä", "\u{1b}x"] {
            assert!(AccountName::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_id_is_one_visible_word() {
        let id = ApplicantId::new(AccountName::new("acme").unwrap(), "a b%\u{1b}[2Jü\u{202e}");
        assert_eq!(id.to_string(), "acme/a%20b%25%1B[2Jü%E2%80%AE");
    }

    proptest! {
        #[test]
        fn every_id_survives_the_trip(text in ".{0,40}") {
            prop_assert_eq!(unescape_id(&escape_id(&text)), text);
        }
    }
}
