//! An inbox of an earlier kandidat.

use super::super::edit::Edit;
use super::*;

/// Takes back what the migration of files of earlier records made.
const BEFORE_EARLIER: &str = "DROP INDEX media_owed; ALTER TABLE media DROP COLUMN named; \
                              ALTER TABLE account DROP COLUMN whole;";

#[tokio::test]
async fn an_inbox_without_pairs_of_words_gets_them() {
    let mut inbox = Inbox::new().await;
    let mut ada = application("1", "Ada Lovelace");
    ada.steps = vec![Step { answer: Some("gern nachts".into()), ..Step::default() }];
    let key = inbox.add(ada).await;
    inbox.pull(vec![Pulled::Unreadable { id: None, raw: b"{".to_vec(), reason: "broken".into() }]).await;
    inbox.store.apply(vec![key], Edit::Note("ruft abends an".into()), &jana()).await.unwrap();
    // The index as it was at the beginning, empty.
    let (_, shape) = include_str!("../../../assets/migrations/0001_inbox.sql")
        .split_once("CREATE VIRTUAL TABLE search USING")
        .unwrap();
    let before = format!(
        "DROP TABLE search_term; DROP TABLE search; CREATE VIRTUAL TABLE search USING{shape} {BEFORE_EARLIER} \
         PRAGMA user_version = 4;"
    );
    inbox.store.with_writer(move |db, _| Ok(db.execute_batch(&before)?)).await.unwrap();
    inbox.again();
    for query in ["\"gern nachts\"", "\"abends an\"", "\"lovelace\"", "lov"] {
        assert_eq!(inbox.found(query).await, ["Ada Lovelace"], "{query}");
    }
    assert_eq!(inbox.found("is:unreadable -lovelace").await.len(), 1);
    assert_eq!(inbox.store.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn files_that_an_inbox_had_given_up_are_wanted_again() {
    let mut inbox = Inbox::new().await;
    let bodies = vec![readable(with_files("1", "Ada", &["early"])), readable(with_files("1", "Ada", &[]))];
    let key = inbox.pull(bodies).await[0].key;
    let before = format!("{BEFORE_EARLIER} UPDATE applicant SET unsaved = 0; PRAGMA user_version = 5;");
    inbox.store.with_writer(move |db, _| Ok(db.execute_batch(&before)?)).await.unwrap();
    inbox.again();
    assert_eq!(inbox.row(key).await.unsaved, 1);
    let wanted = inbox.store.wanted(&inbox.account, ALL, None, 10).await.unwrap();
    assert_eq!(wanted.iter().map(|wanted| wanted.media.id.as_str()).collect::<Vec<_>>(), ["early"]);
}

#[tokio::test]
async fn reports_without_a_word_leave_an_older_outbox() {
    let mut inbox = Inbox::of(SourceKind::HrDrom).await;
    let key = inbox.add(application("1", "Ada")).await;
    inbox.store.apply(vec![key], Edit::Stage { to: Stage::Offer, reason: None }, &jana()).await.unwrap();
    let before = "UPDATE outbox SET state = 4; PRAGMA user_version = 6;";
    inbox.store.with_writer(move |db, _| Ok(db.execute_batch(before)?)).await.unwrap();
    inbox.again();
    assert_eq!(inbox.store.outbox(9).await.unwrap(), []);
    let (events, _) = inbox.store.history(Some(key), None, None, 9).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!((last.what.as_str(), last.detail.as_deref()), ("feedback.not-mapped", Some("offer")));
}
