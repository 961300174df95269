//! The batch dialog: who is confirmed, and who is not.

use kandidat::domain::Safety;
use kandidat::engine::{Confirming, Fetching};
use kandidat::sandbox::{Content, Profile};

use super::people::{ANNA, BORIS, CLARA, DORA, before_four, body, only, profile};
use crate::driver::{Person, alone};
use crate::inbox::Inbox;

/// Who is confirmed, by name.
async fn confirmed(inbox: &Inbox) -> Vec<String> {
    let all = inbox.everybody().await.into_iter().filter(|one| one.row.safety == Safety::Confirmed);
    all.map(|one| one.row.name).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_taken_out_is_not_confirmed() {
    alone(async || {
        let mut person = before_four().await;
        person.types("*").await;
        person.types("c").await;
        person.sees("Ready: 4");
        person.does("confirm.take-out").await;
        person.does("confirm.take-out").await;
        person.does("cursor.up").await;
        person.does("confirm.take-out").await;
        person.does("confirm.send").await;
        person.sees("3 of 3 confirmed");
        person.does("confirm.done").await;
        let inbox = person.leaves().await;
        assert_eq!(confirmed(&inbox).await, [BORIS, CLARA, DORA]);
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_by_one_exactly_those_who_were_said_yes_to() {
    alone(async || {
        let mut person = before_four().await;
        person.types("*").await;
        person.types("c").await;
        person.does("confirm.walk").await;
        person.sees("1 of 4 · 0 said yes to");
        person.does("step.yes").await;
        person.sees("2 of 4 · 1 said yes to");
        person.does("step.no").await;
        // The same keys with the keyboard in its other layout.
        person.types("н").await;
        person.sees("4 of 4 · 2 said yes to");
        person.does("step.enough").await;
        person.sees("2 of 2 confirmed");
        person.types("⏎").await;
        person.types("*").await;
        person.types("c").await;
        person.does("confirm.walk").await;
        person.types("т").await;
        person.does("step.no").await;
        person.misses("of 2 confirmed");
        person.sees("Ready: 2");
        person.does("dialog.close").await;
        let inbox = person.leaves().await;
        assert_eq!(confirmed(&inbox).await, [ANNA, CLARA]);
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_saved_first_when_one_asks_for_it() {
    alone(async || {
        let without = Profile::json({
            let mut body = body("boris", BORIS, 8);
            body["steps"] = serde_json::json!([]);
            body
        });
        let inbox = Inbox::start(only(vec![profile("anna", ANNA, 9), without])).await;
        inbox.sync(Fetching::Skip, Confirming::OrderedOnly).await.unwrap();
        let mut person = Person::before(inbox, |_| {}).await;
        person.types("*").await;
        person.types("c").await;
        person.sees("Files to be saved first: 1");
        person.sees("Ready: 1");
        person.does("confirm.save-first").await;
        person.sees("2 of 2 confirmed");
        person.types("⏎").await;
        let inbox = person.leaves().await;
        assert_eq!(confirmed(&inbox).await, [ANNA, BORIS]);
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_is_accepted_by_name_and_on_record() {
    alone(async || {
        let gap = Profile::json(body("anna", ANNA, 9)).media("m1", Content::Missing);
        let mut person = Person::start(only(vec![gap]), |_| {}).await;
        person.types("r").await;
        person.types("c").await;
        person.sees("Held back: 1");
        person.cannot("confirm.send", "Nobody is ready to be confirmed").await;
        person.cannot("confirm.accept", "Accepting a gap goes on record under your name").await;
        person.types("⎋").await;
        let inbox = person.leaves().await;
        let mut person =
            Person::before(inbox, |config| config.ui.recruiter = Some("Jana Weber".into())).await;
        person.types("c").await;
        person.does("confirm.accept").await;
        person.sees("One gap accepted by Jana Weber");
        person.does("confirm.send").await;
        person.sees("1 of 1 confirmed");
        person.does("confirm.done").await;
        let inbox = person.leaves().await;
        assert_eq!(confirmed(&inbox).await, [ANNA]);
        let one = inbox.applicant("anna").await;
        assert!(one.history.iter().any(|event| event.what.contains("gap")), "{:?}", one.history);
    })
    .await;
}
