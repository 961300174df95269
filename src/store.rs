//! The memory: one durable inbox, and the only place that knows how it is kept.
//!
//! The engine writes through it, the screen and the command line read through it. Nothing else knows SQL. One
//! handle, [`Store`], cheap to clone; its methods stand in the files below, one concern each. What it promises is
//! held by the contract suite in `store/tests.rs`, so that a second backend can stand behind the same door.

pub mod edit;
pub mod model;

mod account;
mod batch;
mod blob;
mod check;
mod class;
mod detail;
mod dictionary;
mod error;
mod feedback;
mod find;
mod history;
mod index;
mod lease;
mod media;
mod name;
mod origin;
mod outbox;
mod overdue;
mod person;
mod pull;
mod read;
mod reason;
mod schema;
mod search;
mod snooze;
mod state;
mod stats;
mod suggest;
#[cfg(test)]
mod tests;
mod triage;
mod turn;
mod view;
mod vocabulary;
mod walk;
mod worker;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::domain::{AccountName, Key};
pub use account::{AccountState, Pause};
pub use blob::{Blob, BlobWriter};
pub use dictionary::{DictionaryState, KnownEntry};
pub use edit::{Actor, Edit, Via};
pub use error::Error;
pub use feedback::{GRACE, Report};
pub use find::Found;
pub use history::HistoryAfter;
pub use lease::{Lease, LeaseState};
pub use media::{Trouble, Wanted, WantedMedia};
pub use model::{
    Applicant, Batch, Common, From, Gap, Group, HistoryEvent, MediaState, OutboxId, OutboxItem, OutboxKind,
    OutboxState, Row, Sort, Totals, Window,
};
pub use outbox::{Gaps, Insist, Ordered, Sent};
pub use pull::{Change, Complete, Pass, Pulled, Ready, Stored};
pub use read::Direction;
pub use stats::{By, FirstContact, Insights, Scope, StatRow};
pub use triage::{Applied, ChangeId, Going, Undone};
pub use view::{SavedView, ViewEdit};
pub use vocabulary::Vocabulary;
use worker::{Interest, Queue, Waiting, lock};

/// Lets every file that this process makes from here on be for its owner alone, whoever makes it. Called first
/// thing in `main`; the store's own files don't depend on it.
pub fn keep_private() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Whether the inbox may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write.
    ReadWrite,
    /// Only look.
    ReadOnly,
}

/// Where the inbox is, and how it is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The database file.
    pub db: PathBuf,
    /// The folder of media files.
    pub media: PathBuf,
    /// What tells the time.
    pub clock: Clock,
    /// Whether it may be changed.
    pub access: Access,
}

/// The inbox. Cheap to clone; the threads end with [`Store::close`] or with the last clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// What `is:marked` means: sorted.
    marks: Arc<[Key]>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store(…)")
    }
}

struct Inner {
    shared: Arc<Shared>,
    access: Access,
    writer: Arc<Queue>,
    quick: Arc<Queue>,
    slow: Arc<Queue>,
    /// The writing one first, if there is one.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the threads and the handle have in common.
struct Shared {
    clock: Clock,
    db: PathBuf,
    media: PathBuf,
    language: RwLock<String>,
    /// Within which milliseconds each account's applicants are to be contacted.
    targets: RwLock<Vec<(String, i64)>>,
    turnstile: Option<turn::Turnstile>,
    changed: watch::Sender<u64>,
    /// Applicants that got keys for the same millisecond are told apart by this.
    running: AtomicU64,
    /// By how many milliseconds the keys of a millisecond overflow.
    spill: Mutex<HashMap<i64, i64>>,
    /// Figures that are known already.
    figures: Mutex<stats::Kept>,
    /// Many were indexed: the index is in pieces that are joined when there is nothing else to write.
    pieces: AtomicBool,
}

impl Shared {
    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// Runs `work` in one write transaction, in turn with other processes, and tells that something changed.
    fn write<T>(
        &self,
        db: &mut Connection,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let before = db.total_changes();
        let answer = self.write_quietly(db, work)?;
        if db.total_changes() != before {
            self.changed.send_modify(|number| *number += 1);
        }
        Ok(answer)
    }

    /// The same, for what nobody sees.
    fn write_quietly<T>(
        &self,
        db: &mut Connection,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _turn = self.turnstile.as_ref().map(turn::Turnstile::wait);
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // A newer program may have changed the file's shape while this one had it open.
        schema::check(&tx)?;
        let answer = work(&tx)?;
        tx.commit()?;
        Ok(answer)
    }
}

/// How long a read may take: decides who does it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// What a key press waits for.
    Quick,
    /// Counts and figures.
    Slow,
}

/// What a read closure works with: one transaction, so that all it sees is of one moment.
struct Reader<'a> {
    db: &'a Connection,
    shared: &'a Shared,
    interest: &'a Interest,
}

