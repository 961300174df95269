//! Whom these tests look at: made by hand, so that their names and their order are known.

use std::fmt::Write as _;

use kandidat::sandbox::{Content, Options, Profile};
use kandidat::store::Applicant;
use serde_json::{Value, json};

use crate::driver::Person;
use crate::inbox::Inbox;

/// The four, the newest first.
pub const ANNA: &str = "Anna Adler";
pub const BORIS: &str = "Boris Baum";
pub const CLARA: &str = "Clara Conti";
pub const DORA: &str = "Dora Dietz";

/// A sandbox with these alone.
pub fn only(profiles: Vec<Profile>) -> Options {
    Options { applicants: 0, profiles, ..Options::default() }
}

/// Somebody who applied on that day of January 2025 for the job 4711, with one small file.
pub fn body(id: &str, name: &str, day: u32) -> Value {
    json!({
        "profileId": id,
        "name": name,
        "createdAt": format!("2025-01-{day:02}T10:00:00Z"),
        "phone": format!("+49 151 000000{day:02}"),
        "email": format!("{id}@example.org"),
        "jobTemplateKey": "pflege",
        "externalReferenceId": "4711",
        "jobTitle": "Pflegefachkraft",
        "steps": [{
            "question": "Your certificate, please",
            "answer": format!("Here it is, yours {name}"),
            "attachments": [{"mediaId": "m1", "fileName": format!("{id}.txt"), "mimeType": "text/plain"}],
        }],
    })
}

/// The same, with the file's text.
pub fn profile(id: &str, name: &str, day: u32) -> Profile {
    Profile::json(body(id, name, day)).media("m1", Content::new(format!("The certificate of {name}")))
}

/// The four; the ids are `anna`, `boris`, `clara` and `dora`.
pub fn four() -> Options {
    let days = [("anna", ANNA, 9), ("boris", BORIS, 8), ("clara", CLARA, 7), ("dora", DORA, 6)];
    only(days.into_iter().map(|(id, name, day)| profile(id, name, day)).collect())
}

/// So many without files, the newest first: `Person 001`, `Person 002` and so on.
pub fn many(people: u32) -> Options {
    let one = |n: u32| {
        Profile::json(json!({
            "profileId": format!("n{n}"),
            "name": format!("Person {n:03}"),
            "createdAt": format!("2025-01-10T{:02}:{:02}:00Z", 23 - n / 60, 59 - n % 60),
            "steps": [],
        }))
    };
    only((1..=people).map(one).collect())
}

/// Somebody before the inbox of the four, who have arrived.
pub async fn before_four() -> Person {
    let mut person = Person::start(four(), |config| config.ui.recruiter = Some("Jana Weber".into())).await;
    person.does("app.sync").await;
    person.sees("2 Applicants · 4");
    person.is_at(ANNA);
    person
}

impl Person {
    /// The cursor is on this applicant, whom the profile pane is about.
    pub fn is_at(&self, name: &str) {
        self.sees(&format!("3 {name} "));
    }

    /// Whom the profile pane is about.
    pub fn at(&self) -> String {
        let screen = self.screen();
        let (_, rest) = screen.split_once("┌ 3 ").unwrap_or_else(|| panic!("nobody{}", self.story()));
        rest.split(" ─").next().unwrap().to_owned()
    }
}

impl Inbox {
    /// What is decided about each, in one line each, by name.
    pub async fn decided(&self) -> String {
        let mut all = self.everybody().await;
        all.sort_by(|a, b| a.row.name.cmp(&b.row.name));
        all.iter().fold(String::new(), |mut out, one| {
            let _it_is_a_string = writeln!(out, "{}", line(one));
            out
        })
    }
}

fn line(one: &Applicant) -> String {
    let mut line = format!("{}: {}", one.row.name, one.row.stage.as_str());
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _it_is_a_string = write!(line, ", {name} {value}");
        }
    };
    add("because", one.reason.as_deref());
    add("note", one.note.as_deref());
    add("tags", Some(one.row.tags.join("+")).filter(|tags| !tags.is_empty()).as_deref());
    add("for", one.row.assignee.as_deref());
    add("contacted", one.row.contacted_at.map(|_| "yes"));
    add("asleep", one.snoozed_until.map(|_| "yes"));
    line
}
