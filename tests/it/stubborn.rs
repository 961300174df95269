//! A server that goes on answering one thing badly: what else it has is pulled, saved and confirmed all the same.

use std::collections::BTreeSet;

use kandidat::domain::{Safety, SourceKind};
use kandidat::engine::{Confirming, Fetching, Gaps, Outcome, Summary, TaskId};
use kandidat::sandbox::hrdrom::{Lead, Settings};
use kandidat::sandbox::{Content, Hook, Moment, Options, Profile, Route, Verdict, hook};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::inbox::{Inbox, confirmed, engine};

/// A profile with these files.
fn profile(id: &str, files: &[&str]) -> Profile {
    let attachments: Vec<_> = files
        .iter()
        .map(
            |file| json!({"mediaId": file, "fileName": format!("{file}.pdf"), "mimeType": "application/pdf"}),
        )
        .collect();
    let steps =
        json!([{"question": "Your certificates, please", "answer": "here", "attachments": attachments}]);
    let made = Profile::json(json!({"profileId": id, "name": id, "steps": steps}));
    files.iter().fold(made, |made, file| made.media(file, Content::new(format!("{id} {file}"))))
}

/// So many profiles with a file each, `p1` to `pN`, and one without, `plain`.
fn people(many: usize) -> Options {
    let mut profiles: Vec<_> = (1..=many).map(|n| profile(&format!("p{n}"), &["m1"])).collect();
    profiles.push(profile("plain", &[]));
    Options { applicants: 0, profiles, ..Options::default() }
}

/// Answers what is asked of a route, below some path, with a status.
fn answering(status: u16, route: Route, below: &'static str) -> Hook {
    hook(move |request, moment| {
        let hit = moment == Moment::BeforeHandling && request.route == route && request.path.contains(below);
        if hit { Verdict::Answer(status) } else { Verdict::Go }
    })
}

