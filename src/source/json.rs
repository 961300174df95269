//! Reads one JSON text without copying it: numbers keep their literals, every value knows its own bytes, and a text
//! that was cut inside an emoji (a lone surrogate) is read with a replacement character instead of being refused.
//!
//! serde_json is not used for records because it turns a long number into a float, refuses lone surrogates, and
//! keeps no bytes of unknown fields. Sources use this for what they read; nothing is written with it.

use std::borrow::Cow;

/// A value and its own text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// As it was written.
    pub raw: &'a str,
    /// What it is.
    pub json: Json<'a>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its literal.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// An object: its fields in their order, repeated names included.
    Object(Vec<Field<'a>>),
}

/// A field of an object.
pub type Field<'a> = (Cow<'a, str>, Node<'a>);

/// Why a text is no JSON, or can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct Error {
    /// What is wrong.
    pub what: &'static str,
    /// Where, counted in bytes from 0.
    pub at: usize,
}

impl Json<'_> {
    /// What kind of value it is, with its article, for a sentence.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a yes/no",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }
}

/// Reads a whole JSON text, nested at most `most_deep` levels.
///
/// # Errors
/// When it is no JSON (RFC 8259), something follows it, or it is nested too deeply.
pub fn parse(text: &str, most_deep: u32) -> Result<Node<'_>, Error> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    reader.space();
    let node = reader.value(most_deep)?;
    reader.space();
    if reader.at < reader.bytes.len() { Err(reader.error("something follows the value")) } else { Ok(node) }
}

/// Reads the fields of an object as far as they can be read; nothing of what is no object.
pub fn fields_so_far(text: &str, most_deep: u32) -> Vec<Field<'_>> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    reader.space();
    let mut fields = Vec::new();
    // The error says where it stopped, which is what the caller knows already.
    let _ = reader.object(most_deep, &mut fields);
    fields
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn error(&self, what: &'static str) -> Error {
        Error { what, at: self.at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, sign: u8, what: &'static str) -> Result<(), Error> {
        if self.peek() == Some(sign) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.error(what))
        }
    }

    fn value(&mut self, depth_left: u32) -> Result<Node<'a>, Error> {
        let start = self.at;
        let json = match self.peek() {
            Some(b'"') => Json::Text(self.string()?),
            Some(b'{') => {
                // Most objects have a handful of fields: growing from nothing would copy them twice.
                let mut fields = Vec::with_capacity(6);
                self.object(depth_left, &mut fields)?;
                Json::Object(fields)
            }
            Some(b'[') => Json::List(self.list(depth_left)?),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?),
            Some(b't') => self.word("true", Json::Bool(true))?,
            Some(b'f') => self.word("false", Json::Bool(false))?,
            Some(b'n') => self.word("null", Json::Null)?,
            Some(_) => return Err(self.error("a value was expected")),
            None => return Err(self.error("the text ends too early")),
        };
        Ok(Node { raw: &self.text[start..self.at], json })
    }

    fn word(&mut self, word: &str, json: Json<'a>) -> Result<Json<'a>, Error> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(json)
        } else {
            Err(self.error("a value was expected"))
        }
    }

    fn object(&mut self, depth_left: u32, fields: &mut Vec<Field<'a>>) -> Result<(), Error> {
        let Some(depth_left) = depth_left.checked_sub(1) else {
            return Err(self.error("it is nested too deeply"));
        };
        self.expect(b'{', "an object was expected")?;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.error("a field's name was expected"));
            }
            let name = self.string()?;
            self.space();
            self.expect(b':', "a colon was expected")?;
            self.space();
            let value = self.value(depth_left)?;
            self.space();
            // Only what follows shows that the value was whole.
            let ends = match self.peek() {
                Some(b',') => false,
                Some(b'}') => true,
                _ => return Err(self.error("a comma or the object's end was expected")),
            };
            self.at += 1;
            fields.push((name, value));
            if ends {
                return Ok(());
            }
        }
    }

    fn list(&mut self, depth_left: u32) -> Result<Vec<Node<'a>>, Error> {
        let Some(depth_left) = depth_left.checked_sub(1) else {
            return Err(self.error("it is nested too deeply"));
        };
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(items);
        }
        loop {
            self.space();
            items.push(self.value(depth_left)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(items);
                }
                _ => return Err(self.error("a comma or the list's end was expected")),
            }
        }
    }

    fn number(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.error("a digit was expected")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn some_digits(&mut self) -> Result<(), Error> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.error("a digit was expected"));
        }
        self.digits();
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    /// Goes to the next byte of a string that is not plain text.
    fn plain(&mut self) -> &'a str {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest.iter().position(|byte| SPECIAL[usize::from(*byte)]).unwrap_or(rest.len());
        self.at += length;
        &self.text[start..self.at]
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        self.at += 1;
        let first = self.plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(first));
        }
        let mut text = String::with_capacity(first.len() + 16);
        text.push_str(first);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(&mut text)?;
                    text.push_str(self.plain());
                }
                Some(_) => return Err(self.error("a control character stands in a text")),
                None => return Err(self.error("the text ends too early")),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Error> {
        let sign = self.peek().ok_or_else(|| self.error("the text ends too early"))?;
        self.at += 1;
        text.push(match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.four()?;
                if !(0xd800..0xe000).contains(&first) {
                    char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
                } else {
                    self.surrogate(first)?
                }
            }
            _ => {
                self.at -= 1;
                return Err(self.error("there is no such escape"));
            }
        });
        Ok(())
    }

    /// The second half of a pair, if it follows; a half that stands alone becomes a replacement character.
    fn surrogate(&mut self, first: u32) -> Result<char, Error> {
        if first < 0xdc00 && self.bytes[self.at..].starts_with(b"\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.four()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four(&mut self) -> Result<u32, Error> {
        let digits =
            self.bytes.get(self.at..self.at + 4).ok_or_else(|| self.error("the text ends too early"))?;
        let mut code = 0;
        for digit in digits {
            let digit = char::from(*digit).to_digit(16);
            code = code * 16 + digit.ok_or_else(|| self.error("there is no such escape"))?;
        }
        self.at += 4;
        Ok(code)
    }
}

