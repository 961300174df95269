//! The screens over the panes: outbox, insights, accounts, log, help, palette, duplicates.

use kandidat::domain::{Safety, Stage};
use kandidat::sandbox::Profile;
use kandidat::store::{Edit, OutboxState};

use super::people::{ANNA, BORIS, CLARA, before_four, body, only, profile};
use crate::driver::{Person, alone};

/// The states in the outbox.
async fn outbox(person: &Person) -> Vec<OutboxState> {
    person.inbox.store.outbox(9).await.unwrap().into_iter().map(|item| item.state).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_given_up_is_tried_again_or_dropped() {
    alone(async || {
        let mut person = before_four().await;
        for id in ["anna", "boris", "clara"] {
            person.inbox.sandbox.world().remove(id).unwrap();
        }
        person.types("␣␣␣c").await;
        person.types("⏎").await;
        person.sees("0 of 3 confirmed");
        person.types("⏎⎋").await;
        assert_eq!(outbox(&person).await, [OutboxState::Dead; 3]);
        person.does("app.outbox").await;
        person.sees("given up");
        person.does("outbox.retry").await;
        person.sees("given up");
        assert_eq!(
            outbox(&person).await,
            [OutboxState::Dead; 3],
            "the source was asked, and still refuses it"
        );
        for (id, name, day) in [("anna", ANNA, 9), ("boris", BORIS, 8), ("clara", CLARA, 7)] {
            person.inbox.sandbox.world().add(profile(id, name, day));
        }
        person.does("outbox.retry").await;
        assert_eq!(outbox(&person).await, [OutboxState::Dead; 2]);
        person.does("outbox.drop").await;
        assert_eq!(outbox(&person).await, [OutboxState::Dead; 1]);
        person.does("outbox.retry-all").await;
        person.sees("The outbox is empty");
        person.cannot("outbox.retry", "The outbox is empty").await;
        person.types("⎋").await;
        let inbox = person.leaves().await;
        let all = inbox.everybody().await;
        assert_eq!(all.iter().filter(|one| one.row.safety == Safety::Confirmed).count(), 2);
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn insights_go_through_the_periods_and_are_counted_anew() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.insights").await;
        person.sees("Insights · 30 days");
        person.sees("Nobody applied in this time");
        person.does("insights.longer").await;
        person.sees("Insights · 90 days");
        person.does_by("insights.longer", "right").await;
        person.does("insights.longer").await;
        person.sees("Insights · everybody");
        person.sees("4 applications");
        person.misses("hired");
        let key = person.inbox.applicant("anna").await.row.key;
        let hired = Edit::Stage { to: Stage::Hired, reason: None };
        person.inbox.store.apply(vec![key], hired, person.inbox.engine.actor()).await.unwrap();
        person.does("insights.again").await;
        person.sees("hired");
        person.does("insights.shorter").await;
        person.sees("Insights · one year");
        person.does_by("insights.shorter", "left").await;
        person.sees("Insights · 90 days");
        person.does("dialog.close").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_synced_paused_resumed_and_its_chat_tried() {
    alone(async || {
        let mut person = before_four().await;
        person.inbox.sandbox.world().add(profile("emil", "Emil Ernst", 10));
        person.does("app.accounts").await;
        person.sees("4 applicants");
        person.does("accounts.sync").await;
        person.sees("5 applicants");
        person.does("accounts.pause").await;
        person.sees("no sync until it is resumed");
        person.cannot("accounts.sync", "This account is paused").await;
        let account = person.inbox.account();
        assert!(person.inbox.store.pause(&account).await.unwrap().is_some());
        person.does("accounts.pause").await;
        person.misses("no sync until it is resumed");
        assert_eq!(person.inbox.store.pause(&account).await.unwrap(), None);
        person.does("accounts.test-chat").await;
        person.sees("Chat with the test page");
        assert_eq!(person.copied(), "https://test.pitchyou.chat/");
        person.types("⎋⎋").await;
        person.sees("2 Applicants · 5");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_has_what_was_said() {
    alone(async || {
        let mut person = before_four().await;
        person.types("mi").await;
        person.types("G").await;
        person.does("app.log").await;
        person.sees("Stage: interview");
        person.sees("Synced: 4 new");
        person.sees("The end of the log file");
        person.does_by("dialog.close", "q").await;
        person.misses("The end of the log file");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_help_is_about_where_one_is_and_is_filtered() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.help").await;
        person.sees("Moving");
        person.sees("cursor.down");
        person.does("dialog.filter").await;
        person.types("snooze").await;
        person.sees("applicant.snooze");
        person.misses("cursor.down");
        person.does("dialog.keep-filter").await;
        person.sees("applicant.snooze");
        person.does("dialog.close").await;
        person.sees("cursor.down");
        person.does("dialog.close").await;
        person.does_by("app.help", "f1").await;
        // The key that opened it closes it as well.
        person.does("dialog.help").await;
        person.misses("cursor.down");
        person.does("applicant.stage").await;
        person.does("dialog.help").await;
        person.sees("stage.to-hired");
        person.does("dialog.close").await;
        person.does_by("dialog.help", "f1").await;
        person.sees("stage.to-hired");
        person.types("⎋⎋").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_palette_finds_and_does_and_says_what_cannot_be_done() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.palette").await;
        person.types("contacted").await;
        person.does("palette.run").await;
        person.sees("Marked as contacted at");
        assert!(person.inbox.applicant("anna").await.row.contacted_at.is_some());
        person.does("app.palette").await;
        person.types("duplicates").await;
        person.does("palette.run").await;
        person.sees("No other applications of this person are known");
        person.types("⎋").await;
        // In a dialog it has the dialog's own.
        person.does("applicant.stage").await;
        person.does("dialog.palette").await;
        person.types("hired").await;
        person.does("palette.run").await;
        person.sees("Stage: hired");
        let inbox = person.leaves().await;
        assert_eq!(inbox.applicant("anna").await.row.stage, Stage::Hired);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_applications_of_a_person_stand_side_by_side() {
    alone(async || {
        let again = |id: &str, day: u32| {
            let mut again = body(id, ANNA, day);
            again["phone"] = "+49 151 77777777".into();
            again["jobTitle"] = format!("Job of day {day}").into();
            Profile::json(again)
        };
        let people = vec![again("a1", 9), again("a2", 8), again("a3", 7), profile("boris", BORIS, 6)];
        let mut person = Person::start(only(people), |_| {}).await;
        person.types("r").await;
        person.does("applicant.duplicates").await;
        person.sees("1 of 2 others");
        person.sees("Job of day 9");
        person.does("duplicates.next").await;
        person.sees("2 of 2 others");
        person.does_by("duplicates.next", "n").await;
        person.sees("1 of 2 others");
        person.does_by("duplicates.next", "l").await;
        person.sees("2 of 2 others");
        person.does_by("duplicates.next", "right").await;
        person.sees("1 of 2 others");
        person.does("duplicates.previous").await;
        person.sees("2 of 2 others");
        person.does_by("duplicates.previous", "N").await;
        person.sees("1 of 2 others");
        person.does_by("duplicates.previous", "h").await;
        person.sees("2 of 2 others");
        person.does_by("duplicates.previous", "left").await;
        person.sees("1 of 2 others");
        let other = if person.screen().contains("Job of day 8") { 8 } else { 7 };
        person.does("duplicates.go").await;
        person.misses("of 2 others");
        person.sees(&format!("Job of day {other} · job 4711"));
        person.types("G").await;
        person.cannot("applicant.duplicates", "No other applications").await;
        person.leaves().await;
    })
    .await;
}
