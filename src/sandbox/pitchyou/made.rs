//! Owns profiles that tests make by hand, with whatever in them.

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::profile::{Members, Style};
use crate::sandbox::journal;

/// A profile made by hand.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(super) id: Option<Value>,
    body: Body,
    pub(super) media: Vec<(String, Content)>,
}

#[derive(Clone, Debug)]
enum Body {
    Json(Value),
    Raw(Vec<u8>),
}

/// What a download gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The file, with the content type it is sent with.
    Bytes(Bytes, String),
    /// The file, but only at the address that `downloadUri` names; at the published path 404.
    OnlyByUri(Bytes, String),
    /// 404.
    Missing,
}

impl Content {
    /// A file that is sent as `application/octet-stream`.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self::Bytes(bytes.into(), "application/octet-stream".to_owned())
    }
}

impl Profile {
    /// A profile from its JSON. Its `profileId` (a text or a number) is the id it can be confirmed by; texts in it
    /// may contain `{base}`, which becomes the address of the sandbox.
    pub fn json(body: Value) -> Self {
        let id = body.get("profileId").filter(|id| id.is_string() || id.is_number());
        Self { id: id.cloned(), body: Body::Json(body), media: Vec::new() }
    }

    /// A profile from raw bytes, which go into the list as they are, whatever they are. It has no id unless `id` gives
    /// one, and cannot be confirmed without.
    pub fn raw(body: impl Into<Vec<u8>>) -> Self {
        Self { id: None, body: Body::Raw(body.into()), media: Vec::new() }
    }

    /// Sets the id by which the profile is confirmed and its media are fetched.
    #[must_use]
    pub fn id(mut self, id: impl Into<Value>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Gives the profile a file. The media object in the body is the caller's business.
    #[must_use]
    pub fn media(mut self, id: &str, content: Content) -> Self {
        self.media.push((id.to_owned(), content));
        self
    }

    /// Whether this is its id, compared as text.
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.id.as_ref().is_some_and(|own| journal::text(own) == id)
    }

    /// Writes it into a list.
    pub(super) fn write(&self, out: &mut Vec<u8>, style: &Style) {
        match &self.body {
            Body::Raw(bytes) => out.extend_from_slice(bytes),
            Body::Json(body) => {
                let mut body = body.clone();
                restyle(&mut body, style, Depth::Profile);
                // Writing a tree into memory can't fail.
                let _ = serde_json::to_writer(out, &body);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Profile,
    Below,
}

/// Renames and adds members as the style wants it, and fills in the address.
fn restyle(value: &mut Value, style: &Style, depth: Depth) {
    match value {
        Value::String(text) if text.contains("{base}") => *text = text.replace("{base}", &style.base),
        Value::Array(values) => {
            for value in values {
                restyle(value, style, Depth::Below);
            }
        }
        Value::Object(members) => {
            let old = std::mem::take(members);
            let renamed = old.into_iter().map(|(name, mut value)| {
                restyle(&mut value, style, Depth::Below);
                (style.names.of(&name).to_owned(), value)
            });
            *members = renamed.collect::<Map<_, _>>();
            if style.members == Members::Extended {
                let extra = if depth == Depth::Profile { "consentVersion" } else { "virusScan" };
                members.insert(extra.to_owned(), Value::from("2026-10"));
            }
        }
        _ => {}
    }
}
