//! The contract suite: what anything behind the store's door must do.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::*;
use crate::domain::{
    AccountName, Application, Media, MediaId, Person, Query, Role, Safety, SourceId, SourceKind, Stage, Step,
    Template, Utm,
};

mod feedback;
mod figures;
mod list;
mod migration;
mod order;
mod overdue;
mod pulling;
mod retail;
mod suggest;
mod triage;
mod view;

/// An inbox in a folder of its own, with a clock that stands still.
pub(super) struct Inbox {
    pub(super) folder: tempfile::TempDir,
    pub(super) clock: Clock,
    pub(super) store: Store,
    pub(super) account: AccountName,
}

pub(super) const NOON: &str = "2026-03-01T12:00:00Z";

/// What a sync asks for that takes files of at most 1000 bytes.
pub(super) const ALL: Wanted = Wanted::All { most: 1000 };

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Inbox {
    pub(super) async fn new() -> Inbox {
        Self::of(SourceKind::PitchYou).await
    }

    /// With an account of this source.
    pub(super) async fn of(kind: SourceKind) -> Inbox {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(at(NOON));
        let store = open(folder.path(), &clock);
        let account = AccountName::new("acme").unwrap();
        store.register(&account, kind).await.unwrap();
        Inbox { folder, clock, store, account }
    }

    /// As after the process ended and began again.
    pub(super) fn again(&mut self) {
        let store = open(self.folder.path(), &self.clock);
        std::mem::replace(&mut self.store, store).close();
    }

    pub(super) async fn pull(&self, records: Vec<Pulled>) -> Vec<Stored> {
        let pass = self.store.begin_pass(&self.account).await.unwrap();
        let stored = self.store.save_pulled(&pass, records).await.unwrap();
        self.store.end_pass(pass, Complete::Whole).await.unwrap();
        stored
    }

    /// Pulls one applicant, and saves what files they have.
    pub(super) async fn add(&self, application: Application) -> Key {
        let key = self.pull(vec![readable(application)]).await[0].key;
        self.save_all().await;
        key
    }

    pub(super) async fn save_all(&self) {
        for wanted in self.store.wanted(&self.account, ALL, None, 1000).await.unwrap() {
            self.save(&wanted, format!("bytes of {}", wanted.media.id.as_str()).as_bytes()).await;
        }
    }

    pub(super) async fn save(&self, wanted: &WantedMedia, bytes: &[u8]) {
        let mut writer = self.store.writer(wanted).unwrap();
        writer.write(bytes).unwrap();
        let blob = writer.finish(Some(bytes.len() as u64)).unwrap();
        let failed =
            self.store.commit_media(vec![(wanted.key, wanted.media.id.clone(), blob)]).await.unwrap();
        assert!(failed.is_empty());
    }

    pub(super) async fn row(&self, key: Key) -> Row {
        self.store.rows(vec![key]).await.unwrap().remove(0)
    }

    pub(super) async fn found(&self, query: &str) -> Vec<String> {
        let query = Query::parse(query).unwrap();
        let window = self.store.window(&query, Sort::Newest, From::Start, 1000).await.unwrap();
        let names: Vec<String> = window.rows.into_iter().map(|row| row.name).collect();
        assert_eq!(self.store.count(&query).await.unwrap(), names.len() as u64, "{query}");
        names
    }

    pub(super) async fn lease(&self) -> Lease {
        self.store.acquire(&self.account, "test", Duration::from_secs(60)).await.unwrap().unwrap()
    }

    /// The words of an applicant's history, the earliest first.
    pub(super) async fn told(&self, key: Key) -> Vec<String> {
        let (events, _) = self.store.history(Some(key), None, None, 1000).await.unwrap();
        events.into_iter().map(|event| event.what).collect()
    }
}

pub(super) fn open(folder: &std::path::Path, clock: &Clock) -> Store {
    Store::open(Options {
        db: folder.join("home/inbox.db"),
        media: folder.join("home/media"),
        clock: clock.clone(),
        access: Access::ReadWrite,
    })
    .unwrap()
}

pub(super) fn application(id: &str, name: &str) -> Application {
    let mut application = Application::new(SourceId::text(id));
    application.person.name = Some(name.to_owned());
    application
}

pub(super) fn file(id: &str) -> Media {
    Media {
        id: MediaId(id.to_owned()),
        role: Role::Attachment,
        name: Some(format!("{id}.pdf")),
        mime: Some("application/pdf".into()),
        uri: None,
    }
}

