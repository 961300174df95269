//! The process's surroundings as the configuration sees them: variables, and the folders by the XDG rules.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{ErrorKind, UserError};

/// The environment variables, taken once, so that tests can bring their own.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

/// The folders in which kandidat lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The home folder, for `~/`.
    pub home: Option<PathBuf>,
    /// Of `config.toml` and `themes/`.
    pub config: PathBuf,
    /// Of the inbox and its media.
    pub data: PathBuf,
    /// Of log files.
    pub state: PathBuf,
}

impl Folders {
    /// All of them below one folder.
    pub fn below(home: &Path) -> Self {
        Self { home: None, config: home.join("config"), data: home.join("data"), state: home.join("state") }
    }
}

impl Environment {
    /// This process's own.
    pub fn process() -> Self {
        Self(std::env::vars_os().collect())
    }

    /// Made of these variables and nothing else.
    pub fn of<K: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// A variable as text; empty counts as unset.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0
            .get(std::ffi::OsStr::new(name))
            .map(|value| value.to_string_lossy().into_owned())
            .filter(|value| !value.trim().is_empty())
    }

    /// A variable as a path; empty counts as unset.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.0.get(std::ffi::OsStr::new(name)).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// The home folder.
    pub fn home(&self) -> Option<PathBuf> {
        self.path("HOME").or_else(|| etcetera::home_dir().ok())
    }

    /// The folders by the XDG rules, on macOS as well: a variable counts when it holds an absolute path.
    /// `KANDIDAT_DATA` names the data folder itself.
    ///
    /// # Errors
    /// Of kind `Config` when there is no home folder to fall back on.
    pub fn folders(&self) -> Result<Folders, UserError> {
        let place = |variable: &str, usual: &str| {
            let absolute = self.path(variable).filter(|path| path.is_absolute());
            match absolute.or_else(|| self.home().map(|home| home.join(usual))) {
                Some(folder) => Ok(folder.join("kandidat")),
                None => Err(UserError::new(ErrorKind::Config, "there is no home folder")
                    .why(format!("neither HOME nor {variable} is set"))
                    .next("set HOME, or the XDG variables")),
            }
        };
        let data = match self.path("KANDIDAT_DATA") {
            Some(path) => std::path::absolute(&path).unwrap_or(path),
            None => place("XDG_DATA_HOME", ".local/share")?,
        };
        Ok(Folders {
            home: self.home(),
            config: place("XDG_CONFIG_HOME", ".config")?,
            data,
            state: place("XDG_STATE_HOME", ".local/state")?,
        })
    }
}
