//! Keys that once did something else than they say, end to end.

use kandidat::config::Macro;
use kandidat::domain::{Safety, Stage};
use kandidat::sandbox::{Options, Route};

use crate::driver::{Person, alone};

fn world(applicants: u32) -> Options {
    Options { applicants, ..Options::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_matches_nobody_is_dropped_by_esc() {
    alone(async || {
        let mut person = Person::start(world(5), |_| {}).await;
        person.types("r/qqqq⏎").await;
        person.sees("Nobody matches. Esc drops the search.");
        person.sees("2 Applicants · qqqq · 0 of 5");
        person.types("⎋").await;
        person.sees("2 Applicants · 5");
        // In the line itself Esc drops what was kept as well.
        person.types("/qqqq⏎").await;
        person.types("/⎋").await;
        person.sees("2 Applicants · 5");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_macro_of_a_rejection_and_the_next_unread_one_passes_nobody_over() {
    alone(async || {
        let mut person = Person::start(world(4), |config| {
            config.macros = vec![Macro {
                name: "No, next".into(),
                keys: vec!["X".into()],
                actions: vec!["applicant.reject".into(), "applicant.next-unread".into()],
            }];
        })
        .await;
        person.types("r").await;
        for _ in 0..4 {
            person.types("X⏎").await;
        }
        person.sees("Nobody unread below");
        let inbox = person.leaves().await;
        for applicant in inbox.everybody().await {
            assert_eq!(applicant.row.stage, Stage::Rejected, "{}", applicant.row.id);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_confirmed_is_told_in_one_line() {
    alone(async || {
        let mut person = Person::start(world(2), |_| {}).await;
        person.types("r").await;
        person.types("c").await;
        person.types("⏎").await;
        person.sees("1 of 1 confirmed.");
        assert_eq!(person.screen().matches("confirmed").count(), 2, "{}", person.screen());
        assert_eq!(person.inbox.sandbox.journal().count(Route::Confirm), 1);
        person.types("⏎").await;
        let inbox = person.leaves().await;
        let confirmed = inbox.everybody().await.iter().filter(|a| a.row.safety == Safety::Confirmed).count();
        assert_eq!(confirmed, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_range_is_seen_before_it_is_marked() {
    alone(async || {
        let mut person = Person::start(world(6), |_| {}).await;
        person.types("r").await;
        person.types("Vjj").await;
        person.sees("2 Applicants · 6 · ┃ 3");
        person.sees("V mark these 3  Esc leave it");
        person.types("V").await;
        person.sees("2 Applicants · 6 · ✓ 3");
        person.misses("┃");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn esc_and_the_next_key_in_one_packet_are_both_done() {
    alone(async || {
        let mut person = Person::start(world(4), |_| {}).await;
        person.types("r").await;
        person.types("␣␣").await;
        person.sees("✓ 2");
        person.terminal_says("\u{1b}c").await;
        person.misses("✓ 2");
        person.sees("Confirm one applicant");
        person.types("⎋").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_inbox_refuses_writing_out_like_everything_else() {
    alone(async || {
        let mut person = Person::start(world(2), |_| {}).await;
        person.types("r").await;
        let inbox = person.leaves().await;
        let mut person = Person::before(inbox, |config| config.ui.read_only = true).await;
        person.types("f").await;
        person.sees("Nothing can be changed: the inbox is open read-only.");
        person.types("w").await;
        person.sees("Nothing can be changed: the inbox is open read-only.");
        person.types("j").await;
        person.misses("read-only.");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_to_save_and_to_read_is_said_as_it_is() {
    alone(async || {
        let mut person = Person::start(world(3), |_| {}).await;
        person.types("r").await;
        person.types("S").await;
        person.sees("Everything is saved already.");
        person.types("N").await;
        person.sees("Nobody unread above. n looks below.");
        person.types("/stage:").await;
        person.sees("F1 keys");
        person.types("⎋").await;
        person.leaves().await;
    })
    .await;
}
