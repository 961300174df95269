//! Where a secret is found, and how it is read without ever being shown.
//!
//! The configuration names the place; sources and targets call [`Secret::resolve`] right before they need the
//! secret, so that a changed one needs no restart. Nothing here keeps it, and no error holds it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use crate::domain::AccountName;

pub mod keyring;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most that is read of a file or a command, in bytes; a secret is a line, not a volume.
const MOST: u64 = 64 * 1024;
/// The most characters of a command's own words that an error shows.
const SHOWN: usize = 200;

/// Where a secret lives. `Debug` never shows a plain one.
#[derive(Clone)]
pub enum Secret {
    /// Known as it is.
    Plain(SecretString),
    /// Written into the configuration itself; `doctor` warns.
    Written(Written),
    /// In an environment variable.
    Env(String),
    /// The first line that a shell command prints.
    Command(String),
    /// The first line of a file.
    File(PathBuf),
    /// In the desktop's key ring.
    Keyring(String),
}

/// A secret in the configuration's own text.
#[derive(Clone)]
pub struct Written {
    secret: SecretString,
    file: PathBuf,
    account: AccountName,
}

impl Written {
    /// What that file says by now of that account, if it is still a secret in quotes.
    fn again(&self) -> Option<SecretString> {
        let text = std::fs::read_to_string(&self.file).ok()?;
        let table: toml::Table = text.trim_start_matches('\u{feff}').parse().ok()?;
        let accounts = table.get("account")?.as_array()?;
        let is_it = |account: &&toml::Value| {
            account.get("name").and_then(toml::Value::as_str) == Some(self.account.as_str())
        };
        let account = accounts.iter().find(is_it)?;
        let secret = ["client_secret", "password"].iter().find_map(|key| account.get(key)?.as_str())?;
        (!secret.is_empty()).then(|| SecretString::from(secret.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::Plain(_) => f.write_str("Plain(…)"),
            Secret::Written(_) => f.write_str("Written(…)"),
            Secret::Env(name) => f.debug_tuple("Env").field(name).finish(),
            Secret::Command(_) => f.write_str("Command(…)"),
            Secret::File(path) => f.debug_tuple("File").field(path).finish(),
            Secret::Keyring(name) => f.debug_tuple("Keyring").field(name).finish(),
        }
    }
}

/// Why a secret could not be read. Names its place, never the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The environment variable is not set; holds its name.
    #[error("the environment variable {0} is not set")]
    NoVariable(String),
    /// The file can't be read; holds its path.
    #[error("the secret's file {0} can't be read: {1}")]
    File(PathBuf, #[source] std::io::Error),
    /// The command could not be started.
    #[error("the secret's command can't be started: {0}")]
    Start(#[source] std::io::Error),
    /// The command failed; holds how it ended, and its own words, made harmless.
    #[error("the secret's command failed ({0}){1}")]
    Failed(String, Words),
    /// The command did not end in time; holds the limit in seconds, and its own words, made harmless.
    #[error("the secret's command did not end within {0} s{1}")]
    Slow(u64, Words),
    /// There is nothing, or only white space; holds the place.
    #[error("the secret is empty: {0}")]
    Empty(String),
    /// The bytes are no text; holds the place.
    #[error("the secret is no readable text (UTF-8): {0}")]
    NoText(String),
    /// This build can't ask a key ring; holds the entry's name.
    #[error(
        "this build has no key ring, so {{ keyring = {0:?} }} can't be read; \
         use {{ file = \"…\" }} or {{ command = \"…\" }} instead"
    )]
    NoKeyring(String),
    /// The key ring has no such entry, or can't be asked; holds the entry's name, and why.
    #[error("the key ring's entry {0:?} can't be read: {1}")]
    Keyring(String, String),
}

/// What a command said on its standard error: one harmless line, without the secret.
#[derive(Debug)]
pub struct Words(String);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, ": {}", self.0) }
    }
}

