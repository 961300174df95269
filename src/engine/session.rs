//! Sessions at the sources: how they stand, signing in and out, changing the password; and the file that keeps the
//! session of an account over commands and processes.
//!
//! A file of the owner's alone in the folder of the sessions, which is no part of a backup. It is replaced in one
//! step and durable before its session is used. A lock beside it lets one process at a time renew.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Engine, Event, Health, Reporter, plan};
use crate::config::secret::{ByHand, Writable};
use crate::config::write::{BESIDE, make_folder, write_private};
use crate::config::{Account, Secret};
use crate::domain::{AccountName, Offer, SourceKind};
use crate::error::{ErrorKind, UserError};
use crate::http;
use crate::source;
pub use crate::source::session::SessionState;
use crate::source::session::{Hold, Session, SessionKeeper};

/// How long somebody else is waited for who holds the session; a renewal takes as long as a request.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often the lock is tried.
const ASK: Duration = Duration::from_millis(20);
/// How long a source may take to hear of the end of a session whose account is gone.
const FAREWELL: Duration = Duration::from_secs(10);
/// A session's file is a line, not a volume.
const MOST: u64 = 64 * 1024;

/// Keeps one account's session in a file.
#[derive(Clone, Debug)]
pub struct SessionFile {
    folder: PathBuf,
    name: AccountName,
}

