//! Inboxes of any size, filled through the store's own door and kept between runs.
//!
//! They stand below `target/`, one for each size, shape of the store and version of the invented applicants.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::SignedDuration;
use kandidat::clock::Clock;
use kandidat::domain::{AccountName, SourceKind, Template};
use kandidat::store::{Access, Complete, Options, Pulled, Store};
use sha2::{Digest, Sha256};

use super::figure::milliseconds;
use super::home::Home;
use super::person::{self, Person};
use super::terminal::Launch;

/// How many applicants are saved in one transaction.
const BATCH: u32 = 1000;
/// How old the newest applicant is: old enough that ages on the screen change once an hour at most.
const NEWEST: SignedDuration = SignedDuration::from_hours(30);

/// An inbox on disk.
pub struct Inbox {
    /// How many applicants are in it.
    pub applicants: u32,
    /// The data folder.
    pub folder: PathBuf,
}

impl Inbox {
    /// The inbox of this size, filled now if it isn't there from an earlier run.
    pub fn of(applicants: u32) -> Self {
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inbox");
        let folder = base.join(format!("{applicants}-{:016x}", fingerprint()));
        if !folder.join("inbox.db").exists() {
            forget(&base, applicants);
            let partial = base.join(format!("{applicants}-partial"));
            fs::create_dir_all(&partial).unwrap();
            let started = Instant::now();
            eprintln!("filling an inbox with {applicants} applicants …");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(fill(&partial, applicants));
            eprintln!("… in {}", milliseconds(started.elapsed()));
            fs::rename(&partial, &folder).unwrap();
        }
        Self { applicants, folder }
    }

    /// A start of the built program on this inbox.
    pub fn kandidat(&self, home: &Home) -> Launch {
        home.configure(CONFIGURATION);
        Launch::kandidat(home).variable("KANDIDAT_DATA", self.folder.to_str().unwrap())
    }

    /// The name of the applicant at the top of the list.
    pub fn newest(&self) -> String {
        person::name(self.applicants - 1)
    }

    /// The first question of the interview of the applicant at the top of the list.
    pub fn first_question(&self) -> &'static str {
        person::first_question(person::language(self.applicants - 1))
    }
}

/// One account at an address where nobody listens, and no polling: what is measured is the inbox.
pub const CONFIGURATION: &str = r#"
[ui]
language = "en"

[[account]]
name = "acme"
source = "pitchyou"
client_id = "acme"
client_secret = "secret"
base_url = "http://127.0.0.1:9"
poll = "off"
"#;

/// Fills a new inbox in this folder.
async fn fill(folder: &Path, applicants: u32) {
    let store = open(folder);
    let account = AccountName::new("acme").unwrap();
    store.register(&account, SourceKind::PitchYou).await.unwrap();
    let templates: Vec<Template> = person::TEMPLATES
        .iter()
        .map(|(key, title, _)| Template {
            key: (*key).to_owned(),
            descriptions: vec![(None, (*title).to_owned())],
        })
        .collect();
    store.save_templates(&account, &templates).await.unwrap();
    let newest = Clock::system().now() - NEWEST;
    let pass = store.begin_pass(&account).await.unwrap();
    for first in (0..applicants).step_by(BATCH as usize) {
        let last = (first + BATCH).min(applicants);
        let batch = (first..last).map(|number| pulled(person::person(number, applicants, newest))).collect();
        store.save_pulled(&pass, batch).await.unwrap();
    }
    store.end_pass(pass, Complete::Whole).await.unwrap();
    store.set_sync_outcome(&account, newest + NEWEST, None).await.unwrap();
    store.close();
}

/// Opens the store in this folder as the program does.
pub fn open(folder: &Path) -> Store {
    let options = Options {
        db: folder.join("inbox.db"),
        media: folder.join("media"),
        clock: Clock::system(),
        access: Access::ReadWrite,
    };
    Store::open(options).unwrap()
}

fn pulled(Person { application, raw }: Person) -> Pulled {
    let sameness = Sha256::digest(&raw).into();
    Pulled::Readable { application: Box::new(application), raw, sameness }
}

/// Removes the inboxes of this size that an earlier version has left.
fn forget(base: &Path, applicants: u32) {
    let Ok(entries) = fs::read_dir(base) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&format!("{applicants}-")) {
            fs::remove_dir_all(entry.path()).unwrap();
        }
    }
}

/// Changes with everything that decides what is in the file: the shape of the store, what it indexes, and the invented
/// applicants. What else changes in the store's code finds the same file again.
fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    (include_str!("person.rs"), include_str!("inbox.rs")).hash(&mut hasher);
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let migrations = fs::read_dir(home.join("assets/migrations")).unwrap();
    let mut files: Vec<PathBuf> = migrations.map(|entry| entry.unwrap().path()).collect();
    files.extend(
        ["src/store/index.rs", "src/store/class.rs", "src/domain/fold.rs"].map(|file| home.join(file)),
    );
    files.sort();
    for file in files {
        fs::read(file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}
