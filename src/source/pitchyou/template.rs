//! PitchYou's interview templates: what a JobTemplateDto says.

use crate::domain::Template;
use crate::source::contract::Contract;
use crate::source::json::{self, Json, Node};

use crate::source::value::{is_blank, plain};

/// The deepest nesting of a list of templates.
const MOST_DEEP: u32 = 64;

/// Reads a list of templates; those without a key are left out, and counted in the second half.
///
/// # Errors
/// Why the bytes are no list of templates, as half a sentence.
pub fn read(contract: &Contract, body: &[u8]) -> Result<(Vec<Template>, usize), String> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| "it is not valid UTF-8".to_owned())?;
    let node = json::parse(text, MOST_DEEP).map_err(|error| format!("it is no JSON: {error}"))?;
    let items = match node.json {
        Json::Null => Vec::new(),
        Json::List(items) => items,
        other => return Err(format!("it is {}", other.kind())),
    };
    let read: Vec<Template> = items.iter().filter_map(|item| template(contract, item)).collect();
    let left_out = items.iter().filter(|item| item.json != Json::Null).count() - read.len();
    Ok((read, left_out))
}

fn template(contract: &Contract, node: &Node<'_>) -> Option<Template> {
    let key = field(contract, &["template", "key"], node).and_then(plain)?;
    let descriptions = field(contract, &["template", "descriptions"], node)
        .map(|node| descriptions(contract, node))
        .unwrap_or_default();
    Some(Template { key, descriptions })
}

/// The first of a field's aliases that an object has, if it isn't `null`.
fn field<'n, 'a>(contract: &Contract, path: &[&str], node: &'n Node<'a>) -> Option<&'n Node<'a>> {
    let Json::Object(fields) = &node.json else { return None };
    contract.list(path).into_iter().find_map(|name| {
        let (_, node) = fields.iter().rev().find(|(known, _)| known == name)?;
        (node.json != Json::Null).then_some(node)
    })
}

/// Descriptions in each of their forms; one in another form is kept as it came.
fn descriptions(contract: &Contract, node: &Node<'_>) -> Vec<(Option<String>, String)> {
    match &node.json {
        _ if is_blank(node) => Vec::new(),
        Json::List(items) => items.iter().flat_map(|item| one(contract, item)).collect(),
        Json::Object(fields) if field(contract, &["description", "text"], node).is_none() => fields
            .iter()
            .filter(|(_, value)| !is_blank(value))
            .map(|(language, value)| {
                (Some(language.to_string()), plain(value).unwrap_or_else(|| value.raw.to_owned()))
            })
            .collect(),
        _ => one(contract, node).into_iter().collect(),
    }
}

fn one(contract: &Contract, node: &Node<'_>) -> Option<(Option<String>, String)> {
    if is_blank(node) {
        return None;
    }
    let text = field(contract, &["description", "text"], node).and_then(plain);
    let language = field(contract, &["description", "language"], node).and_then(plain);
    match text {
        Some(text) => Some((language, text)),
        None => Some((None, plain(node).unwrap_or_else(|| node.raw.to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::domain::SourceKind;

    fn templates(body: &str) -> Result<(Vec<Template>, usize), String> {
        read(&Contract::of(SourceKind::PitchYou, &Table::new()).unwrap(), body.as_bytes())
    }

    fn described(descriptions: &str) -> Vec<(Option<String>, String)> {
        let body = format!(r#"[{{"templateKey":"t","descriptions":{descriptions}}}]"#);
        templates(&body).unwrap().0.remove(0).descriptions
    }

    #[test]
    fn descriptions_are_read_in_every_form() {
        let de = |text: &str| (Some("de".to_owned()), text.to_owned());
        let bare = |text: &str| (None, text.to_owned());
        for (descriptions, read) in [
            (r#""Pflege""#, vec![bare("Pflege")]),
            (r#"["Pflege", null, "Nacht"]"#, vec![bare("Pflege"), bare("Nacht")]),
            (r#"[{"language":"de","text":"Pflege"},{"text":"Care"}]"#, vec![de("Pflege"), bare("Care")]),
            (r#"{"de":"Pflege","en":null}"#, vec![de("Pflege")]),
            (r#"{"language":"de","text":"Pflege"}"#, vec![de("Pflege")]),
            ("null", vec![]),
            (r#""""#, vec![]),
            ("[]", vec![]),
            (r#"[{"title":"Pflege"}]"#, vec![bare(r#"{"title":"Pflege"}"#)]),
            (r#"{"de":["a","b"]}"#, vec![de(r#"["a","b"]"#)]),
            ("17", vec![bare("17")]),
        ] {
            assert_eq!(described(descriptions), read, "{descriptions}");
        }
    }

    #[test]
    fn a_list_is_read_as_far_as_it_has_keys() {
        assert_eq!(templates("null").unwrap(), (vec![], 0));
        assert_eq!(templates("\u{feff}[]").unwrap(), (vec![], 0));
        let (read, left_out) = templates(r#"[{"templateKey":7},null,{"descriptions":"x"},3]"#).unwrap();
        assert_eq!((read.len(), read[0].key.as_str(), left_out), (1, "7", 2));
        for wrong in ["{}", "[", "\"x\"", ""] {
            assert!(templates(wrong).is_err(), "{wrong}");
        }
    }
}