impl Reader<'_> {
    /// No marks.
    fn nobody(&self) -> Arc<[Key]> {
        Arc::default()
    }

    /// Ends a long loop when nobody waits for it any more.
    fn go_on(&self) -> Result<(), Error> {
        if self.interest.is_gone() { Err(Error::Dropped) } else { Ok(()) }
    }
}

/// How long there must be nothing to write before the index's pieces are joined.
const REST: Duration = Duration::from_millis(100);

/// How often the file is looked at for changes by other processes while somebody listens: often enough for a
/// list that fills by itself, seldom enough to let a laptop sleep.
const LOOK_EVERY: Duration = Duration::from_secs(3);

impl Store {
    /// Opens the inbox; makes it first when there is none and it may be written.
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::NotFound`] when there is no inbox and it is opened to look only.
    pub fn open(options: Options) -> Result<Store, Error> {
        let folder = options.db.parent().map(Path::to_path_buf);
        Self::opened(options).map_err(|error| match error {
            // What SQLite calls an I/O error has a plainer name.
            Error::Io(_) if folder.is_some_and(|folder| schema::is_full(&folder)) => Error::Full,
            error => error,
        })
    }

    /// Whether an inbox stands where nothing can be added: its disk is full.
    pub fn is_full(db: &Path) -> bool {
        db.parent().is_some_and(schema::is_full)
    }

    fn opened(options: Options) -> Result<Store, Error> {
        let Options { db, media, clock, access } = options;
        let mut writer = None;
        let mut looker = schema::Role::Reader;
        match access {
            Access::ReadWrite => {
                if let Some(folder) = db.parent() {
                    schema::make_folder(folder)?;
                }
                schema::make_folder(&media)?;
                schema::make_file(&db)?;
                let mut connection = schema::connect(&db, schema::Role::Writer)?;
                schema::use_wal(&connection)?;
                schema::migrate(&mut connection)?;
                writer = Some(connection);
            }
            Access::ReadOnly => {
                if !db.exists() {
                    return Err(Error::NotFound("inbox yet".into()));
                }
                looker = schema::looker(&db);
                let connection = schema::connect(&db, looker)?;
                let found = schema::check(&connection)?;
                if found < schema::known() {
                    return Err(Error::Bug(
                        "the inbox is of an older kandidat: open it once without --read-only".into(),
                    ));
                }
            }
        }
        let shared = Arc::new(Shared {
            clock,
            turnstile: writer.is_some().then(|| turn::Turnstile::new(&db)),
            db,
            media,
            language: RwLock::default(),
            targets: RwLock::default(),
            changed: watch::Sender::new(0),
            running: AtomicU64::new(0),
            spill: Mutex::default(),
            figures: Mutex::default(),
            pieces: AtomicBool::new(false),
        });
        let store = Store {
            inner: Arc::new(Inner {
                shared: Arc::clone(&shared),
                access,
                writer: Arc::default(),
                quick: Arc::default(),
                slow: Arc::default(),
                threads: Mutex::default(),
            }),
            marks: Arc::default(),
        };
        if let Some(connection) = writer {
            store.spawn_writer(connection)?;
        } else {
            store.inner.writer.close();
        }
        for (queue, looks) in
            [(&store.inner.quick, false), (&store.inner.quick, false), (&store.inner.slow, true)]
        {
            let connection = schema::connect(&shared.db, looker)?;
            store.spawn_reader(connection, queue, looks)?;
        }
        Ok(store)
    }

    fn spawn_writer(&self, mut db: Connection) -> Result<(), Error> {
        let queue = Arc::clone(&self.inner.writer);
        let shared = Arc::clone(&self.inner.shared);
        self.keep(std::thread::Builder::new().name("store-write".into()).spawn(move || {
            queue.work(
                &mut db,
                || shared.pieces.load(Ordering::Relaxed).then_some(REST),
                |db| {
                    // What can't be done now is done some other time.
                    let more = shared.write_quietly(db, index::join_pieces).unwrap_or(false);
                    shared.pieces.store(more, Ordering::Relaxed);
                },
            );
        })?);
        Ok(())
    }

    fn spawn_reader(&self, mut db: Connection, queue: &Arc<Queue>, looks: bool) -> Result<(), Error> {
        let queue = Arc::clone(queue);
        let shared = Arc::clone(&self.inner.shared);
        self.keep(std::thread::Builder::new().name("store-read".into()).spawn(move || {
            let version = |db: &Connection| {
                db.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).unwrap_or(0)
            };
            let mut seen = if looks { version(&db) } else { 0 };
            queue.work(
                &mut db,
                || (looks && shared.changed.receiver_count() > 0).then_some(LOOK_EVERY),
                |db| {
                    let now = version(db);
                    if now != seen {
                        seen = now;
                        shared.changed.send_modify(|number| *number += 1);
                    }
                },
            );
        })?);
        Ok(())
    }

    fn keep(&self, thread: JoinHandle<()>) {
        lock(&self.inner.threads).push(thread);
    }

    /// Finishes what was asked for, ends the threads and tidies the write-ahead log away. Other clones get
    /// errors from here on.
    pub fn close(self) {
        self.inner.close();
    }

    /// Rises whenever this or another process has changed the inbox.
    pub fn changed(&self) -> watch::Receiver<u64> {
        let receiver = self.inner.shared.changed.subscribe();
        // Wakes the thread that looks, which waits without end while nobody listens.
        self.inner.slow.push(Box::new(|_| {}));
        receiver
    }

    /// Sets the language (`de`) in which templates are called by their descriptions.
    pub fn speak(&self, language: &str) {
        *self.inner.shared.language.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
            language.to_owned();
    }

    /// Sets within which time the applicants of each account are to be contacted: what [`Sort::Overdue`] goes by.
    pub fn answer_within(&self, targets: impl IntoIterator<Item = (AccountName, Duration)>) {
        let targets = targets.into_iter().map(|(account, within)| {
            (account.to_string(), i64::try_from(within.as_millis()).unwrap_or(i64::MAX))
        });
        *self.inner.shared.targets.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
            targets.collect();
    }

    /// The same inbox, for somebody who has marked these applicants: what `is:marked` means in their queries.
    #[must_use]
    pub fn with_marks(&self, marks: impl IntoIterator<Item = Key>) -> Store {
        let mut marks: Vec<Key> = marks.into_iter().collect();
        marks.sort_unstable();
        marks.dedup();
        Store { inner: Arc::clone(&self.inner), marks: marks.into() }
    }

    /// Whether the inbox may be changed.
    pub fn access(&self) -> Access {
        self.inner.access
    }

    /// The folder of media files.
    pub fn media_folder(&self) -> &Path {
        &self.inner.shared.media
    }

    /// Runs `work` on the writing thread, outside of any transaction.
    async fn with_writer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &Shared) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if self.inner.access == Access::ReadOnly {
            return Err(Error::ReadOnly);
        }
        let (answer, asked) = oneshot::channel();
        let shared = Arc::clone(&self.inner.shared);
        let queued = self.inner.writer.push(Box::new(move |db| {
            let _ = answer.send(work(db, &shared));
        }));
        if !queued {
            return Err(closed());
        }
        asked.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Runs `work` as one write transaction. It is done even when nobody waits for it any more.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &Shared) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.with_writer(move |db, shared| shared.write(db, |tx| work(tx, shared))).await
    }

    /// Runs `work` on a reading thread, as of one moment. Dropping the future ends it.
    async fn read<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Reader<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, asked) = oneshot::channel();
        let shared = Arc::clone(&self.inner.shared);
        let interest = Arc::new(Interest::default());
        let waiting = Waiting(Arc::clone(&interest));
        let queue = match lane {
            Lane::Quick => &self.inner.quick,
            Lane::Slow => &self.inner.slow,
        };
        let queued = queue.push(Box::new(move |db| {
            if interest.is_gone() {
                return;
            }
            interest.begin(Arc::new(db.get_interrupt_handle()));
            let result = (|| {
                let tx = db.transaction()?;
                work(&Reader { db: &tx, shared: &shared, interest: &interest })
            })();
            interest.end();
            let _ = answer.send(result);
        }));
        if !queued {
            return Err(closed());
        }
        let result = asked.await.unwrap_or_else(|_| Err(closed()));
        drop(waiting);
        result
    }
}

fn closed() -> Error {
    Error::Bug("the inbox is closed".into())
}

impl Inner {
    fn close(&self) {
        self.quick.close();
        self.slow.close();
        let mut threads = std::mem::take(&mut *lock(&self.threads));
        let this = std::thread::current().id();
        // The first one last: SQLite tidies the write-ahead log away when its last connection ends, if that one may
        // write.
        while let Some(thread) = threads.pop() {
            if threads.is_empty() {
                self.writer.close();
            }
            // The last clone can end on one of the store's own threads, inside an answer nobody waited for.
            if thread.thread().id() != this {
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// The milliseconds in a key, and the bits of the running number below them.
const RUNNING_BITS: u32 = 12;
/// 2000-01-01 and 2100-01-01: a source's clock that is wrong beyond these doesn't break the order.
const EARLIEST: i64 = 946_684_800_000;
const LATEST: i64 = 4_102_444_800_000;

/// The first key of a millisecond.
fn key_at(at: i64) -> i64 {
    at.clamp(EARLIEST, LATEST) << RUNNING_BITS
}

/// The millisecond of a key.
fn at_of(key: Key) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(key.0 >> RUNNING_BITS).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// A stored time.
fn time(at: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// Bytes as people compare them.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Shared {
    fn next_running(&self) -> i64 {
        (self.running.fetch_add(1, Ordering::Relaxed) & ((1 << RUNNING_BITS) - 1)) as i64
    }
}
