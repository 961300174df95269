//! What one run of the command line has at hand: configuration, memory and engine, opened when first asked for;
//! and the questions that several commands ask alike (which accounts, which applicants, may I).

use std::collections::HashMap;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Global;
use super::output::Output;
use super::progress;
use super::signal::Stop;
use crate::clock::Clock;
use crate::config::{Config, Environment, Flags};
use crate::domain::query::{Field, Term, Test};
use crate::domain::stage::nearest;
use crate::domain::{AccountName, Key, Query, SourceKind};
use crate::engine::{self, Engine, Event, Reporter};
use crate::error::{ErrorKind, UserError};
use crate::http;
use crate::i18n::Language;
use crate::store::{self, Access, Actor, Found, Sort, Store, Via};

/// One run.
pub struct Session {
    /// The flags that every command has.
    pub global: Global,
    /// Where it prints.
    pub out: Output,
    /// The time.
    pub clock: Clock,
    /// Cancelled when a person or the system wants it to end.
    pub stop: CancellationToken,
    /// What is listened to for that; a screen listens in its own way until it ends.
    pub signals: Stop,
    /// The environment variables.
    pub environment: Environment,
    config: Option<Arc<Config>>,
    store: Option<Store>,
    engine: Option<Engine>,
    /// Whether this command has said that it changes something.
    changes: bool,
}

/// Applicants named on the command line, by id or by a query.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Choice {
    /// Applicants, by their ids as `list` prints them, or unique beginnings of these
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Applicants that match this query
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub query: Option<String>,
}

impl Session {
    /// Nothing is opened yet.
    pub fn new(global: Global, mut out: Output, signals: Stop) -> Self {
        out.json = global.json;
        out.quiet = global.quiet;
        Self {
            global,
            out,
            clock: Clock::system(),
            stop: signals.token(),
            signals,
            environment: Environment::process(),
            config: None,
            store: None,
            engine: None,
            changes: false,
        }
    }

    /// Gives a configuration from elsewhere (the demo's).
    pub fn set_config(&mut self, config: Config) {
        self.config = Some(Arc::new(config));
    }

    /// Reads the configuration anew when it is next asked for.
    pub fn forget_config(&mut self) {
        self.config = None;
    }

    /// Where the configuration is, or would be.
    ///
    /// # Errors
    /// Of kind `Config` when there is no home folder.
    pub fn config_file(&self) -> Result<PathBuf, UserError> {
        self.flags().file(&self.environment)
    }

    /// The flags that concern the configuration.
    pub fn flags(&self) -> Flags {
        Flags {
            config: self.global.config.clone(),
            recruiter: self.global.recruiter.clone(),
            read_only: self.global.read_only,
        }
    }

    /// The configuration; the defaults when there is no file.
    ///
    /// # Errors
    /// Of kind `Config` when it has mistakes.
    pub fn config(&mut self) -> Result<Arc<Config>, UserError> {
        if self.config.is_none() {
            let config = Config::load(&self.environment, &self.flags())?;
            super::inbox::check_keys(&config)?;
            self.config = Some(Arc::new(config));
        }
        self.config.clone().ok_or_else(|| UserError::new(ErrorKind::Config, "there is no configuration"))
    }

    /// The configuration, where a command can't do without one.
    ///
    /// # Errors
    /// Of kind `Config` also when there is no file, or no account in it.
    pub fn configured(&mut self) -> Result<Arc<Config>, UserError> {
        let config = self.config()?;
        if config.accounts.is_empty() {
            let what = match &config.file {
                Some(file) => format!("{} has no account", file.display()),
                None => {
                    format!("there is no configuration at {}", self.config_file()?.display())
                }
            };
            return Err(UserError::new(ErrorKind::Config, what).next(
                "`kandidat init` writes one, `kandidat demo` shows the inbox without one; `--config FILE` names another",
            ));
        }
        Ok(config)
    }

    /// Who acts.
    ///
    /// # Errors
    /// Those of the configuration.
    pub fn actor(&mut self, via: Via) -> Result<Actor, UserError> {
        Ok(Actor { name: self.config()?.ui.recruiter.clone(), via })
    }

    /// Settles who acts where it must be somebody: without a recruiter, whoever is logged in here.
    ///
    /// # Errors
    /// Those of the configuration.
    pub fn act_by_name(&mut self) -> Result<(), UserError> {
        if self.config()?.ui.recruiter.is_none()
            && let Some(login) = crate::local::login(|name| self.environment.text(name))
        {
            self.global.recruiter = Some(login);
            self.forget_config();
        }
        Ok(())
    }

