//! One `[[target]]`: a system that applicants are delivered to.
//!
//! Read and checked in full, so that a configuration stays right; delivering itself is not part of this version,
//! which `doctor` says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Secret;
use super::section::{Placeholder, Section};
use crate::domain::Stage;

/// When an applicant is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deliver {
    /// When a person says so.
    #[default]
    ByHand,
    /// As soon as everything is stored.
    OnSave,
    /// When the applicant reaches this stage.
    OnStage(Stage),
}

/// A configured target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name, unique among the targets.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// When applicants are delivered.
    pub deliver: Deliver,
    /// Our field → theirs.
    pub map: BTreeMap<String, String>,
    /// Their stage → ours.
    pub stages: BTreeMap<String, Stage>,
}

/// The kinds of target, with what each needs.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Files in a folder.
    Files {
        /// The folder.
        path: PathBuf,
        /// How they are laid out.
        format: Format,
    },
    /// A signed call (Standard Webhooks 1.0).
    Webhook {
        /// Where to.
        url: String,
        /// `whsec_…`.
        secret: Secret,
        /// How files go along.
        media: WebhookMedia,
    },
    /// Personio's recruiting.
    Personio {
        /// The API.
        base_url: String,
        /// The v1 token.
        token: Secret,
        /// `X-Company-ID`.
        company_id: i64,
        /// v2 credentials, for reading progress back.
        reader: Option<(String, Secret)>,
        /// The usual `job_position_id`.
        position: Option<i64>,
        /// Our job id → `job_position_id`.
        positions: BTreeMap<String, i64>,
    },
    /// amoCRM or Kommo.
    AmoCrm {
        /// The API.
        base_url: String,
        /// A long-lived token.
        token: Secret,
        /// The pipeline.
        pipeline_id: Option<i64>,
        /// The status that new leads get.
        status_id: Option<i64>,
        /// The custom field that holds our id.
        id_field: Option<i64>,
    },
}

/// How files are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word in the file")]
pub enum Format {
    #[default]
    Folders,
    Jsonl,
    Csv,
}

/// How media go along with a webhook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word in the file")]
pub enum WebhookMedia {
    #[default]
    Multipart,
    Separate,
    None,
}

/// Reads one; `None` when something is wrong or missing, which has been noted.
pub(super) fn read(mut section: Section<'_, '_>, name: Option<String>) -> Option<Target> {
    const KINDS: [&str; 4] = ["files", "webhook", "personio", "amocrm"];
    let deliver = deliver(&mut section);
    let map = section.text_map("map");
    let mut stages = BTreeMap::new();
    for (theirs, ours) in section.text_map("stages") {
        match ours.parse() {
            Ok(stage) => {
                stages.insert(theirs, stage);
            }
            Err(_) => section.unknown_word("stages", &ours, &Stage::ALL.map(Stage::as_str)),
        }
    }
    if !section.has("kind") {
        section.mistake("kind", "is missing", format!("one of {}", KINDS.join(", ")));
        return None;
    }
    let kind = match section.word("kind", &KINDS)?.as_str() {
        "files" => files(&mut section),
        "webhook" => webhook(&mut section),
        "personio" => personio(&mut section),
        _ => amocrm(&mut section),
    };
    section.finish();
    Some(Target { name: name?, kind: kind?, deliver, map, stages })
}

fn deliver(section: &mut Section<'_, '_>) -> Deliver {
    let Some(text) = section.text("deliver") else { return Deliver::default() };
    match (text.as_str(), text.strip_prefix("on-stage:").map(str::parse)) {
        ("by-hand", _) => Deliver::ByHand,
        ("on-save", _) => Deliver::OnSave,
        (_, Some(Ok(stage))) => Deliver::OnStage(stage),
        (_, Some(Err(_))) => {
            let words = Stage::ALL.map(Stage::as_str);
            section.unknown_word("deliver", text.trim_start_matches("on-stage:"), &words);
            Deliver::default()
        }
        _ => {
            section.unknown_word("deliver", &text, &["by-hand", "on-save", "on-stage:STAGE"]);
            Deliver::default()
        }
    }
}

fn files(section: &mut Section<'_, '_>) -> Option<Kind> {
    let format = match section.word("format", &["folders", "jsonl", "csv"]).as_deref() {
        Some("jsonl") => Format::Jsonl,
        Some("csv") => Format::Csv,
        _ => Format::Folders,
    };
    if !section.has("path") {
        section.mistake("path", "is missing", "the folder that the applicants are written to");
    }
    Some(Kind::Files { path: section.path("path")?, format })
}

fn webhook(section: &mut Section<'_, '_>) -> Option<Kind> {
    let media = match section.word("media", &["multipart", "separate", "none"]).as_deref() {
        Some("separate") => WebhookMedia::Separate,
        Some("none") => WebhookMedia::None,
        _ => WebhookMedia::Multipart,
    };
    let url = address(section, "url", "the address that is called");
    let secret = section.required_secret("secret");
    Some(Kind::Webhook { url: url?, secret: secret?, media })
}

fn personio(section: &mut Section<'_, '_>) -> Option<Kind> {
    let base_url = section
        .address("base_url", Placeholder::None)
        .unwrap_or_else(|| "https://api.personio.de".to_owned());
    let token = section.required_secret("token");
    if !section.has("company_id") {
        section.mistake("company_id", "is missing", "the number of your company at Personio");
    }
    let company_id = section.whole("company_id", 1..=i64::MAX);
    let position = section.whole("position", 1..=i64::MAX);
    let positions = section.number_map("positions");
    let client_id = section.text("client_id");
    let client_secret = section.secret("client_secret");
    let reader = match (client_id, client_secret) {
        (Some(id), Some(secret)) => Some((id, secret)),
        (None, None) => None,
        (Some(_), None) => {
            section.mistake(
                "client_id",
                "stands without client_secret",
                "both, to read progress back, or neither",
            );
            None
        }
        (None, Some(_)) => {
            section.mistake(
                "client_secret",
                "stands without client_id",
                "both, to read progress back, or neither",
            );
            None
        }
    };
    Some(Kind::Personio { base_url, token: token?, company_id: company_id?, reader, position, positions })
}

fn amocrm(section: &mut Section<'_, '_>) -> Option<Kind> {
    let base_url =
        address(section, "base_url", "the address of your amoCRM, such as \"https://….amocrm.ru\"");
    let token = section.required_secret("token");
    let pipeline_id = section.whole("pipeline_id", 1..=i64::MAX);
    let status_id = section.whole("status_id", 1..=i64::MAX);
    let id_field = section.whole("id_field", 1..=i64::MAX);
    Some(Kind::AmoCrm { base_url: base_url?, token: token?, pipeline_id, status_id, id_field })
}

/// An address that must be there.
fn address(section: &mut Section<'_, '_>, name: &'static str, right: &str) -> Option<String> {
    if !section.has(name) {
        section.mistake(name, "is missing", right);
        return None;
    }
    section.address(name, Placeholder::None)
}
