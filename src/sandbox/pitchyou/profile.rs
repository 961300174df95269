//! Owns how PitchYou writes an applicant down: the bytes of one ProfileDto.

use jiff::Timestamp;

use crate::sandbox::applicant::{Answer, Applicant, Form, Id, Media};
use crate::sandbox::json::{self, Object};

/// How profiles are written at the moment; faults change it.
#[derive(Clone, Debug)]
pub struct Style {
    /// What stands before the path of a `downloadUri`; may be empty.
    pub base: String,
    /// Whether members appear that nobody has published.
    pub members: Members,
    /// The names of the members that may be renamed.
    pub names: Names,
}

/// Which members a profile has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// The published and the assumed ones.
    Known,
    /// Further ones on every level.
    Extended,
}

/// The wire names that `Fault::RenamedFields` changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    pub(super) profile_id: &'static str,
    pub(super) created: &'static str,
    pub(super) phone: &'static str,
    pub(super) source: &'static str,
    pub(super) answer: &'static str,
    pub(super) cv: &'static str,
    pub(super) attachments: &'static str,
}

impl Names {
    /// The names as published and assumed.
    pub const USUAL: Self = Self {
        profile_id: "profileId",
        created: "createdAt",
        phone: "phone",
        source: "utmSource",
        answer: "answer",
        cv: "cv",
        attachments: "attachments",
    };

    /// What `self` calls the member that is usually called `name`.
    pub fn of<'a>(&self, name: &'a str) -> &'a str {
        let usual = Self::USUAL;
        [
            (usual.profile_id, self.profile_id),
            (usual.created, self.created),
            (usual.phone, self.phone),
            (usual.source, self.source),
            (usual.answer, self.answer),
            (usual.cv, self.cv),
            (usual.attachments, self.attachments),
        ]
        .into_iter()
        .find_map(|(from, to)| (from == name).then_some(to))
        .unwrap_or(name)
    }
}

impl Default for Style {
    fn default() -> Self {
        Self { base: String::new(), members: Members::Known, names: Names::USUAL }
    }
}

