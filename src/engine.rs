//! What happens when: pull → save → confirm, and everything that is sent.
//!
//! The screen sends [`Command`]s and hears [`Event`]s (see [`tasks::run`]); the command line calls the same
//! functions directly. The engine commits to the store first and tells afterwards; events carry ids only, so a
//! lost one is harmless. One verb, one file; what an error means is decided in [`plan`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::clock::Clock;
use crate::config::{Account, Config};
use crate::domain::link::JobLink;
use crate::domain::{AccountName, Offer};
use crate::error::{Cause, ErrorKind, UserError};
use crate::http;
use crate::source::{self, Source};
use crate::store::{Actor, Pause, Store};

pub mod board;
pub mod chat;
pub mod command;
pub mod confirm;
pub mod dictionary;
pub mod event;
pub mod export;
pub mod lease;
pub mod media;
pub mod outbox;
pub mod plan;
pub mod progress;
pub mod pull;
pub mod send;
pub mod session;
pub mod sync;
pub mod tasks;

pub use crate::source::ChatLink;
pub use crate::store::Gaps;
pub use command::{Command, Confirming, Fetching, TaskId};
pub use confirm::Confirmation;
pub use event::{Event, Fate, Health, Outcome, Progress, Summary, Work};
pub use progress::Reporter;
pub use send::Tried;
pub use session::{SessionState, Stored};
pub use sync::Synced;

/// What an engine is made of.
pub struct Options {
    /// The configuration.
    pub config: Arc<Config>,
    /// The memory.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Who acts.
    pub actor: Actor,
    /// How the network is used; tests make it impatient.
    pub network: http::Settings,
}

/// The engine: cheap to clone, all clones are one.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    options: Options,
    client: http::Client,
    leases: lease::Leases,
    sources: Mutex<HashMap<AccountName, Arc<dyn Source>>>,
    sending: Turns,
    syncing: Turns,
}

/// One task of this process after the other, for each account by itself.
#[derive(Default)]
struct Turns(Mutex<HashMap<AccountName, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    fn of(&self, account: &AccountName) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(account.clone()).or_default())
    }
}

impl Engine {
    /// An engine for this configuration and this store. Nothing happens yet.
    ///
    /// # Errors
    /// When the network settings are wrong (a root certificate that can't be read, say).
    pub fn new(options: Options) -> Result<Self, UserError> {
        let leases = lease::Leases::new(options.store.clone());
        let client = http::Client::new(options.network.clone(), options.clock.clone())?;
        Ok(Self(Arc::new(Inner {
            options,
            client,
            leases,
            sources: Mutex::default(),
            sending: Turns::default(),
            syncing: Turns::default(),
        })))
    }

    /// The memory.
    pub fn store(&self) -> &Store {
        &self.0.options.store
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.options.config
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.0.options.actor
    }

    /// The configured accounts, in their order.
    pub fn accounts(&self) -> Vec<AccountName> {
        self.config().accounts.iter().map(|account| account.name.clone()).collect()
    }

