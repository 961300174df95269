//! PitchYou's records: what a ProfileDto says, in the common vocabulary.
//!
//! The names come from the contract, the reading is here. It is tolerant in exactly the variants that the contract
//! file lists: whatever else comes is kept under *other* and noticed as drift, and no media object is ever passed
//! over, wherever it stands, because an applicant is only confirmed when every file of theirs is stored.

use std::collections::HashSet;

use crate::domain::{Application, MediaId, Role, SourceId, Step};
use crate::source::contract::Contract;
use crate::source::drift::Drift;
use crate::source::json::{Field, Json, Node};
use crate::source::split::Piece;
use crate::source::value::{is_blank, plain, source_id};
use crate::source::{Record, record, sameness, time};

use super::file::Files;
use super::name::{Asked, Questions};
use crate::source::shape::{Read, Shape};

/// The fields of a profile, by their names in the contract.
const PROFILE: [&str; 17] = [
    "id",
    "steps",
    "cv",
    "image",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "template",
    "job",
    "first_name",
    "last_name",
    "name",
    "phone",
    "email",
    "applied_at",
    "title",
];
const STEP: [&str; 4] = ["question", "answer", "key", "attachments"];

/// A contract made ready for reading many records.
#[derive(Debug)]
pub struct Names {
    profile: Shape<17>,
    step: Shape<4>,
    pub(super) media: Shape<4>,
    questions: Questions,
    volatile: Vec<String>,
    expected_profile: Vec<String>,
    expected_step: Vec<String>,
}

/// What was seen in one pass over the list.
#[derive(Debug, Default)]
pub struct Pass {
    /// The differences from the contract.
    pub drift: Drift,
    asked: Asked,
    room: sameness::Room,
    profiles: u64,
    steps: u64,
    seen_profile: u32,
    seen_step: u32,
}

impl Names {
    /// Makes a contract ready.
    pub fn new(contract: &Contract) -> Self {
        let owned = |path: &[&str]| contract.list(path).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut volatile = owned(&["volatile"]);
        volatile.extend(owned(&["media", "uri"]));
        Self {
            profile: Shape::new(contract, "profile", PROFILE),
            step: Shape::new(contract, "step", STEP),
            media: Shape::new(contract, "media", super::file::MEDIA),
            questions: Questions::new(contract),
            volatile,
            expected_profile: owned(&["expected", "profile"]),
            expected_step: owned(&["expected", "step"]),
        }
    }

    /// Reads one piece of the list.
    pub fn record(&self, piece: &Piece<'_>, pass: &mut Pass) -> Record {
        let volatile = |name: &str| self.volatile.iter().any(|one| one == name);
        record::read(
            piece,
            |fields| self.id(fields),
            |node| {
                let application = self.application(node, pass)?;
                Ok((application, sameness::of(node, &volatile, &mut pass.room)))
            },
        )
    }

    fn id(&self, fields: &[Field<'_>]) -> Option<SourceId> {
        self.profile.read(fields).get("id").and_then(|node| source_id(node).ok())
    }

    fn application(&self, node: &Node<'_>, pass: &mut Pass) -> Result<Application, String> {
        let Json::Object(fields) = &node.json else {
            return Err(format!("it is {}, and an object was expected", node.json.kind()));
        };
        let read = self.profile.read(fields);
        pass.profiles += 1;
        pass.seen_profile |= read.mask;
        let id = source_id(read.get("id").ok_or("it has no id")?)?;
        let mut reading = Reading::new(self, &mut pass.drift);
        reading.others("a profile", Place::Profile, &read);
        let mut application = Application::new(id);
        if let Some(steps) = read.get("steps") {
            let Json::List(items) = &steps.json else {
                return Err(format!("its steps are {}, and a list was expected", steps.json.kind()));
            };
            for (at, item) in items.iter().enumerate() {
                match &item.json {
                    Json::Null => {}
                    Json::Object(fields) => {
                        let seen = &mut pass.seen_step;
                        pass.steps += 1;
                        application.steps.push(reading.step(at, fields, seen));
                    }
                    other => {
                        return Err(format!(
                            "its step {} is {}, and an object was expected",
                            at + 1,
                            other.kind()
                        ));
                    }
                }
            }
        }
        for (key, role) in [("cv", Role::Cv), ("image", Role::Image)] {
            if let Some(node) = read.get(key) {
                let name = read.name(key);
                reading.media(node, role, "a profile", name, &mut Vec::new());
            }
        }
        let mut text = |key: &'static str| {
            let node = read.get(key)?;
            reading.text("a profile", read.name(key), node)
        };
        let utm = crate::domain::Utm {
            source: text("utm_source"),
            medium: text("utm_medium"),
            campaign: text("utm_campaign"),
            content: text("utm_content"),
        };
        application.utm = utm;
        application.template = text("template");
        application.job = text("job");
        application.title = text("title");
        application.person.phone = text("phone");
        application.person.email = text("email");
        let (name, first, last) = (text("name"), text("first_name"), text("last_name"));
        application.person.name = name
            .or_else(|| both(first, last))
            .or_else(|| self.questions.name(&application.steps, &mut pass.asked));
        if let Some(node) = read.get("applied_at") {
            application.applied_at = time::read(node);
            if application.applied_at.is_none() && !is_blank(node) {
                reading.unexpected("a profile", read.name("applied_at"), node, "a time (ISO 8601 or Unix)");
            }
        }
        reading.stray_media();
        let Reading { files, other, .. } = reading;
        application.media = files.list;
        application.other = other;
        Ok(application)
    }

