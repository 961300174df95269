//! Decisions about one applicant: what is said, what the store then holds, and how it is taken back.

use super::people::{ANNA, BORIS, CLARA, DORA, before_four, many};
use crate::driver::{Person, alone};

/// What is decided about Anna, while the screen is open.
async fn anna(person: &Person) -> String {
    let decided = person.inbox.decided().await;
    decided.lines().next().unwrap().strip_prefix("Anna Adler: ").unwrap().to_owned()
}

/// Anna is there by now; the cursor has gone on, and comes back.
async fn moved(person: &mut Person, stage: &str) {
    person.sees(&format!("Stage: {stage}"));
    person.is_at(BORIS);
    person.types("g").await;
    assert!(anna(person).await.starts_with(stage), "{}", anna(person).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_stage_has_its_key() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.stage").await;
        person.sees("new (now)");
        person.does("stage.to-contacted").await;
        moved(&mut person, "contacted").await;
        person.does("applicant.stage").await;
        person.sees("contacted (now)");
        person.does("stage.to-interview").await;
        moved(&mut person, "interview").await;
        person.does("applicant.stage").await;
        person.does("stage.to-offer").await;
        moved(&mut person, "offer").await;
        person.does("applicant.stage").await;
        person.does("stage.to-hired").await;
        moved(&mut person, "hired").await;
        person.does("applicant.stage").await;
        person.does("stage.to-new").await;
        moved(&mut person, "new").await;
        person.does("applicant.stage").await;
        person.types("jj").await;
        person.does("stage.choose").await;
        assert!(anna(&person).await.starts_with("interview"));
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_turned_down_or_withdraws_gets_a_reason_and_the_next_one_comes() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.reject").await;
        person.sees("Reason (may stay empty)");
        person.types("no licence").await;
        person.does("reason.decide").await;
        person.is_at(BORIS);
        person.does("applicant.stage").await;
        person.does("stage.to-rejected").await;
        person.sees("no licence");
        person.does("reason.decide").await;
        person.is_at(CLARA);
        person.does("applicant.stage").await;
        person.does("stage.to-withdrawn").await;
        person.types("found another").await;
        person.does("reason.decide").await;
        person.is_at(DORA);
        person.does("applicant.reject").await;
        person.does("dialog.close").await;
        assert_eq!(
            person.inbox.decided().await,
            "Anna Adler: rejected, because no licence\n\
             Boris Baum: rejected, because no licence\n\
             Clara Conti: withdrawn, because found another\n\
             Dora Dietz: new\n"
        );
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_auto_advance_the_cursor_stays() {
    alone(async || {
        let inbox = before_four().await.leaves().await;
        let mut person = Person::before(inbox, |config| config.ui.auto_advance = false).await;
        person.types("mi").await;
        person.sees("Stage: interview");
        person.is_at(ANNA);
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_is_kept_or_discarded() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.note").await;
        person.types("rings back").await;
        person.does("note.keep").await;
        person.sees("Note kept");
        assert_eq!(anna(&person).await, "new, note rings back");
        person.does("applicant.note").await;
        person.types(" or not").await;
        person.does("dialog.discard").await;
        assert_eq!(anna(&person).await, "new, note rings back");
        person.does("app.undo").await;
        person.sees("Taken back for Anna Adler: note");
        assert_eq!(anna(&person).await, "new");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tags_are_added_completed_and_taken_away() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.tags").await;
        person.types("night, lorry").await;
        person.does("tags.decide").await;
        person.sees("Tags changed");
        assert_eq!(anna(&person).await, "new, tags night+lorry");
        person.types("j").await;
        person.does("applicant.tags").await;
        person.types("ni").await;
        person.does("tags.complete").await;
        person.sees("night,");
        person.does("tags.decide").await;
        person.types("k").await;
        person.does("applicant.tags").await;
        person.types("-lorry").await;
        person.does("tags.decide").await;
        let decided = person.inbox.decided().await;
        assert!(
            decided.starts_with("Anna Adler: new, tags night\nBoris Baum: new, tags night\n"),
            "{decided}"
        );
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_looks_after_an_applicant_or_nobody() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.assign").await;
        person.sees("me");
        person.does("assign.choose").await;
        person.sees("Assigned to Jana Weber");
        assert_eq!(anna(&person).await, "new, for Jana Weber");
        person.types("aOlga⏎").await;
        assert_eq!(anna(&person).await, "new, for Olga");
        person.does("applicant.assign").await;
        person.types("G").await;
        person.misses("nobody");
        person.presses("backspace").await;
        person.presses("end").await;
        for _ in 0..3 {
            person.presses("down").await;
        }
        person.does("assign.choose").await;
        person.sees("Assigned to nobody");
        assert_eq!(anna(&person).await, "new");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_put_off_leaves_the_list_and_is_found_by_a_search() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.snooze").await;
        person.sees("in an hour");
        person.types("3d").await;
        person.does("snooze.decide").await;
        person.sees("Put off until");
        person.sees("2 Applicants · 3");
        assert_eq!(anna(&person).await, "new, asleep yes");
        person.types("/is:snoozed⏎").await;
        person.is_at(ANNA);
        person.does("applicant.snooze").await;
        person.presses("end").await;
        for _ in 0..5 {
            person.presses("down").await;
        }
        person.does("snooze.decide").await;
        person.sees("Back at once");
        assert_eq!(anna(&person).await, "new");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacted_goes_on_and_off() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.contacted").await;
        person.sees("Marked as contacted at");
        assert_eq!(anna(&person).await, "new, contacted yes");
        person.does("applicant.contacted").await;
        person.sees("No longer marked as contacted");
        assert_eq!(anna(&person).await, "new");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unread_ones_are_found_in_both_directions() {
    alone(async || {
        let mut person = Person::start(many(6), |_| {}).await;
        person.types("r").await;
        // Looked at in the profile, the second and the fifth are read; the cursor has not been on the others between.
        person.types("j3").await;
        person.types("2Gk3").await;
        person.types("2g").await;
        person.does("applicant.next-unread").await;
        person.is_at("Person 003");
        person.types("G").await;
        person.does("applicant.previous-unread").await;
        person.is_at("Person 004");
        let all = person.inbox.everybody().await;
        assert!(!all[1].row.unread && !all[4].row.unread, "looked at");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn decisions_are_taken_back_and_done_again_also_by_a_later_screen() {
    alone(async || {
        let mut person = before_four().await;
        person.types("mo").await;
        person.types("gtnight⏎").await;
        assert_eq!(anna(&person).await, "offer, tags night");
        person.does("app.undo").await;
        person.sees("Taken back for Anna Adler: tags");
        person.does("app.redo").await;
        person.sees("Done again for Anna Adler: tags");
        assert_eq!(anna(&person).await, "offer, tags night");
        let inbox = person.leaves().await.reopened();
        let mut person = Person::before(inbox, |_| {}).await;
        person.does("app.undo").await;
        person.does("app.undo").await;
        person.sees("Taken back for Anna Adler: stage → new");
        assert_eq!(anna(&person).await, "new");
        person.does("app.redo").await;
        person.sees("Done again for Anna Adler: stage → offer");
        assert_eq!(anna(&person).await, "offer");
        person.does("app.undo").await;
        person.does("app.undo").await;
        person.sees("There is nothing to take back");
        person.leaves().await;
    })
    .await;
}