impl Secret {
    /// The secret as the configuration `file` has it for this account: one in its own text is read anew from there.
    #[must_use]
    pub fn of(self, file: &Path, account: &AccountName) -> Self {
        match self {
            Secret::Plain(secret) => {
                Secret::Written(Written { secret, file: file.to_owned(), account: account.clone() })
            }
            elsewhere => elsewhere,
        }
    }

    /// Reads the secret from its place, now.
    ///
    /// # Errors
    /// [`SecretError`] when there is none, or it can't be read. It names the place and never holds the secret.
    pub async fn resolve(&self) -> Result<SecretString, SecretError> {
        match self {
            Secret::Plain(secret) => Ok(secret.clone()),
            Secret::Written(written) => {
                let place = written.clone();
                let again = tokio::task::spawn_blocking(move || place.again()).await;
                Ok(again.ok().flatten().unwrap_or_else(|| written.secret.clone()))
            }
            Secret::Env(name) => {
                let value = std::env::var_os(name).ok_or_else(|| SecretError::NoVariable(name.clone()))?;
                let place = format!("the environment variable {name}");
                first_line(value.as_encoded_bytes(), place)
            }
            Secret::File(path) => {
                let bytes = read_file(path).await.map_err(|error| SecretError::File(path.clone(), error))?;
                first_line(&bytes, format!("the file {}", path.display()))
            }
            Secret::Command(line) => run(line, PATIENCE).await,
            Secret::Keyring(name) => keyring::read(name).await,
        }
    }

    /// The secret, where reading it asks nobody and runs nothing.
    pub fn at_hand(&self) -> Option<SecretString> {
        match self {
            Secret::Plain(secret) | Secret::Written(Written { secret, .. }) => Some(secret.clone()),
            Secret::Env(name) => first_line(std::env::var_os(name)?.as_encoded_bytes(), String::new()).ok(),
            Secret::File(path) => {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(
                    &mut std::io::Read::take(std::fs::File::open(path).ok()?, MOST),
                    &mut bytes,
                )
                .ok()?;
                first_line(&bytes, String::new()).ok()
            }
            Secret::Command(_) | Secret::Keyring(_) => None,
        }
    }

    /// The place, if a new secret can be written there: a file of its own in a folder that is ours, or the key ring.
    /// What else there is belongs to the person (a variable, a command, the configuration's own text); the error says
    /// what to change.
    ///
    /// # Errors
    /// What the person has to do themselves.
    pub fn writable(&self) -> Result<Writable, ByHand> {
        match self {
            Secret::File(path) => {
                // A link is followed, so that a secret kept elsewhere stays there.
                let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                let folder = path.parent().unwrap_or(Path::new("."));
                let may = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)
                    .and_then(|()| rustix::fs::access(&path, rustix::fs::Access::WRITE_OK));
                match may {
                    Ok(()) => Ok(Writable::File(path)),
                    Err(_) => Err(ByHand::Write(Writable::File(path))),
                }
            }
            Secret::Env(name) => Err(ByHand::Variable(name.clone())),
            Secret::Command(_) => Err(ByHand::Command),
            Secret::Keyring(name) if keyring::BUILT => Ok(Writable::Keyring(name.clone())),
            Secret::Keyring(name) => Err(ByHand::Keyring(name.clone())),
            Secret::Plain(_) | Secret::Written(_) => Err(ByHand::Configuration),
        }
    }
}

/// What a person has to do themselves so that a new secret is found. Its text is the command line's; the screen has
/// its own in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// Write it into this place, which can't be written from here.
    Write(Writable),
    /// The same, after it failed: why.
    Failed(Writable, String),
    /// Set this environment variable.
    Variable(String),
    /// Change it where the configuration's command finds it.
    Command,
    /// Change this entry of the key ring.
    Keyring(String),
    /// Change it in the configuration itself.
    Configuration,
}

