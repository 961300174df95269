//! Owns how HRDrom writes a lead down, and leads that tests make by hand.

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::invent::{self, File, Invented};
use super::page::{Members, Style};
use super::people::Said;
use super::resume;
use crate::sandbox::applicant::Id;
use crate::sandbox::journal;
use crate::sandbox::json::{self, Object};

/// A lead made by hand.
#[derive(Clone, Debug)]
pub struct Lead {
    pub(super) id: Option<Value>,
    body: Body,
    pub(super) file: Option<File>,
}

#[derive(Clone, Debug)]
enum Body {
    Json(Value),
    Raw(Vec<u8>),
}

impl Lead {
    /// A lead from its JSON. Its `id` (a text or a number) is the id it can be confirmed by; texts in it may contain
    /// `{base}`, which becomes the address of the sandbox, and `{aside}`, the other origin.
    pub fn json(body: Value) -> Self {
        let id = body.get("id").filter(|id| id.is_string() || id.is_number());
        Self { id: id.cloned(), body: Body::Json(body), file: None }
    }

    /// A lead from raw bytes, which go into the page as they are, whatever they are. It has no id unless `id` gives
    /// one, and cannot be confirmed without.
    pub fn raw(body: impl Into<Vec<u8>>) -> Self {
        Self { id: None, body: Body::Raw(body.into()), file: None }
    }

    /// Sets the id by which the lead is confirmed and its résumé is fetched.
    #[must_use]
    pub fn id(mut self, id: impl Into<Value>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Gives the lead a résumé, at `/files/resumes/{id}/{file_name}`. That the body says so is the caller's business.
    #[must_use]
    pub fn resume(mut self, file_name: &str, mime: &str, bytes: impl Into<Bytes>) -> Self {
        self.file =
            Some(File { file_name: file_name.to_owned(), mime: mime.to_owned(), bytes: bytes.into() });
        self
    }

    /// Whether this is its id, compared as text.
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.id.as_ref().is_some_and(|own| journal::text(own) == id)
    }

    /// Writes it into a page.
    pub(super) fn write(&self, out: &mut Vec<u8>, style: &Style) {
        match &self.body {
            Body::Raw(bytes) => out.extend_from_slice(bytes),
            Body::Json(body) => {
                let mut body = body.clone();
                restyle(&mut body, style, Depth::Lead);
                // Writing a tree into memory can't fail.
                let _ = serde_json::to_writer(out, &body);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Lead,
    Below,
}

fn restyle(value: &mut Value, style: &Style, depth: Depth) {
    match value {
        Value::String(text) if text.contains('{') => {
            *text = text.replace("{base}", &style.base).replace("{aside}", &style.aside);
        }
        Value::Array(values) => {
            for value in values {
                restyle(value, style, Depth::Below);
            }
        }
        Value::Object(members) => {
            let old = std::mem::take(members);
            let renamed = old.into_iter().map(|(name, mut value)| {
                restyle(&mut value, style, Depth::Below);
                (style.name(&name).to_owned(), value)
            });
            *members = renamed.collect::<Map<_, _>>();
            if style.members == Members::Extended {
                let extra = if depth == Depth::Lead { "consent_version" } else { "checked_at" };
                members.insert(extra.to_owned(), Value::from("2026-10"));
            }
        }
        _ => {}
    }
}

/// Writes an invented lead.
pub(super) fn write(out: &mut Vec<u8>, lead: &Invented, style: &Style) {
    let mut object = Object::open(out);
    let number = matches!(lead.id, Id::Number(_));
    match &lead.id {
        Id::Text(text) => object.text(style.name("id"), text),
        Id::Number(number) => json::number(object.member(style.name("id")), *number),
    }
    // Most times are in Moscow's; those of numbered leads are Unix seconds.
    if number {
        json::number(object.member(style.name("created_at")), lead.created.as_second());
    } else {
        let local = lead.created + jiff::SignedDuration::from_hours(3);
        let text = local.to_string();
        object.text(style.name("created_at"), &format!("{}+03:00", text.trim_end_matches('Z')));
    }
    object.text("name", &lead.name);
    optional(&mut object, style.name("phone"), lead.phone.as_deref());
    if let Some(email) = &lead.email {
        object.text("email", email);
    }
    match lead.profession {
        Some(id) => json::number(object.member("profession_id"), id),
        None => object.member("profession_id").extend_from_slice(b"null"),
    }
    optional(&mut object, "location_id", lead.location);
    object.text("vacancy_id", &lead.vacancy);
    object.text("vacancy_title", &lead.title);
    if let Some([source, medium, campaign, content]) = lead.origin {
        optional(&mut object, style.name("utm_source"), source);
        optional(&mut object, "utm_medium", medium);
        optional(&mut object, "utm_campaign", campaign);
        optional(&mut object, "utm_content", content);
    }
    let out = object.member("answers");
    match &lead.answers {
        None => out.extend_from_slice(b"null"),
        Some(answers) => {
            out.push(b'[');
            for (at, (question, said)) in answers.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                let mut object = Object::open(out);
                object.text("question", question);
                let out = object.member(style.name("answer"));
                match said {
                    Said::Text(text) => json::text(out, text),
                    Said::Number(number) => json::number(out, *number),
                    Said::Nothing => out.extend_from_slice(b"null"),
                }
                if style.members == Members::Extended {
                    object.text("checked_at", "2026-10");
                }
                object.close();
            }
            out.push(b']');
        }
    }
    if let Some(paper) = &lead.resume {
        let id = lead.id.text();
        let url = style.resume(&id, &resume::path(&id, &paper.file_name));
        let mut object = Object::open(object.member(style.name("resume")));
        object.text("file_name", &paper.file_name);
        object.text("mime_type", paper.mime);
        object.text("url", &url);
        object.close();
    } else if number {
        object.member(style.name("resume")).extend_from_slice(b"null");
    }
    optional(&mut object, "comment", lead.comment);
    if style.members == Members::Extended {
        object.member("score").extend_from_slice(br#"{"value":0.87}"#);
        object.text("consent_version", "2026-10");
    }
    object.close();
}

fn optional(object: &mut Object<'_>, name: &str, value: Option<&str>) {
    let out = object.member(name);
    match value {
        Some(value) => json::text(out, value),
        None => out.extend_from_slice(b"null"),
    }
}

/// The id of an invented lead as the page writes it.
pub(super) fn listed_as(lead: &Invented) -> Value {
    invent::value(&lead.id)
}
