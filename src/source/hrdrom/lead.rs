//! HRDrom's records: what a lead says, in the common vocabulary.
//!
//! The names come from the contract, the reading is here. Whatever the contract doesn't explain is kept under *other*
//! and noticed as drift, and no file is passed over, wherever it stands.

use url::Url;

use super::resume;
use crate::domain::{Application, Media, MediaId, Role, Step, Utm};
use crate::source::contract::Contract;
use crate::source::drift::Drift;
use crate::source::json::{Field, Json, Node};
use crate::source::shape::{Read, Shape};
use crate::source::split::Piece;
use crate::source::value::{is_blank, plain, source_id};
use crate::source::{Record, record, sameness, time};

/// The fields of a lead, by their names in the contract.
const LEAD: [&str; 16] = [
    "id",
    "applied_at",
    "name",
    "phone",
    "email",
    "profession",
    "location",
    "job",
    "title",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "answers",
    "resume",
    "comment",
];
const ANSWER: [&str; 2] = ["question", "answer"];
const RESUME: [&str; 3] = ["name", "mime", "url"];

/// A contract made ready for reading many leads.
#[derive(Debug)]
pub struct Names {
    base: Url,
    volatile_parameters: resume::Volatile,
    lead: Shape<16>,
    answer: Shape<2>,
    resume: Shape<3>,
    volatile: Vec<String>,
    expected_lead: Vec<String>,
    expected_answer: Vec<String>,
    /// What the list of a page may be called.
    pub items: Vec<String>,
    /// What the cursor behind a page may be called.
    pub next: Vec<String>,
}

/// What was seen in one pass over the pages.
#[derive(Debug, Default)]
pub struct Pass {
    /// The differences from the contract.
    pub drift: Drift,
    leads: u64,
    answers: u64,
    seen_lead: u32,
    seen_answer: u32,
    /// Room to write records in, to compare them.
    room: sameness::Room,
}

impl Names {
    /// Makes a contract ready. `base` is what a file's address may be relative to.
    pub fn new(contract: &Contract, base: Url) -> Self {
        let owned = |path: &[&str]| contract.list(path).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut volatile = owned(&["volatile"]);
        volatile.extend(owned(&["resume", "url"]));
        Self {
            base,
            volatile_parameters: resume::Volatile::new(contract),
            lead: Shape::new(contract, "lead", LEAD),
            answer: Shape::new(contract, "answer", ANSWER),
            resume: Shape::new(contract, "resume", RESUME),
            volatile,
            expected_lead: owned(&["expected", "lead"]),
            expected_answer: owned(&["expected", "answer"]),
            items: owned(&["page", "items"]),
            next: owned(&["page", "next"]),
        }
    }

    /// Reads one piece of a page.
    pub fn record(&self, piece: &Piece<'_>, pass: &mut Pass) -> Record {
        let volatile = |name: &str| self.volatile.iter().any(|one| one == name);
        let id =
            |fields: &[Field<'_>]| self.lead.read(fields).get("id").and_then(|node| source_id(node).ok());
        record::read(piece, id, |node| {
            let application = self.application(node, pass)?;
            let files = application.media.iter().map(|media| media.id.as_str());
            let sameness = sameness::with(sameness::of(node, &volatile, &mut pass.room), files);
            Ok((application, sameness))
        })
    }

    fn application(&self, node: &Node<'_>, pass: &mut Pass) -> Result<Application, String> {
        let Json::Object(fields) = &node.json else {
            return Err(format!("it is {}, and an object was expected", node.json.kind()));
        };
        let read = self.lead.read(fields);
        pass.leads += 1;
        pass.seen_lead |= read.mask;
        let mut application = Application::new(source_id(read.get("id").ok_or("it has no id")?)?);
        let mut reading =
            Reading { names: self, drift: &mut pass.drift, other: Vec::new(), strays: Vec::new() };
        reading.others("a lead", "", &read);
        if let Some(answers) = read.get("answers") {
            let Json::List(items) = &answers.json else {
                return Err(format!("its answers are {}, and a list was expected", answers.json.kind()));
            };
            for (at, item) in items.iter().enumerate() {
                match &item.json {
                    Json::Null => {}
                    Json::Object(fields) => {
                        pass.answers += 1;
                        application.steps.push(reading.step(at, fields, &mut pass.seen_answer));
                    }
                    other => {
                        let at = at + 1;
                        return Err(format!(
                            "its answer {at} is {}, and an object was expected",
                            other.kind()
                        ));
                    }
                }
            }
        }
        let mut text = |key: &'static str| {
            let node = read.get(key)?;
            reading.text("a lead", read.name(key), node)
        };
        application.person.name = text("name");
        application.person.phone = text("phone");
        application.person.email = text("email");
        application.profession = text("profession");
        application.location = text("location");
        application.job = text("job");
        application.title = text("title");
        application.utm = Utm {
            source: text("utm_source"),
            medium: text("utm_medium"),
            campaign: text("utm_campaign"),
            content: text("utm_content"),
        };
        if let Some(comment) = text("comment") {
            let key = Some("comment".to_owned());
            application.steps.push(Step { key, answer: Some(comment), ..Step::default() });
        }
        if let Some(node) = read.get("applied_at") {
            application.applied_at = time::read(node);
            if application.applied_at.is_none() && !is_blank(node) {
                reading.unexpected("a lead", read.name("applied_at"), node, "a time (ISO 8601 or Unix)");
            }
        }
        if let Some(node) = read.get("resume") {
            reading.resume(node, read.name("resume"), &mut application.media);
        }
        reading.stray_files(&mut application.media);
        application.other = reading.other;
        Ok(application)
    }