impl fmt::Display for ByHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ByHand::Write(place) => write!(f, "write it into {place}"),
            ByHand::Failed(place, why) => write!(f, "write it into {place}, which failed here: {why}"),
            ByHand::Variable(name) => write!(f, "set the environment variable {name} to it"),
            ByHand::Command => f.write_str("change it where the command of the configuration reads it"),
            ByHand::Keyring(name) => write!(f, "change the entry {name} of the key ring"),
            ByHand::Configuration => {
                f.write_str("change it in the configuration; a file of its own would be better")
            }
        }
    }
}

/// A place that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writable {
    /// A file of its own.
    File(PathBuf),
    /// An entry of the key ring.
    Keyring(String),
}

impl Writable {
    /// Puts a new secret there in place of the old one, durably and in one step.
    ///
    /// # Errors
    /// The system's: the old one stands there still.
    pub fn write(&self, secret: &SecretString) -> std::io::Result<()> {
        match self {
            Writable::File(path) => {
                let text = secrecy::zeroize::Zeroizing::new(format!("{}\n", secret.expose_secret()));
                super::write::write_private(path, text.as_bytes())
            }
            Writable::Keyring(name) => keyring::write(name, secret).map_err(std::io::Error::other),
        }
    }
}

impl fmt::Display for Writable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Writable::File(path) => write!(f, "the file {}", path.display()),
            Writable::Keyring(name) => write!(f, "the key ring's entry {name}"),
        }
    }
}

async fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    tokio::fs::File::open(path).await?.take(MOST).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// Runs a shell command and takes the first line of what it prints.
async fn run(line: &str, patience: Duration) -> Result<SecretString, SecretError> {
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(line)
        // The screen owns the terminal: a command that asks for something there would hang both.
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(SecretError::Start)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (mut said, mut complained) = (Vec::new(), Vec::new());
    let ended = tokio::time::timeout(patience, async {
        let (_, _, status) =
            tokio::join!(drain(stdout, &mut said), drain(stderr, &mut complained), child.wait());
        status
    })
    .await;
    let words = || Words(harmless(&complained, &said));
    match ended {
        Err(_) => Err(SecretError::Slow(patience.as_secs(), words())),
        Ok(Err(error)) => Err(SecretError::Start(error)),
        Ok(Ok(status)) if !status.success() => Err(SecretError::Failed(ending(status), words())),
        Ok(Ok(_)) => first_line(&said, "its command printed nothing".into()),
    }
}

/// Reads all, keeps the beginning: a command that prints more must not block on a full pipe.
async fn drain(from: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) {
    let Some(mut from) = from else { return };
    // A pipe that breaks has said what it had to say; how the command ended tells the rest.
    let _ = (&mut from).take(MOST).read_to_end(into).await;
    let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
}

fn ending(status: ExitStatus) -> String {
    status.code().map_or_else(|| "ended by a signal".to_owned(), |code| format!("exit {code}"))
}

/// A command's complaint as one short line. What it printed as the secret is taken out, in case it repeats it.
fn harmless(complained: &[u8], said: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(complained).into_owned();
    for line in String::from_utf8_lossy(said).lines().map(str::trim).filter(|line| !line.is_empty()) {
        text = text.replace(line, "…");
    }
    crate::domain::text::excerpt(text.as_bytes(), SHOWN)
}

