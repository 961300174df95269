//! The screen's flows as a recruiter goes through them, end to end.

use kandidat::domain::{Safety, Stage};
use kandidat::sandbox::{Content, Fault, Options, Profile, Route};
use serde_json::json;

use crate::driver::{Person, alone};

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
        person.types("o⎋").await;
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
            assert!(!symbol.contains(['\u{202e}', '\u{200d}']), "{symbol:?}");
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