pub(super) fn with_files(id: &str, name: &str, files: &[&str]) -> Application {
    let mut application = application(id, name);
    application.media = files.iter().map(|id| file(id)).collect();
    application
}

pub(super) fn readable(application: Application) -> Pulled {
    let raw = serde_json::to_vec(&application).unwrap();
    let sameness = Sha256::digest(&raw).into();
    Pulled::Readable { application: Box::new(application), raw, sameness }
}

pub(super) fn jana() -> Actor {
    Actor { name: Some("Jana".into()), via: Via::Screen }
}

#[tokio::test]
async fn everything_is_for_the_owner_alone() {
    let inbox = Inbox::new().await;
    inbox.add(with_files("1", "Ada", &["f"])).await;
    let mut looked_at = 0;
    let mut folders = vec![inbox.folder.path().join("home")];
    while let Some(folder) = folders.pop() {
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700, "{folder:?}");
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let metadata = entry.metadata().unwrap();
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
                looked_at += 1;
            }
        }
    }
    assert!(looked_at >= 4, "the database, its two companions and a file");
}

#[tokio::test]
async fn looking_only_changes_nothing_and_needs_an_inbox() {
    let inbox = Inbox::new().await;
    let options = |name: &str| Options {
        db: inbox.folder.path().join(name),
        media: inbox.folder.path().join("home/media"),
        clock: inbox.clock.clone(),
        access: Access::ReadOnly,
    };
    assert!(matches!(Store::open(options("elsewhere.db")), Err(Error::NotFound(_))));
    let looking = Store::open(options("home/inbox.db")).unwrap();
    assert_eq!(looking.accounts().await.unwrap().len(), 1);
    assert!(matches!(looking.remember("a", "b").await, Err(Error::ReadOnly)));
}

