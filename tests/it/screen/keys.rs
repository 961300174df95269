//! Keys of one's own, macros, the other keyboard layout, and an inbox that is only looked at.

use kandidat::config::Macro;

use super::people::{ANNA, BORIS, before_four, four};
use crate::driver::{Person, alone};
use crate::inbox::Inbox;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn configured_keys_and_sequences_take_the_place_of_the_usual_ones() {
    alone(async || {
        let mut person = Person::start(four(), |config| {
            config.keys.insert("applicant.contacted".into(), vec!["F".into()]);
            config.keys.insert("cursor.first".into(), vec!["g g".into()]);
            config.keys.insert("cursor.last".into(), vec!["g e".into()]);
        })
        .await;
        person.types("r").await;
        person.types("f").await;
        person.misses("Marked as contacted");
        person.types("F").await;
        person.sees("Marked as contacted at");
        person.types("ge").await;
        person.is_at("Dora Dietz");
        person.types("gx").await;
        person.sees("g x does nothing here");
        person.is_at("Dora Dietz");
        person.types("gg").await;
        person.is_at(ANNA);
        let inbox = person.leaves().await;
        assert!(inbox.applicant("anna").await.row.contacted_at.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_macro_does_its_actions_one_after_the_other_and_asks_where_it_must() {
    alone(async || {
        let one = |name: &str, keys: &str, actions: &[&str]| Macro {
            name: name.into(),
            keys: vec![keys.into()],
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        };
        let mut person = Person::start(four(), |config| {
            config.macros = vec![
                one("invited", "M", &["applicant.contacted", "applicant.stage", "stage.to-interview"]),
                one("no thanks", "X", &["applicant.reject", "cursor.last"]),
            ];
        })
        .await;
        person.types("r").await;
        person.types("M").await;
        person.is_at(BORIS);
        person.types("X").await;
        person.sees("Reason (may stay empty)");
        person.types("far away⏎").await;
        person.is_at("Dora Dietz");
        let decided = person.inbox.decided().await;
        assert!(
            decided.starts_with("Anna Adler: interview, contacted yes\nBoris Baum: rejected"),
            "{decided}"
        );
        person.types("X").await;
        person.types("⎋").await;
        person.sees("Macro “no thanks” ended: it was left without a decision");
        person.types(":invited⏎").await;
        let inbox = person.leaves().await;
        assert_eq!(inbox.decided().await.matches("interview, contacted yes").count(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_russian_layout_has_the_same_keys() {
    alone(async || {
        let mut person = before_four().await;
        // о л п П ь ш: j k g G m i on the same keys; `.` is its `/`, and Ж its `:`.
        person.types("о").await;
        person.is_at(BORIS);
        person.types("л").await;
        person.is_at(ANNA);
        person.types("ьш").await;
        person.sees("Stage: interview");
        person.types("П").await;
        person.is_at("Dora Dietz");
        person.types(".борис").await;
        person.sees("/борис");
        person.types("⎋Ж").await;
        person.sees("Commands");
        person.types("⎋,").await;
        person.sees("cursor.down");
        person.types("⎋").await;
        person.presses("ctrl-с").await;
        person.sees("Leave kandidat?");
        person.types("н").await;
        let inbox = person.has_left().await;
        assert!(inbox.decided().await.starts_with("Anna Adler: interview"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbox_that_is_only_looked_at_says_why_nothing_changes() {
    alone(async || {
        let inbox = before_four().await.leaves().await;
        let unread =
            async |inbox: &Inbox| inbox.everybody().await.iter().filter(|one| one.row.unread).count();
        let before = (inbox.decided().await, inbox.sandbox.journal().arrived(), unread(&inbox).await);
        let mut person = Person::before(inbox, |config| config.ui.read_only = true).await;
        let why = "the inbox is open read-only";
        for action in [
            "app.sync",
            "applicant.chat",
            "applicant.confirm",
            "applicant.contacted",
            "applicant.assign",
            "applicant.note",
            "applicant.reject",
            "applicant.save",
            "applicant.save-marked",
            "applicant.snooze",
            "applicant.stage",
            "applicant.tags",
            "app.undo",
            "app.redo",
            "view.save",
        ] {
            person.cannot(action, why).await;
            person.types("j").await;
        }
        person.types("y").await;
        person.cannot("copy.chat", why).await;
        person.types("⎋O").await;
        person.cannot("outbox.drop", why).await;
        person.types("⎋A").await;
        person.cannot("accounts.pause", why).await;
        person.types("⎋").await;
        let inbox = person.leaves().await;
        let after = (inbox.decided().await, inbox.sandbox.journal().arrived(), unread(&inbox).await);
        assert_eq!(after, before);
    })
    .await;
}
