//! Marks: one, a range, all that match; and decisions about them as one.

use kandidat::domain::Safety;

use super::people::{ANNA, BORIS, CLARA, DORA, before_four, many};
use crate::driver::{Person, alone};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_are_set_moved_on_and_cleared() {
    alone(async || {
        let mut person = before_four().await;
        person.does("list.mark").await;
        person.is_at(BORIS);
        person.does("list.mark").await;
        person.sees("· ✓ 2");
        person.does("app.undo").await;
        person.sees("Marks restored: one");
        person.does("app.redo").await;
        person.sees("Marks restored: 2");
        person.does("list.clear").await;
        person.misses("· ✓ 2");
        person.does("app.undo").await;
        person.sees("· ✓ 2");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_range_is_decided_about_as_one_and_taken_back_as_one() {
    alone(async || {
        let mut person = before_four().await;
        person.types("j").await;
        person.does("list.range").await;
        person.types("jj").await;
        person.does("list.range").await;
        person.sees("· ✓ 3");
        person.types("mi").await;
        person.sees("3 applicants: interview");
        person.misses("· ✓ 3");
        let stages = |text: &str| text.matches(": interview").count();
        assert_eq!(stages(&person.inbox.decided().await), 3);
        person.does("app.undo").await;
        person.sees("Taken back for 3: stage");
        person.sees("· ✓ 3");
        assert_eq!(stages(&person.inbox.decided().await), 0);
        // An open range counts with the key that decides.
        person.does("list.clear").await;
        person.types("g").await;
        person.does("list.range").await;
        person.types("jtteam⏎").await;
        person.sees("Tags of 2 changed");
        let decided = person.inbox.decided().await;
        assert!(decided.starts_with("Anna Adler: new, tags team\nBoris Baum: new, tags team\n"), "{decided}");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_match_are_more_than_a_page() {
    alone(async || {
        let mut person = Person::start(many(90), |_| {}).await;
        person.types("r").await;
        person.types("/person⏎").await;
        person.does("list.mark-all").await;
        person.sees("90 marked.");
        person.types("x").await;
        person.types("too far⏎").await;
        person.sees("90 applicants: rejected");
        let rejected = |text: &str| text.matches(": rejected, because too far").count();
        assert_eq!(rejected(&person.inbox.decided().await), 90);
        person.types("u").await;
        person.sees("Taken back for 90: stage");
        person.types("f").await;
        person.sees("90 marked as contacted");
        let inbox = person.leaves().await;
        let decided = inbox.decided().await;
        assert_eq!((rejected(&decided), decided.matches("new, contacted yes").count()), (0, 90));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_order_changes_and_the_cursor_stays_on_its_applicant() {
    alone(async || {
        let mut person = before_four().await;
        person.types("mo").await;
        person.types("f").await;
        person.is_at(BORIS);
        for (said, last) in [
            ("Order: not contacted yet, oldest first", BORIS),
            ("Order: by name", DORA),
            ("Order: by stage", ANNA),
            ("Order: newest first", DORA),
        ] {
            person.does("list.sort").await;
            person.sees(said);
            person.types("G").await;
            person.is_at(last);
        }
        person.types("/clara⏎").await;
        person.does("list.sort").await;
        person.is_at(CLARA);
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmed_batch_is_the_marked_and_nobody_else() {
    alone(async || {
        let mut person = before_four().await;
        person.types("␣␣").await;
        person.does("applicant.confirm").await;
        person.sees("Confirm 2 applicants");
        person.does("confirm.send").await;
        person.sees("2 of 2 confirmed");
        person.does("confirm.done").await;
        person.misses("2 of 2 confirmed");
        let inbox = person.leaves().await;
        for one in inbox.everybody().await {
            let wanted = [ANNA, BORIS].contains(&one.row.name.as_str());
            assert_eq!(one.row.safety == Safety::Confirmed, wanted, "{}", one.row.name);
        }
        inbox.assert_promises().await;
    })
    .await;
}

/// Over a slow line keys come several at once, faster than the store can say whom they are about.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_in_one_breath_are_about_whom_they_were_meant_for() {
    alone(async || {
        let mut person = before_four().await;
        person.types("*mi").await;
        person.sees("4 applicants: interview");
        assert_eq!(person.inbox.decided().await.matches(": interview").count(), 4);
        person.types("gjerings back").await;
        person.types("⎋").await;
        let decided = person.inbox.decided().await;
        assert!(decided.contains("Boris Baum: interview, note rings back\n"), "{decided}");
        person.types("gGNxtoo far⏎").await;
        let decided = person.inbox.decided().await;
        assert!(decided.contains("Clara Conti: rejected, because too far\n"), "{decided}");
        person.leaves().await;
    })
    .await;
}
