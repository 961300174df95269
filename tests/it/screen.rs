//! The screen's flows as a recruiter goes through them, end to end.

mod chat;
mod complete;
mod confirm;
mod dialogs;
mod files;
mod keys;
mod leaving;
mod link;
mod marks;
mod moving;
mod people;
mod search;
mod triage;

use kandidat::domain::{Safety, SourceKind, Stage};
use kandidat::sandbox::{Content, Fault, Options, Profile, Route};
use kandidat::store::{Actor, Gaps, Via};
use serde_json::json;

use crate::driver::{Person, alone};
use crate::inbox::Inbox;
use crate::retail::password::with_file;

fn world(applicants: u32) -> Options {
    Options { applicants, ..Options::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_empty_inbox_to_a_confirmed_batch() {
    alone(async || {
        let mut person = Person::start(world(12), |_| {}).await;
        person.sees("Nobody has applied yet");
        person.types("r").await;
        person.sees("2 Applicants · 12");
        person.sees("12 new");
        person.types("␣␣␣").await;
        person.sees("✓ 3");
        person.types("c").await;
        person.sees("Confirm 3 applicants");
        person.sees("Ready: 3");
        assert_eq!(person.inbox.sandbox.journal().count(Route::Confirm), 0, "nothing before Enter");
        person.types("⏎").await;
        person.sees("3 of 3 confirmed.");
        person.types("⏎").await;
        person.misses("✓ 3");
        let inbox = person.leaves().await;
        let confirmed = inbox.everybody().await.iter().filter(|a| a.row.safety == Safety::Confirmed).count();
        assert_eq!(confirmed, 3);
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_is_kept_found_and_taken_back() {
    alone(async || {
        let mut person = Person::start(world(8), |_| {}).await;
        person.types("r").await;
        person.types("mi").await;
        person.sees("Stage: interview");
        person.types("/stage:interview⏎").await;
        person.sees("1 of 8");
        person.types("e").await;
        person.types("kommt am Dienstag⎋").await;
        person.types("3G").await;
        person.sees("kommt am Dienstag");
        person.types("2⎋/dienst⏎").await;
        person.sees("1 of 8");
        person.types("uu").await;
        person.sees("stage → new.");
        person.types("⎋").await;
        let inbox = person.leaves().await;
        for applicant in inbox.everybody().await {
            assert_eq!((applicant.row.stage, applicant.note), (Stage::New, None));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_link_is_fresh_shown_and_sent_to_the_terminal() {
    alone(async || {
        let mut person = Person::start(world(3), |_| {}).await;
        person.types("r").await;
        person.types("o").await;
        person.sees("Chat with");
        person.sees("/chat/");
        person.sees("sent to the terminal's clipboard");
        assert!(person.sent().contains("\u{1b}]52;c;"), "by OSC 52");
        assert_eq!(person.inbox.sandbox.journal().count(Route::ChatToken), 1);
        person.types("⎋").await;
        person.misses("/chat/");
        person.types("o").await;
        person.types("⎋").await;
        assert_eq!(person.inbox.sandbox.journal().count(Route::ChatToken), 2, "a fresh one each time");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_text_is_shown_and_does_nothing() {
    let nasty = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}evil\u{9b}31m\r\n\tZ\u{300}\u{301}\u{302}\u{303} 👩\u{200d}👩\u{200d}👧";
    let profile = Profile::json(json!({
        "profileId": "p1\u{1b}[31m",
        "name": nasty,
        "steps": [{
            "question": nasty,
            "answer": format!("{nasty}{}", "😀".repeat(2_500)),
            "attachments": [{"mediaId": "m1", "fileName": nasty, "mimeType": "application/pdf"}],
        }],
    }))
    .media("m1", Content::new("%PDF-1.4 not much"));
    let options = Options { applicants: 0, profiles: vec![profile], ..Options::default() };
    alone(async || {
        let mut person = Person::start(options, |_| {}).await;
        person.types("r").await;
        person.types("3JGgc⎋").await;
        person.sees("␛[2J");
        for symbol in person.symbols() {
            assert!(!symbol.chars().any(char::is_control), "{symbol:?}");
            assert!(!symbol.contains('\u{202e}') && !symbol.starts_with('\u{200d}'), "{symbol:?}");
        }
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_written_out_and_the_folder_is_named() {
    alone(async || {
        let mut person = Person::start(world(4), |_| {}).await;
        person.types("r").await;
        person.types("*").await;
        person.types("w").await;
        person.sees("files written to");
        let out = person.inbox.home.path().join("out");
        assert!(std::fs::read_dir(out).unwrap().count() > 0);
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_credentials_are_told_and_the_inbox_stays_usable() {
    alone(async || {
        let mut person = Person::start(world(5), |_| {}).await;
        person.types("r").await;
        person.sees("2 Applicants · 5");
        person.inbox.sandbox.set_faults(vec![Fault::RejectCredentials { times: None }]);
        person.types("r").await;
        person.sees("✗");
        person.types("j?⎋/a⎋").await;
        person.sees("2 Applicants · 5");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_inbox_changes_nothing() {
    alone(async || {
        let mut person = Person::start(world(2), |config| config.ui.read_only = true).await;
        person.types("r").await;
        person.sees("read-only");
        person.types("xmfe").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_password_is_changed_on_the_screen() {
    alone(async || {
        let options = Options { faults: vec![Fault::FirstPassword], ..Options::default() };
        let mut inbox = Inbox::of(SourceKind::HrDrom, options).await;
        let file = with_file(&mut inbox);
        let mut person = Person::before(inbox, |_| {}).await;
        person.types("r").await;
        person.sees("sandbox-hrdrom: P changes the first password");
        person.types("Pnot-at-all-secret⏎").await;
        person.sees("Once more, so that a slip is found.");
        person.types("not-at-all-secrets⏎").await;
        person.sees("The two are not the same.");
        person.types("⎋Pnot-at-all-secret⏎not-at-all-secret⏎").await;
        person.misses("changes the first password");
        person.misses("not-at-all-secret");
        person.sees("2 Applicants · 36");
        let inbox = person.leaves().await;
        assert_eq!(std::fs::read_to_string(file).unwrap().trim(), "not-at-all-secret");
        assert_eq!(inbox.sandbox.hrdrom_credentials().1, "not-at-all-secret");
        assert_eq!(inbox.sandbox.journal().count(Route::Password), 1, "sent once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lead_goes_through_the_funnel_and_its_source_hears_of_it() {
    alone(async || {
        let inbox = Inbox::of(SourceKind::HrDrom, Options::default()).await;
        let mut person = Person::before(inbox, |_| {}).await;
        person.types("r").await;
        person.sees("2 Applicants · 36");
        person.types("o").await;
        person.sees("HRDrom has no chat.");
        for keys in ["c", "⏎", "⏎", "m", "c"] {
            person.types(keys).await;
        }
        person.sees("1 in outbox");
        person.types("O").await;
        person.sees("feedback");
        person.types("⎋u").await;
        person.misses("in outbox");
        assert!(person.inbox.sandbox.journal().hrdrom().events().is_empty(), "a slip is nobody's business");
        for keys in ["m", "c", "O", "R"] {
            person.types(keys).await;
        }
        everything_sent(&person).await;
        person.types("⎋O").await;
        person.sees("The outbox is empty");
        person.types("⎋u").await;
        person.sees("The source had been told");
        let inbox = person.leaves().await;
        let told = inbox.sandbox.journal().hrdrom().progress();
        assert_eq!(told.values().flatten().collect::<Vec<_>>(), ["contacted"]);
        inbox.assert_promises().await;
    })
    .await;
}

/// The engine sends by itself. The limit only ends a test that would hang.
async fn everything_sent(person: &Person) {
    let sent = tokio::time::timeout(std::time::Duration::from_secs(60), async {
        while !person.inbox.store.outbox(1).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    });
    sent.await.expect("it was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmation_is_tried_again_at_once_and_without_a_sync() {
    alone(async || {
        let mut person = Person::start(world(3), |_| {}).await;
        person.types("r").await;
        // Ordered by another process that ended before it could send them.
        let keys: Vec<_> = person.inbox.everybody().await.iter().map(|one| one.row.key).collect();
        let somebody = Actor { name: Some("Jana".into()), via: Via::Command };
        person.inbox.store.order_confirm(keys, &somebody, Gaps::Refuse).await.unwrap();
        let lists = person.inbox.sandbox.journal().count(Route::Profiles);
        person.types("O").await;
        person.sees("confirm");
        person.sees("waiting");
        assert_eq!(person.inbox.sandbox.journal().confirmed(), []);
        person.types("R").await;
        everything_sent(&person).await;
        person.types("⎋O").await;
        person.sees("The outbox is empty");
        assert_eq!(person.inbox.sandbox.journal().confirmed().len(), 3);
        assert_eq!(person.inbox.sandbox.journal().count(Route::Profiles), lists, "nothing was pulled for it");
        person.types("⎋").await;
        let inbox = person.leaves().await;
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_completed_and_saved_as_a_view_that_stays() {
    alone(async || {
        let mut person = Person::start(world(8), |_| {}).await;
        person.types("r").await;
        person.types("mi").await;
        person.sees("Stage: interview");
        person.types("/sta⇥inter⇥⏎").await;
        person.sees("1 of 8");
        person.types("BGespräche⏎").await;
        person.sees("▸Gespräche");
        person.types("<").await;
        person.sees("▸All");
        person.sees("2 Applicants · 8");
        person.types("b⏎").await;
        person.sees("1 of 8");
        person.types("/job:⇥").await;
        person.types("⎋").await;
        let inbox = person.leaves().await;
        let views = inbox.store.views().await.unwrap();
        assert_eq!((views[0].name.as_str(), views[0].query.as_str()), ("Gespräche", "stage:interview"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_first_sync_the_cursor_is_with_the_newest_until_somebody_is_chosen() {
    let named = |id: &str, name: &str| {
        Profile::json(json!({
            "profileId": id, "name": name, "createdAt": format!("2026-03-0{id}T10:00:00Z"), "steps": [],
        }))
    };
    let options =
        Options { applicants: 0, profiles: vec![named("1", "Erste Anfrage")], ..Options::default() };
    alone(async || {
        let mut person = Person::start(options, |_| {}).await;
        person.sees("Nobody has applied yet");
        person.types("r").await;
        person.sees("3 Erste Anfrage");
        person.inbox.sandbox.world().add(named("2", "Zweite Anfrage"));
        person.types("r").await;
        person.sees("3 Zweite Anfrage");
        person.types("j").await;
        person.sees("3 Erste Anfrage");
        person.types("k").await;
        person.inbox.sandbox.world().add(named("3", "Dritte Anfrage"));
        person.types("r").await;
        person.sees("2 Applicants · 3");
        person.sees("3 Zweite Anfrage");
        person.leaves().await;
    })
    .await;
}
