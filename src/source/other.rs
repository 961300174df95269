//! Answers that are something else than what was asked for.

use super::{json, value};
use crate::domain::text;
use crate::http::{Call, Class, Error, Peer, quote};

/// How many of an object's fields an error names.
const NAMED: usize = 8;
/// The fields in which servers say what is wrong.
const WORDS: [&str; 5] = ["error", "error_description", "message", "detail", "title"];

/// The error for an answer that is not `expected`. Of JSON only the names of fields and the words of an error are told:
/// the rest may be an applicant's.
pub fn answer(peer: &Peer, call: &Call, expected: &str, mime: Option<&str>, start: &[u8]) -> Error {
    if quote::kind(mime, start) != quote::Kind::Json {
        return peer.wrong_answer(call, expected, mime, start);
    }
    let lossy = String::from_utf8_lossy(start);
    let fields = json::fields_so_far(&lossy, 64);
    let words = WORDS.iter().find_map(|word| {
        let (_, node) = fields.iter().find(|(name, _)| name == word)?;
        value::plain(node)
    });
    let said = match words {
        Some(words) => text::excerpt(peer.without_secrets_now(&words).as_bytes(), 200),
        None => {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_ref()).take(NAMED).collect();
            format!(
                "an object with the fields {}",
                text::excerpt(peer.without_secrets_now(&names.join(", ")).as_bytes(), 200)
            )
        }
    };
    let what = format!("{} answered with something else than {expected}: {said}", peer.host());
    Error::new(Class::WrongAnswer, what)
}
