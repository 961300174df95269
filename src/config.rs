//! The configuration: typed, checked, defaults filled in, paths made absolute.
//!
//! Layers, the later ones winning: defaults, the file, the environment (`KANDIDAT_…`), the command's flags. Every
//! mistake names its file, line and key, and what would be right. `cli` loads it once and hands it down; nobody
//! else reads the file or these variables. What belongs to other floors (contract entries, action names, query
//! syntax) is checked by them and placed by [`Config::locate`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::{AccountName, SourceKind};
use crate::error::{ErrorKind, UserError};

mod account;
mod environment;
mod file;
mod finding;
mod mistake;
pub mod secret;
mod section;
pub mod target;
pub mod value;
pub mod write;

pub use environment::{Environment, Folders};
pub use finding::Finding;
pub use mistake::{Mistake, Place};
pub use secret::{Secret, SecretError};
pub use target::Target;

/// PitchYou's API.
pub const PITCHYOU_BASE: &str = "https://api.pitchyou.de";
/// PitchYou's chat pages.
pub const PITCHYOU_CHAT: &str = "https://chat.pitchyou.de";
/// PitchYou's job links.
pub const PITCHYOU_LINK: &str = "https://{client_id}.pitchyou.de";
/// The largest media file that is fetched unless the file says otherwise, in bytes.
pub const MEDIA_LIMIT: u64 = 200_000_000;

/// When an applicant may be confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfirmAfter {
    /// As soon as everything is durably stored here.
    #[default]
    Saved,
    /// Only once delivered to a target.
    Delivered,
}

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
    /// When applicants may be confirmed.
    pub confirm_after: ConfirmAfter,
    /// `[account.contract]`: entries of the source's contract file that are different here.
    pub contract: toml::Table,
    /// Where the secret is named, for an error about it (`FILE:LINE: account.client_secret`).
    pub secret_place: Option<String>,
}

impl Account {
    /// A PitchYou account with the usual settings.
    pub fn pitchyou(name: AccountName, client_id: impl Into<String>, secret: Secret) -> Self {
        Self::new(SourceKind::PitchYou, name, client_id, secret, PITCHYOU_BASE)
    }

    /// An account with the usual settings, at this address.
    pub fn new(
        source: SourceKind,
        name: AccountName,
        client_id: impl Into<String>,
        secret: Secret,
        base_url: impl Into<String>,
    ) -> Self {
        let pages = |address: &str| match source {
            SourceKind::PitchYou => address.to_owned(),
            SourceKind::HrDrom => String::new(),
        };
        Self {
            name,
            source,
            client_id: client_id.into(),
            secret,
            base_url: base_url.into(),
            chat_url: pages(PITCHYOU_CHAT),
            link_url: pages(PITCHYOU_LINK),
            poll: Some(Duration::from_secs(120)),
            response_target: Duration::from_secs(3600),
            requests_per_second: 5,
            confirm_after: ConfirmAfter::Saved,
            contract: toml::Table::new(),
            secret_place: None,
        }
    }
}

/// A query with a name, shown as a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What the tab says.
    pub name: String,
    /// The query, as typed into the search line.
    pub query: String,
    /// The order, when it is not the usual one: one of [`SORTS`].
    pub sort: Option<String>,
}

/// The words for an order in `[[view]]`.
pub const SORTS: [&str; 5] = ["newest", "oldest", "overdue", "name", "stage"];

/// Words that are shown wherever an applicant wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// What the profile calls the group.
    pub name: String,
    /// The words, each found by its beginning.
    pub words: Vec<String>,
    /// How they look: one of [`LOOKS`].
    pub look: String,
}

/// The looks of `[[highlight]]`: words of the theme.
pub const LOOKS: [&str; 4] = ["mark", "good", "warn", "bad"];

/// Several actions under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Macro {
    /// What the palette shows.
    pub name: String,
    /// Its keys, as in `[keys]`.
    pub keys: Vec<String>,
    /// The names of the actions, in their order.
    pub actions: Vec<String>,
}

/// `[ui]`: how the screen looks and behaves.
#[derive(Clone, Debug)]
pub struct Ui {
    /// `auto`, `en`, `de` or `ru`.
    pub language: String,
    /// `auto`, a built-in theme, or a file in `themes/`.
    pub theme: String,
    /// How pictures are drawn: one of [`IMAGES`].
    pub images: String,
    /// The name applicants see in the chat and that goes into the history.
    pub recruiter: Option<String>,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// Whether the cursor moves on to the next applicant after a decision.
    pub auto_advance: bool,
    /// Whether the bell rings when somebody new has applied.
    pub bell: bool,
    /// How the terminal is asked to show a notification then: one of [`NOTIFY`].
    pub notify: String,
    /// Whether the window's title shows how many are new.
    pub title: bool,
    /// Whether anything may be changed.
    pub read_only: bool,
    /// Where files are written out to.
    pub save_to: Option<PathBuf>,
}

/// The languages of `[ui] language`.
pub const LANGUAGES: [&str; 4] = ["auto", "en", "de", "ru"];
/// The built-in themes of `[ui] theme`.
pub const THEMES: [&str; 5] = ["auto", "dark", "light", "contrast", "mono"];
/// The words of `[ui] notify`.
pub const NOTIFY: [&str; 4] = ["off", "auto", "osc9", "osc777"];
/// The words of `[ui] images`.
pub const IMAGES: [&str; 6] = ["auto", "off", "halfblocks", "kitty", "sixel", "iterm2"];

impl Default for Ui {
    fn default() -> Self {
        Self {
            language: "auto".to_owned(),
            theme: "auto".to_owned(),
            images: "auto".to_owned(),
            recruiter: None,
            mouse: true,
            auto_advance: true,
            bell: false,
            notify: "off".to_owned(),
            title: true,
            read_only: false,
            save_to: None,
        }
    }
}

