//! Local decisions, and taking them back.

use super::super::edit::Reading;
use super::*;

fn stage(to: Stage) -> Edit {
    Edit::Stage { to, reason: None }
}

#[tokio::test]
async fn a_decision_is_made_taken_back_and_made_again() {
    let mut inbox = Inbox::new().await;
    let keys = vec![inbox.add(application("1", "Ada")).await, inbox.add(application("2", "Bea")).await];
    let reject = Edit::Stage { to: Stage::Rejected, reason: Some("no licence".into()) };
    let applied = inbox.store.apply(keys.clone(), reject, &jana()).await.unwrap();
    assert_eq!(applied.changed, 2);
    let detail = inbox.store.detail(keys[0]).await.unwrap().unwrap();
    assert_eq!((detail.row.stage, detail.reason.as_deref()), (Stage::Rejected, Some("no licence")));
    assert_eq!(detail.history[0].detail.as_deref(), Some("new → rejected: no licence"));
    inbox.again();
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.what.as_str(), undone.keys.len(), undone.skipped.len()), ("stage", 2, 0));
    assert_eq!(inbox.row(keys[0]).await.stage, Stage::New);
    assert_eq!(inbox.store.detail(keys[0]).await.unwrap().unwrap().reason, None);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None);
    assert_eq!(inbox.store.redo(&jana()).await.unwrap().unwrap().keys.len(), 2);
    assert_eq!(inbox.row(keys[1]).await.stage, Stage::Rejected);
    assert_eq!(inbox.store.redo(&jana()).await.unwrap(), None);
}

#[tokio::test]
async fn decisions_stack_and_a_new_one_ends_what_could_be_made_again() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    for to in [Stage::Contacted, Stage::Interview, Stage::Offer] {
        inbox.store.apply(vec![key], stage(to), &jana()).await.unwrap();
    }
    assert!(inbox.row(key).await.contacted_at.is_some());
    for expected in [Stage::Interview, Stage::Contacted] {
        inbox.store.undo(&jana()).await.unwrap();
        assert_eq!(inbox.row(key).await.stage, expected);
    }
    inbox.store.redo(&jana()).await.unwrap();
    assert_eq!(inbox.row(key).await.stage, Stage::Interview);
    inbox.store.apply(vec![key], Edit::Assign(Some("Olga".into())), &jana()).await.unwrap();
    assert_eq!(inbox.store.redo(&jana()).await.unwrap(), None);
    while inbox.store.undo(&jana()).await.unwrap().is_some() {}
    let row = inbox.row(key).await;
    assert_eq!((row.stage, row.contacted_at, row.assignee), (Stage::New, None, None));
}

#[tokio::test]
async fn what_somebody_else_changed_since_stays() {
    let inbox = Inbox::new().await;
    let keys = vec![inbox.add(application("1", "Ada")).await, inbox.add(application("2", "Bea")).await];
    let olga = Actor { name: Some("Olga".into()), via: Via::Command };
    inbox.store.apply(keys.clone(), stage(Stage::Contacted), &jana()).await.unwrap();
    inbox.store.apply(vec![keys[1]], stage(Stage::Offer), &olga).await.unwrap();
    let undone = inbox.store.undo(&jana()).await.unwrap().unwrap();
    assert_eq!((undone.keys, undone.skipped), (vec![keys[0]], vec![keys[1]]));
    assert_eq!(inbox.row(keys[1]).await.stage, Stage::Offer);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None, "Olga's decisions are Olga's");
}

#[tokio::test]
async fn what_changes_nothing_is_no_decision() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let before = inbox.told(key).await;
    assert_eq!(inbox.store.apply(vec![key], stage(Stage::New), &jana()).await.unwrap().changed, 0);
    assert_eq!(inbox.store.apply(vec![Key(1)], stage(Stage::Offer), &jana()).await.unwrap().changed, 0);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap(), None);
    assert_eq!(inbox.told(key).await, before);
}

#[tokio::test]
async fn having_looked_is_not_what_undo_takes_back() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    assert_eq!(inbox.store.totals().await.unwrap().unread, 1);
    inbox.store.apply(vec![key], stage(Stage::Offer), &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Read(Reading::Read), &jana()).await.unwrap();
    assert_eq!(inbox.store.totals().await.unwrap().unread, 0);
    inbox.store.undo(&jana()).await.unwrap();
    let row = inbox.row(key).await;
    assert_eq!((row.stage, row.unread), (Stage::New, false));
}

#[tokio::test]
async fn notes_tags_and_names_are_searched_at_once_and_no_longer_when_taken_back() {
    let inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    let tags = Edit::Tags(vec!["nacht".into(), " früh schicht ".into(), "nacht".into(), " ".into()]);
    inbox.store.apply(vec![key], tags, &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Note("Rückruf\nmorgen".into()), &jana()).await.unwrap();
    inbox.store.apply(vec![key], Edit::Assign(Some("Olga Iwanowa".into())), &jana()).await.unwrap();
    assert_eq!(inbox.row(key).await.tags, ["nacht", "früh schicht"]);
    for query in [
        "tag:nacht",
        "tag:\"Früh Schicht\"",
        "fruh",
        "ruckr",
        "rueckr",
        "has:note",
        "assignee:iwan",
        "\"ruckruf morgen\"",
    ] {
        assert_eq!(inbox.found(query).await, ["Ada"], "{query}");
    }
    assert_eq!(inbox.found("tag:nach").await, Vec::<String>::new(), "a tag is a whole");
    while inbox.store.undo(&jana()).await.unwrap().is_some() {}
    for query in ["tag:nacht", "fruh", "ruckr", "has:note", "assignee:iwan"] {
        assert_eq!(inbox.found(query).await, Vec::<String>::new(), "{query}");
    }
    assert_eq!(inbox.found("ada").await, ["Ada"]);
}

#[tokio::test]
async fn a_decision_can_be_about_all_that_match() {
    let inbox = Inbox::new().await;
    for n in 0..30 {
        let mut applicant = application(&n.to_string(), "Ada");
        applicant.job = Some(if n < 20 { "1" } else { "2" }.into());
        inbox.add(applicant).await;
    }
    let query = Query::parse("job:1").unwrap();
    let applied = inbox.store.apply_where(&query, stage(Stage::Withdrawn), &jana()).await.unwrap();
    assert_eq!(applied.changed, 20);
    assert_eq!(inbox.found("stage:withdrawn").await.len(), 20);
    assert_eq!(inbox.store.undo(&jana()).await.unwrap().unwrap().keys.len(), 20);
    assert_eq!(inbox.found("stage:new").await.len(), 30);
}
