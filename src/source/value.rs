//! Single values in a source's JSON: what counts as text, as nothing, and as an id.

use super::json::{Json, Node};
use crate::domain::SourceId;

/// The longest id that is taken for one, in bytes.
const LONGEST_ID: usize = 512;

/// An id as the source wrote it. An empty one is an id as well: its record can be read, only its files can't be
/// had.
///
/// # Errors
/// Why it is none.
pub fn source_id(node: &Node<'_>) -> Result<SourceId, String> {
    match &node.json {
        Json::Text(text) if text.len() > LONGEST_ID => {
            Err(format!("its id is longer than {LONGEST_ID} bytes"))
        }
        Json::Text(text) => Ok(SourceId::text(text.as_ref())),
        Json::Number(literal) if literal.len() <= LONGEST_ID => Ok(SourceId::number(*literal)),
        other => Err(format!("its id is {}, and a text or a number was expected", other.kind())),
    }
}

/// Whether there is nothing in a value: nothing, an empty text, an empty list or object, or only such things.
pub fn is_blank(node: &Node<'_>) -> bool {
    match &node.json {
        Json::Null => true,
        Json::Text(text) => text.trim().is_empty(),
        Json::List(items) => items.iter().all(is_blank),
        Json::Object(fields) => fields.iter().all(|(_, node)| is_blank(node)),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// A single value as text; nothing for what is none.
pub fn plain(node: &Node<'_>) -> Option<String> {
    match &node.json {
        Json::Text(text) if text.trim().is_empty() => None,
        Json::Text(text) => Some(text.as_ref().to_owned()),
        Json::Number(literal) => Some((*literal).to_owned()),
        Json::Bool(true) => Some("yes".to_owned()),
        Json::Bool(false) => Some("no".to_owned()),
        Json::Null | Json::List(_) | Json::Object(_) => None,
    }
}
