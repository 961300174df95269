//! Saved views.

use super::*;

fn view(name: &str, query: &str) -> SavedView {
    SavedView { name: name.into(), query: query.into(), sort: Sort::OldestUncontacted, place: 0 }
}

async fn names(store: &Store) -> Vec<String> {
    store.views().await.unwrap().into_iter().map(|view| view.name).collect()
}

#[tokio::test]
async fn views_are_kept_renamed_and_given_up() {
    let mut inbox = Inbox::new().await;
    for name in ["Nacht", "view/Eilig", "ночь"] {
        inbox.store.edit_view(ViewEdit::Keep(view(name, "tag:nacht"))).await.unwrap();
    }
    inbox.store.remember("viewer", "no view").await.unwrap();
    inbox.again();
    let store = &inbox.store;
    assert_eq!(names(store).await, ["Nacht", "view/Eilig", "ночь"], "in the order in which they came");
    assert_eq!(store.views().await.unwrap()[0].sort, Sort::OldestUncontacted);
    // Kept anew, it stays where it was.
    store.edit_view(ViewEdit::Keep(view("Nacht", "tag:spät"))).await.unwrap();
    let first = store.views().await.unwrap().remove(0);
    assert_eq!((first.name.as_str(), first.query.as_str()), ("Nacht", "tag:spät"));
    store.edit_view(ViewEdit::Rename("Nacht".into(), "Spät".into())).await.unwrap();
    store.edit_view(ViewEdit::Rename("ночь".into(), "Spät".into())).await.unwrap();
    assert_eq!(names(store).await, ["Spät", "view/Eilig", "ночь"], "a name that is taken stays whose it is");
    store.edit_view(ViewEdit::Remove("Spät".into())).await.unwrap();
    store.edit_view(ViewEdit::Remove("nobody".into())).await.unwrap();
    assert_eq!(names(store).await, ["view/Eilig", "ночь"]);
    // Taking it back puts it where it stood.
    store.edit_view(ViewEdit::Keep(SavedView { place: first.place, ..view("Spät", "x") })).await.unwrap();
    assert_eq!(names(store).await, ["Spät", "view/Eilig", "ночь"]);
    assert_eq!(store.recall("viewer").await.unwrap().as_deref(), Some("no view"));
}
