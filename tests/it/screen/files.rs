//! Files: saved, looked into, opened, written out.

use std::fs;
use std::path::Path;

use kandidat::engine::{Confirming, Fetching};
use kandidat::local::Session;
use kandidat::sandbox::{Content, Profile, Route};
use serde_json::json;

use super::people::{ANNA, BORIS, body, four, only, profile};
use crate::driver::{Person, alone};
use crate::inbox::Inbox;

/// Somebody before an inbox whose files are not saved yet.
async fn before_unsaved(options: kandidat::sandbox::Options, session: Session) -> Person {
    let inbox = Inbox::start(options).await;
    inbox.sync(Fetching::Skip, Confirming::OrderedOnly).await.unwrap();
    Person::sits(inbox, session, |_| {}).await
}

/// How many files of each are saved, by name.
async fn saved(inbox: &Inbox) -> Vec<(String, usize)> {
    let all = inbox.everybody().await.into_iter();
    all.map(|one| (one.row.name, one.media.iter().filter(|media| media.saved).count())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_saved_for_one_and_for_the_marked() {
    alone(async || {
        let mut person = before_unsaved(four(), Session::Remote).await;
        person.does("applicant.save").await;
        person.sees("One file saved");
        let several = |all: &[(String, usize)]| all.iter().map(|(_, many)| *many).collect::<Vec<_>>();
        assert_eq!(several(&saved(&person.inbox).await), [1, 0, 0, 0]);
        person.does("applicant.save").await;
        person.sees("Everything is saved already");
        person.types("j␣␣").await;
        person.does("applicant.save-marked").await;
        person.sees("2 files saved");
        let inbox = person.leaves().await;
        assert_eq!(several(&saved(&inbox).await), [1, 1, 1, 0]);
        assert_eq!(inbox.sandbox.journal().count(Route::Media), 3, "none twice");
        inbox.assert_promises().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_the_marked_are_written_out_under_their_names() {
    alone(async || {
        let mut person = Person::start(four(), |_| {}).await;
        person.types("r").await;
        person.types("␣␣").await;
        person.does("applicant.write-out").await;
        person.sees("2 files written to");
        let inbox = person.leaves().await;
        let mut written: Vec<String> = names(&inbox.home.path().join("out"));
        written.sort();
        assert_eq!(written, ["anna.txt", "boris.txt"]);
    })
    .await;
}

/// The names of all files below a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            all.extend(names(&entry.path()));
        } else {
            all.push(entry.file_name().into_string().unwrap());
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_file_is_opened_at_the_machine_and_only_there() {
    alone(async || {
        let mut person = before_unsaved(only(vec![profile("anna", ANNA, 9)]), Session::Local).await;
        person.does("applicant.view").await;
        person.sees("The file is not saved yet");
        assert!(person.desk.opened().is_empty());
        person.types("s").await;
        person.does("applicant.view").await;
        person.sees("Opened");
        let opened = person.desk.opened();
        assert_eq!(fs::read_to_string(&opened[0]).unwrap(), "The certificate of Anna Adler");
        let inbox = person.leaves().await;
        let mut person = Person::before(inbox, |_| {}).await;
        person.cannot("applicant.view", "Files can only be opened in a local session").await;
        person.leaves().await;
    })
    .await;
}

/// Somebody with two texts, and somebody without any file.
fn two_files() -> kandidat::sandbox::Options {
    let mut anna = body("anna", ANNA, 9);
    let file = |id: &str| json!({"mediaId": id, "fileName": format!("{id}.txt"), "mimeType": "text/plain"});
    anna["steps"][0]["attachments"] = json!([file("first"), file("second")]);
    let anna = Profile::json(anna)
        .media("first", Content::new("The first certificate"))
        .media("second", Content::new("The second certificate"));
    let mut boris = body("boris", BORIS, 8);
    boris["steps"][0]["attachments"] = json!([]);
    only(vec![anna, Profile::json(boris)])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_chosen_looked_into_and_leafed_through() {
    alone(async || {
        let mut person = before_unsaved(two_files(), Session::Local).await;
        person.types("j3").await;
        person.cannot("profile.preview", "There is no file here").await;
        person.types("2k3").await;
        person.does("profile.preview").await;
        person.sees("Choose the file in the profile first");
        person.does("profile.next-file").await;
        person.does("profile.next-file").await;
        person.does("profile.preview").await;
        person.sees("second.txt · 2/2");
        person.cannot("preview.view", "The file is not saved yet").await;
        person.does("preview.save").await;
        person.sees("The second certificate");
        person.does("preview.view").await;
        person.sees("Opened");
        assert_eq!(fs::read_to_string(&person.desk.opened()[0]).unwrap(), "The second certificate");
        person.does("preview.write-out").await;
        person.sees("One file written to");
        person.does("preview.zoom").await;
        person.misses("1 Template");
        person.does_by("preview.zoom", "z").await;
        person.sees("1 Template");
        person.does("preview.next").await;
        person.sees("first.txt · 1/2");
        person.does_by("preview.next", "right").await;
        person.sees("second.txt · 2/2");
        person.does_by("preview.next", "l").await;
        person.sees("first.txt · 1/2");
        person.does("preview.previous").await;
        person.sees("second.txt · 2/2");
        person.does_by("preview.previous", "left").await;
        person.sees("first.txt · 1/2");
        person.does_by("preview.previous", "h").await;
        person.does("dialog.close").await;
        person.misses("2/2");
        person.does("profile.previous-file").await;
        person.does("profile.preview").await;
        person.sees("first.txt · 1/2");
        person.types("⎋").await;
        let inbox = person.leaves().await;
        assert_eq!(saved(&inbox).await, [(ANNA.to_owned(), 1), (BORIS.to_owned(), 0)]);
    })
    .await;
}
