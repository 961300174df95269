//! The configuration as typed data. Reading it (layers, errors with their place) is in the files below.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::domain::{AccountName, SourceKind};

pub mod secret;

pub use secret::{Secret, SecretError};

/// One configured connection to a source.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name, unique in the configuration.
    pub name: AccountName,
    /// The kind of source behind it.
    pub source: SourceKind,
    /// PitchYou's client id, or HRDrom's login.
    pub client_id: String,
    /// Where the client secret or password is found.
    pub secret: Secret,
    /// The address of the API, without a trailing slash.
    pub base_url: String,
    /// The address of the chat pages (PitchYou), without a trailing slash.
    pub chat_url: String,
    /// The address of job links (PitchYou); `{client_id}` is replaced.
    pub link_url: String,
    /// Sync this often while the inbox is open; `None` is off.
    pub poll: Option<Duration>,
    /// An unread, uncontacted applicant older than this is late.
    pub response_target: Duration,
    /// At most this many requests a second.
    pub requests_per_second: u32,
    /// `[account.contract]`: entries of the source's contract file that are different here.
    pub contract: toml::Table,
}

/// A query with a name, shown as a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What the tab says.
    pub name: String,
    /// The query, as typed into the search line.
    pub query: String,
    /// The order, when it is not the usual one.
    pub sort: Option<String>,
}

/// `[ui]`: how the screen looks and behaves.
#[derive(Clone, Debug)]
pub struct Ui {
    /// `auto`, `en`, `de` or `ru`.
    pub language: String,
    /// `auto`, a built-in theme, or a file in `themes/`.
    pub theme: String,
    /// The name applicants see in the chat and that goes into the history.
    pub recruiter: Option<String>,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// Whether anything may be changed.
    pub read_only: bool,
    /// Where files are written out to.
    pub save_to: Option<PathBuf>,
}

/// `[store]`: where the inbox lives, absolute.
#[derive(Clone, Debug)]
pub struct Store {
    /// The database file.
    pub path: PathBuf,
    /// The folder of media files.
    pub media: PathBuf,
}

/// The whole configuration, defaults filled in and paths made absolute.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from, if there is one.
    pub file: Option<PathBuf>,
    /// `[ui]`.
    pub ui: Ui,
    /// `[store]`.
    pub store: Store,
    /// `[limits] media`: the largest media file that is fetched, in bytes.
    pub media_limit: u64,
    /// `[network] ca_file`: further root certificates (PEM).
    pub ca_file: Option<PathBuf>,
    /// The folder of log files.
    pub log_dir: PathBuf,
    /// `[[account]]`, in their order.
    pub accounts: Vec<Account>,
    /// `[[view]]`, in their order.
    pub views: Vec<View>,
    /// `[keys]`: action name to keys.
    pub keys: BTreeMap<String, String>,
}
