//! Writing to the configuration: only ever by adding an account, with the person's own text left as it is.

use std::fs::DirBuilder;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use secrecy::{ExposeSecret as _, SecretString};
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

use super::{Config, PITCHYOU_BASE};
use crate::domain::{AccountName, SourceKind};
use crate::error::{ErrorKind, UserError};

/// Where a new account's secret is to be kept.
#[derive(Clone)]
pub enum Keep {
    /// In a file of its own beside the configuration, 0600.
    File(SecretString),
    /// In this environment variable, which the person sets.
    Env(String),
    /// Wherever this command prints it from.
    Command(String),
    /// In this entry of the desktop's key ring, which is there already.
    Keyring(String),
    /// In the configuration itself.
    Plain(SecretString),
}

/// An account to add.
#[derive(Clone)]
pub struct NewAccount {
    /// The kind of source behind it.
    pub source: SourceKind,
    /// Its name.
    pub name: AccountName,
    /// PitchYou's client id, or HRDrom's login.
    pub client_id: String,
    /// Its secret.
    pub secret: Keep,
    /// The address of the API; the usual one isn't written.
    pub base_url: String,
}

/// Adds the account at the end of the file, which is made if it isn't there; comments and order stay. The file is
/// replaced in one step, 0600, in a folder of 0700.
///
/// # Errors
/// Of kind `Config` when the file can't be read as a configuration or already has such an account, or when it
/// can't be written.
pub fn append(file: &Path, account: &NewAccount) -> Result<(), UserError> {
    // A link is followed, so that a configuration kept elsewhere stays there.
    let file = &std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(file, "can't be read", &error)),
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    let folders = super::Folders::below(folder);
    let current = Config::read(text.as_bytes(), file, &folders)?;
    if current.account(&account.name).is_some() {
        return Err(UserError::new(
            ErrorKind::Config,
            format!("{} already has an account \"{}\"", file.display(), account.name),
        )
        .next("choose another name, or change the account in the file"));
    }
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        UserError::new(ErrorKind::Config, format!("{} can't be read", file.display()))
            .why(error.message().to_owned())
    })?;
    make_folder(folder).map_err(|error| failed(folder, "can't be made", &error))?;
    let secret = match &account.secret {
        Keep::Plain(secret) => value(secret.expose_secret()),
        Keep::Env(name) => inline("env", name),
        Keep::Command(command) => inline("command", command),
        Keep::Keyring(name) => inline("keyring", name),
        Keep::File(secret) => {
            let name = write_secret(folder, &account.name, secret)?;
            inline("file", &name)
        }
    };
    let mut table = Table::new();
    table["name"] = value(account.name.as_str());
    let (id_key, secret_key) = match account.source {
        SourceKind::PitchYou => ("client_id", "client_secret"),
        SourceKind::HrDrom => ("login", "password"),
    };
    table["source"] = value(account.source.as_str());
    table[id_key] = value(&account.client_id);
    table[secret_key] = secret;
    if account.source == SourceKind::HrDrom || account.base_url != PITCHYOU_BASE {
        table["base_url"] = value(&account.base_url);
    }
    let list = document.entry("account").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match list {
        Item::ArrayOfTables(list) => list.push(table),
        // Written as `account = [{…}]`: one more of the same.
        other => match other.as_array_mut() {
            Some(array) => array.push(table.into_inline_table()),
            None => {
                return Err(UserError::new(ErrorKind::Config, "`account` in the configuration is no list"));
            }
        },
    }
    write_private(file, document.to_string().as_bytes())
        .map_err(|error| failed(file, "can't be written", &error))
}

/// Writes a secret into a new file and answers with its name: one that is there may be in use, by whatever program.
fn write_secret(folder: &Path, account: &AccountName, secret: &SecretString) -> Result<String, UserError> {
    let text = format!("{}\n", secret.expose_secret());
    for number in 1..1000 {
        let name =
            if number == 1 { format!("{account}.secret") } else { format!("{account}-{number}.secret") };
        let path = folder.join(&name);
        let new = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let mut file = match new {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(failed(&path, "can't be written", &error)),
        };
        if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
            // Best effort: the error that matters is the first.
            let _ = std::fs::remove_file(&path);
            return Err(failed(&path, "can't be written", &error));
        }
        return Ok(name);
    }
    Err(UserError::new(ErrorKind::Config, format!("{} is full of files of secrets", folder.display()))
        .next("remove those that no account needs"))
}

fn inline(key: &str, text: &str) -> Item {
    let mut table = InlineTable::new();
    table.insert(key, text.into());
    value(table)
}

fn failed(path: &Path, what: &str, error: &std::io::Error) -> UserError {
    UserError::new(ErrorKind::Config, format!("{} {what}", path.display())).why(error.to_string())
}

/// Makes a folder and its parents, for the owner alone.
///
/// # Errors
/// The system's.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// What stands between a file's name and the rest of its temporary companion's; in no account's name.
pub const BESIDE: char = '~';

/// Replaces a file in one step: a temporary file beside it, flushed, then renamed; 0600.
///
/// # Errors
/// The system's.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let temporary: PathBuf = {
        let mut name = path.as_os_str().to_owned();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        name.push(format!("{BESIDE}{}-{number}", std::process::id()));
        name.into()
    };
    // Nobody else has our number: what stands there was left behind by somebody who had it in an earlier life.
    let _ = std::fs::remove_file(&temporary);
    let write = || {
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    let result = write();
    if result.is_err() {
        // Best effort: the error that matters is the first.
        let _ = std::fs::remove_file(&temporary);
    }
    result
}
