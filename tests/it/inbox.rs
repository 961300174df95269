//! An inbox of its own for a test: temporary home, in-process sandbox, real store, real engine, no waiting.

use std::path::Path;
use std::sync::Arc;

use kandidat::clock::Clock;
use kandidat::config::{Config, Folders};
use kandidat::domain::{AccountName, Key, Safety, SourceKind};
use kandidat::engine::{Confirming, Engine, Fetching, Options, Reporter, Synced, TaskId};
use kandidat::error::UserError;
use kandidat::sandbox::{self, Handle};
use kandidat::store::{Access, Actor, Applicant, From, Sort, Store, Via};
use kandidat::{domain::Query, http};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The name of the account that the sandbox's configuration has for this source.
pub fn account_of(kind: SourceKind) -> AccountName {
    AccountName::new(format!("sandbox-{kind}")).expect("a right name")
}

/// The `[[account]]` at this source of a sandbox.
pub fn account_toml(kind: SourceKind, sandbox: &Handle) -> String {
    let text = match kind {
        SourceKind::PitchYou => sandbox.config_toml(),
        SourceKind::HrDrom => sandbox.hrdrom_config_toml(),
    };
    text.replace("[[account]]\n", "[[account]]\npoll = \"off\"\nrequests_per_second = 1000\n")
}

/// Whom a source was told to be confirmed, and how often.
pub fn confirmed(kind: SourceKind, sandbox: &Handle) -> Vec<(String, usize)> {
    match kind {
        SourceKind::PitchYou => sandbox.journal().confirmed(),
        SourceKind::HrDrom => sandbox.journal().hrdrom().acknowledged(),
    }
}

/// A home that is gone when the test ends.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("kandidat-test-").tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The configuration that goes with a sandbox, `more` after it.
    pub fn config(&self, kind: SourceKind, sandbox: &Handle, more: &str) -> Config {
        let folders = Folders::below(self.path());
        let text = format!("{}{more}", account_toml(kind, sandbox));
        Config::read(text.as_bytes(), &folders.config.join("config.toml"), &folders)
            .expect("a right configuration")
    }

    /// Opens the store below this home.
    pub fn store(&self, config: &Config) -> Store {
        open_store(config).expect("the store opens")
    }
}

pub fn open_store(config: &Config) -> Result<Store, kandidat::store::Error> {
    Store::open(kandidat::store::Options {
        db: config.store.path.clone(),
        media: config.store.media.clone(),
        clock: Clock::system(),
        access: Access::ReadWrite,
    })
}

/// An engine on a store and a sandbox.
pub struct Inbox {
    pub kind: SourceKind,
    pub sandbox: Handle,
    pub engine: Engine,
    pub store: Store,
    pub home: Home,
    pub reporter: Reporter,
}

impl Inbox {
    pub async fn start(options: sandbox::Options) -> Self {
        Self::of(SourceKind::PitchYou, options).await
    }

    pub async fn of(kind: SourceKind, options: sandbox::Options) -> Self {
        Self::with(kind, options, "").await
    }

    pub async fn with(kind: SourceKind, options: sandbox::Options, more: &str) -> Self {
        http::install_crypto();
        let sandbox = sandbox::start(options).await.expect("the sandbox listens");
        let home = Home::new();
        let config = home.config(kind, &sandbox, more);
        let store = home.store(&config);
        let engine = engine(config, store.clone());
        let (reporter, _) = mpsc::unbounded_channel();
        Self { kind, sandbox, engine, store, home, reporter }
    }

    pub fn account(&self) -> AccountName {
        account_of(self.kind)
    }

    /// The same inbox as a later process opens it.
    pub fn reopened(mut self) -> Self {
        let config = self.engine.config().clone();
        self.store.clone().close();
        self.store = open_store(&config).expect("the store opens again");
        self.engine = engine(config, self.store.clone());
        self
    }

    pub async fn sync(&self, fetching: Fetching, confirming: Confirming) -> Result<Synced, UserError> {
        self.sync_until(&CancellationToken::new(), fetching, confirming).await
    }

    /// A sync that may be stopped.
    pub async fn sync_until(
        &self,
        stop: &CancellationToken,
        fetching: Fetching,
        confirming: Confirming,
    ) -> Result<Synced, UserError> {
        self.engine.sync(TaskId(1), &[self.account()], fetching, confirming, &self.reporter, stop).await
    }

    /// A whole sync with confirmation.
    pub async fn sync_all(&self) -> Synced {
        self.sync(Fetching::Fetch, Confirming::All).await.expect("the store holds")
    }

    /// Everybody in the inbox, the newest first.
    pub async fn everybody(&self) -> Vec<Applicant> {
        everybody(&self.store).await
    }