#[tokio::test]
async fn what_was_kept_survives_a_restart() {
    let mut inbox = Inbox::new().await;
    let key = inbox.add(with_files("1", "Ada", &["a", "b"])).await;
    inbox.store.remember("link.job", "4711").await.unwrap();
    inbox.again();
    let detail = inbox.store.detail(key).await.unwrap().unwrap();
    assert_eq!(detail.row.name, "Ada");
    assert!(detail.media.iter().all(|media| media.saved && media.sha256.is_some()));
    assert_eq!(inbox.store.recall("link.job").await.unwrap().as_deref(), Some("4711"));
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_pause_of_the_source_gives_way_to_a_stronger_one() {
    let inbox = Inbox::new().await;
    let store = &inbox.store;
    let hour = |hour: u8| at(&format!("2026-03-01T{hour}:00:00Z"));
    let stands = async || store.pause(&inbox.account).await.unwrap();
    for (why, until, left) in [
        (Pause::Rate, 14, (Pause::Rate, Some(hour(14)))),
        (Pause::Refused, 13, (Pause::Rate, Some(hour(14)))),
        (Pause::Maintenance, 14, (Pause::Rate, Some(hour(14)))),
        (Pause::Refused, 15, (Pause::Refused, Some(hour(15)))),
        (Pause::Password, 16, (Pause::Password, Some(hour(16)))),
    ] {
        store.pause_until(&inbox.account, why, hour(until)).await.unwrap();
        assert_eq!(stands().await, Some(left), "{why:?}");
    }
    store.end_refusal(&inbox.account).await.unwrap();
    assert_eq!(stands().await, None);
    // By hand nothing is stronger, and only a person ends it; one that is over is none.
    for by_hand in [(Pause::ByHand, None), (Pause::ByHand, Some(hour(13)))] {
        store.set_pause(&inbox.account, Some(by_hand)).await.unwrap();
        store.pause_until(&inbox.account, Pause::Refused, hour(17)).await.unwrap();
        store.end_refusal(&inbox.account).await.unwrap();
        assert_eq!(stands().await, Some(by_hand));
    }
    inbox.clock.set(hour(13));
    store.pause_until(&inbox.account, Pause::Rate, hour(14)).await.unwrap();
    store.end_refusal(&inbox.account).await.unwrap();
    assert_eq!(stands().await, Some((Pause::Rate, Some(hour(14)))));
}

#[tokio::test]
async fn accounts_pauses_and_templates_are_kept() {
    let inbox = Inbox::new().await;
    let store = &inbox.store;
    let until = at("2026-03-01T13:00:00Z");
    store.set_pause(&inbox.account, Some((Pause::Rate, Some(until)))).await.unwrap();
    assert_eq!(store.pause(&inbox.account).await.unwrap(), Some((Pause::Rate, Some(until))));
    inbox.clock.set(until);
    assert_eq!(store.pause(&inbox.account).await.unwrap(), None, "its time is over");
    store.set_pause(&inbox.account, Some((Pause::ByHand, None))).await.unwrap();
    assert_eq!(store.pause(&inbox.account).await.unwrap(), Some((Pause::ByHand, None)));
    store.set_sync_outcome(&inbox.account, until, None).await.unwrap();
    store.set_sync_outcome(&inbox.account, until, Some("away".into())).await.unwrap();
    let state = store.accounts().await.unwrap().remove(0);
    assert_eq!((state.last_sync, state.last_error), (Some(until), Some("away".into())));

    let template = |key: &str, text: &str| Template {
        key: key.into(),
        descriptions: vec![(Some("de".into()), text.into()), (Some("en".into()), format!("{text} (en)"))],
    };
    store.save_templates(&inbox.account, &[template("b", "Lager"), template("a", "Pflege")]).await.unwrap();
    let mut applicant = application("1", "Ada");
    applicant.template = Some("a".into());
    let mut other = application("2", "Bea");
    other.template = Some("unlisted".into());
    inbox.pull(vec![readable(applicant), readable(other), readable(application("3", "Cem"))]).await;
    store.speak("en");
    let groups: Vec<_> = store
        .groups()
        .await
        .unwrap()
        .into_iter()
        .map(|g| match g.common {
            Common::Template(key) => (key, g.title, g.count, g.unread),
            other => (format!("{other:?}"), g.title, g.count, g.unread),
        })
        .collect();
    let group = |key: &str, title: &str, n| (key.to_owned(), title.to_owned(), n, n);
    assert_eq!(
        groups,
        [
            group("b", "Lager (en)", 0),
            group("a", "Pflege (en)", 1),
            group("unlisted", "unlisted", 1),
            group("Nothing", "", 1)
        ]
    );
    store.save_templates(&inbox.account, &[template("a", "Pflege")]).await.unwrap();
    assert_eq!(store.templates(None).await.unwrap().len(), 1);
    assert_eq!(store.groups().await.unwrap().len(), 3, "nobody came by the one that is gone");
}

#[tokio::test]
async fn drift_is_new_once() {
    let inbox = Inbox::new().await;
    let seen = ["a new field".to_owned(), "a renamed one".to_owned()];
    assert_eq!(inbox.store.save_drift(&inbox.account, &seen[..1]).await.unwrap(), seen[..1]);
    assert_eq!(inbox.store.save_drift(&inbox.account, &seen).await.unwrap(), seen[1..]);
    assert_eq!(inbox.store.drift(&inbox.account).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_lease_is_one_processes_at_a_time() {
    let inbox = Inbox::new().await;
    let other = open(inbox.folder.path(), &inbox.clock);
    let minute = Duration::from_secs(60);
    let first = inbox.store.acquire(&inbox.account, "one", minute).await.unwrap().unwrap();
    assert!(other.acquire(&inbox.account, "two", minute).await.unwrap().is_none());
    assert_eq!(other.lease(&inbox.account).await.unwrap().unwrap().holder, "one");
    inbox.store.renew(&first, minute).await.unwrap();
    // Asleep for too long, but alive: the other takes over, and the first one's number is worth nothing.
    inbox.clock.set(at("2026-03-01T12:02:00Z"));
    let second = other.acquire(&inbox.account, "two", minute).await.unwrap().unwrap();
    assert!(second.fence > first.fence);
    assert!(matches!(inbox.store.renew(&first, minute).await, Err(Error::Stale)));
    inbox.store.release(first).await.unwrap();
    assert_eq!(
        other.lease(&inbox.account).await.unwrap().unwrap().holder,
        "two",
        "not the first one's any more"
    );
    // Died without giving back: free at once.
    drop(second);
    assert!(inbox.store.acquire(&inbox.account, "three", minute).await.unwrap().is_some());
}

#[tokio::test]
async fn the_changes_of_another_process_are_noticed() {
    let inbox = Inbox::new().await;
    let other = open(inbox.folder.path(), &inbox.clock);
    let mut changed = inbox.store.changed();
    other.remember("a", "b").await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), changed.changed()).await.unwrap().unwrap();
    let before = *changed.borrow_and_update();
    inbox.store.remember("a", "c").await.unwrap();
    assert!(*changed.borrow() > before, "its own are noticed at once");
}

#[tokio::test]
async fn a_read_that_nobody_waits_for_ends() {
    let inbox = Inbox::new().await;
    let endless = inbox.store.read(Lane::Quick, |read| {
        // Interrupted inside SQLite, or it would count for hours.
        let n: i64 = read.db.query_row(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n LIMIT 1",
            [],
            |row| row.get(0),
        )?;
        Ok(n)
    });
    for _ in 0..4 {
        // More of them than there are readers.
        let endless = inbox.store.read(Lane::Quick, |read| {
            Ok(read.db.query_row(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
                [],
                |row| row.get::<_, i64>(0),
            )?)
        });
        assert!(tokio::time::timeout(Duration::from_millis(30), endless).await.is_err());
    }
    assert!(tokio::time::timeout(Duration::from_millis(30), endless).await.is_err());
    let answer = tokio::time::timeout(Duration::from_secs(20), inbox.store.totals()).await;
    assert_eq!(answer.unwrap().unwrap().all, 0);
}

#[tokio::test]
async fn nothing_is_written_once_a_newer_program_has_changed_the_file() {
    let inbox = Inbox::new().await;
    inbox.store.remember("a", "b").await.unwrap();
    let newer = rusqlite::Connection::open(inbox.folder.path().join("home/inbox.db")).unwrap();
    newer.pragma_update(None, "user_version", schema::known() + 1).unwrap();
    let kept = inbox.store.remember("a", "c").await;
    assert!(matches!(kept, Err(Error::NewerSchema { .. })), "{kept:?}");
    inbox.store.totals().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_write_at_once() {
    let inbox = Inbox::new().await;
    let mut tasks = Vec::new();
    for n in 0..4 {
        // A store of its own is to SQLite what a process of its own is.
        let store = open(inbox.folder.path(), &inbox.clock);
        let account = inbox.account.clone();
        tasks.push(tokio::spawn(async move {
            let pass = store.begin_pass(&account).await.unwrap();
            for i in 0..25 {
                let record = readable(application(&format!("{n}-{i}"), "Ada"));
                store.save_pulled(&pass, vec![record]).await.unwrap();
                store.totals().await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(inbox.store.totals().await.unwrap().all, 100);
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_applicant_is_found_by_any_beginning_of_their_id() {
    let inbox = Inbox::new().await;
    let stored = inbox
        .pull(
            ["p-100", "p-10", "p-200", "a b/c", "x%", "z\u{202e}"]
                .map(|id| readable(application(id, "Ada")))
                .into(),
        )
        .await;
    let find = async |id: &str| inbox.store.find(id, None).await.unwrap();
    assert_eq!(find("acme/p-10").await, Found::One(stored[1].key), "exact wins");
    assert_eq!(find("acme/p-2").await, Found::One(stored[2].key));
    assert_eq!(find("p-2").await, Found::One(stored[2].key));
    assert_eq!(find("acme/a%20b/c").await, Found::One(stored[3].key));
    assert_eq!(find("acme/x%25").await, Found::One(stored[4].key));
    for (cut, who) in [
        ("acme/a%", 3),
        ("acme/a%2", 3),
        ("a%20", 3),
        ("acme/x%2", 4),
        ("z%", 5),
        ("z%E2%8", 5),
        ("z%E2%80", 5),
    ] {
        assert_eq!(find(cut).await, Found::One(stored[who].key), "{cut}: cut within an escape");
    }
    assert!(matches!(find("acme/a%3").await, Found::None { .. }), "no space");
    let acme = AccountName::new("acme").unwrap();
    let other = AccountName::new("other").unwrap();
    assert_eq!(inbox.store.find("p-2", Some(&acme)).await.unwrap(), Found::One(stored[2].key));
    assert!(matches!(inbox.store.find("p-2", Some(&other)).await.unwrap(), Found::None { .. }));
    let Found::Ambiguous(ids) = find("acme/p-").await else { panic!() };
    assert_eq!(
        ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["acme/p-10", "acme/p-100", "acme/p-200"]
    );
    let Found::None { nearest, .. } = find("acme/p-300").await else { panic!() };
    assert_eq!(nearest.unwrap().to_string(), "acme/p-200");
    let Found::None { nearest: None, beside } = find("other/p-10").await else { panic!() };
    assert_eq!(beside.unwrap().to_string(), "acme/p-10", "nobody is like it, and that one comes nearest");
    assert!(matches!(find("ac").await, Found::Ambiguous(all) if all.len() == 6), "an account's beginning");
    assert_eq!(find("").await, Found::None { nearest: None, beside: None });
}

#[tokio::test]
async fn figures_add_up() {
    let inbox = Inbox::new().await;
    for (n, (job, source)) in [("1", "indeed"), ("1", "meta"), ("2", "indeed")].into_iter().enumerate() {
        let mut applicant = application(&n.to_string(), "Ada");
        applicant.job = Some(job.into());
        applicant.utm = Utm { source: Some(source.into()), ..Utm::default() };
        applicant.applied_at = Some(at(["2026-02-27T12:00:00Z", "2026-02-28T12:00:00Z", NOON][n]));
        inbox.add(applicant).await;
    }
    let key = inbox.store.keys(&Query::default(), Sort::Newest, 1).await.unwrap();
    inbox.clock.set(at("2026-03-01T12:30:00Z"));
    inbox.store.apply(key, Edit::Stage { to: Stage::Contacted, reason: None }, &jana()).await.unwrap();
    let labels = async |by| -> Vec<(String, u64, u64)> {
        let rows = inbox.store.insights(Scope::default()).await.unwrap().by(by);
        rows.into_iter().map(|row| (row.label, row.count, row.stages[1])).collect()
    };
    assert_eq!(labels(By::Job).await, [("1".into(), 2, 0), ("2".into(), 1, 1)]);
    assert_eq!(labels(By::Source).await, [("indeed".into(), 2, 1), ("meta".into(), 1, 0)]);
    assert_eq!(labels(By::Day).await.len(), 3);
    assert_eq!(labels(By::Day).await[2], ("2026-03-01".into(), 1, 1));
    let figures = inbox.store.insights(Scope::default()).await.unwrap();
    assert_eq!((figures.all.count, figures.all.stages[1]), (3, 1));
    assert_eq!(figures.hours[12].count, 3);
    assert_eq!(
        figures.contact,
        FirstContact { contacted: 1, waiting: 2, median: Some(1800), p90: Some(1800), within: 1 }
    );
}

#[tokio::test]
async fn figures_are_those_of_their_scope() {
    let inbox = Inbox::new().await;
    for (id, source, campaign, applied) in [
        ("1", Some("indeed"), Some("spring"), "2026-02-27T23:30:00Z"),
        ("2", None, Some("spring"), "2026-02-28T12:00:00Z"),
        ("3", None, None, NOON),
    ] {
        let mut applicant = application(id, "Ada");
        let owned = |text: Option<&str>| text.map(str::to_owned);
        applicant.utm = Utm { source: owned(source), campaign: owned(campaign), ..Utm::default() };
        applicant.applied_at = Some(at(applied));
        inbox.add(applicant).await;
    }
    let figures = async |scope: Scope| inbox.store.insights(scope).await.unwrap();
    let labels = |rows: &[StatRow]| -> Vec<(String, u64)> {
        rows.iter().map(|row| (row.label.clone(), row.count)).collect()
    };
    let all = figures(Scope::default()).await;
    assert_eq!(labels(&all.campaigns), [("spring".into(), 2), (String::new(), 1)]);
    assert_eq!(labels(&all.sources), [(String::new(), 2), ("indeed".into(), 1)]);
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(5));
    let there = figures(Scope { zone, ..Scope::default() }).await;
    assert_eq!(there.days[0].1.label, "2026-02-28", "the day begins earlier there");
    assert_eq!((there.days[0].1.count, there.hours[4].count), (2, 1));
    let since = figures(Scope { since: Some(at("2026-02-28T00:00:00Z")), ..Scope::default() }).await;
    assert_eq!(since.all.count, 2);
    let nobody = AccountName::new("other").unwrap();
    let none = figures(Scope { account: Some(nobody), ..Scope::default() }).await;
    assert_eq!((none.all.count, none.days.len(), none.contact.median), (0, 0, None));
    // A changed record takes the applicant's figures along.
    let mut changed = application("3", "Ada");
    changed.utm.source = Some("meta".into());
    inbox.pull(vec![readable(changed)]).await;
    let all = figures(Scope::default()).await;
    assert_eq!(labels(&all.sources).last().unwrap(), &("meta".to_owned(), 1));
}

#[test]
fn nothing_personal_is_in_debug() {
    let mut applicant = application("1", "Geheim");
    applicant.person = Person { name: Some("Geheim".into()), phone: None, email: None };
    applicant.steps = vec![Step { answer: Some("Geheim".into()), ..Step::default() }];
    let shown = format!("{:?} {:?}", readable(applicant), Edit::Note("Geheim".into()));
    assert!(!shown.contains("Geheim") && !shown.contains("71, 101, 104"), "{shown}");
}

#[tokio::test]
async fn a_full_disk_keeps_nothing_half_and_loses_nothing() {
    let inbox = Inbox::new().await;
    let room = async |pages: Option<i64>| {
        let work = move |db: &mut Connection, _: &Shared| {
            let now: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let most = pages.unwrap_or(now);
            db.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
            Ok(())
        };
        inbox.store.with_writer(work).await.unwrap();
    };
    room(None).await;
    let records: Vec<Pulled> =
        (0..300).map(|n| readable(with_files(&n.to_string(), "Ada Lovelace", &["a"]))).collect();
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    let error = inbox.store.save_pulled(&pass, records.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Full), "{error:?}");
    assert_eq!(inbox.store.totals().await.unwrap().all, 0);
    room(Some(1 << 30)).await;
    let stored = inbox.store.save_pulled(&pass, records).await.unwrap();
    assert!(stored.iter().all(|stored| stored.change == Change::New));
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_job_that_panics_takes_nobody_along() {
    let inbox = Inbox::new().await;
    for _ in 0..4 {
        let answer = inbox.store.read(Lane::Quick, |_| -> Result<(), Error> { panic!("on purpose") }).await;
        assert!(matches!(answer, Err(Error::Bug(_))));
    }
    let answer = inbox
        .store
        .write(|tx, _| -> Result<(), Error> {
            tx.execute("DELETE FROM account", [])?;
            panic!("on purpose")
        })
        .await;
    assert!(matches!(answer, Err(Error::Bug(_))));
    assert_eq!(inbox.store.accounts().await.unwrap().len(), 1, "rolled back");
}

#[tokio::test]
async fn what_is_closed_is_one_file() {
    let inbox = Inbox::new().await;
    inbox.add(application("1", "Ada")).await;
    let log = inbox.folder.path().join("home/inbox.db-wal");
    assert!(log.exists());
    inbox.store.clone().close();
    assert!(!log.exists(), "whoever copies the inbox copies all of it");
    assert!(inbox.store.totals().await.is_err());
    let again = inbox.store.begin_pass(&inbox.account).await;
    assert!(matches!(again, Err(Error::Bug(_))), "{again:?}");
}

#[tokio::test]
async fn the_pieces_of_the_index_are_joined_at_rest() {
    let inbox = Inbox::new().await;
    let pass = inbox.store.begin_pass(&inbox.account).await.unwrap();
    for n in 0..12 {
        let records =
            (0..60).map(|i| readable(application(&format!("{n}-{i}"), &format!("Ada {i}")))).collect();
        inbox.store.save_pulled(&pass, records).await.unwrap();
    }
    let pieces = || {
        inbox.store.read(Lane::Quick, |read| {
            Ok(read
                .db
                .query_row("SELECT count(DISTINCT segid) FROM search_idx", [], |row| row.get::<_, i64>(0))?)
        })
    };
    while pieces().await.unwrap() >= 4 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(inbox.store.count(&Query::parse("ada").unwrap()).await.unwrap(), 720);
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_nearest_id_is_one_that_begins_nearly_so() {
    let inbox = Inbox::new().await;
    for id in ["70000060", "ce4b568e-1111-4222-8333-444455556666", "f0000000-1111-4222-8333-444455556666"] {
        inbox.add(application(id, id)).await;
    }
    let Found::None { nearest, .. } = inbox.store.find("acme/ce4b568x", None).await.unwrap() else {
        panic!()
    };
    assert_eq!(nearest.unwrap().to_string(), "acme/ce4b568e-1111-4222-8333-444455556666");
    let Found::None { nearest, .. } = inbox.store.find("acme/70000061", None).await.unwrap() else {
        panic!()
    };
    assert_eq!(nearest.unwrap().to_string(), "acme/70000060");
}
