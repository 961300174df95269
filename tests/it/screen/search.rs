//! Searching and the saved views.

use kandidat::config::View;

use super::people::{ANNA, BORIS, CLARA, before_four, four};
use crate::driver::{Person, alone};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_filters_while_it_is_typed_and_is_kept_or_dropped() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.search").await;
        person.does("search.down").await;
        person.is_at(BORIS);
        person.does("search.up").await;
        person.is_at(ANNA);
        person.types("cla").await;
        person.is_at(CLARA);
        person.sees("1 of 4");
        person.does("search.keep").await;
        person.sees("2 Applicants · cla · 1 of 4");
        person.does("app.search").await;
        person.types("x").await;
        person.sees("0 of 4");
        person.does("search.drop").await;
        person.misses("of 4");
        person.types("/stage:offer").await;
        person.sees("0 of 4");
        person.does("search.help").await;
        person.sees("Drop the filter");
        person.types("⎋").await;
        person.does_by("search.drop", "ctrl-c").await;
        person.misses("of 4");
        person.types("/cla⏎").await;
        person.is_at(CLARA);
        person.does("list.clear").await;
        person.misses("of 4");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_follow_is_offered_forwards_and_backwards() {
    alone(async || {
        let mut person = before_four().await;
        person.types("mcgmi").await;
        person.types("/stage:").await;
        person.does("search.next").await;
        let first = line(&person);
        assert!(first.starts_with("/stage:") && first.len() > "/stage:".len(), "{first}");
        person.does("search.next").await;
        assert_ne!(line(&person), first);
        person.does("search.previous").await;
        assert_eq!(line(&person), first);
        person.types("⎋/stage:inter").await;
        person.does("search.next").await;
        person.does("search.keep").await;
        person.is_at(ANNA);
        person.sees("1 of 4");
        person.leaves().await;
    })
    .await;
}

/// The search line.
fn line(person: &Person) -> String {
    let screen = person.screen();
    let line = screen.lines().find_map(|line| line.split('│').find(|part| part.starts_with('/')));
    line.unwrap_or_else(|| panic!("no search line{}", person.story())).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_shown_and_mended() {
    alone(async || {
        let mut person = before_four().await;
        person.types("/stgae:new").await;
        person.sees("There is no field stgae:");
        person.sees("Did you mean");
        person.does("search.next").await;
        person.sees("/stage:new");
        person.does("search.keep").await;
        person.sees("4 of 4");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_saved_shown_renamed_and_removed_and_outlive_the_screen() {
    alone(async || {
        let mut person = before_four().await;
        person.cannot("view.next", "There is no saved view").await;
        person.cannot("view.save", "Search for something first").await;
        person.types("/clara⏎").await;
        person.does("view.save").await;
        person.types("Cs").await;
        person.does("views.take").await;
        person.sees("▸Cs");
        person.does("view.previous").await;
        person.sees("▸All");
        person.does("view.next").await;
        person.is_at(CLARA);
        person.does("view.list").await;
        person.does("views.rename").await;
        person.types("e").await;
        person.does("views.take").await;
        person.does("dialog.close").await;
        person.sees("▸Cse");
        let inbox = person.leaves().await.reopened();
        let mut person = Person::before(inbox, |_| {}).await;
        person.sees("Cse");
        person.types("/boris⏎").await;
        person.does("view.list").await;
        person.does("views.save").await;
        person.types("Bs⏎").await;
        person.does("view.list").await;
        person.types("g").await;
        person.does("views.show").await;
        person.is_at(CLARA);
        person.does("view.list").await;
        person.does("views.remove").await;
        person.sees("The view Cse is removed");
        person.does("dialog.close").await;
        assert_eq!(names(&person).await, ["Bs"]);
        person.does("app.undo").await;
        person.sees("The views are as they were");
        assert_eq!(names(&person).await, ["Cse", "Bs"]);
        person.does("app.redo").await;
        assert_eq!(names(&person).await, ["Bs"]);
        person.leaves().await;
    })
    .await;
}

async fn names(person: &Person) -> Vec<String> {
    person.inbox.store.views().await.unwrap().into_iter().map(|view| view.name).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_of_the_configuration_is_shown_by_click_and_only_changed_there() {
    alone(async || {
        let view = View { name: "By name".into(), query: "job:4711".into(), sort: Some("name".into()) };
        let mut person = Person::start(four(), |config| config.views = vec![view]).await;
        person.types("r").await;
        person.clicks("By name").await;
        person.sees("4 of 4");
        person.does("view.list").await;
        person.cannot("views.remove", "This view stands in the configuration").await;
        person.cannot("views.rename", "This view stands in the configuration").await;
        person.types("⎋").await;
        person.leaves().await;
    })
    .await;
}
