//! Getting around: the cursor, the panes, zoom, the mouse.

use super::people::{ANNA, BORIS, CLARA, DORA, before_four, many};
use crate::driver::{Person, alone};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cursor_goes_by_rows_pages_and_to_both_ends() {
    alone(async || {
        let mut person = before_four().await;
        person.does("cursor.down").await;
        person.is_at(BORIS);
        person.does_by("cursor.down", "down").await;
        person.is_at(CLARA);
        person.does("cursor.up").await;
        person.is_at(BORIS);
        person.does_by("cursor.up", "up").await;
        person.is_at(ANNA);
        person.does("cursor.last").await;
        person.is_at(DORA);
        person.does("cursor.first").await;
        person.is_at(ANNA);
        person.does_by("cursor.last", "end").await;
        person.is_at(DORA);
        person.does_by("cursor.first", "home").await;
        person.is_at(ANNA);
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_and_half_pages_flip_through_a_long_list() {
    alone(async || {
        let mut person = Person::start(many(120), |_| {}).await;
        person.does("app.sync").await;
        person.is_at("Person 001");
        person.misses("Person 060");
        person.does("cursor.half-down").await;
        let half = person.at();
        assert!(half.as_str() > "Person 010", "{half}");
        person.does("cursor.half-up").await;
        person.is_at("Person 001");
        person.does("cursor.page-down").await;
        let page = person.at();
        assert!(page > half, "{page} is no further than {half}");
        person.does("cursor.page-down").await;
        person.does("cursor.page-up").await;
        person.is_at(&page);
        person.does("cursor.last").await;
        person.is_at("Person 120");
        person.does("cursor.page-up").await;
        person.does("cursor.first").await;
        person.is_at("Person 001");
        person.leaves().await;
    })
    .await;
}

/// The hint line says what `Enter` does where the focus is.
const TEMPLATES: &str = "Enter filter";
const PROFILE: &str = "Enter preview";
const LIST: &str = "space mark";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_focus_goes_from_pane_to_pane() {
    alone(async || {
        let mut person = before_four().await;
        person.types("j").await;
        person.sees(LIST);
        person.does("app.next-pane").await;
        person.sees(PROFILE);
        person.does("app.next-pane").await;
        person.sees(TEMPLATES);
        person.does("app.previous-pane").await;
        person.sees(PROFILE);
        person.does("app.left").await;
        person.sees(LIST);
        person.does_by("app.left", "left").await;
        person.sees(TEMPLATES);
        person.does("app.right").await;
        person.sees(LIST);
        person.does_by("app.right", "right").await;
        person.sees(PROFILE);
        person.does("app.templates").await;
        person.sees(TEMPLATES);
        person.does("app.applicants").await;
        person.sees(LIST);
        person.does("app.profile").await;
        person.sees(PROFILE);
        person.does("profile.back").await;
        person.sees(LIST);
        person.does("list.open").await;
        person.sees(PROFILE);
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pane_alone_has_the_whole_screen_until_one_goes_back() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.zoom").await;
        person.sees("2 Applicants");
        person.misses("1 Templates");
        person.does("app.zoom").await;
        person.sees("1 Templates");
        person.does("app.profile").await;
        person.does("app.zoom").await;
        person.misses("2 Applicants");
        person.does("app.back").await;
        person.sees("2 Applicants");
        person.does("app.back").await;
        person.has_left().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mouse_points_scrolls_and_filters() {
    alone(async || {
        let mut person = before_four().await;
        person.clicks(CLARA).await;
        person.is_at(CLARA);
        person.wheels_up(BORIS).await;
        person.is_at(ANNA);
        person.wheels_down(BORIS).await;
        person.is_at(DORA);
        person.clicks("Your certificate").await;
        person.sees("▸1 Your certificate");
        person.clicks("Pflege ").await;
        person.sees("Pflege · 4 of 4");
        person.clicks("All ").await;
        person.misses("4 of 4");
        person.types("m").await;
        person.clicks("offer").await;
        person.types("⏎").await;
        person.sees("Stage: offer");
        let inbox = person.leaves().await;
        assert!(inbox.decided().await.contains("Anna Adler: offer"), "{}", inbox.decided().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paste_is_text_and_never_keys() {
    alone(async || {
        let mut person = before_four().await;
        person.pastes("jjx").await;
        person.is_at(ANNA);
        person.misses("Reason");
        person.types("/").await;
        person.pastes("clara\nx").await;
        person.sees("clara x");
        person.types("⎋e").await;
        person.pastes("one\ntwo").await;
        person.types("⎋").await;
        let inbox = person.leaves().await;
        assert!(
            inbox.decided().await.contains("Anna Adler: new, note one\ntwo"),
            "{}",
            inbox.decided().await
        );
    })
    .await;
}
