//! Where applications come from: one trait for every source, and the registry that opens the configured one.
//!
//! A source speaks the wire and nothing else: it keeps nothing, decides nothing, and knows no other source.
//! The engine calls it; the fake sources of the sandbox prove it.

pub mod contract;
pub mod drift;
mod envelope;
mod file;
pub mod json;
mod other;
pub mod pitchyou;
mod record;
pub mod sameness;
pub mod session;
mod shape;
pub mod split;
pub mod time;
mod value;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::config::Account;
use crate::domain::{Application, Media, SourceId, SourceKind, Template};
use crate::error::{ErrorKind, UserError};
pub use crate::http::Error;
use crate::http::{Client, PauseBoard};

/// Opens the source of a configured account; nothing is sent yet. `board` holds the pauses its server asks for.
///
/// # Errors
/// Kind `Config`, when the account can't work as it is configured, or its source isn't built in.
pub fn open(
    account: &Account,
    client: &Client,
    board: Arc<dyn PauseBoard>,
) -> Result<Box<dyn Source>, UserError> {
    match account.source {
        SourceKind::PitchYou => Ok(Box::new(pitchyou::PitchYou::open(account, client, board)?)),
        SourceKind::HrDrom => {
            let what = format!(
                "the source {} of account {} is not built into this version yet",
                account.source, account.name
            );
            Err(UserError::new(ErrorKind::Config, what))
        }
    }
}

/// One record of a source's list, with the source's own bytes.
#[derive(Clone, Debug)]
pub enum Record {
    /// A record that could be read.
    Readable {
        /// What it says, in the common vocabulary.
        application: Box<Application>,
        /// The source's own bytes.
        raw: Vec<u8>,
        /// Equal for two records that say the same (as parsed JSON, without volatile fields).
        sameness: [u8; 32],
    },
    /// A record that could not be read: kept verbatim, never confirmed.
    Unreadable {
        /// Its id, if that much could be read.
        id: Option<SourceId>,
        /// The source's own bytes.
        raw: Vec<u8>,
        /// Why, in plain words without the applicant's text.
        reason: String,
    },
}

/// How a pass over a source's list ended.
#[derive(Clone, Debug)]
pub struct Listing {
    /// How many records were sent.
    pub records: u64,
    /// Why the list broke off before its end, if it did; what was complete before counts.
    pub broken: Option<Error>,
    /// What was seen that the contract doesn't know, or not seen that it names; one sentence each.
    pub drift: Vec<String>,
}

/// A media file on its way: its length if announced, and its bytes.
pub struct Download {
    /// The announced length in bytes.
    pub length: Option<u64>,
    /// The announced media type.
    pub mime: Option<String>,
    /// The bytes; an error ends them.
    pub bytes: futures_util::stream::BoxStream<'static, Result<bytes::Bytes, Error>>,
}

/// A chat page's address: a secret. `Debug` hides it, nothing keeps it.
#[derive(Clone)]
pub struct ChatLink(pub secrecy::SecretString);

impl std::fmt::Debug for ChatLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChatLink(…)")
    }
}

/// What became of one applicant's confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The source took it.
    Done,
    /// The source refused this one, and says why; asking again is useless.
    Refused(String),
}

/// A system that applications come from.
pub trait Source: Send + Sync {
    /// The kind of source.
    fn kind(&self) -> SourceKind;

    /// How many applicants one confirmation may name.
    fn batch(&self) -> usize;

    /// Signs in anew, to test the credentials.
    fn sign_in(&self) -> BoxFuture<'_, Result<(), Error>>;

    /// The interview templates.
    fn templates(&self) -> BoxFuture<'_, Result<Vec<Template>, Error>>;

    /// Reads the whole list of unconfirmed applications as a stream into `out`, in bounded memory. A full
    /// channel slows the source down; a closed one ends the pass.
    ///
    /// # Errors
    /// Only when nothing could be read at all; a list that breaks off is told in [`Listing::broken`].
    fn pull(&self, out: mpsc::Sender<Record>) -> BoxFuture<'_, Result<Listing, Error>>;

    /// Opens one media file.
    fn download<'a>(
        &'a self,
        applicant: &'a SourceId,
        media: &'a Media,
    ) -> BoxFuture<'a, Result<Download, Error>>;

    /// Confirms a batch in one request, at most [`Source::batch`] applicants. The answer has one entry for each,
    /// in the order asked. An error of class `Rejected` for several at once means that they should be asked one
    /// by one.
    fn confirm<'a>(&'a self, applicants: &'a [SourceId]) -> BoxFuture<'a, Result<Vec<Confirmed>, Error>>;

    /// Asks for a fresh chat page for one applicant.
    fn chat<'a>(
        &'a self,
        applicant: &'a SourceId,
        recruiter: Option<&'a str>,
    ) -> BoxFuture<'a, Result<ChatLink, Error>>;
}
