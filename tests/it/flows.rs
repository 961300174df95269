//! The engine's flows end to end, on the sandbox: what a recruiter and a timer rely on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kandidat::domain::{Safety, SourceKind, Stage};
use kandidat::engine::{Command, Confirming, Event, Fate, Fetching, Gaps, Outcome, TaskId, tasks};
use kandidat::error::Cause;
use kandidat::sandbox::{self, AfterConfirm, Chat, Content, Moment, Options, Profile, Route, Verdict, hook};
use kandidat::store::{Edit, Gap, OutboxState, Pause};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::inbox::{Inbox, engine, keys};

fn world(applicants: u32) -> Options {
    Options { applicants, ..Options::default() }
}

/// A profile by hand with one file, which can be had or not.
fn profile(id: &str, content: Content) -> Profile {
    Profile::json(json!({
        "profileId": id,
        "name": "Ada Lovelace",
        "steps": [{
            "question": "Your certificate, please",
            "answer": "here it is",
            "attachments": [{"mediaId": "m1", "fileName": "../../certificate.pdf", "mimeType": "application/pdf"}],
        }],
    }))
    .media("m1", content)
}

fn by_hand(profiles: Vec<Profile>) -> Options {
    Options { applicants: 0, profiles, ..Options::default() }
}

/// A hook before which requests of this kind wait: how many have arrived, and how many are let through.
fn gate(route: Route) -> (sandbox::Hook, Arc<Semaphore>, Arc<Semaphore>) {
    let (arrived, open) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (here, gate) = (arrived.clone(), open.clone());
    let hook: sandbox::Hook = Arc::new(move |request, moment| {
        let (here, gate) = (here.clone(), gate.clone());
        Box::pin(async move {
            if request.route == route && moment == Moment::BeforeHandling {
                here.add_permits(1);
                gate.acquire().await.unwrap().forget();
            }
            Verdict::Go
        })
    });
    (hook, arrived, open)
}