/// The bytes that end the plain part of a string.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 0x20 {
        table[at] = true;
        at += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn to_serde(node: &Node<'_>) -> Value {
        match &node.json {
            Json::Null => Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Number(literal) => serde_json::from_str(literal).unwrap(),
            Json::Text(text) => Value::String(text.clone().into_owned()),
            Json::List(items) => items.iter().map(to_serde).collect(),
            Json::Object(fields) => {
                fields.iter().map(|(name, node)| (name.to_string(), to_serde(node))).collect()
            }
        }
    }

    #[test]
    fn literals_and_bytes_are_kept() {
        let text = r#" {"id": 12345678901234567890123, "x" : {"a":[1.50, -0e+1]} } "#;
        let node = parse(text, 8).unwrap();
        let Json::Object(fields) = node.json else { panic!() };
        assert_eq!(fields[0].1.json, Json::Number("12345678901234567890123"));
        assert_eq!(fields[1].1.raw, r#"{"a":[1.50, -0e+1]}"#);
    }

    #[test]
    fn a_text_cut_inside_an_emoji_is_read() {
        for (text, read) in [
            (r#""ok \ud83d\ude00""#, "ok \u{1f600}"),
            (r#""cut \ud83d""#, "cut \u{fffd}"),
            (r#""cut \ud83d\n""#, "cut \u{fffd}\n"),
            (r#""\ude00\ud83d\u0041""#, "\u{fffd}\u{fffd}A"),
        ] {
            assert_eq!(parse(text, 1).unwrap().json, Json::Text(read.into()), "{text}");
        }
    }

    #[test]
    fn depth_is_counted_from_the_value_itself() {
        assert!(parse("[[[1]]]", 3).is_ok());
        assert_eq!(parse("[[[1]]]", 2).unwrap_err().what, "it is nested too deeply");
        assert!(parse(&"[".repeat(1_000_000), 64).is_err());
    }

    #[test]
    fn fields_before_a_mistake_are_found() {
        let fields = fields_so_far(r#"{"profileId": 7, "steps": [1, 2}"#, 8);
        assert_eq!(fields.len(), 1);
        assert!(fields_so_far(r#"{"profileId": 47"#, 8).is_empty(), "it may have been 4711");
        assert!(fields_so_far("[1]", 8).is_empty());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Into::into),
            (-1e9..1e9_f64).prop_map(Into::into),
            any::<String>().prop_map(Value::String),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((".{0,8}", inner), 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_alike(value in value(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            let node = parse(&text, 64).unwrap();
            prop_assert_eq!(node.raw, text.as_str());
            let theirs: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(to_serde(&node), theirs);
        }

        #[test]
        fn nothing_panics_and_serde_json_agrees_on_what_is_json(
            text in prop_oneof![any::<String>(), "[\\[\\]{}\":,\\\\untrefalsu0-9.eE+ \u{1}-]{0,30}"],
        ) {
            let ours = parse(&text, 64);
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text);
            prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
            fields_so_far(&text, 64);
        }
    }
}
