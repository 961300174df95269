//! Tells whether two records say the same: compared as parsed JSON, whatever the order of their fields, their white
//! space and their escapes, and without the fields that change by themselves.

use sha2::{Digest, Sha256};

use super::json::{Json, Node};

/// A number that is equal for two records that say the same. Fields whose name is `volatile` don't count, at any
/// depth.
pub fn of(node: &Node<'_>, volatile: &dyn Fn(&str) -> bool, room: &mut Room) -> [u8; 32] {
    room.canonical.clear();
    room.order.clear();
    write(node, volatile, room);
    Sha256::digest(room.canonical.as_slice()).into()
}

/// Room to write in, kept from record to record.
#[derive(Debug, Default)]
pub struct Room {
    canonical: Vec<u8>,
    /// The order of the fields of all objects that are open.
    order: Vec<usize>,
}

/// The number of a record that is the same only if these texts are as well.
pub fn with<'t>(record: [u8; 32], texts: impl IntoIterator<Item = &'t str>) -> [u8; 32] {
    let mut all = record.to_vec();
    texts.into_iter().for_each(|one| text(one, &mut all));
    Sha256::digest(&all).into()
}

/// Writes a value so that no two different ones give the same bytes: every text carries its length.
fn write(node: &Node<'_>, volatile: &dyn Fn(&str) -> bool, room: &mut Room) {
    let out = &mut room.canonical;
    match &node.json {
        Json::Null => out.push(b'n'),
        Json::Bool(true) => out.push(b't'),
        Json::Bool(false) => out.push(b'f'),
        Json::Number(literal) => number(literal, out),
        Json::Text(text) => self::text(text, out),
        Json::List(items) => {
            count(b'[', items.len(), out);
            for item in items {
                write(item, volatile, room);
            }
        }
        Json::Object(fields) => {
            let (start, order) = (room.order.len(), &mut room.order);
            order.extend((0..fields.len()).filter(|at| !volatile(&fields[*at].0)));
            // A stable sort: fields of the same name keep their order.
            order[start..].sort_by(|one, other| fields[*one].0.cmp(&fields[*other].0));
            count(b'{', order.len() - start, out);
            for place in start..room.order.len() {
                let (name, value) = &fields[room.order[place]];
                text(name, &mut room.canonical);
                write(value, volatile, room);
            }
            room.order.truncate(start);
        }
    }
}

fn count(sign: u8, count: usize, out: &mut Vec<u8>) {
    out.push(sign);
    out.extend_from_slice(&(count as u64).to_le_bytes());
}

fn text(text: &str, out: &mut Vec<u8>) {
    count(b's', text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

/// Whole numbers by their value, others as floats; one that is neither exactly, by its literal.
fn number(literal: &str, out: &mut Vec<u8>) {
    if let Ok(whole) = literal.parse::<i64>() {
        out.push(b'i');
        out.extend_from_slice(&whole.to_le_bytes());
        return;
    }
    let is_whole = literal.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match literal.parse::<f64>() {
        Ok(float) if !is_whole && float.is_finite() => {
            // 1.0 and 1e0 say 1; beyond 2^53 a float says nothing exact.
            if float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 {
                out.push(b'i');
                out.extend_from_slice(&(float as i64).to_le_bytes());
            } else {
                out.push(b'd');
                out.extend_from_slice(&float.to_le_bytes());
            }
        }
        _ => {
            count(b'l', literal.len(), out);
            out.extend_from_slice(literal.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::json;

    fn sameness(text: &str) -> [u8; 32] {
        of(&json::parse(text, 64).unwrap(), &|name| name == "downloadUri", &mut Room::default())
    }

    #[test]
    fn what_says_the_same_is_the_same() {
        for (one, other) in [
            (r#"{"a":1,"b":"ä"}"#, r#"{ "b" : "\u00e4", "a" : 1.0 }"#),
            (r#"{"m":{"mediaId":"1","downloadUri":"x"}}"#, r#"{"m":{"downloadUri":"y","mediaId":"1"}}"#),
            (r#"{"m":{"mediaId":"1"}}"#, r#"{"m":{"downloadUri":null,"mediaId":"1"}}"#),
            ("[-0, 1e2]", "[0, 100]"),
        ] {
            assert_eq!(sameness(one), sameness(other), "{one} {other}");
        }
    }

    #[test]
    fn what_says_something_else_is_not() {
        let texts = [
            r#"{"a":1}"#,
            r#"{"a":"1"}"#,
            r#"{"a":1.5}"#,
            r#"{"a":[1]}"#,
            r#"{"a":[1,2]}"#,
            r#"{"a":[2,1]}"#,
            r#"{"a":null}"#,
            r#"{}"#,
            r#"{"a":true}"#,
            r#"{"a":false}"#,
            r#"{"a":12345678901234567890123}"#,
            r#"{"a":12345678901234567890124}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":"","b":"c"}"#,
            r#"{"a":"b","":"c"}"#,
            r#"[{"a":1}]"#,
        ];
        for (at, one) in texts.iter().enumerate() {
            for other in &texts[at + 1..] {
                assert_ne!(sameness(one), sameness(other), "{one} {other}");
            }
        }
    }
}