    /// The applicant of this source id.
    pub async fn applicant(&self, source_id: &str) -> Applicant {
        let all = self.everybody().await;
        all.into_iter()
            .find(|one| one.source_id.as_str() == source_id)
            .unwrap_or_else(|| panic!("{source_id} is not in the inbox\n{}", self.sandbox.journal().text()))
    }

    /// What must hold whatever happened: see the promises in the README.
    pub async fn assert_promises(&self) {
        assert_promises(self.kind, &self.sandbox, &self.store).await;
    }
}

pub fn engine(config: Config, store: Store) -> Engine {
    let actor = Actor { name: Some("Test".into()), via: Via::Command };
    Engine::new(Options {
        config: Arc::new(config),
        store,
        clock: Clock::system(),
        actor,
        network: http::Settings::quick(),
    })
    .expect("an engine")
}

/// Everybody in a store, the newest first, read window by window as the screen does.
pub async fn everybody(store: &Store) -> Vec<Applicant> {
    let mut all = Vec::new();
    let mut from = From::Start;
    loop {
        let window = store.window(&Query::default(), Sort::Newest, from, 50).await.expect("a window");
        for row in &window.rows {
            all.push(store.detail(row.key).await.expect("a readable store").expect("a listed applicant"));
        }
        match window.rows.last() {
            Some(last) if window.more_after => from = From::After(last.key),
            _ => return all,
        }
    }
}

/// Nothing was confirmed that isn't durable, nobody stands here twice, no credential left its origin, no id
/// changed its type, and what the store calls saved is there with the bytes that the sandbox sent.
pub async fn assert_promises(kind: SourceKind, sandbox: &Handle, store: &Store) {
    let journal = sandbox.journal();
    let told = confirmed(kind, sandbox);
    let all = everybody(store).await;
    let mut ids: Vec<&str> = all.iter().map(|one| one.source_id.as_str()).collect();
    ids.sort_unstable();
    let many = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), many, "somebody stands here twice\n{}", journal.text());
    for (confirmed, _) in &told {
        let Some(one) = all.iter().find(|one| one.source_id.as_str() == confirmed) else {
            panic!("{confirmed} was confirmed and is not in the inbox\n{}", journal.text());
        };
        assert!(one.application.is_some(), "{confirmed} was confirmed and can't be read");
        assert!(
            one.media.iter().all(|media| media.saved),
            "{confirmed} was confirmed before its files were saved\n{}",
            journal.text()
        );
    }
    assert_eq!(journal.premature(), [], "confirmed before the file had been sent whole\n{}", journal.text());
    assert!(journal.leaks().is_empty(), "credentials left their origin\n{}", journal.text());
    assert!(journal.mistyped().is_empty(), "an id changed its type\n{}", journal.text());
    let hrdrom = journal.hrdrom();
    assert_eq!(hrdrom.early(), [], "reported before it was confirmed\n{}", journal.text());
    assert_eq!(hrdrom.out_of_order(), [], "reported out of order\n{}", journal.text());
    for one in &all {
        for media in one.media.iter().filter(|media| media.saved) {
            let id = (one.source_id.as_str(), media.media.id.as_str());
            let path = store.media_path(one.row.key, &media.media.id).await.expect("a readable store");
            let stored =
                std::fs::read(path.expect("a saved file has a path")).expect("a saved file is there");
            let sent = match kind {
                SourceKind::PitchYou => sandbox.world().media(id.0, id.1),
                SourceKind::HrDrom => sandbox.leads().resume_bytes(id.0),
            };
            let Some(sent) = sent else { continue };
            assert!(stored == sent, "the file {id:?} is not what was sent");
        }
        if one.row.safety == Safety::Confirmed {
            let confirmed = told.iter().any(|(id, _)| id == one.source_id.as_str());
            assert!(confirmed, "{} counts as confirmed and is not\n{}", one.row.id, journal.text());
        }
    }
}

/// What an inbox holds, without what differs from run to run (times, keys): one line for each applicant and file.
pub async fn digest(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for one in everybody(store).await {
        let raw = store.raw(one.row.key).await.expect("a readable store");
        lines.push(format!(
            "{} {:?} {:?} revisions={} raw={} unread={}",
            one.row.id,
            one.row.safety,
            one.row.stage,
            one.revisions,
            raw.len(),
            one.row.unread
        ));
        for media in &one.media {
            lines.push(format!("  {} saved={} {:?}", media.media.id.as_str(), media.saved, media.sha256));
        }
    }
    lines.sort();
    lines
}

pub fn keys(all: &[Applicant]) -> Vec<Key> {
    all.iter().map(|one| one.row.key).collect()
}