fn first_line(bytes: &[u8], place: String) -> Result<SecretString, SecretError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(text) = std::str::from_utf8(line) else { return Err(SecretError::NoText(place)) };
    let text = text.trim();
    if text.is_empty() { Err(SecretError::Empty(place)) } else { Ok(SecretString::from(text.to_owned())) }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    async fn read(secret: Secret) -> Result<String, String> {
        secret.resolve().await.map(|s| s.expose_secret().to_owned()).map_err(|e| e.to_string())
    }

    #[tokio::test]
    async fn a_secret_is_read_from_each_of_its_places() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "s3cret \r\nsecond line\n").unwrap();
        assert_eq!(read(Secret::Plain("p".to_owned().into())).await.unwrap(), "p");
        assert_eq!(read(Secret::File(file)).await.unwrap(), "s3cret");
        assert_eq!(read(Secret::Command("printf 'one\\ntwo\\n'".into())).await.unwrap(), "one");
        let set = read(Secret::Env("CARGO_MANIFEST_DIR".into())).await.unwrap();
        assert_eq!(set, env!("CARGO_MANIFEST_DIR"));
    }

    #[tokio::test]
    async fn one_in_the_configuration_is_read_anew_from_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let acme = AccountName::new("acme").unwrap();
        let secret = Secret::Plain("old".to_owned().into()).of(&file, &acme);
        assert_eq!(read(secret.clone()).await.unwrap(), "old", "there is no such file any more");
        let account =
            |name: &str, secret: &str| format!("[[account]]\nname = {name:?}\nclient_secret = {secret}\n");
        let write = |secret: &str| {
            std::fs::write(&file, account("other", "\"theirs\"") + &account("acme", secret)).unwrap();
        };
        write("\"new\"");
        assert_eq!(read(secret.clone()).await.unwrap(), "new");
        for other in ["\"\"", "{ env = \"X\" }", "\"not closed"] {
            write(other);
            assert_eq!(read(secret.clone()).await.unwrap(), "old", "{other}");
        }
        assert_eq!(format!("{secret:?}"), "Written(…)");
    }

    #[tokio::test]
    async fn what_is_missing_is_named() {
        let error = read(Secret::Env("KANDIDAT_NO_SUCH_VARIABLE".into())).await.unwrap_err();
        assert!(error.contains("KANDIDAT_NO_SUCH_VARIABLE"), "{error}");
        let error = read(Secret::File("no/such/file".into())).await.unwrap_err();
        assert!(error.contains("no/such/file"), "{error}");
        if !keyring::BUILT {
            let error = read(Secret::Keyring("acme".into())).await.unwrap_err();
            assert!(error.contains("file") && error.contains("command") && error.contains("acme"), "{error}");
        }
        let error = read(Secret::Command("echo".into())).await.unwrap_err();
        assert!(error.contains("empty"), "{error}");
        let error = read(Secret::Command("printf '\\377\\376'".into())).await.unwrap_err();
        assert!(error.contains("UTF-8"), "{error}");
    }

    #[tokio::test]
    async fn a_failing_command_is_quoted_without_its_secret() {
        let line = "echo hunter2; printf 'no key for hunter2 \\033[2J here' >&2; exit 3";
        let error = read(Secret::Command(line.into())).await.unwrap_err();
        assert_eq!(error, "the secret's command failed (exit 3): no key for … ␛[2J here");
    }

    #[tokio::test]
    async fn a_command_that_prints_without_end_is_cut_off_and_does_not_block() {
        let secret = read(Secret::Command("echo first; head -c 3000000 /dev/zero".into())).await.unwrap();
        assert_eq!(secret, "first");
    }

    // Time stands still and leaps to the limit as soon as nothing but the command is waited for.
    #[tokio::test(start_paused = true)]
    async fn a_command_that_hangs_is_given_up() {
        let error = read(Secret::Command("sleep 600".into())).await.unwrap_err();
        assert_eq!(error, "the secret's command did not end within 30 s");
    }

    #[test]
    fn a_new_secret_is_written_where_that_can_be_done_and_else_is_said_what_to_change() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("secret"), folder.path().join("link"));
        std::fs::write(&file, "old\n").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let place = Secret::File(link.clone()).writable().unwrap();
        place.write(&"n3w".to_owned().into()).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "n3w\n");
        assert!(link.is_symlink());
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
        for (secret, part) in [
            (Secret::Env("HRDROM".into()), "HRDROM"),
            (Secret::Plain("hunter2".to_owned().into()), "in the configuration"),
            (Secret::Command("pass show hunter2".into()), "the command"),
            (Secret::File(folder.path().join("none/such")), "none/such"),
        ] {
            let told = secret.writable().unwrap_err().to_string();
            assert!(told.contains(part) && !told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!(
            "{:?} {:?}",
            Secret::Plain("hunter2".to_owned().into()),
            Secret::Command("echo hunter2".into())
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