/// A whole sync with confirmation: what it brought, and how many different files it asked for.
async fn sync(inbox: &Inbox) -> (Summary, usize) {
    let before = inbox.sandbox.journal().arrived();
    let summary = inbox.sync_all().await.summary;
    let entries = inbox.sandbox.journal().entries().into_iter();
    let asked = entries.filter(|entry| entry.number > before && entry.route == Route::Media);
    (summary, asked.map(|entry| entry.path).collect::<BTreeSet<_>>().len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_the_server_fails_to_give_holds_its_applicant_alone_back() {
    for status in [500, 503, 408] {
        let inbox = Inbox::start(people(12)).await;
        inbox.sandbox.set_hook(Some(answering(status, Route::Media, "/p12/")));
        for round in 1..=2 {
            let synced = inbox.sync_all().await;
            assert_eq!(synced.summary.held_back, 1, "{:?}", synced.summary);
            assert_eq!(confirmed(inbox.kind, &inbox.sandbox).len(), 12, "after {round} with {status}");
            assert!(synced.accounts[0].1.is_ok(), "the account is well: {synced:?}");
        }
        assert_eq!(inbox.applicant("p12").await.row.safety, Safety::Pulled);
        inbox.assert_promises().await;
        inbox.sandbox.set_hook(None);
        inbox.sync_all().await;
        assert_eq!(inbox.applicant("p12").await.row.safety, Safety::Confirmed, "after {status}");
        inbox.assert_promises().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_applicant_full_of_bad_files_keeps_nobody_away() {
    let many = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"];
    let profiles = vec![profile("p1", &["m1"]), profile("bad", &many), profile("p2", &["m1"])];
    let inbox = Inbox::start(Options { applicants: 0, profiles, ..Options::default() }).await;
    inbox.sandbox.set_hook(Some(answering(500, Route::Media, "/bad/")));
    for _ in 0..3 {
        inbox.sync_all().await;
    }
    for well in ["p1", "p2"] {
        assert_eq!(inbox.applicant(well).await.row.safety, Safety::Confirmed, "{well}");
    }
    assert_eq!(inbox.applicant("bad").await.row.safety, Safety::Pulled);
    inbox.assert_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_gives_no_file_is_not_asked_for_all_and_who_is_safe_is_confirmed() {
    let inbox = Inbox::start(people(40)).await;
    inbox.sandbox.set_hook(Some(answering(500, Route::Media, "")));
    let (first, _) = sync(&inbox).await;
    assert_eq!((first.confirmed, first.held_back), (1, 40), "{first:?}");
    assert!(!first.problems.is_empty());
    for _ in 0..6 {
        let (_, asked) = sync(&inbox).await;
        assert!((3..=20).contains(&asked), "{asked} files\n{}", inbox.sandbox.journal().text());
    }
    inbox.sandbox.set_hook(None);
    inbox.sync_all().await;
    assert!(inbox.everybody().await.iter().all(|one| one.row.safety == Safety::Confirmed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_ordered_is_sent_while_no_file_can_be_had() {
    let inbox = Inbox::start(people(20)).await;
    inbox.sandbox.set_hook(Some(answering(500, Route::Media, "")));
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    let safe = inbox.applicant("plain").await.row.key;
    inbox.store.order_confirm(vec![safe], inbox.engine.actor(), Gaps::Refuse).await.unwrap();
    inbox.sync(Fetching::Fetch, Confirming::OrderedOnly).await.unwrap();
    assert_eq!(confirmed(inbox.kind, &inbox.sandbox), [("plain".to_owned(), 1)]);
    inbox.assert_promises().await;
}

/// The same inbox after its configuration was changed.
fn configured(mut inbox: Inbox, more: &str) -> Inbox {
    let config = inbox.home.config(inbox.kind, &inbox.sandbox, more);
    inbox.engine = engine(config, inbox.store.clone());
    inbox
}

/// Asks for all files of an applicant by name: how many came, and how many did not.
async fn save(inbox: &Inbox, id: &str) -> (u64, usize) {
    let what = vec![(inbox.applicant(id).await.row.key, None)];
    match inbox.engine.save(TaskId(2), what, &inbox.reporter, &CancellationToken::new()).await {
        Outcome::Saved { files, failed, .. } => (files, failed.len()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_above_the_limit_is_fetched_once_the_limit_is_raised() {
    let options = || Options { applicants: 0, profiles: vec![profile("p1", &["m1"])], ..Options::default() };
    let small = "[limits]\nmedia = \"4B\"\n";
    let inbox = Inbox::with(SourceKind::PitchYou, options(), small).await;
    let told = inbox.sync_all().await.summary;
    assert!(told.problems.iter().any(|problem| problem.to_string().contains("[limits] media")), "{told:?}");
    let (again, asked) = sync(&inbox).await;
    assert_eq!((again.held_back, asked), (1, 0), "it has not become smaller");
    assert_eq!(save(&inbox, "p1").await, (0, 1), "who asks for it by name is told");
    let inbox = configured(inbox, "");
    inbox.sync_all().await;
    assert_eq!(inbox.applicant("p1").await.row.safety, Safety::Confirmed);
    inbox.assert_promises().await;
    let inbox = Inbox::with(SourceKind::PitchYou, options(), small).await;
    inbox.sync_all().await;
    assert_eq!(save(&configured(inbox, ""), "p1").await, (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_address_is_asked_once_it_is_allowed() {
    let elsewhere = kandidat::sandbox::start(people(1)).await.unwrap();
    let url = format!("{}/test-chat", elsewhere.base_url());
    let resume = json!({"file_name": "cv.html", "mime_type": "text/html", "url": url});
    let made = vec![Lead::json(json!({"id": "a", "name": "a", "answers": [], "resume": resume}))];
    let hrdrom = Settings { leads: 0, made, ..Settings::default() };
    let inbox = Inbox::of(SourceKind::HrDrom, Options { hrdrom, ..Options::default() }).await;
    assert_eq!(inbox.sync_all().await.summary.problems.len(), 1);
    let again = inbox.sync_all().await.summary;
    assert_eq!((again.held_back, again.problems.len()), (1, 0), "told once: {again:?}");
    assert_eq!(save(&inbox, "a").await, (0, 1), "who asks for it by name is told");
    let allowed = format!("[account.contract]\nresume_origins = [\"{}\"]\n", elsewhere.base_url());
    let inbox = configured(inbox, &allowed);
    inbox.sync_all().await;
    assert_eq!(inbox.applicant("a").await.row.safety, Safety::Confirmed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_refused_for_a_moment_is_fetched_by_a_later_sync() {
    for status in [400, 403, 405, 422] {
        let inbox = Inbox::start(people(2)).await;
        inbox.sandbox.set_hook(Some(answering(status, Route::Media, "/p1/")));
        inbox.sync_all().await;
        let held = inbox.applicant("p1").await.row;
        assert!(held.safety == Safety::Pulled && held.held.is_some(), "{held:?}");
        assert_eq!(sync(&inbox).await.1, 1, "asked for again");
        inbox.sandbox.set_hook(None);
        inbox.sync_all().await;
        let mended = inbox.applicant("p1").await.row;
        assert!(mended.safety == Safety::Confirmed && mended.held.is_none(), "after {status}: {mended:?}");
        inbox.assert_promises().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reference_data_that_cannot_be_read_keeps_no_applicant_away() {
    for (kind, route) in [
        (SourceKind::PitchYou, Route::Templates),
        (SourceKind::HrDrom, Route::Professions),
        (SourceKind::HrDrom, Route::Locations),
    ] {
        for verdict in [Verdict::Answer(500), Verdict::CutConnection] {
            let hrdrom = Settings { leads: 4, ..Settings::default() };
            let inbox = Inbox::of(kind, Options { applicants: 4, hrdrom, ..Options::default() }).await;
            inbox.sandbox.set_hook(Some(hook(move |request, moment| {
                let hit = request.route == route && moment == Moment::BeforeHandling;
                if hit { verdict } else { Verdict::Go }
            })));
            let summary = inbox.sync_all().await.summary;
            assert_eq!((summary.new, summary.confirmed), (4, 4), "{route:?} {verdict:?}: {summary:?}");
            assert_eq!((summary.failed, summary.problems.len()), (1, 1), "it is told: {summary:?}");
            inbox.assert_promises().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_is_told_once() {
    for kind in [SourceKind::PitchYou, SourceKind::HrDrom] {
        for verdict in [Verdict::Answer(500), Verdict::CutConnection] {
            let inbox = Inbox::of(kind, people(1)).await;
            inbox.sandbox.set_hook(Some(hook(move |request, _| match request.route {
                Route::Token | Route::SignIn => Verdict::Go,
                _ => verdict,
            })));
            let summary = inbox.sync_all().await.summary;
            assert_eq!((summary.failed, summary.problems.len()), (1, 1), "{kind}: {summary:?}");
        }
    }
}