    /// The inbox. Without any configuration it must exist already: looking must not make one.
    ///
    /// # Errors
    /// Of kind `Config` when there is neither configuration nor inbox; of kind `Store` when it can't be opened.
    pub async fn store(&mut self) -> Result<Store, UserError> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        let mut config = self.config()?;
        if config.accounts.is_empty() && !config.store.path.exists() {
            config = self.configured()?;
        }
        // Looking works also where nothing can be written: on a mounted backup, say.
        let look = config.ui.read_only || (!self.changes && unwritable(&config.store.path));
        let access = if look { Access::ReadOnly } else { Access::ReadWrite };
        let options = store::Options {
            db: config.store.path.clone(),
            media: config.store.media.clone(),
            clock: self.clock.clone(),
            access,
        };
        let store = Store::open(options).map_err(|error| {
            let system = matches!(error, store::Error::Io(_));
            let told = UserError::from(error);
            if !system {
                return told;
            }
            let what = format!("the inbox {} could not be used", config.store.path.display());
            UserError { what, ..told }
                .next("KANDIDAT_DATA and [store] path have to lead into a folder that is yours")
        })?;
        if access == Access::ReadWrite {
            for account in &config.accounts {
                store.register(&account.name, account.source).await?;
            }
        }
        let language = Language::choose(&config.ui.language, |name| self.environment.text(name));
        store.speak(language.code());
        let accounts = config.accounts.iter();
        store.answer_within(accounts.map(|account| (account.name.clone(), account.response_target)));
        self.store = Some(store.clone());
        Ok(store)
    }

    /// The engine, for what needs the network.
    ///
    /// # Errors
    /// As [`Session::configured`] and [`Session::store`].
    pub async fn engine(&mut self) -> Result<Engine, UserError> {
        self.engine_as(Via::Command).await
    }

    /// The engine, acting by this door.
    ///
    /// # Errors
    /// As [`Session::configured`] and [`Session::store`].
    pub async fn engine_as(&mut self, via: Via) -> Result<Engine, UserError> {
        if let Some(engine) = &self.engine {
            return Ok(engine.clone());
        }
        // Whoever talks to a source keeps what it says.
        self.changes |= !self.config()?.ui.read_only;
        // The screen also opens on an inbox whose accounts have left the configuration.
        let config = if via == Via::Screen { self.config()? } else { self.configured()? };
        let engine = Engine::new(engine::Options {
            config,
            store: self.store().await?,
            clock: self.clock.clone(),
            actor: self.actor(via)?,
            network: self.http_settings()?,
        })?;
        self.engine = Some(engine.clone());
        Ok(engine)
    }

    /// How the network is used.
    fn http_settings(&mut self) -> Result<http::Settings, UserError> {
        Ok(http::Settings { ca_file: self.config()?.ca_file.clone(), ..http::Settings::default() })
    }

    /// Refuses what would change something when nothing may be changed.
    ///
    /// # Errors
    /// Of kind `Usage` with `--read-only` or `[ui] read_only`.
    pub fn writable(&mut self) -> Result<(), UserError> {
        if self.config()?.ui.read_only {
            return Err(UserError::new(
                ErrorKind::Usage,
                "this would change something, and nothing may be changed",
            )
            .why("--read-only was given, or [ui] read_only is set"));
        }
        self.changes = true;
        Ok(())
    }

    /// Ends what was opened.
    pub async fn close(&mut self) {
        self.engine = None;
        if let Some(store) = self.store.take() {
            store.close();
        }
    }

    /// The account of `--account`, checked; `None` without the flag.
    ///
    /// # Errors
    /// Of kind `Usage` when neither the configuration nor the inbox knows it.
    pub async fn chosen_account(&mut self) -> Result<Option<AccountName>, UserError> {
        let Some(name) = self.global.account.clone() else { return Ok(None) };
        self.known_account(&name).await?;
        Ok(Some(name))
    }

    /// Checks that the configuration or the inbox knows an account.
    ///
    /// # Errors
    /// Of kind `Usage` with the nearest name.
    pub async fn known_account(&mut self, name: &AccountName) -> Result<(), UserError> {
        let config = self.config()?;
        if config.account(name).is_some() {
            return Ok(());
        }
        let mut known: Vec<String> = config.accounts.iter().map(|account| account.name.to_string()).collect();
        if config.store.path.exists() {
            let stored = self.store().await?.accounts().await?;
            if stored.iter().any(|account| account.name == *name) {
                return Ok(());
            }
            known.extend(stored.iter().map(|account| account.name.to_string()));
        }
        if known.is_empty() {
            // Not the name is wrong: nothing is there yet that could have one.
            self.configured()?;
        }
        known.sort();
        known.dedup();
        let error = UserError::new(ErrorKind::Usage, format!("there is no account \"{name}\""));
        Err(match nearest(name.as_str(), known.iter().map(String::as_str)) {
            Some(near) => error.next(format!("did you mean \"{near}\"?")),
            None if known.is_empty() => error,
            None => error.next(format!("the accounts are {}", known.join(", "))),
        })
    }

    /// The accounts that a command talks to: the one of `--account`, else all of the configuration.
    ///
    /// # Errors
    /// Of kind `Usage` for an unknown account; of kind `Config` for one that has left the configuration.
    pub async fn network_accounts(&mut self) -> Result<Vec<AccountName>, UserError> {
        let config = self.configured()?;
        let Some(name) = self.chosen_account().await? else {
            return Ok(config.accounts.iter().map(|account| account.name.clone()).collect());
        };
        match config.account(&name) {
            Some(_) => Ok(vec![name]),
            None => Err(UserError::new(
                ErrorKind::Config,
                format!("account \"{name}\" is not in the configuration"),
            )
            .next("its applicants are still in the inbox; add it again to talk to its source")),
        }
    }

    /// The query of all these words, within `--account`.
    ///
    /// # Errors
    /// Of kind `Usage`, with the place of the mistake and the nearest right word.
    pub async fn query(&mut self, words: &str) -> Result<Query, UserError> {
        let mut query = super::query::parse(words)?;
        if let Some(account) = self.chosen_account().await? {
            query.terms.push(Term { negated: false, test: Test::Field(Field::Account, account.into()) });
        }
        Ok(query)
    }

    /// The applicant that a person means.
    ///
    /// # Errors
    /// Of kind `Usage` when there is none or more than one: with the candidates, or the nearest.
    pub async fn find(&mut self, id: &str) -> Result<Key, UserError> {
        let account = self.chosen_account().await?;
        match self.store().await?.find(id, account.as_ref()).await? {
            Found::One(key) => Ok(key),
            Found::Ambiguous(candidates) => {
                let shown: Vec<String> = candidates.iter().map(ToString::to_string).collect();
                Err(UserError::new(ErrorKind::Usage, format!("\"{id}\" is the beginning of several ids"))
                    .next(format!("one of {}", shown.join(", "))))
            }
            Found::None { nearest, beside } => {
                let error = UserError::new(ErrorKind::Usage, format!("there is no applicant \"{id}\""));
                Err(match (nearest, beside) {
                    (Some(near), _) => error.next(format!("did you mean {near}?")),
                    (None, Some(near)) => {
                        error.next(format!("the nearest is {near}; `kandidat list` prints the ids"))
                    }
                    (None, None) => error.next("`kandidat list` prints the ids"),
                })
            }
        }
    }

    /// The applicants that were named, each once, in their order.
    ///
    /// # Errors
    /// As [`Session::find`] and [`Session::query`].
    pub async fn choose(&mut self, choice: &Choice) -> Result<Vec<Key>, UserError> {
        if let Some(words) = &choice.query {
            let query = self.query(words).await?;
            return Ok(self.store().await?.keys(&query, Sort::Newest, usize::MAX).await?);
        }
        let mut keys = Vec::with_capacity(choice.ids.len());
        let mut seen = std::collections::HashSet::new();
        for id in &choice.ids {
            let key = self.find(id).await?;
            if seen.insert(key) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// The kinds of source of all accounts that are or were configured.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kinds(&mut self) -> Result<HashMap<AccountName, SourceKind>, UserError> {
        let mut kinds: HashMap<AccountName, SourceKind> = self
            .store()
            .await?
            .accounts()
            .await?
            .into_iter()
            .map(|account| (account.name, account.kind))
            .collect();
        for account in &self.config()?.accounts {
            kinds.insert(account.name.clone(), account.source);
        }
        Ok(kinds)
    }

    /// Whether a person sits at this terminal and can be asked.
    pub fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && self.out.notes_to_terminal
    }

    /// Asks a question and reads one line.
    ///
    /// # Errors
    /// Of kind `Interrupted` when the input ends or the person stops.
    pub async fn ask(&mut self, question: &str) -> Result<String, UserError> {
        self.out.ask(question);
        let read = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map(|bytes| (bytes, line))
        });
        let stopped = || UserError::new(ErrorKind::Interrupted, "stopped, nothing was done");
        tokio::select! {
            () = self.stop.cancelled() => Err(stopped()),
            read = read => match read {
                Ok(Ok((bytes, line))) if bytes > 0 => Ok(line.trim().to_owned()),
                _ => Err(stopped()),
            },
        }
    }

    /// Asks for a yes; anything else is a no.
    ///
    /// # Errors
    /// As [`Session::ask`].
    pub async fn agree(&mut self, question: &str) -> Result<bool, UserError> {
        let answer = self.ask(&format!("{question} [y/N]")).await?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes" | "j" | "ja" | "д" | "да"))
    }

    /// Runs work of the engine while its progress is drawn.
    pub async fn with_progress<T>(&mut self, work: impl AsyncFnOnce(Reporter, CancellationToken) -> T) -> T {
        let (reporter, mut events) = mpsc::unbounded_channel::<Event>();
        let stop = self.stop.clone();
        let work = work(reporter, stop);
        tokio::pin!(work);
        let ended = loop {
            tokio::select! {
                ended = &mut work => break ended,
                Some(event) = events.recv() => progress::draw(&mut self.out, &event),
            }
        };
        self.out.clear_progress();
        ended
    }
}

/// Whether there is an inbox that this process can't write, or whose folder it can't, for want of rights or of room.
fn unwritable(db: &Path) -> bool {
    let denied = |path: &Path| rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_err();
    db.exists() && (denied(db) || db.parent().is_some_and(denied) || Store::is_full(db))
}
