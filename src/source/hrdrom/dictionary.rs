//! Reference data: what a dictionary says.

use crate::domain::Entry;
use crate::source::contract::Contract;
use crate::source::json::{self, Json, Node};
use crate::source::value::plain;

/// The deepest nesting of a dictionary.
const MOST_DEEP: u32 = 16;

/// Why bytes are no dictionary.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrong {
    /// They are something else than a list.
    NoList,
    /// They are broken; how, as half a sentence.
    Broken(String),
}

/// Reads a dictionary; entries without an id are left out, and counted in the second half. One without a name is called
/// by its id.
///
/// # Errors
/// Why the bytes are no dictionary.
pub fn read(contract: &Contract, body: &[u8]) -> Result<(Vec<Entry>, usize), Wrong> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if !matches!(body.trim_ascii_start().first(), Some(b'[' | b'n')) {
        return Err(Wrong::NoList);
    }
    let text = std::str::from_utf8(body).map_err(|_| Wrong::Broken("it is not valid UTF-8".to_owned()))?;
    let node =
        json::parse(text, MOST_DEEP).map_err(|error| Wrong::Broken(format!("it is no JSON: {error}")))?;
    let items = match node.json {
        Json::Null => Vec::new(),
        Json::List(items) => items,
        _ => return Err(Wrong::NoList),
    };
    let read: Vec<Entry> = items.iter().filter_map(|item| entry(contract, item)).collect();
    let left_out = items.iter().filter(|item| item.json != Json::Null).count() - read.len();
    Ok((read, left_out))
}

fn entry(contract: &Contract, node: &Node<'_>) -> Option<Entry> {
    let Json::Object(fields) = &node.json else { return None };
    let text = |key: &str| {
        contract.list(&["entry", key]).into_iter().find_map(|name| {
            let (_, node) = fields.iter().rev().find(|(known, _)| known == name)?;
            plain(node)
        })
    };
    let id = text("id")?;
    Some(Entry { name: text("name").unwrap_or_else(|| id.clone()), parent: text("parent"), id })
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::domain::SourceKind;

    fn dictionary(body: &str) -> Result<(Vec<Entry>, usize), Wrong> {
        read(&Contract::of(SourceKind::HrDrom, &Table::new()).unwrap(), body.as_bytes())
    }

    #[test]
    fn entries_are_read_as_far_as_they_have_ids() {
        let body = r#"[{"id":1,"name":"Склад"},{"id":"a","parent_id":1,"x":[]},null,{"name":"x"},7]"#;
        let (entries, left_out) = dictionary(body).unwrap();
        let entry = |id: &str, name: &str, parent: Option<&str>| Entry {
            id: id.into(),
            name: name.into(),
            parent: parent.map(str::to_owned),
        };
        assert_eq!(entries, [entry("1", "Склад", None), entry("a", "a", Some("1"))]);
        assert_eq!(left_out, 2);
        assert_eq!(dictionary("\u{feff} null"), Ok((vec![], 0)));
        for wrong in ["{}", "", "\"x\"", "<html>"] {
            assert_eq!(dictionary(wrong), Err(Wrong::NoList), "{wrong}");
        }
        assert!(matches!(dictionary("[{\"id\":1}"), Err(Wrong::Broken(_))));
    }
}
