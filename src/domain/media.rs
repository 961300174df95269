//! A file of an applicant, as the source announces it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::MediaId;

/// What a media file is to its applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Belongs to a step.
    Attachment,
    /// The curriculum vitae.
    Cv,
    /// The profile image.
    Image,
}

impl Role {
    /// Every role, in the order of their codes.
    pub const ALL: [Role; 3] = [Role::Attachment, Role::Cv, Role::Image];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Attachment => "attachment",
            Role::Cv => "cv",
            Role::Image => "image",
        }
    }

    /// The number under which the store keeps it.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The role of a stored number; what this version doesn't know is an attachment.
    pub fn from_code(code: i64) -> Self {
        usize::try_from(code).ok().and_then(|at| Role::ALL.get(at).copied()).unwrap_or(Role::Attachment)
    }
}

/// A file of an applicant, as announced; whether it is stored is the store's to say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// The source's id, unique within the applicant.
    pub id: MediaId,
    /// What it is to the applicant.
    pub role: Role,
    /// The file name as it came: hostile until made safe.
    pub name: Option<String>,
    /// The announced media type.
    pub mime: Option<String>,
    /// The announced address; shown, and tried only by the rules of the source's contract.
    pub uri: Option<String>,
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Media")
            .field("id", &self.id)
            .field("role", &self.role)
            .field("mime", &self.mime)
            .finish_non_exhaustive()
    }
}

/// The family of a media type: what `has:` in a query and the signs on the screen tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Pictures.
    Image,
    /// Voice notes and music.
    Audio,
    /// Films.
    Video,
    /// Everything else.
    Document,
}

impl Family {
    /// The family of a media type such as `image/jpeg`.
    pub fn of(mime: &str) -> Self {
        match mime.split('/').next().unwrap_or_default().trim() {
            kind if kind.eq_ignore_ascii_case("image") => Family::Image,
            kind if kind.eq_ignore_ascii_case("audio") => Family::Audio,
            kind if kind.eq_ignore_ascii_case("video") => Family::Video,
            _ => Family::Document,
        }
    }
}