async fn confirm(inbox: &Inbox, gaps: Gaps) -> Vec<Fate> {
    let all = keys(&inbox.everybody().await);
    let stop = CancellationToken::new();
    let brought =
        inbox.engine.confirm(TaskId(2), all, Fetching::Skip, gaps, &inbox.reporter, &stop).await.unwrap();
    brought.fates.into_iter().map(|(_, _, fate)| fate).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_sync_brings_nothing_twice() {
    let inbox = Inbox::start(world(12)).await;
    let first = inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap().summary;
    assert_eq!((first.new, first.confirmed), (12, 0));
    assert!(first.media_saved > 0);
    let asked = inbox.sandbox.journal().count(Route::Media);
    let second = inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap().summary;
    assert_eq!((second.new, second.updated, second.media_saved), (0, 0, 0), "{second:?}");
    assert_eq!(inbox.sandbox.journal().count(Route::Media), asked, "no file is fetched twice");
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_media_nobody_with_files_is_confirmed() {
    let inbox = Inbox::start(world(12)).await;
    let summary = inbox.sync(Fetching::Skip, Confirming::All).await.unwrap().summary;
    assert_eq!(inbox.sandbox.journal().count(Route::Media), 0);
    assert!(summary.held_back > 0 && summary.problems.is_empty(), "{summary:?}");
    for one in inbox.everybody().await {
        assert_eq!(one.row.safety == Safety::Confirmed, one.media.is_empty(), "{}", one.row.id);
    }
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_profile_is_a_new_revision_and_no_local_decision_is_lost() {
    let inbox = Inbox::start(by_hand(vec![profile("p1", Content::new("first"))])).await;
    inbox.sync_all().await;
    let before = inbox.applicant("p1").await;
    assert_eq!(before.row.safety, Safety::Confirmed);
    let note = Edit::Note("call after six".into());
    inbox.store.apply(vec![before.row.key], note, inbox.engine.actor()).await.unwrap();
    let stage = Edit::Stage { to: Stage::Interview, reason: None };
    inbox.store.apply(vec![before.row.key], stage, inbox.engine.actor()).await.unwrap();
    inbox
        .sandbox
        .world()
        .edit("p1", |profile| profile["steps"][0]["answer"] = json!("I have sent another one"))
        .unwrap();
    let summary = inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap().summary;
    assert_eq!((summary.new, summary.updated), (0, 1));
    let after = inbox.applicant("p1").await;
    assert_eq!((after.row.key, after.revisions), (before.row.key, 2));
    assert!(after.row.updated);
    assert_eq!(after.row.safety, Safety::Saved, "a changed profile must be confirmed anew");
    assert_eq!(after.note.as_deref(), Some("call after six"));
    assert_eq!(after.row.stage, Stage::Interview);
    let answer = after.application.unwrap().steps[0].answer.clone();
    assert_eq!(answer.as_deref(), Some("I have sent another one"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_confirmed_and_still_listed_is_confirmed_again_once_a_sync() {
    let options = Options { after_confirm: AfterConfirm::Listed, ..world(3) };
    let inbox = Inbox::start(options).await;
    for syncs in 1..=3 {
        inbox.sync_all().await;
        for (id, count) in inbox.sandbox.journal().confirmed() {
            assert_eq!(count, syncs, "{id}\n{}", inbox.sandbox.journal().text());
        }
    }
    let summary = inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap().summary;
    assert_eq!(summary.confirmed, 0, "nobody asked for it");
    assert!(inbox.everybody().await.iter().all(|one| one.row.safety == Safety::Confirmed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_gone_holds_its_applicant_back_until_a_person_accepts_the_gap() {
    let profiles = vec![profile("whole", Content::new("bytes")), profile("gap", Content::Missing)];
    let inbox = Inbox::start(by_hand(profiles)).await;
    let summary = inbox.sync_all().await.summary;
    assert_eq!((summary.confirmed, summary.held_back), (1, 1), "{summary:?}");
    let held = inbox.applicant("gap").await;
    assert!(held.row.held.is_some());
    let batch = inbox.store.batch(vec![held.row.key]).await.unwrap();
    assert!(matches!(batch.held.as_slice(), [(_, _, Gap::Acceptable)]), "{batch:?}");
    assert!(matches!(
        confirm(&inbox, Gaps::Refuse).await.as_slice(),
        [Fate::Already, Fate::HeldBack(_)] | [Fate::HeldBack(_), Fate::Already]
    ));
    let asked = inbox.sandbox.journal().count(Route::Media);
    inbox.sync_all().await;
    assert!(inbox.sandbox.journal().count(Route::Media) <= asked + 2, "not asked for for ever");

    let fates = confirm(&inbox, Gaps::Accept).await;
    assert!(fates.contains(&Fate::Confirmed), "{fates:?}");
    let accepted = inbox.applicant("gap").await;
    assert_eq!(accepted.row.safety, Safety::Confirmed);
    let record = accepted.history.iter().find(|event| event.what.contains("gap"));
    assert!(record.is_some_and(|event| event.who.as_deref() == Some("Test")), "{:?}", accepted.history);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_id_does_not_hold_the_rest_of_its_batch() {
    let inbox = Inbox::start(world(6)).await;
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    let lost = inbox.everybody().await[2].source_id.as_str().to_owned();
    inbox.sandbox.world().remove(&lost).unwrap();
    let fates = confirm(&inbox, Gaps::Refuse).await;
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Confirmed).count(), 5, "{fates:?}");
    assert!(fates.iter().any(|fate| matches!(fate, Fate::Refused(_))), "{fates:?}");
    assert_eq!(inbox.applicant(&lost).await.row.safety, Safety::Saved);
    let outbox = inbox.store.outbox(10).await.unwrap();
    assert!(matches!(outbox.as_slice(), [item] if item.state == OutboxState::Dead), "{outbox:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trying_again_has_ended_when_the_source_has_answered() {
    let (hook, arrived, answered) = gate(Route::Confirm);
    answered.add_permits(1);
    let ada = || profile("ada", Content::new("%PDF-1.4"));
    let inbox = Inbox::start(Options { hook: Some(hook), ..by_hand(vec![ada()]) }).await;
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    inbox.sandbox.world().remove("ada").unwrap();
    assert!(matches!(confirm(&inbox, Gaps::Refuse).await.as_slice(), [Fate::Refused(_)]));
    arrived.acquire().await.unwrap().forget();
    inbox.sandbox.world().add(ada());

    let (commands, orders) = mpsc::unbounded_channel();
    let (reporter, mut events) = mpsc::unbounded_channel();
    let serving = tokio::spawn(tasks::run(inbox.engine.clone(), orders, reporter));
    commands.send(Command::Retry { ids: None }).unwrap();
    arrived.acquire().await.unwrap().forget();
    let is_end = |event: &Event| matches!(event, Event::Finished { task: tasks::UNNUMBERED, .. });
    while let Ok(event) = events.try_recv() {
        assert!(!is_end(&event), "the source has not answered yet: {event:?}");
    }
    answered.add_permits(1);
    while !is_end(&events.recv().await.unwrap()) {}
    assert_eq!(inbox.store.outbox(10).await.unwrap().len(), 0);
    assert_eq!(inbox.applicant("ada").await.row.safety, Safety::Confirmed);
    commands.send(Command::Quit).unwrap();
    serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_chat_has_a_fresh_token_that_nothing_keeps() {
    let inbox = Inbox::start(world(1)).await;
    inbox.sync_all().await;
    let key = inbox.everybody().await[0].row.key;
    let first = inbox.engine.chat(key).await.unwrap();
    let second = inbox.engine.chat(key).await.unwrap();
    let (first, second) = (first.0.expose_secret(), second.0.expose_secret());
    assert!(first.starts_with(&inbox.sandbox.chat_url()) && first != second);
    assert!(inbox.everybody().await[0].row.contacted_at.is_some());
    assert_eq!(inbox.sandbox.journal().chats_issued(), 2);
    inbox.store.clone().close();
    for token in [first, second].map(|link| link.rsplit('/').next().unwrap().as_bytes().to_vec()) {
        for file in files(inbox.home.path()) {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(token.len()).any(|part| part == token), "{} keeps it", file.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_that_is_not_booked_is_said_so() {
    let inbox = Inbox::start(Options { chat: Chat::NotBooked, ..world(1) }).await;
    inbox.sync_all().await;
    let error = inbox.engine.chat(inbox.everybody().await[0].row.key).await.unwrap_err();
    assert_eq!(error.kind, kandidat::error::ErrorKind::Partial);
    assert!(error.what.contains("not booked"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_written_out_under_safe_names_once() {
    let inbox = Inbox::start(by_hand(vec![profile("p1", Content::new("%PDF-1.4 certificate"))])).await;
    inbox.sync_all().await;
    let out = inbox.home.path().join("out");
    for before in 0..2 {
        let keys = keys(&inbox.everybody().await);
        let stop = CancellationToken::new();
        let outcome = inbox.engine.export(TaskId(3), keys, out.clone(), &inbox.reporter, &stop).await;
        let Outcome::Exported { files: 1, there, failed, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!((there, failed), (before, vec![]));
    }
    let written = files(&out);
    assert_eq!(written.len(), 1, "{written:?}");
    assert_eq!(written[0].file_name().unwrap(), "_.._certificate.pdf");
    assert_eq!(std::fs::read(&written[0]).unwrap(), b"%PDF-1.4 certificate");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_inbox_bring_nothing_twice() {
    let inbox = Inbox::start(world(10)).await;
    let config = inbox.home.config(inbox.kind, &inbox.sandbox, "");
    let other_store = inbox.home.store(&config);
    let other = engine(config, other_store.clone());
    let stop = CancellationToken::new();
    let account = [inbox.account()];
    let (one, two) = tokio::join!(
        inbox.sync(Fetching::Fetch, Confirming::All),
        other.sync(TaskId(9), &account, Fetching::Fetch, Confirming::All, &inbox.reporter, &stop)
    );
    let (one, two) = (one.unwrap().summary, two.unwrap().summary);
    assert_eq!(one.new + two.new, 10, "{one:?} {two:?}");
    assert_eq!(one.confirmed + two.confirmed, 10, "{one:?} {two:?}");
    inbox.assert_promises().await;
    assert!(inbox.sandbox.journal().confirmed().iter().all(|(_, count)| *count == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_syncs_of_an_account_in_one_process_take_turns() {
    let inbox = Inbox::start(world(12)).await;
    let (one, two) = tokio::join!(
        inbox.sync(Fetching::Fetch, Confirming::OrderedOnly),
        inbox.sync(Fetching::Fetch, Confirming::OrderedOnly),
    );
    let (one, two) = (one.unwrap().summary, two.unwrap().summary);
    assert_eq!((one.new + two.new, one.updated + two.updated), (12, 0), "{one:?} {two:?}");
    assert!(inbox.sandbox.journal().downloads().values().all(|count| count.completed == 1), "no file twice");
    let (events, _) = inbox.store.history(None, None, None, 1000).await.unwrap();
    assert!(events.iter().all(|event| event.what != "vanished"), "everybody stands in both lists");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_by_hand_stops_what_is_under_way() {
    let (hook, reached, open) = gate(Route::Profiles);
    let inbox = Inbox::start(Options { hook: Some(hook), ..world(6) }).await;
    let pausing = async {
        reached.acquire().await.unwrap().forget();
        inbox.store.set_pause(&inbox.account(), Some((Pause::ByHand, None))).await.unwrap();
        open.add_permits(1);
    };
    let (synced, ()) = tokio::join!(inbox.sync(Fetching::Fetch, Confirming::All), pausing);
    let summary = synced.unwrap().summary;
    assert_eq!((summary.new, summary.media_saved, summary.confirmed), (6, 0, 0), "{summary:?}");
    assert_eq!(inbox.sandbox.journal().count(Route::Confirm), 0);
    assert!(summary.problems.iter().any(|problem| problem.cause == Some(Cause::Paused)), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_waits_for_no_source_that_keeps_silent() {
    let reached = Arc::new(Semaphore::new(0));
    let here = reached.clone();
    let silent = hook(move |request, moment| {
        if request.route == Route::Templates && moment == Moment::BeforeHandling {
            here.add_permits(1);
            return Verdict::Hang;
        }
        Verdict::Go
    });
    let inbox = Inbox::start(Options { hook: Some(silent), ..world(3) }).await;
    let stop = CancellationToken::new();
    let syncing = inbox.sync_until(&stop, Fetching::Fetch, Confirming::OrderedOnly);
    let stopping = async {
        reached.acquire().await.unwrap().forget();
        stop.cancel();
    };
    let (synced, ()) = tokio::join!(syncing, stopping);
    assert_eq!(synced.unwrap().summary.problems, [], "nobody waited for an answer that doesn't come");
    assert_eq!(inbox.store.accounts().await.unwrap()[0].last_sync, None, "it has not been synced");
    // Nothing is held any more.
    let (one, two) = (inbox.account(), inbox.store.clone());
    assert!(two.acquire(&one, "somebody", std::time::Duration::from_secs(9)).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_in_the_middle_leaves_what_was_done() {
    let held = Arc::new(Semaphore::new(3));
    let open = Arc::new(AtomicBool::new(false));
    let (gate, is_open) = (held.clone(), open.clone());
    let hook: sandbox::Hook = Arc::new(move |request, moment| {
        let (gate, is_open) = (gate.clone(), is_open.clone());
        Box::pin(async move {
            if request.route != Route::Media
                || moment != Moment::BeforeHandling
                || is_open.load(Ordering::SeqCst)
            {
                return Verdict::Go;
            }
            match gate.acquire().await {
                Ok(permit) => {
                    permit.forget();
                    Verdict::Go
                }
                // Nobody waits for this one any more.
                Err(_) => Verdict::CutConnection,
            }
        })
    });
    let inbox = Inbox::start(Options { hook: Some(hook), ..world(12) }).await;
    let stop = CancellationToken::new();
    let syncing = inbox.sync_until(&stop, Fetching::Fetch, Confirming::OrderedOnly);
    let stopping = async {
        // Three files come through the gate; when all of them are stored, a person stops it.
        loop {
            let saved: usize = inbox
                .everybody()
                .await
                .iter()
                .map(|one| one.media.iter().filter(|media| media.saved).count())
                .sum();
            if saved == 3 {
                break stop.cancel();
            }
            tokio::task::yield_now().await;
        }
    };
    let (synced, ()) = tokio::join!(syncing, stopping);
    assert_eq!(synced.unwrap().summary.media_saved, 3);
    held.close();
    open.store(true, Ordering::SeqCst);
    inbox.sync_all().await;
    inbox.assert_promises().await;
    assert!(inbox.everybody().await.iter().all(|one| one.row.safety == Safety::Confirmed));
    assert!(inbox.sandbox.journal().downloads().values().all(|count| count.completed == 1), "no file twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_ids_are_stored_and_held_back() {
    let profiles = vec![
        Profile::json(json!({"profileId": "..", "name": "Dot", "cv": {"mediaId": "m", "fileName": "a"}})),
        Profile::json(json!({"profileId": "a/b?c#d %2e", "name": "Slash", "cv": {"mediaId": "x/../y", "fileName": "b"}}))
            .media("x/../y", Content::new("slash")),
        Profile::json(json!({"profileId": 4711, "name": "Number"})),
    ];
    let inbox = Inbox::start(by_hand(profiles)).await;
    let summary = inbox.sync_all().await.summary;
    assert_eq!((summary.new, summary.confirmed, summary.held_back), (3, 2, 1), "{summary:?}");
    assert!(inbox.applicant("..").await.row.held.is_some());
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_on_disk_is_for_others() {
    use std::os::unix::fs::PermissionsExt;
    let inbox = Inbox::start(world(4)).await;
    inbox.sync_all().await;
    let data = inbox.engine.config().store.path.parent().unwrap().to_path_buf();
    assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    for file in files(&data) {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
        let folder = std::fs::metadata(file.parent().unwrap()).unwrap().permissions().mode() & 0o777;
        assert_eq!(folder, 0o700, "{}", file.display());
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_longest_ids_have_folders_of_their_own() {
    let long = |end: &str| format!("{}{end}", "x".repeat(512 - end.len()));
    let people = [long("a"), long("b"), "p/1".to_owned(), "p_1".to_owned()];
    let profiles = people.iter().map(|id| profile(id, Content::new(id.clone()))).collect();
    let inbox = Inbox::start(by_hand(profiles)).await;
    inbox.sync_all().await;
    let out = inbox.home.path().join("out");
    let keys = keys(&inbox.everybody().await);
    let stop = CancellationToken::new();
    let outcome = inbox.engine.export(TaskId(3), keys, out.clone(), &inbox.reporter, &stop).await;
    assert!(
        matches!(&outcome, Outcome::Exported { files: 4, there: 0, failed, .. } if failed.is_empty()),
        "{outcome:?}"
    );
    let folders: Vec<_> = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(folders.len(), 4, "{folders:?}");
    assert!(folders.iter().all(|name| name.len() <= 255), "{folders:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_ordered_and_did_not_leave_says_why() {
    let profiles = ["p1", "p2", "p3"].map(|id| profile(id, Content::new(id))).to_vec();
    let inbox =
        Inbox::with(SourceKind::PitchYou, by_hand(profiles), "[account.contract]\nconfirm_batch = \"1\"\n")
            .await;
    inbox.sandbox.set_hook(Some(hook(|request, moment| match (request.route, moment) {
        (Route::Confirm, Moment::BeforeHandling) => Verdict::CutConnection,
        _ => Verdict::Go,
    })));
    let summary = inbox.sync_all().await.summary;
    let left = inbox.store.outbox(9).await.unwrap();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left.iter().all(|item| item.reason.is_some()), "{left:?}");
    let told =
        summary.problems.iter().any(|problem| problem.what.contains("2 confirmations that were ordered"));
    assert!(told, "{:?}", summary.problems);
    assert_eq!(summary.failed, summary.problems.len() as u64, "each is counted once: {:?}", summary.problems);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_an_account_is_counted_once() {
    let profiles = (0..40).map(|at| profile(&format!("p{at}"), Content::new("x"))).collect();
    let inbox = Inbox::start(by_hand(profiles)).await;
    inbox.sandbox.set_hook(Some(hook(|request, moment| match (request.route, moment) {
        (Route::Profiles, Moment::BeforeAnswering) => Verdict::CutBodyAfter(2_000),
        _ => Verdict::Go,
    })));
    let summary = inbox.sync_all().await.summary;
    assert!(summary.new > 0 && summary.failed > 0, "{summary:?}");
    assert_eq!(summary.failed, summary.problems.len() as u64, "{:?}", summary.problems);
}