/// Writes one profile.
pub fn write(out: &mut Vec<u8>, applicant: &Applicant, style: &Style) {
    let names = &style.names;
    let form = applicant.form;
    let mut object = Object::open(out);
    id(object.member(names.profile_id), &applicant.id);
    match form {
        Form::Common => {
            time(object.member(names.created), applicant.created, &applicant.id);
            object.text("firstName", applicant.given);
            object.text("lastName", applicant.family);
            optional(&mut object, names.phone, applicant.phone.as_deref());
            if let Some(email) = &applicant.email {
                object.text("email", email);
            }
        }
        Form::Other => {
            json::number(object.member("timestamp"), applicant.created.as_millisecond());
            let out = object.member("fullName");
            out.push(b'"');
            json::inner(out, applicant.given);
            out.push(b' ');
            json::inner(out, applicant.family);
            out.push(b'"');
            optional(&mut object, "whatsAppNumber", applicant.phone.as_deref());
            optional(&mut object, "email", applicant.email.as_deref());
        }
        Form::Bare => {}
    }
    optional(&mut object, "jobTemplateKey", applicant.template.map(|template| template.key));
    optional(&mut object, "externalReferenceId", applicant.job.map(|job| job.id));
    if let (true, Some(job)) = (applicant.titled, applicant.job) {
        object.text(if form == Form::Other { "title" } else { "jobTitle" }, job.title);
    }
    if let Some(origin) = applicant.origin {
        object.text(names.source, origin.source);
        object.text("utmMedium", origin.medium);
        optional(&mut object, "utmCampaign", origin.campaign);
        optional(&mut object, "utmContent", origin.content);
    } else if form == Form::Common {
        for name in [names.source, "utmMedium", "utmCampaign", "utmContent"] {
            optional(&mut object, name, None);
        }
    }
    if form != Form::Bare || applicant.cv.is_some() {
        let out = object.member(names.cv);
        file(out, applicant, applicant.cv, style);
    }
    if form != Form::Bare || applicant.image.is_some() {
        let out = object.member("profileImage");
        file(out, applicant, applicant.image, style);
    }
    if let Some(steps) = &applicant.steps {
        let out = object.member("steps");
        out.push(b'[');
        for (at, step) in steps.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            let other = form == Form::Other;
            let mut object = Object::open(out);
            object.text(if other { "stepKey" } else { "key" }, step.key);
            object.text(if other { "questionText" } else { "question" }, step.question);
            answer(object.member(if other { "answerText" } else { names.answer }), &step.answer);
            if step.attachments.is_empty() && other {
                object.member(names.attachments).extend_from_slice(b"null");
            } else {
                let out = object.member(names.attachments);
                out.push(b'[');
                for (at, &media) in step.attachments.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    file(out, applicant, Some(media), style);
                }
                out.push(b']');
            }
            if style.members == Members::Extended {
                object.member("durationMs").extend_from_slice(b"5300");
            }
            object.close();
        }
        out.push(b']');
    }
    if style.members == Members::Extended {
        object.member("matching").extend_from_slice(br#"{"score":0.87,"reasons":["near","shift"]}"#);
        object.member("consentVersion").extend_from_slice(b"\"2026-10\"");
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

fn id(out: &mut Vec<u8>, id: &Id) {
    match id {
        Id::Text(text) => json::text(out, text),
        Id::Number(number) => json::number(out, *number),
    }
}

/// Most times are ISO 8601 in UTC; those of numbered profiles have an offset.
fn time(out: &mut Vec<u8>, time: Timestamp, id: &Id) {
    if matches!(id, Id::Number(_))
        && let Ok(local) = Timestamp::from_second(time.as_second() + 3600)
    {
        let text = local.to_string();
        json::text(out, &format!("{}+01:00", text.trim_end_matches('Z')));
    } else {
        json::text(out, &time.to_string());
    }
}

fn answer(out: &mut Vec<u8>, answer: &Answer) {
    match answer {
        Answer::Text(text) => json::text(out, text),
        Answer::Number(number) => json::number(out, *number),
        Answer::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Answer::Null => out.extend_from_slice(b"null"),
        Answer::List(texts) => {
            out.push(b'[');
            for (at, text) in texts.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                json::text(out, text);
            }
            out.push(b']');
        }
    }
}

fn file(out: &mut Vec<u8>, applicant: &Applicant, media: Option<usize>, style: &Style) {
    let Some(Media { id: media_id, file_name, mime, .. }) = media.and_then(|at| applicant.media.get(at))
    else {
        out.extend_from_slice(b"null");
        return;
    };
    let mut object = Object::open(out);
    id(object.member("mediaId"), media_id);
    object.text("mimeType", mime);
    optional(&mut object, "fileName", file_name.as_deref());
    let out = object.member("downloadUri");
    out.push(b'"');
    json::inner(out, &style.base);
    out.extend_from_slice(super::FILES.as_bytes());
    percent(out, &applicant.id.text());
    out.push(b'/');
    percent(out, &media_id.text());
    out.push(b'"');
    if style.members == Members::Extended {
        object.member("virusScan").extend_from_slice(br#"{"clean":true}"#);
    }
    object.close();
}

/// Writes a path segment: everything but unreserved characters as %XX.
fn percent(out: &mut Vec<u8>, segment: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in segment.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn written(index: u32, style: &Style) -> Vec<u8> {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut out = Vec::new();
        write(&mut out, &Applicant::of(5, index, 300, now), style);
        out
    }

    #[test]
    fn every_profile_is_json_of_a_real_size() {
        let mut total = 0;
        for index in 0..300 {
            let bytes = written(index, &Style::default());
            let profile: Value = serde_json::from_slice(&bytes).unwrap();
            assert!(profile["profileId"].is_string() || profile["profileId"].is_i64());
            total += bytes.len();
        }
        let average = total / 300;
        assert!((1_500..3_500).contains(&average), "{average} bytes");
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        for index in 0..50 {
            assert_eq!(written(index, &Style::default()), written(index, &Style::default()));
        }
        assert_ne!(written(1, &Style::default()), written(2, &Style::default()));
    }

    #[test]
    fn extended_profiles_have_new_members_on_every_level() {
        let style = Style { members: Members::Extended, ..Style::default() };
        let all: Vec<Value> =
            (0..40).map(|index| serde_json::from_slice(&written(index, &style)).unwrap()).collect();
        assert!(all.iter().all(|profile| profile["matching"]["score"] == 0.87));
        assert!(all.iter().any(|profile| profile["cv"]["virusScan"]["clean"] == true));
        assert!(all.iter().any(|profile| profile["steps"][0]["durationMs"] == 5300));
    }
}