impl SessionFile {
    /// The file of this account; nothing is made yet.
    pub fn new(folder: &Path, name: &AccountName) -> Self {
        Self { folder: folder.to_owned(), name: name.clone() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(self.name.as_str())
    }

    fn lock_path(&self) -> PathBuf {
        self.folder.join(format!("{}{BESIDE}lock", self.name))
    }

    fn read(&self) -> io::Result<Option<Session>> {
        use std::io::Read as _;
        let mut text = secrecy::zeroize::Zeroizing::new(String::new());
        match File::open(self.path()) {
            Ok(file) => drop(file.take(MOST).read_to_string(&mut text)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        Ok(Session::decode(text.trim_end()))
    }

    fn write(&self, session: &Session) -> io::Result<()> {
        make_folder(&self.folder)?;
        crate::fail::point("engine.session.before-keep");
        write_private(&self.path(), session.encode().expose_secret().as_bytes())?;
        crate::fail::point("engine.session.kept");
        Ok(())
    }

    fn remove(&self) -> io::Result<()> {
        match std::fs::remove_file(self.path()) {
            Ok(()) => File::open(&self.folder)?.sync_all(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Removes what a process that died while writing has left.
    fn tidy(&self) {
        let begins = format!("{}{BESIDE}", self.name);
        let lock = format!("{begins}lock");
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(&begins) && name != lock) {
                // What can't be removed now is removed some other time.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Runs work on files where it may block.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

impl SessionKeeper for SessionFile {
    fn hold(&self) -> BoxFuture<'_, Option<Hold>> {
        Box::pin(async {
            let this = self.clone();
            let open = move || {
                make_folder(&this.folder)?;
                OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(this.lock_path())
            };
            let mut file = aside(open).await.ok()?;
            let deadline = tokio::time::Instant::now() + PATIENCE;
            loop {
                match file.try_lock() {
                    Ok(()) => break,
                    Err(TryLockError::Error(_)) => return None,
                    Err(TryLockError::WouldBlock) if tokio::time::Instant::now() < deadline => {
                        tokio::time::sleep(ASK).await;
                    }
                    // Somebody sleeps with it: whoever renews after all finds out whether they may.
                    Err(TryLockError::WouldBlock) => return None,
                }
            }
            let this = self.clone();
            file = aside(move || {
                this.tidy();
                Ok(file)
            })
            .await
            .ok()?;
            Some(Box::new(file) as Hold)
        })
    }

    fn load(&self) -> BoxFuture<'_, io::Result<Option<Session>>> {
        let this = self.clone();
        Box::pin(aside(move || this.read()))
    }

    fn save<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, io::Result<()>> {
        let (this, session) = (self.clone(), session.clone());
        Box::pin(aside(move || this.write(&session)))
    }

    fn forget(&self) -> BoxFuture<'_, io::Result<()>> {
        let this = self.clone();
        Box::pin(aside(move || this.remove()))
    }
}

/// Until when the session that is kept for an account is good, as its file says; the source isn't asked.
pub fn kept_until(folder: &Path, account: &AccountName) -> Option<Timestamp> {
    SessionFile::new(folder, account).read().ok().flatten().map(|session| session.ends_at)
}

/// Forgets the sessions of accounts that have left the configuration.
fn sweep(folder: &Path, configured: &HashSet<&str>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let account = name.to_str().and_then(|name| name.split(BESIDE).next());
        if account.is_some_and(|account| !configured.contains(account)) {
            // What can't be removed now is removed some other time.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Where a changed password stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// The configuration finds it: there.
    There(Writable),
    /// The person has to put it where the configuration looks: how.
    ByHand(ByHand),
}

impl Engine {
    /// Signs in anew, to test the credentials and the way to the source.
    ///
    /// # Errors
    /// What went wrong, in plain words.
    pub async fn sign_in(&self, account: &AccountName) -> Result<(), UserError> {
        self.register(account).await?;
        match self.source(account)?.sign_in().await {
            Ok(()) => self.forgive(account).await,
            Err(error) => Err(self.fail(account, &error).await),
        }
    }

    /// How an account's session stands, without asking the source; nothing when it has none that outlives a command.
    ///
    /// # Errors
    /// When the account can't work as it is configured.
    pub async fn session(&self, account: &AccountName) -> Result<Option<SessionState>, UserError> {
        Ok(self.source(account)?.session().await)
    }

    /// Renews an account's session before its time; where there is none, it begins one.
    ///
    /// # Errors
    /// Of kind `Usage` when it can have none; else what went wrong, in plain words.
    pub async fn renew_session(&self, account: &AccountName) -> Result<(), UserError> {
        self.register(account).await?;
        self.offering(account, Offer::Session)?;
        match self.source(account)?.renew().await {
            Ok(()) => self.forgive(account).await,
            Err(error) => Err(self.fail(account, &error).await),
        }
    }

    /// Ends an account's session at the source, and forgets it here whatever the source says.
    ///
    /// # Errors
    /// Of kind `Usage` when it has none to end; else it is forgotten here, and the source could not be told.
    pub async fn sign_out(&self, account: &AccountName) -> Result<(), UserError> {
        self.register(account).await?;
        self.offering(account, Offer::Session)?;
        let ended = self.source(account)?.sign_out().await;
        ended.map_err(|error| {
            UserError::new(
                plan::explain(account, &error).kind,
                format!("account {account}: the session is forgotten here, and the source could not be told"),
            )
            .why(error.what)
            .next("it ends there by itself when its time is over")
        })
    }

    /// Changes an account's password at the source, once, and stores it where the configuration finds it if that can
    /// be written. The source uses the new one from then on.
    ///
    /// # Errors
    /// Of kind `Usage` when there is no password to change, or the new one can't be one; else what the source said.
    /// Unless the error says otherwise, the password is still the old one.
    pub async fn change_password(
        &self,
        account: &AccountName,
        new: &SecretString,
        reporter: Option<&Reporter>,
    ) -> Result<Stored, UserError> {
        self.register(account).await?;
        self.offering(account, Offer::Session)?;
        let secret = &self.account(account)?.secret;
        let old = secret.resolve().await.map_err(|error| {
            UserError::new(ErrorKind::Config, format!("account {account} has no password: {error}"))
                .next("put the present one there; it is needed to set a new one")
        })?;
        check_new(&old, new)?;
        let place = secret.writable();
        if let Err(error) = self.source(account)?.change_password(&old, new).await {
            return Err(self.not_changed(account, &error));
        }
        self.forgive(account).await?;
        if let Some(reporter) = reporter {
            let health = Health::Synced(self.now());
            let _nobody_listens = reporter.send(Event::Account { account: account.clone(), health });
        }
        let place = match place {
            Ok(place) => place,
            Err(how) => return Ok(Stored::ByHand(how)),
        };
        let (there, new) = (place.clone(), new.clone());
        match aside(move || there.write(&new)).await {
            Ok(()) => Ok(Stored::There(place)),
            Err(error) => {
                tracing::warn!(%account, %error, "the new password could not be stored");
                Ok(Stored::ByHand(ByHand::Failed(place, error.to_string())))
            }
        }
    }

    fn not_changed(&self, account: &AccountName, error: &http::Error) -> UserError {
        tracing::warn!(%account, class = ?error.class, status = error.status, "the password was not changed");
        if error.sent == http::Sent::Perhaps {
            return UserError::new(
                ErrorKind::Unavailable,
                format!("account {account}: whether the password was changed is not known"),
            )
            .why(error.what.clone())
            .next("try to sign in with the new one where the configuration finds it, then with the old one");
        }
        let told = plan::explain(account, error);
        UserError::new(told.kind, format!("account {account}: the password was not changed"))
            .why(error.what.clone())
            .next("the old one is still the right one")
    }

    /// The credentials are right again: the account is asked as before.
    async fn forgive(&self, account: &AccountName) -> Result<(), UserError> {
        Ok(self.store().end_refusal(account).await?)
    }

    /// Refuses what an account's source doesn't offer.
    pub(super) fn offering(&self, account: &AccountName, offer: Offer) -> Result<(), UserError> {
        let kind = self.account(account)?.source;
        if kind.offers(offer) {
            return Ok(());
        }
        let what = match offer {
            Offer::Templates => "interview templates",
            Offer::Chat => "chat",
            Offer::Dictionaries => "reference data",
            Offer::Feedback => "reports of progress",
            Offer::Session => "session that could be ended, and no password to change",
        };
        Err(UserError::new(ErrorKind::Usage, format!("account {account}: {} has no {what}", kind.title())))
    }

    /// Ends the sessions of accounts that have left the configuration at their sources, and forgets them here
    /// whatever the sources say.
    pub(super) async fn sweep_sessions(&self) {
        for state in self.store().accounts().await.unwrap_or_default() {
            let left = self.config().account(&state.name).is_none() && state.kind.offers(Offer::Session);
            if left
                && tokio::time::timeout(FAREWELL, self.end_session_of(&state.name, state.kind)).await.is_err()
            {
                tracing::warn!(account = %state.name, "the source could not be told in time that a session ended");
            }
        }
        let this = self.clone();
        let swept = aside(move || {
            let config = this.config();
            sweep(&config.sessions, &config.accounts.iter().map(|account| account.name.as_str()).collect());
            Ok(())
        });
        // What wasn't swept now is swept the next time.
        let _ = swept.await;
    }
}

impl Engine {
    /// Revokes what an account has left behind whose configuration is gone: its session says where and who.
    async fn end_session_of(&self, account: &AccountName, kind: SourceKind) {
        let keeper = SessionFile::new(&self.config().sessions, account);
        let Ok(Some(session)) = keeper.load().await else { return };
        let nothing = Secret::Plain(SecretString::default());
        let gone = Account::new(kind, account.clone(), session.login, nothing, session.origin);
        let board = Arc::new(http::pause::InMemory::default());
        let Ok(source) = source::open(&gone, &self.0.client, board, Arc::new(keeper)) else { return };
        match source.sign_out().await {
            Ok(()) => tracing::info!(%account, "the session of an account that was removed is ended"),
            Err(error) => {
                tracing::warn!(%account, "a session could not be ended at its source: {}", error.what)
            }
        }
    }
}

/// Whether a text can be a new password.
///
/// # Errors
/// Of kind `Usage`: why not.
pub fn check_new(old: &SecretString, new: &SecretString) -> Result<(), UserError> {
    let (old, new) = (old.expose_secret(), new.expose_secret());
    let wrong = |what: &str| Err(UserError::new(ErrorKind::Usage, what));
    if new.trim().is_empty() {
        wrong("the new password is empty")
    } else if new.trim() != new || new.chars().any(char::is_control) {
        // It is kept as one line, whose ends nobody sees.
        wrong("the new password begins or ends with a space, or has a character that can't be typed")
    } else if new == old {
        wrong("the new password is the old one")
    } else if new.chars().count() < LEAST {
        wrong("the new password is too short: at least 8 characters")
    } else {
        Ok(())
    }
}

/// The fewest characters of a new password.
pub const LEAST: usize = 8;

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn session(access: &str) -> Session {
        Session {
            origin: "https://api.example.com".into(),
            login: "retail".into(),
            access: SecretString::from(access.to_owned()),
            refresh: None,
            renew_at: jiff::Timestamp::UNIX_EPOCH,
            ends_at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn keeper(folder: &Path) -> SessionFile {
        SessionFile::new(&folder.join("sessions"), &AccountName::new("retail").unwrap())
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder.join("sessions")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_session_is_kept_for_the_owner_alone_and_forgotten_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path());
        assert!(keeper.load().await.unwrap().is_none());
        keeper.forget().await.unwrap();
        for access in ["first", "second"] {
            keeper.save(&session(access)).await.unwrap();
            assert!(keeper.load().await.unwrap().unwrap().is(&session(access)));
        }
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("sessions")), 0o700);
        assert_eq!(mode(&folder.path().join("sessions/retail")), 0o600);
        assert_eq!(names(folder.path()), ["retail"]);
        keeper.forget().await.unwrap();
        assert!(keeper.load().await.unwrap().is_none());
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[tokio::test]
    async fn a_torn_file_is_no_session_and_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path());
        keeper.save(&session("first")).await.unwrap();
        std::fs::write(keeper.path(), "{\"access\":\"fir").unwrap();
        assert!(keeper.load().await.unwrap().is_none());
        keeper.save(&session("second")).await.unwrap();
        assert!(keeper.load().await.unwrap().unwrap().is(&session("second")));
    }

    #[tokio::test]
    async fn only_one_holds_the_session_and_whoever_follows_tidies_up() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (keeper(folder.path()), keeper(folder.path()));
        let held = one.hold().await.unwrap();
        std::fs::write(folder.path().join("sessions/retail~7-0"), "half a session").unwrap();
        let waiting = tokio::spawn(async move { two.hold().await.is_some() });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(held);
        assert!(waiting.await.unwrap());
        assert_eq!(names(folder.path()), ["retail~lock"]);
    }

    #[tokio::test]
    async fn the_sessions_of_accounts_that_are_gone_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path());
        drop(keeper.hold().await.unwrap());
        keeper.save(&session("first")).await.unwrap();
        sweep(&folder.path().join("sessions"), &HashSet::from(["retail"]));
        assert_eq!(names(folder.path()), ["retail", "retail~lock"]);
        sweep(&folder.path().join("sessions"), &HashSet::from(["retai", "retail~lock"]));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn a_new_password_is_checked_before_anybody_is_asked() {
        let secret = |text: &str| SecretString::from(text.to_owned());
        let check = |new: &str| check_new(&secret("old-and-long"), &secret(new));
        assert!(check("new and long").is_ok());
        assert!(check("пароль-и-длинный").is_ok());
        for wrong in ["", "   ", "abc", " in front", "behind ", "old-and-long", "a\u{7}bell-in-it"] {
            let error = check(wrong).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage);
            assert!(wrong.trim().is_empty() || !error.to_string().contains(wrong), "{error}");
        }
    }
}