    /// Closes a pass: gives what was noticed.
    pub fn close(&self, mut pass: Pass) -> Drift {
        if pass.profiles > 0 {
            self.profile.vanished(&self.expected_profile, pass.seen_profile, "profile", &mut pass.drift);
        }
        if pass.steps > 0 {
            self.step.vanished(&self.expected_step, pass.seen_step, "step", &mut pass.drift);
        }
        pass.drift
    }
}

/// First and last name as one.
pub(super) fn both(first: Option<String>, last: Option<String>) -> Option<String> {
    match (first, last) {
        (Some(first), Some(last)) => Some(format!("{} {}", first.trim(), last.trim())),
        (first, last) => first.or(last),
    }
}

/// Where a field stands, for its name under *other*.
#[derive(Clone, Copy)]
enum Place {
    Profile,
    Step(usize),
    Media(Role),
}

/// One record while it is read: what it is made of piles up here.
struct Reading<'n, 'a> {
    names: &'n Names,
    drift: &'n mut Drift,
    files: Files,
    other: Vec<(String, String)>,
    /// Values that the contract doesn't explain: media objects may stand in them.
    strays: Vec<&'n Node<'a>>,
}

impl<'n, 'a> Reading<'n, 'a> {
    fn new(names: &'n Names, drift: &'n mut Drift) -> Self {
        Self { names, drift, files: Files::default(), other: Vec::new(), strays: Vec::new() }
    }

    /// Keeps the fields that were not read. `place` stands before their names.
    fn others<const N: usize>(&mut self, of: &'static str, place: Place, read: &Read<'n, 'a, N>) {
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
        self.keep(Place::Profile, name, node);
    }

    fn keep(&mut self, place: Place, name: &str, node: &'n Node<'a>) {
        let name = match place {
            Place::Profile => name.to_owned(),
            Place::Step(at) => format!("steps[{at}].{name}"),
            Place::Media(role) => format!("{}.{name}", role.as_str()),
        };
        self.other.push((name, node.raw.to_owned()));
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
        let read = self.names.step.read(fields);
        *seen |= read.mask;
        self.others("a step", Place::Step(at), &read);
        let mut attachments = Vec::new();
        if let Some(node) = read.get("attachments") {
            self.attachments(node, read.name("attachments"), &mut attachments);
        }
        if attachments.len() > 1 {
            let mut seen = HashSet::new();
            attachments.retain(|id| seen.insert(id.clone()));
        }
        Step {
            key: self.step_text(&read, "key"),
            question: self.step_text(&read, "question"),
            answer: self.answer(&read),
            attachments,
        }
    }

    fn step_text(&mut self, read: &Read<'n, 'a, 4>, key: &'static str) -> Option<String> {
        let node = read.get(key)?;
        self.text("a step", read.name(key), node)
    }

    /// An answer as text: lists are written out, and an object, which nobody has published, as it came.
    fn answer(&mut self, read: &Read<'n, 'a, 4>) -> Option<String> {
        let node = read.get("answer").filter(|node| !is_blank(node))?;
        let listed = match &node.json {
            Json::List(items) => items.iter().filter(|item| !is_blank(item)).map(plain).collect(),
            _ => plain(node).map(|text| vec![text]),
        };
        if let Some(texts) = listed {
            return Some(texts.join(", "));
        }
        self.drift.retyped(
            "a step",
            read.name("answer"),
            node.json.kind(),
            "a text, a number, a yes/no or a list",
        );
        self.strays.push(node);
        Some(node.raw.to_owned())
    }

    fn attachments(&mut self, node: &'n Node<'a>, name: &str, ids: &mut Vec<MediaId>) {
        match &node.json {
            Json::List(items) => {
                for item in items {
                    self.media(item, Role::Attachment, "a step", name, ids);
                }
            }
            _ if is_blank(node) => {}
            _ => {
                self.drift.retyped("a step", name, node.json.kind(), "a list of media objects");
                self.media(node, Role::Attachment, "a step", name, ids);
            }
        }
    }

    /// Takes a media object up. Whatever stands in its place and is no media object holds the applicant back.
    fn media(
        &mut self,
        node: &'n Node<'a>,
        role: Role,
        of: &'static str,
        name: &str,
        ids: &mut Vec<MediaId>,
    ) {
        match &node.json {
            _ if is_blank(node) => {}
            Json::Object(fields) => {
                let read = self.names.media.read(fields);
                self.others("a media object", Place::Media(role), &read);
                ids.push(self.files.take(&read, role));
            }
            Json::List(items) => {
                self.drift.retyped(of, name, node.json.kind(), "a media object");
                for item in items {
                    self.media(item, role, of, name, ids);
                }
            }
            other => {
                self.drift.retyped(of, name, other.kind(), "a media object");
                ids.push(self.files.unknown(role, plain(node)));
                self.other.push((name.to_owned(), node.raw.to_owned()));
            }
        }
    }

    /// Looks for media objects in all that the contract doesn't explain: a renamed field must not lose a file.
    fn stray_media(&mut self) {
        while let Some(node) = self.strays.pop() {
            match &node.json {
                Json::Object(fields) => {
                    let read = self.names.media.read(fields);
                    if read.get("id").or(read.get("uri")).is_some_and(|node| plain(node).is_some()) {
                        self.files.take(&read, Role::Attachment);
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
