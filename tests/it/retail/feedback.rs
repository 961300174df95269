//! Progress on its way back: after the confirmation, in order, each once, whatever goes wrong.

use std::collections::{BTreeMap, BTreeSet};

use kandidat::domain::{Key, SourceKind, Stage};
use kandidat::engine::{Confirming, Fetching};
use kandidat::sandbox::hrdrom::{Arrival, Settings};
use kandidat::sandbox::{self, Hook, Moment, Options, Route, Verdict};
use kandidat::store::{Edit, Insist, OutboxState};
use tokio_util::sync::CancellationToken;

use crate::inbox::{Inbox, keys};

async fn inbox(more: &str) -> Inbox {
    let hrdrom = Settings { leads: 4, ..Settings::default() };
    Inbox::with(SourceKind::HrDrom, Options { hrdrom, ..Options::default() }, more).await
}

async fn stage(inbox: &Inbox, keys: Vec<Key>, to: Stage) {
    let reason = (to == Stage::Rejected).then(|| "не подходит".to_owned());
    inbox.store.apply(keys, Edit::Stage { to, reason }, inbox.engine.actor()).await.unwrap();
}

async fn send(inbox: &Inbox) -> u64 {
    let stop = CancellationToken::new();
    inbox.engine.send_due(&inbox.account(), &inbox.reporter, &stop).await.unwrap().reported
}

fn progress(inbox: &Inbox) -> BTreeMap<String, Vec<String>> {
    inbox.sandbox.journal().hrdrom().progress()
}

/// Cuts every report at this moment.
fn cut(at: Moment) -> Hook {
    sandbox::hook(move |request, moment| {
        let now = request.route == Route::Event && moment == at;
        if now { Verdict::CutConnection } else { Verdict::Go }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_waits_for_the_confirmation_and_never_confirms_by_itself() {
    let inbox = inbox("").await;
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    let everybody = keys(&inbox.everybody().await);
    stage(&inbox, everybody.clone(), Stage::Contacted).await;
    stage(&inbox, everybody, Stage::Rejected).await;
    assert_eq!(send(&inbox).await, 0);
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    assert!(inbox.sandbox.journal().hrdrom().acknowledged().is_empty());
    assert!(inbox.sandbox.journal().hrdrom().events().is_empty());
    assert_eq!(inbox.store.outbox(99).await.unwrap().len(), 8, "all of it can be seen");
    inbox.sync_all().await;
    inbox.assert_promises().await;
    let told = progress(&inbox);
    assert_eq!(told.len(), 4);
    assert!(told.values().all(|stages| *stages == ["contacted", "rejected"]), "{told:?}");
    assert_eq!(inbox.store.outbox(99).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_repeated_with_the_same_id() {
    let inbox = inbox("").await;
    inbox.sync_all().await;
    let one = inbox.everybody().await.remove(0);
    stage(&inbox, vec![one.row.key], Stage::Interview).await;
    stage(&inbox, vec![one.row.key], Stage::Offer).await;
    inbox.sandbox.set_hook(Some(cut(Moment::BeforeAnswering)));
    assert_eq!(send(&inbox).await, 0);
    let waiting = inbox.store.outbox(9).await.unwrap();
    let states: Vec<_> = waiting.iter().map(|item| item.state).collect();
    assert_eq!(states, [OutboxState::Unknown, OutboxState::Waiting], "{waiting:?}");
    inbox.sandbox.set_hook(None);
    assert_eq!(send(&inbox).await, 2);
    let events = inbox.sandbox.journal().hrdrom().events();
    assert!(events.iter().any(|event| event.arrival == Arrival::Repeated), "{events:?}");
    let ids: BTreeSet<&str> = events.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!(ids.len(), 2, "one for each report, however often it is sent: {events:?}");
    assert_eq!(progress(&inbox)[one.source_id.as_str()], ["interview", "offer"]);
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_that_is_not_mapped_leaves_the_outbox_and_is_harmless() {
    let inbox = inbox("[account.contract.status]\ninterview = \"\"\nhired = \"принят\"\n").await;
    inbox.sync_all().await;
    let all = inbox.everybody().await;
    stage(&inbox, vec![all[0].row.key], Stage::Interview).await;
    stage(&inbox, vec![all[1].row.key], Stage::Hired).await;
    let synced = inbox.sync_all().await;
    let left = inbox.store.outbox(9).await.unwrap();
    let states: Vec<_> = left.iter().map(|item| item.state).collect();
    assert_eq!(states, [OutboxState::Dead], "the sandbox knows no such status: {left:?}");
    assert_eq!(synced.summary.problems.len(), 1, "{:?}", synced.summary.problems);
    assert!(left[0].reason.is_some());
    let (events, _) = inbox.store.history(Some(all[0].row.key), None, None, 100).await.unwrap();
    assert!(events.iter().any(|event| event.what == "feedback.not-mapped"), "{events:?}");
    assert!(progress(&inbox).is_empty());
    // Nothing of it is tried again by itself.
    let asked = inbox.sandbox.journal().hrdrom().events().len();
    assert!(inbox.sync_all().await.summary.problems.is_empty());
    assert_eq!(inbox.sandbox.journal().hrdrom().events().len(), asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_back_corrects_what_has_left() {
    let inbox = inbox("").await;
    inbox.sync_all().await;
    let one = inbox.everybody().await.remove(0);
    for (to, sent) in [(Stage::Contacted, 1), (Stage::Hired, 1)] {
        stage(&inbox, vec![one.row.key], to).await;
        assert_eq!(send(&inbox).await, sent);
    }
    let undone = inbox.store.undo(inbox.engine.actor()).await.unwrap().unwrap();
    assert_eq!(undone.corrected, 1);
    assert_eq!(send(&inbox).await, 1);
    assert_eq!(progress(&inbox)[one.source_id.as_str()], ["contacted", "hired", "contacted"]);
    inbox.store.redo(inbox.engine.actor()).await.unwrap();
    inbox.store.undo(inbox.engine.actor()).await.unwrap();
    assert_eq!(send(&inbox).await, 0, "what hasn't left is withdrawn");
    // The source has no word for `new`: there is nothing to send.
    inbox.store.undo(inbox.engine.actor()).await.unwrap();
    assert_eq!(send(&inbox).await, 0);
    assert_eq!(inbox.store.outbox(9).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_is_away_gets_it_later() {
    let inbox = inbox("").await;
    inbox.sync_all().await;
    stage(&inbox, keys(&inbox.everybody().await), Stage::Contacted).await;
    inbox.sandbox.set_hook(Some(cut(Moment::BeforeHandling)));
    assert_eq!(send(&inbox).await, 0);
    inbox.sandbox.set_hook(None);
    inbox.store.outbox_retry(None, Insist::Yes).await.unwrap();
    send(&inbox).await;
    assert_eq!(progress(&inbox).len(), 4, "{}", inbox.sandbox.journal().text());
    inbox.assert_promises().await;
}