    /// Closes a pass: gives what was noticed.
    pub fn close(&self, mut pass: Pass) -> Drift {
        if pass.leads > 0 {
            self.lead.vanished(&self.expected_lead, pass.seen_lead, "lead", &mut pass.drift);
        }
        if pass.answers > 0 {
            self.answer.vanished(&self.expected_answer, pass.seen_answer, "answer", &mut pass.drift);
        }
        pass.drift
    }

    /// The id of the file at this address, which comes behind these files.
    fn file_id(&self, address: Option<&str>, files: &[Media]) -> MediaId {
        resume::id(&self.base, &self.volatile_parameters, address, files.len() + 1)
    }

    /// Takes a file up, once.
    fn file(&self, read: &Read<'_, '_, 3>, role: Role, files: &mut Vec<Media>) {
        let text = |key| read.get(key).and_then(plain);
        let uri = text("url");
        let id = self.file_id(uri.as_deref(), files);
        add(files, Media { id, role, name: text("name"), mime: text("mime"), uri });
    }
}

fn add(files: &mut Vec<Media>, file: Media) {
    if files.iter().all(|known| known.id != file.id) {
        files.push(file);
    }
}

/// One lead while it is read: what it is made of piles up here.
struct Reading<'n, 'a> {
    names: &'n Names,
    drift: &'n mut Drift,
    other: Vec<(String, String)>,
    /// Values that the contract doesn't explain: files may stand in them.
    strays: Vec<&'n Node<'a>>,
}

impl<'n, 'a> Reading<'n, 'a> {
    /// Keeps the fields that were not read. `place` stands before their names.
    fn others<const N: usize>(&mut self, of: &'static str, place: &str, read: &Read<'n, 'a, N>) {
        for (name, node) in &read.unknown {
            self.drift.new_field(of, name, node.json.kind());
            self.keep(place, name, node);
        }
        for (name, node) in &read.spare {
            self.keep(place, name, node);
        }
    }

    /// Keeps a field that the contract knows, whose value is not what it expects.
    fn unexpected(&mut self, of: &'static str, name: &str, node: &'n Node<'a>, expected: &'static str) {
        self.drift.retyped(of, name, node.json.kind(), expected);
        self.keep("", name, node);
    }

    fn keep(&mut self, place: &str, name: &str, node: &'n Node<'a>) {
        self.other.push((format!("{place}{name}"), node.raw.to_owned()));
        self.strays.push(node);
    }

    /// A text, or a number or yes/no as one; nothing for what is blank.
    fn text(&mut self, of: &'static str, name: &str, node: &'n Node<'a>) -> Option<String> {
        if is_blank(node) {
            return None;
        }
        let text = plain(node);
        if text.is_none() {
            self.unexpected(of, name, node, "a text");
        }
        text
    }

    fn step(&mut self, at: usize, fields: &'n [Field<'a>], seen: &mut u32) -> Step {
        let read = self.names.answer.read(fields);
        *seen |= read.mask;
        self.others("an answer", &format!("answers[{at}]."), &read);
        let question =
            read.get("question").and_then(|node| self.text("an answer", read.name("question"), node));
        Step { question, answer: self.answer(&read), ..Step::default() }
    }

    /// An answer as text: a list is written out, and an object as it came.
    fn answer(&mut self, read: &Read<'n, 'a, 2>) -> Option<String> {
        let node = read.get("answer").filter(|node| !is_blank(node))?;
        let texts: Option<Vec<String>> = match &node.json {
            Json::List(items) => items.iter().filter(|item| !is_blank(item)).map(plain).collect(),
            _ => plain(node).map(|text| vec![text]),
        };
        if let Some(texts) = texts {
            return Some(texts.join(", "));
        }
        let expected = "a text, a number, a yes/no or a list";
        self.drift.retyped("an answer", read.name("answer"), node.json.kind(), expected);
        self.strays.push(node);
        Some(node.raw.to_owned())
    }

    /// Takes the résumé up. Whatever stands in its place and is none holds the applicant back.
    fn resume(&mut self, node: &'n Node<'a>, name: &str, files: &mut Vec<Media>) {
        match &node.json {
            _ if is_blank(node) => {}
            Json::Object(fields) => {
                let read = self.names.resume.read(fields);
                self.others("a résumé", "resume.", &read);
                self.names.file(&read, Role::Cv, files);
            }
            Json::List(items) => {
                self.drift.retyped("a lead", name, node.json.kind(), "an object with an address");
                for item in items {
                    self.resume(item, name, files);
                }
            }
            other => {
                self.drift.retyped("a lead", name, other.kind(), "an object with an address");
                let id = self.names.file_id(None, files);
                add(files, Media { id, role: Role::Cv, name: None, mime: None, uri: None });
                self.other.push((name.to_owned(), node.raw.to_owned()));
            }
        }
    }

    /// Looks for files in all that the contract doesn't explain: a renamed field must not lose one. An address alone
    /// is no file, many things have one.
    fn stray_files(&mut self, files: &mut Vec<Media>) {
        while let Some(node) = self.strays.pop() {
            match &node.json {
                Json::Object(fields) => {
                    let read = self.names.resume.read(fields);
                    let has = |key| read.get(key).is_some_and(|node| plain(node).is_some());
                    if has("url") && (has("name") || has("mime")) {
                        self.names.file(&read, Role::Attachment, files);
                    }
                    self.strays.extend(fields.iter().map(|(_, node)| node));
                }
                Json::List(items) => self.strays.extend(items),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
