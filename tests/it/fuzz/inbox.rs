//! The memory: whatever record comes is kept as it came, and whatever is searched for, every way of counting and
//! walking through the list agrees.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex};

use kandidat::clock::Clock;
use kandidat::domain::{AccountName, Key, Query, SourceKind};
use kandidat::source::Record;
use kandidat::source::contract::Contract;
use kandidat::source::pitchyou::wire::{Names, Pass};
use kandidat::source::split::Splitter;
use kandidat::store::{Access, Change, Complete, From, Options, Pulled, Sort, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// So many applicants, and a new inbox is begun.
const MOST: usize = 300;

struct Inbox {
    runtime: Runtime,
    store: Store,
    names: Names,
    people: HashSet<Key>,
    _folder: TempDir,
}

impl Inbox {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            db: folder.path().join("inbox.db"),
            media: folder.path().join("media"),
            clock: Clock::system(),
            access: Access::ReadWrite,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = Store::open(options).unwrap();
        runtime.block_on(store.register(&account(), SourceKind::PitchYou)).unwrap();
        let names = Names::new(&Contract::of(SourceKind::PitchYou, &toml::Table::new()).unwrap());
        Self { runtime, store, names, people: HashSet::new(), _folder: folder }
    }

    /// Saves a list of profiles.
    fn pull(&mut self, list: &[u8]) {
        let (mut splitter, mut pass, mut records) = (Splitter::default(), Pass::default(), Vec::new());
        splitter.push(list, |piece| {
            records.push(match self.names.record(&piece, &mut pass) {
                Record::Readable { application, raw, sameness } => {
                    Pulled::Readable { application, raw, sameness }
                }
                Record::Unreadable { id, raw, reason } => Pulled::Unreadable { id, raw, reason },
            });
        });
        let sent: Vec<Vec<u8>> = records
            .iter()
            .map(|record| match record {
                Pulled::Readable { raw, .. } | Pulled::Unreadable { raw, .. } => raw.clone(),
            })
            .collect();
        let store = &self.store;
        let people = &mut self.people;
        self.runtime.block_on(async {
            let pass = store.begin_pass(&account()).await.unwrap();
            let stored = store.save_pulled(&pass, records).await.unwrap();
            store.end_pass(pass, Complete::Broken).await.unwrap();
            assert_eq!(stored.len(), sent.len(), "nobody is lost");
            for (one, raw) in stored.iter().zip(&sent) {
                if matches!(one.change, Change::New | Change::Updated | Change::Unreadable) {
                    let kept = store.raw_revisions(one.key).await.unwrap();
                    assert!(kept.contains(raw), "kept as it came");
                }
                store.detail(one.key).await.unwrap().unwrap();
                people.insert(one.key);
            }
            assert_eq!(store.count(&Query::default()).await.unwrap(), people.len() as u64, "each once");
        });
    }

    /// Looks for somebody: by count, at once, and window by window from both ends.
    fn search(&self, sort: Sort, text: &str) {
        let Ok(query) = Query::parse(text) else { return };
        let store = &self.store;
        self.runtime.block_on(async {
            let keys = store.keys(&query, sort, usize::MAX).await.unwrap();
            assert_eq!(store.count(&query).await.unwrap(), keys.len() as u64, "{text:?}");
            let mut walked: Vec<Key> = Vec::new();
            loop {
                let from = walked.last().map_or(From::Start, |last| From::After(*last));
                let window = store.window(&query, sort, from, 7).await.unwrap();
                walked.extend(window.rows.iter().map(|row| row.key));
                if !window.more_after {
                    break;
                }
            }
            assert_eq!(walked, keys, "{text:?}");
            let end = store.window(&query, sort, From::End, 7).await.unwrap();
            let last: Vec<Key> = end.rows.iter().map(|row| row.key).collect();
            assert_eq!(last, keys[keys.len().saturating_sub(7)..], "{text:?}");
        });
    }
}

fn account() -> AccountName {
    AccountName::new("acme").unwrap()
}

/// A list of profiles comes in, or somebody is searched for, as the first byte says.
pub fn inbox(data: &[u8]) {
    static INBOX: LazyLock<Mutex<Inbox>> = LazyLock::new(|| Mutex::new(Inbox::new()));
    let Some((what, rest)) = data.split_first() else { return };
    let mut inbox = INBOX.lock().unwrap();
    let sort = match what {
        b'n' => Sort::Newest,
        b'u' => Sort::OldestUncontacted,
        b'a' => Sort::Name,
        b's' => Sort::Stage,
        b'o' => Sort::Overdue,
        _ => {
            if inbox.people.len() > MOST {
                *inbox = Inbox::new();
            }
            return inbox.pull(rest);
        }
    };
    if let Ok(text) = std::str::from_utf8(rest) {
        inbox.search(sort, text);
    }
}
