//! A server that goes on answering one thing badly: what else it has is pulled, saved and confirmed all the same.

use std::collections::BTreeSet;

use kandidat::domain::Safety;
use kandidat::engine::{Confirming, Fetching, Gaps, Summary};
use kandidat::sandbox::{Content, Hook, Moment, Options, Profile, Route, Verdict, hook};
use serde_json::json;

use crate::inbox::{Inbox, confirmed};

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
