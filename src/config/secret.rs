//! Where a secret is found, and how it is read without ever being shown.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

/// Where a secret lives. `Debug` never shows a plain one.
#[derive(Clone)]
pub enum Secret {
    /// Written into the configuration itself; `doctor` warns.
    Plain(SecretString),
    /// In an environment variable.
    Env(String),
    /// The first line that a shell command prints.
    Command(String),
    /// The first line of a file.
    File(PathBuf),
    /// In the desktop's key ring.
    Keyring(String),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::Plain(_) => f.write_str("Plain(…)"),
            Secret::Env(name) => f.debug_tuple("Env").field(name).finish(),
            Secret::Command(_) => f.write_str("Command(…)"),
            Secret::File(path) => f.debug_tuple("File").field(path).finish(),
            Secret::Keyring(name) => f.debug_tuple("Keyring").field(name).finish(),
        }
    }
}
