//! Where applications come from: one trait for every source, and the registry that opens the configured one.
//!
//! A source speaks the wire and nothing else: it keeps nothing, decides nothing, and knows no other source.
//! The engine calls it; the fake sources of the sandbox prove it.

pub mod contract;
pub mod drift;
pub mod envelope;
pub mod feedback;
mod file;
pub mod hrdrom;
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
pub use crate::domain::Offer;
use crate::domain::{Application, Dictionary, Entry, Media, SourceId, SourceKind, Stage, Template};
use crate::error::UserError;
pub use crate::http::Error;
use crate::http::{Class, Client, PauseBoard};
use feedback::{Event, Reported};
pub use record::ONLY_ITS_BEGINNING;
use secrecy::SecretString;
use session::{SessionKeeper, SessionState};

/// Opens the source of a configured account; nothing is sent yet. `board` holds the pauses its server asks for,
/// `keeper` its session, if it has one that outlives the process.
///
/// # Errors
/// Kind `Config`, when the account can't work as it is configured.
pub fn open(
    account: &Account,
    client: &Client,
    board: Arc<dyn PauseBoard>,
    keeper: Arc<dyn SessionKeeper>,
) -> Result<Box<dyn Source>, UserError> {
    match account.source {
        SourceKind::PitchYou => Ok(Box::new(pitchyou::PitchYou::open(account, client, board)?)),
        SourceKind::HrDrom => Ok(Box::new(hrdrom::HrDrom::open(account, client, board, keeper)?)),
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

/// Where a source's list can be read on from. Opaque, and good only for the account that it came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(pub String);

/// How far a pass has come: once the first `records` records of this pass are durable, a pass that breaks may be
/// resumed at `cursor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Records sent in this pass so far.
    pub records: u64,
    /// Where the rest begins.
    pub cursor: Cursor,
}

/// A source's reference data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// It is still what `known` named.
    Unchanged,
    /// All of its entries, and what names this state of them.
    Entries(Vec<Entry>, Option<String>),
}

/// The error for what a source does not offer.
fn not_offered(kind: SourceKind, what: &str) -> Error {
    Error::new(Class::Refused, format!("{} has no {what}", kind.title()))
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

    /// Like [`Source::pull`], on from where an earlier pass broke off. A source whose list comes in pages tells after
    /// each how far it came; one whose list comes at once reads it from its beginning and tells nothing. A cursor that
    /// the source has forgotten is no error: the list is read from its beginning.
    ///
    /// # Errors
    /// As [`Source::pull`].
    fn pull_from(
        &self,
        from: Option<Cursor>,
        marks: mpsc::UnboundedSender<Mark>,
        out: mpsc::Sender<Record>,
    ) -> BoxFuture<'_, Result<Listing, Error>> {
        drop((from, marks));
        self.pull(out)
    }

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

    /// Whether it offers this.
    fn offers(&self, offer: Offer) -> bool {
        self.kind().offers(offer)
    }

    /// Reads reference data, unless it is still what `known` (of an earlier [`Reference::Entries`]) names.
    fn dictionary<'a>(
        &'a self,
        which: Dictionary,
        known: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Reference, Error>> {
        let _ = (which, known);
        let error = not_offered(self.kind(), "reference data");
        Box::pin(async { Err(error) })
    }

    /// What the source calls a stage; nothing when it isn't reported.
    fn status(&self, stage: Stage) -> Option<&str> {
        let _ = stage;
        None
    }

    /// Reports a change of stage. Repeating it with the same event is harmless. Those of one applicant are to come in
    /// their order, after its confirmation.
    fn feedback<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, Result<Reported, Error>> {
        let _ = event;
        let error = not_offered(self.kind(), "reports of progress");
        Box::pin(async { Err(error) })
    }

    /// How the session stands, without asking the source; nothing when it has none that outlives the process.
    fn session(&self) -> BoxFuture<'_, Option<SessionState>> {
        Box::pin(async { None })
    }

    /// Changes the password at the source, and uses the new one from then on. That it is stored where the
    /// configuration finds it is the caller's business.
    ///
    /// # Errors
    /// The password is still the old one, unless the error says that it perhaps was sent.
    fn change_password<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<(), Error>> {
        let _ = (old, new);
        let error = not_offered(self.kind(), "password");
        Box::pin(async { Err(error) })
    }

    /// Renews the session before its time; where there is none that is good, it begins one.
    fn renew(&self) -> BoxFuture<'_, Result<(), Error>> {
        self.sign_in()
    }

    /// Ends the session at the source and forgets it here; that there was none is no error.
    ///
    /// # Errors
    /// It is forgotten here, and the source could not be told.
    fn sign_out(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }
}
