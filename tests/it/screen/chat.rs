//! The chat, over SSH and at the machine, and what goes to the terminal's clipboard.

use kandidat::local::Session;
use kandidat::sandbox::{Profile, Route};

use super::people::{ANNA, before_four, body, four, only};
use crate::driver::{Person, alone};
use crate::inbox::Inbox;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_ssh_the_link_is_shown_copied_and_handed_on() {
    alone(async || {
        let mut person = before_four().await;
        let chats = format!("{}/", person.inbox.sandbox.chat_url());
        person.does("applicant.chat").await;
        person.sees(&format!("Chat with {ANNA}"));
        person.sees(&chats);
        let first = person.copied();
        assert!(first.starts_with(&chats), "{first}");
        person.does("chat.copy").await;
        assert_eq!(person.sent().matches("\u{1b}]52;c;").count(), 2);
        assert_eq!(person.copied(), first);
        person.does("chat.browse").await;
        person.sees("The chat page was handed to the browser");
        assert_eq!(person.desk.visited(), [first]);
        person.does("dialog.close").await;
        person.misses(&chats);
        let inbox = person.leaves().await;
        assert_eq!(inbox.sandbox.journal().count(Route::ChatToken), 1);
        assert!(inbox.applicant("anna").await.row.contacted_at.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_machine_the_page_opens_and_the_link_is_nowhere_to_be_seen() {
    alone(async || {
        let mut person = Person::sits(Inbox::start(four()).await, Session::Local, |_| {}).await;
        person.types("r").await;
        person.types("o").await;
        person.sees("The chat page was handed to the browser");
        person.misses("Chat with");
        let visited = person.desk.visited();
        let token = visited[0].strip_prefix(&person.inbox.sandbox.chat_url()).unwrap();
        for opened in person.desk.opened() {
            assert!(!opened.to_string_lossy().contains(token), "everybody sees the arguments of {opened:?}");
        }
        assert!(!person.sent().contains("\u{1b}]52"), "nothing is copied unasked");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_thing_is_copied_by_its_key() {
    alone(async || {
        let mut person = before_four().await;
        person.does("applicant.copy").await;
        person.does("copy.phone").await;
        person.sees("The phone number was sent to the terminal's clipboard");
        let digits: String = person.copied().chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, "4915100000009");
        person.does("applicant.copy").await;
        person.does("copy.email").await;
        assert_eq!(person.copied(), "anna@example.org");
        person.does("applicant.copy").await;
        person.does("copy.id").await;
        assert_eq!(person.copied(), "sandbox-pitchyou/anna");
        person.does("applicant.copy").await;
        person.does("copy.link").await;
        assert!(person.copied().starts_with(person.inbox.sandbox.link_url()), "{}", person.copied());
        person.does("applicant.copy").await;
        person.does("copy.whole").await;
        let whole = person.copied();
        assert!(whole.contains(ANNA) && whole.contains("Here it is, yours Anna Adler"), "{whole}");
        person.does("applicant.copy").await;
        person.does("cursor.down").await;
        person.does("copy.choose").await;
        assert_eq!(person.copied(), "anna@example.org");
        assert_eq!(person.inbox.sandbox.journal().count(Route::ChatToken), 0);
        person.does("applicant.copy").await;
        person.does("copy.chat").await;
        assert!(person.copied().starts_with(&person.inbox.sandbox.chat_url()));
        person.misses("Chat with");
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_known_is_not_copied() {
    alone(async || {
        let mut body = body("anna", ANNA, 9);
        body["phone"] = serde_json::Value::Null;
        let mut person = Person::start(only(vec![Profile::json(body)]), |_| {}).await;
        person.types("r").await;
        person.types("y").await;
        person.cannot("copy.phone", "There is none").await;
        person.types("⎋").await;
        assert_eq!(person.sent(), "");
        person.leaves().await;
    })
    .await;
}