    /// The configuration of an account.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn account(&self, name: &AccountName) -> Result<&Account, UserError> {
        self.config().accounts.iter().find(|account| account.name == *name).ok_or_else(|| {
            UserError::new(ErrorKind::Config, format!("there is no account {name} in the configuration"))
                .cause(Cause::Misconfigured)
                .of(name)
                .next("`kandidat account list` shows the configured ones")
        })
    }

    /// Fetches the account's templates anew and keeps them.
    ///
    /// # Errors
    /// What went wrong, in plain words.
    pub async fn refresh_templates(&self, account: &AccountName) -> Result<(), UserError> {
        self.register(account).await?;
        if let Some(paused) = self.heed_pause(account).await? {
            return Err(paused);
        }
        match self.source(account)?.templates().await {
            Ok(templates) => Ok(self.store().save_templates(account, &templates).await?),
            Err(error) => Err(self.fail(account, &error).await),
        }
    }

    /// Builds a job link of this account.
    ///
    /// # Errors
    /// Exit code 2 when the job id or the client id can't be part of an address.
    pub fn link(&self, account: &AccountName, link: &JobLink) -> Result<String, UserError> {
        let account = self.account(account)?;
        if !account.source.offers(Offer::Templates) {
            return Err(UserError::new(
                ErrorKind::Usage,
                format!("account {} has no job links", account.name),
            )
            .why("only PitchYou starts interviews by a link"));
        }
        link.url(&account.link_url, &account.client_id)
            .map_err(|error| UserError::new(ErrorKind::Usage, error.to_string()))
    }

    /// Makes the account known to the store.
    async fn register(&self, name: &AccountName) -> Result<(), UserError> {
        let kind = self.account(name)?.source;
        Ok(self.store().register(name, kind).await?)
    }

    /// The opened source of an account; it keeps its token between requests.
    fn source(&self, name: &AccountName) -> Result<Arc<dyn Source>, UserError> {
        let mut sources = self.0.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(source) = sources.get(name) {
            return Ok(Arc::clone(source));
        }
        let account = self.account(name)?;
        let board = Arc::new(board::StoreBoard::new(self.store().clone(), name.clone()));
        let keeper = Arc::new(session::SessionFile::new(&self.config().sessions, name));
        let opened: Arc<dyn Source> = Arc::from(source::open(account, &self.0.client, board, keeper)?);
        sources.insert(name.clone(), Arc::clone(&opened));
        Ok(opened)
    }

    /// Only one task of this process sends for an account at a time.
    fn sending(&self, account: &AccountName) -> Arc<tokio::sync::Mutex<()>> {
        self.0.sending.of(account)
    }

    /// Only one task of this process syncs an account at a time.
    fn syncing(&self, account: &AccountName) -> Arc<tokio::sync::Mutex<()>> {
        self.0.syncing.of(account)
    }

    fn leases(&self) -> &lease::Leases {
        &self.0.leases
    }

    fn now(&self) -> Timestamp {
        self.0.options.clock.now()
    }

    fn media_limit(&self) -> u64 {
        self.config().media_limit
    }

    /// Tells an error, and writes down that the account must be left alone for a while.
    async fn fail(&self, account: &AccountName, error: &http::Error) -> UserError {
        if error.class == http::Class::Auth {
            let until = self.now().checked_add(plan::REFUSED_FOR).unwrap_or(Timestamp::MAX);
            let first = error.remedy == http::Remedy::ChangePassword;
            let why = if first { Pause::Password } else { Pause::Refused };
            if let Err(error) = self.store().pause_until(account, why, until).await {
                tracing::error!(%account, %error, "a refusal could not be written down");
            }
        }
        tracing::warn!(%account, class = ?error.class, status = error.status, "{}", error.what);
        plan::explain(account, error)
    }

    /// The refusal to ask an account that a person has paused.
    async fn heed_pause(&self, account: &AccountName) -> Result<Option<UserError>, UserError> {
        let Some((Pause::ByHand, until)) = self.store().pause(account).await? else { return Ok(None) };
        let until = until.filter(|until| *until > self.now());
        let told =
            until.map_or_else(String::new, |at| format!(" until {}", at.strftime("%Y-%m-%dT%H:%M:%SZ")));
        Ok(Some(
            UserError::new(ErrorKind::Unavailable, format!("account {account} is paused{told}"))
                .cause(Cause::Paused)
                .of(account)
                .until(until)
                .next(format!("`kandidat account resume {account}` goes on")),
        ))
    }

    /// Whether this account is left alone for a while since its credentials were refused. Whoever asks by hand asks it
    /// all the same; what runs by itself doesn't.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn rests_for_credentials(&self, account: &AccountName) -> Result<bool, UserError> {
        let pause = self.store().pause(account).await?;
        Ok(pause.is_some_and(|(pause, until)| {
            pause.is_for_credentials() && until.is_some_and(|until| until > self.now())
        }))
    }

    /// Whether this account is not to be asked right now unless a person wants it.
    async fn rests(&self, account: &AccountName) -> bool {
        match self.store().pause(account).await {
            Ok(Some((_, Some(until)))) => until > self.now(),
            Ok(Some((_, None))) => true,
            _ => false,
        }
    }
}
