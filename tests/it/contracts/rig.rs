//! A source in front of its sandbox, and the steps that the suite is made of.

use std::sync::Arc;

use futures_util::StreamExt;
use kandidat::clock::Clock;
use kandidat::config::{Account, Secret};
use kandidat::domain::{AccountName, Application, Media, SourceId, SourceKind};
use kandidat::http::pause::{self, PauseBoard};
use kandidat::http::{self, Error};
use kandidat::sandbox::{self, Fault, Handle, Options, Route};
use kandidat::source::{self, Listing, Record, Source};
use tokio::sync::mpsc;

/// A source in front of its sandbox.
pub struct Rig {
    pub sandbox: Handle,
    pub source: Box<dyn Source>,
    pub board: Arc<pause::InMemory>,
}

pub fn account(kind: SourceKind, sandbox: &Handle) -> Account {
    let (id, secret) = sandbox.credentials();
    let name = AccountName::new("acme").unwrap();
    Account {
        source: kind,
        base_url: sandbox.base_url().to_owned(),
        chat_url: sandbox.chat_url(),
        link_url: sandbox.link_url().to_owned(),
        requests_per_second: 100_000,
        ..Account::pitchyou(name, id, Secret::Plain(secret.to_owned().into()))
    }
}

pub fn open(account: &Account, clock: Clock, board: Arc<dyn PauseBoard>) -> Box<dyn Source> {
    let client = http::Client::new(http::Settings::quick(), clock).unwrap();
    source::open(account, &client, board).unwrap()
}

pub async fn rig(kind: SourceKind, options: Options) -> Rig {
    rig_with(kind, options, |_| {}).await
}

pub async fn rig_with(kind: SourceKind, options: Options, change: impl FnOnce(&mut Account)) -> Rig {
    let sandbox = sandbox::start(options).await.unwrap();
    let mut account = account(kind, &sandbox);
    change(&mut account);
    let board = Arc::new(pause::InMemory::default());
    let source = open(&account, Clock::system(), board.clone());
    Rig { sandbox, source, board }
}

pub fn world(applicants: u32, faults: Vec<Fault>) -> Options {
    Options { applicants, faults, ..Options::default() }
}

impl Rig {
    /// One pass over the list, its records in their order.
    pub async fn pull(&self) -> (Vec<Record>, Result<Listing, Error>) {
        let (out, mut records) = mpsc::channel(4);
        let gather = async {
            let mut all = Vec::new();
            while let Some(record) = records.recv().await {
                all.push(record);
            }
            all
        };
        tokio::join!(gather, self.source.pull(out))
    }

    pub async fn applications(&self) -> Vec<Application> {
        let (records, listing) = self.pull().await;
        let listing = listing.unwrap_or_else(|error| panic!("{error}\n{}", self.sandbox.journal().text()));
        assert!(listing.broken.is_none(), "{listing:?}\n{}", self.sandbox.journal().text());
        records.into_iter().filter_map(readable).collect()
    }

    pub async fn save(&self, applicant: &SourceId, media: &Media) -> Result<Vec<u8>, Error> {
        let mut download = self.source.download(applicant, media).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = download.bytes.next().await {
            bytes.extend_from_slice(&piece?);
        }
        if let Some(length) = download.length {
            assert_eq!(length, bytes.len() as u64);
        }
        Ok(bytes)
    }

    pub fn asked(&self, route: Route) -> usize {
        self.sandbox.journal().count(route)
    }
}

impl Drop for Rig {
    /// Rules that hold in every test.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let journal = self.sandbox.journal();
            assert!(journal.leaks().is_empty(), "credentials left their origin:\n{}", journal.text());
            assert!(journal.mistyped().is_empty(), "an id changed its type:\n{}", journal.text());
        }
    }
}

pub fn readable(record: Record) -> Option<Application> {
    match record {
        Record::Readable { application, .. } => Some(*application),
        Record::Unreadable { .. } => None,
    }
}

pub fn ids(applications: &[Application]) -> Vec<String> {
    applications.iter().map(|application| application.id.as_str().to_owned()).collect()
}