/// `[store]`: where the inbox lives, absolute.
#[derive(Clone, Debug)]
pub struct Store {
    /// The database file.
    pub path: PathBuf,
    /// The folder of media files.
    pub media: PathBuf,
    /// Erase applicants this long after they were confirmed; `None` keeps them.
    pub retention: Option<Duration>,
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
    /// The folder of the sources' sessions, for the owner alone.
    pub sessions: PathBuf,
    /// The folder of log files.
    pub log_dir: PathBuf,
    /// `[[account]]`, in their order.
    pub accounts: Vec<Account>,
    /// `[[target]]`, in their order.
    pub targets: Vec<Target>,
    /// `[[view]]`, in their order.
    pub views: Vec<View>,
    /// `[[highlight]]`, in their order.
    pub highlights: Vec<Highlight>,
    /// `[keys]`: action name to its keys; `g g` is one key after the other.
    pub keys: BTreeMap<String, Vec<String>>,
    /// `[[macro]]`, in their order.
    pub macros: Vec<Macro>,
}

/// What the command's flags say about the configuration.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config FILE`.
    pub config: Option<PathBuf>,
    /// `--recruiter NAME`.
    pub recruiter: Option<String>,
    /// `--read-only`.
    pub read_only: bool,
}

impl Flags {
    /// Which file is read: the one of the flag, of `KANDIDAT_CONFIG`, or the usual one.
    ///
    /// # Errors
    /// Of kind `Config` when there is no home folder.
    pub fn file(&self, environment: &Environment) -> Result<PathBuf, UserError> {
        match self.config.clone().or_else(|| environment.path("KANDIDAT_CONFIG")) {
            Some(path) => Ok(std::path::absolute(&path).unwrap_or(path)),
            None => Ok(environment.folders()?.config.join("config.toml")),
        }
    }
}

impl Config {
    /// The defaults, with everything kept in these folders and no account.
    pub fn in_folders(folders: &Folders) -> Self {
        Self {
            file: None,
            ui: Ui::default(),
            store: Store {
                path: folders.data.join("inbox.db"),
                media: folders.data.join("media"),
                retention: None,
            },
            media_limit: MEDIA_LIMIT,
            ca_file: None,
            sessions: folders.data.join("sessions"),
            log_dir: folders.state.clone(),
            accounts: Vec::new(),
            targets: Vec::new(),
            views: Vec::new(),
            highlights: Vec::new(),
            keys: BTreeMap::new(),
            macros: Vec::new(),
        }
    }

    /// The defaults, with everything kept below one folder: for demos and tests.
    pub fn demo(home: &Path) -> Self {
        Self::in_folders(&Folders::below(home))
    }

    /// Reads all layers. Without a file at the usual place it is the defaults, without an account; a file that
    /// was named must be there.
    ///
    /// # Errors
    /// Of kind `Config`, naming file, line, key and what would be right; all mistakes of the file at once.
    pub fn load(environment: &Environment, flags: &Flags) -> Result<Self, UserError> {
        let folders = environment.folders()?;
        let path = flags.file(environment)?;
        let named = flags.config.is_some() || environment.path("KANDIDAT_CONFIG").is_some();
        let mut config = match std::fs::read(&path) {
            Ok(bytes) => Self::read(&bytes, &path, &folders)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => {
                Self::in_folders(&folders)
            }
            Err(error) => {
                return Err(UserError::new(
                    ErrorKind::Config,
                    format!("the configuration {} can't be read", path.display()),
                )
                .why(error.to_string())
                .next("check the path, or run `kandidat init` to write a configuration"));
            }
        };
        if let Some(recruiter) = environment.text("KANDIDAT_RECRUITER") {
            config.ui.recruiter = Some(recruiter);
        }
        if let Some(recruiter) = &flags.recruiter {
            config.ui.recruiter = Some(recruiter.clone()).filter(|name| !name.trim().is_empty());
        }
        config.ui.read_only |= flags.read_only;
        Ok(config)
    }

    /// Reads one file's bytes: defaults and file, no environment.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn read(bytes: &[u8], path: &Path, folders: &Folders) -> Result<Self, UserError> {
        let mistakes = match std::str::from_utf8(bytes) {
            Ok(text) => match file::read(text, path, folders) {
                Ok(config) => return Ok(config),
                Err(mistakes) => mistakes,
            },
            Err(error) => vec![Mistake::new(
                Place::of_bytes(bytes, error.valid_up_to()),
                "",
                "these bytes are not UTF-8",
                "save the file as UTF-8",
            )],
        };
        Err(mistake::user_error(path, &mistakes))
    }

    /// The account of this name.
    pub fn account(&self, name: &AccountName) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == *name)
    }

    /// Where a key stands in the file this was read from, for a mistake that another floor found: table names,
    /// positions in `[[…]]` lists (counted from zero, as text) and keys, outermost first. The longest part of
    /// the way that exists is placed.
    pub fn locate(&self, way: &[&str]) -> Option<Place> {
        let text = std::fs::read_to_string(self.file.as_ref()?).ok()?;
        mistake::locate(&text, way)
    }

    /// A mistake that another floor found, with its place, as a person reads it.
    pub fn mistake(&self, way: &[&str], what: &str, right: &str) -> UserError {
        let key: Vec<&str> = way.iter().copied().filter(|part| part.parse::<usize>().is_err()).collect();
        let mistake = Mistake::new(self.locate(way).unwrap_or_default(), key.join("."), what, right);
        mistake::user_error(self.file.as_deref().unwrap_or(Path::new("config.toml")), &[mistake])
    }
}

#[cfg(test)]
mod tests;
