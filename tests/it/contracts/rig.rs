//! A source in front of its sandbox, and the steps that the suite is made of. What differs between the sources' wires
//! is said here, so that the suite need not know it.

use std::sync::Arc;

use futures_util::StreamExt;
use kandidat::clock::Clock;
use kandidat::config::{Account, Secret};
use kandidat::domain::{AccountName, Application, Dictionary, Media, SourceId, SourceKind};
use kandidat::http::pause::{self, PauseBoard};
use kandidat::http::{self, Error};
use kandidat::sandbox::hrdrom::Lead;
use kandidat::sandbox::{self, Fault, Handle, Options, Profile, Route};
use kandidat::source::session::{self, SessionKeeper};
use kandidat::source::{self, Listing, Record, Source};
use tokio::sync::mpsc;

/// A source in front of its sandbox.
pub struct Rig {
    pub kind: SourceKind,
    pub sandbox: Handle,
    pub source: Box<dyn Source>,
    pub board: Arc<pause::InMemory>,
}

pub fn account(kind: SourceKind, sandbox: &Handle) -> Account {
    let (id, secret) = match kind {
        SourceKind::PitchYou => (sandbox.credentials().0, sandbox.credentials().1.to_owned()),
        SourceKind::HrDrom => sandbox.hrdrom_credentials(),
    };
    let name = AccountName::new("acme").unwrap();
    Account {
        source: kind,
        base_url: sandbox.base_url().to_owned(),
        chat_url: sandbox.chat_url(),
        link_url: sandbox.link_url().to_owned(),
        requests_per_second: 100_000,
        ..Account::pitchyou(name, id, Secret::Plain(secret.into()))
    }
}

pub fn open(account: &Account, clock: Clock, board: Arc<dyn PauseBoard>) -> Box<dyn Source> {
    open_keeping(account, clock, board, Arc::new(session::InMemory::default()))
}

pub fn open_keeping(
    account: &Account,
    clock: Clock,
    board: Arc<dyn PauseBoard>,
    keeper: Arc<dyn SessionKeeper>,
) -> Box<dyn Source> {
    let client = http::Client::new(http::Settings::quick(), clock).unwrap();
    source::open(account, &client, board, keeper).unwrap()
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
    Rig { kind, sandbox, source, board }
}

/// So many applicants on either side.
pub fn world(applicants: u32, faults: Vec<Fault>) -> Options {
    let hrdrom = sandbox::hrdrom::Settings { leads: applicants, ..Default::default() };
    Options { applicants, faults, hrdrom, ..Options::default() }
}

/// A world of records that are made by hand, byte for byte.
pub fn world_of(bodies: &[Vec<u8>]) -> Options {
    let mut options = world(0, vec![]);
    options.profiles = bodies.iter().cloned().map(Profile::raw).collect();
    options.hrdrom.made = bodies.iter().cloned().map(Lead::raw).collect();
    options
}

/// A world with this secret on either side.
pub fn world_with_secret(secret: &str, options: Options) -> Options {
    let hrdrom = sandbox::hrdrom::Settings { password: secret.into(), ..options.hrdrom };
    Options { client_secret: secret.into(), hrdrom, ..options }
}

/// One request that needs a token, whatever the source offers.
pub async fn poke(source: &dyn Source) -> Result<(), Error> {
    match source.kind() {
        SourceKind::PitchYou => source.templates().await.map(|_| ()),
        SourceKind::HrDrom => source.dictionary(Dictionary::Professions, None).await.map(|_| ()),
    }
}

/// A small server of the test's own, for answers that the sandbox never gives.
pub async fn serve(app: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

/// The calls that every source has.
#[derive(Clone, Copy)]
pub enum Ask {
    SignIn,
    Poke,
    Confirm,
}

pub fn route(kind: SourceKind, ask: Ask) -> Route {
    match (kind, ask) {
        (SourceKind::PitchYou, Ask::SignIn) => Route::Token,
        (SourceKind::PitchYou, Ask::Poke) => Route::Templates,
        (SourceKind::PitchYou, Ask::Confirm) => Route::Confirm,
        (SourceKind::HrDrom, Ask::SignIn) => Route::SignIn,
        (SourceKind::HrDrom, Ask::Poke) => Route::Professions,
        (SourceKind::HrDrom, Ask::Confirm) => Route::Acknowledge,
    }
}

/// A record of one source in the names of another: tests are written in PitchYou's.
pub fn in_names_of(kind: SourceKind, text: &str) -> String {
    match kind {
        SourceKind::PitchYou => text.to_owned(),
        SourceKind::HrDrom => {
            text.replace("profileId", "id").replace("steps", "answers").replace("firstName", "name")
        }
    }
}

/// How many tokens were issued, renewed ones included.
pub fn tokens(kind: SourceKind, sandbox: &Handle) -> usize {
    match kind {
        SourceKind::PitchYou => sandbox.journal().tokens_issued(),
        SourceKind::HrDrom => {
            let sessions = sandbox.journal().hrdrom().sessions();
            sessions.issued + sessions.renewed
        }
    }
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

    pub async fn poke(&self) -> Result<(), Error> {
        poke(self.source.as_ref()).await
    }

    pub fn asked(&self, ask: Ask) -> usize {
        self.sandbox.journal().count(route(self.kind, ask))
    }

    pub fn tokens(&self) -> usize {
        tokens(self.kind, &self.sandbox)
    }

    /// The source's own record of an applicant, as a list without faults writes it.
    pub fn body(&self, id: &str) -> Vec<u8> {
        let (body, address) = match self.kind {
            SourceKind::PitchYou => (self.sandbox.world().body(id), "downloadUri"),
            SourceKind::HrDrom => (self.sandbox.leads().body(id), "url"),
        };
        let (empty, based) =
            (format!("\"{address}\":\"/"), format!("\"{address}\":\"{}/", self.sandbox.base_url()));
        String::from_utf8(body.unwrap()).unwrap().replace(&empty, &based).into_bytes()
    }

    /// How many files an applicant has there.
    pub fn files(&self, id: &str) -> usize {
        match self.kind {
            SourceKind::PitchYou => self.sandbox.world().media_ids(id).len(),
            SourceKind::HrDrom => usize::from(self.sandbox.leads().resume_bytes(id).is_some()),
        }
    }

    /// The bytes of a file there.
    pub fn bytes(&self, id: &str, media: &str) -> Vec<u8> {
        match self.kind {
            SourceKind::PitchYou => self.sandbox.world().media(id, media),
            SourceKind::HrDrom => self.sandbox.leads().resume_bytes(id),
        }
        .unwrap()
        .to_vec()
    }

    /// Whether there is an applicant with that id.
    pub fn knows(&self, id: &str) -> bool {
        match self.kind {
            SourceKind::PitchYou => self.sandbox.world().knows(id),
            SourceKind::HrDrom => self.sandbox.leads().knows(id),
        }
    }

    /// The ids that were confirmed, with how often each was.
    pub fn confirmed(&self) -> Vec<(String, usize)> {
        match self.kind {
            SourceKind::PitchYou => self.sandbox.journal().confirmed(),
            SourceKind::HrDrom => self.sandbox.journal().hrdrom().acknowledged(),
        }
    }
}

impl Drop for Rig {
    /// Rules that hold in every test.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let journal = self.sandbox.journal();
            assert!(journal.leaks().is_empty(), "credentials left their origin:\n{}", journal.text());
            assert!(journal.mistyped().is_empty(), "an id changed its type:\n{}", journal.text());
            assert!(journal.hrdrom().early().is_empty(), "a report came before its confirmation");
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
