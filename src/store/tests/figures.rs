//! Figures that are kept are those of now.

use super::super::worker::lock;
use super::*;

fn since(day: i64) -> Scope {
    let start = at(NOON).as_second() - day * 86_400;
    Scope { since: Some(Timestamp::from_second(start).unwrap()), ..Scope::default() }
}

/// Puts a mark onto what is kept, so that it can be told from a new scan.
fn mark(store: &Store) {
    for (_, figures) in &mut lock(&store.inner.shared.figures).figures {
        figures.contact.within = 4711;
    }
}

async fn is_marked(store: &Store, scope: Scope) -> bool {
    store.insights(scope).await.unwrap().contact.within == 4711
}

#[tokio::test]
async fn figures_are_kept_until_somebody_changes_something() {
    let mut inbox = Inbox::new().await;
    let key = inbox.add(application("1", "Ada")).await;
    inbox.store.insights(Scope::default()).await.unwrap();
    inbox.store.insights(since(1)).await.unwrap();
    mark(&inbox.store);
    assert!(is_marked(&inbox.store, Scope::default()).await && is_marked(&inbox.store, since(1)).await);
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(5));
    assert!(!is_marked(&inbox.store, Scope { zone, ..Scope::default() }).await, "other figures");

    // A decision of this process.
    let stage = |to| Edit::Stage { to, reason: None };
    inbox.store.apply(vec![key], stage(Stage::Offer), &jana()).await.unwrap();
    let figures = inbox.store.insights(Scope::default()).await.unwrap();
    assert_eq!(figures.all.stages[Stage::Offer as usize], 1);
    assert!(!is_marked(&inbox.store, since(1)).await);

    // One of another process, and somebody new.
    mark(&inbox.store);
    assert!(is_marked(&inbox.store, since(1)).await);
    let other = open(inbox.folder.path(), &inbox.clock);
    let ours = std::mem::replace(&mut inbox.store, other);
    inbox.store.apply(vec![key], stage(Stage::Hired), &jana()).await.unwrap();
    assert_eq!(ours.insights(since(1)).await.unwrap().all.stages[Stage::Hired as usize], 1);
    inbox.add(application("2", "Grace")).await;
    assert_eq!(ours.insights(since(1)).await.unwrap().all.count, 2);
}

#[tokio::test]
async fn no_more_figures_are_kept_than_anybody_looks_at() {
    let inbox = Inbox::new().await;
    inbox.add(application("1", "Ada")).await;
    for day in 0..40 {
        inbox.store.insights(since(day)).await.unwrap();
    }
    assert_eq!(lock(&inbox.store.inner.shared.figures).figures.len(), 8);
    mark(&inbox.store);
    assert!(is_marked(&inbox.store, since(39)).await && !is_marked(&inbox.store, since(0)).await);
}
