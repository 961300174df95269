//! The media objects of one profile: each file once, and none without a way to be told apart.

use std::collections::HashMap;

use crate::domain::{Media, MediaId, Role};

use crate::source::shape::Read;
use crate::source::value::plain;

/// The fields of a media object, by their names in the contract.
pub const MEDIA: [&str; 4] = ["id", "name", "mime", "uri"];

/// What begins the id that we give to a file to which the source gives none. It can't be fetched, and so holds its
/// applicant back until somebody looks.
const NO_ID: &str = "(no id) ";

/// Whether a file has no id at its source.
pub fn has_no_id(id: &MediaId) -> bool {
    id.as_str().starts_with(NO_ID)
}

/// The files of one profile, in the order in which they were met.
#[derive(Debug, Default)]
pub struct Files {
    /// Each file once.
    pub list: Vec<Media>,
    places: HashMap<MediaId, usize>,
    unnamed: usize,
}

impl Files {
    /// Takes a media object up and returns its id. One that was met before is the same file: what it says about
    /// itself is put together, and its more telling role counts.
    pub fn take(&mut self, read: &Read<'_, '_, 4>, role: Role) -> MediaId {
        let text = |key| read.get(key).and_then(plain);
        let media = Media {
            id: text("id").map_or_else(|| self.next_id(), MediaId),
            role,
            name: text("name"),
            mime: text("mime"),
            uri: text("uri"),
        };
        let id = media.id.clone();
        match self.places.get(&id).and_then(|at| self.list.get_mut(*at)) {
            None => self.push(media),
            Some(known) => {
                if known.role == Role::Attachment {
                    known.role = role;
                }
                known.name = known.name.take().or(media.name);
                known.mime = known.mime.take().or(media.mime);
                known.uri = known.uri.take().or(media.uri);
            }
        }
        id
    }

    /// Takes up that there is a file of which nothing is known but perhaps an address.
    pub fn unknown(&mut self, role: Role, uri: Option<String>) -> MediaId {
        let id = self.next_id();
        self.push(Media { id: id.clone(), role, name: None, mime: None, uri });
        id
    }

    fn push(&mut self, media: Media) {
        self.places.insert(media.id.clone(), self.list.len());
        self.list.push(media);
    }

    fn next_id(&mut self) -> MediaId {
        self.unnamed += 1;
        MediaId(format!("{NO_ID}{}", self.unnamed))
    }
}
