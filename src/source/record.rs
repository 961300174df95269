//! From the bytes of one record to what becomes of it: read, or kept as unreadable with the reason.

use super::Record;
use super::json::{self, Field, Node};
use super::split::{MOST_DEEP, MOST_LARGE, Piece};
use crate::domain::{Application, SourceId};

/// How the reason of a record ends that is too large to be kept as a whole.
pub const ONLY_ITS_BEGINNING: &str = "only its beginning is kept";

/// Reads one piece of a list. `id` finds the id among the fields of a record, as far as they can be read; `read` says
/// what a record means and what it is the same as, or why it can't be read.
pub fn read(
    piece: &Piece<'_>,
    id: impl Fn(&[Field<'_>]) -> Option<SourceId>,
    read: impl FnOnce(&Node<'_>) -> Result<(Application, [u8; 32]), String>,
) -> Record {
    let (raw, limit) = match piece {
        Piece::Record(raw) => (*raw, None),
        Piece::Deep(raw) => (*raw, Some(format!("it is nested more than {MOST_DEEP} levels deep"))),
        Piece::Large(raw, length) => {
            let most = MOST_LARGE / 1024 / 1024;
            let why = format!("it has {length} bytes, more than {most} MB; {ONLY_ITS_BEGINNING}");
            (*raw, Some(why))
        }
    };
    let unreadable = |reason: String| {
        let text = String::from_utf8_lossy(raw);
        let id = id(&json::fields_so_far(&text, MOST_DEEP));
        let id = id.filter(|id| !id.as_str().contains(char::REPLACEMENT_CHARACTER));
        Record::Unreadable { id, raw: raw.to_vec(), reason }
    };
    if let Some(reason) = limit {
        return unreadable(reason);
    }
    let Ok(text) = std::str::from_utf8(raw) else {
        return unreadable("it is not valid UTF-8".into());
    };
    let node = match json::parse(text, MOST_DEEP) {
        Ok(node) => node,
        Err(error) => return unreadable(format!("it is no JSON: {error}")),
    };
    match read(&node) {
        Ok((application, sameness)) => {
            Record::Readable { application: Box::new(application), raw: raw.to_vec(), sameness }
        }
        Err(reason) => unreadable(reason),
    }
}
