//! Cuts a JSON object that holds one long list: the list's records while they arrive, the other fields when they are
//! complete, whatever their order.
//!
//! The list is cut by [`Splitter`], so that one broken record spoils only itself; the fields around it have to be
//! proper JSON.

use super::json::{self, Json};
use super::split::{End, Piece, Splitter};

/// How much is kept of another field, in bytes; what is longer is kept as a broken one.
const KEPT: usize = 64 * 1024;
/// How much of an answer is kept until its list is found, to tell what it is.
const KEPT_OF_OTHER: usize = 8 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Before,
    /// Before a field's name; the object may end here only when it is empty.
    Name,
    InName,
    Colon,
    Value,
    InValue,
    List,
    /// Behind a value.
    Comma,
    After,
    Broken(&'static str),
}

/// Cuts one object. Push every chunk, then finish.
#[derive(Debug)]
pub struct Envelope {
    /// What the list may be called.
    names: Vec<String>,
    place: Place,
    start: Vec<u8>,
    listed: bool,
    name: String,
    token: Vec<u8>,
    depth: u32,
    in_string: bool,
    escaped: bool,
    splitter: Splitter,
    fields: Vec<(String, Vec<u8>)>,
}

impl Envelope {
    /// An envelope whose list has one of these names.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            names,
            place: Place::Before,
            start: Vec::new(),
            listed: false,
            name: String::new(),
            token: Vec::new(),
            depth: 0,
            in_string: false,
            escaped: false,
            splitter: Splitter::default(),
            fields: Vec::new(),
        }
    }

    /// Whether more bytes can still matter.
    pub fn is_open(&self) -> bool {
        !matches!(self.place, Place::Broken(_))
    }

    /// Takes the next bytes and gives every record that is complete with them.
    pub fn push(&mut self, chunk: &[u8], mut give: impl FnMut(Piece<'_>)) {
        if !self.listed {
            let room = KEPT_OF_OTHER.saturating_sub(self.start.len()).min(chunk.len());
            self.start.extend_from_slice(&chunk[..room]);
        }
        let mut at = 0;
        while let Some(&byte) = chunk.get(at) {
            if self.place == Place::List {
                match self.splitter.push_to_end(&chunk[at..], &mut give) {
                    Some(end) => {
                        at += end;
                        self.place = Place::Comma;
                    }
                    None => {
                        if !self.splitter.is_open()
                            && let End::Broken(why) = std::mem::take(&mut self.splitter).finish()
                        {
                            self.place = Place::Broken(why);
                        }
                        return;
                    }
                }
                continue;
            }
            if !self.is_open() {
                return;
            }
            if self.step(byte) {
                at += 1;
            }
        }
    }

    /// Looks at a byte outside the list; whether it is done with.
    fn step(&mut self, byte: u8) -> bool {
        let space = byte.is_ascii_whitespace();
        match self.place {
            Place::Before => {
                self.token.push(byte);
                let seen = self.token.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.token).trim_ascii_start();
                if seen == b"{" {
                    self.place = Place::Name;
                } else if !seen.is_empty() && !b"\xef\xbb\xbf".starts_with(seen) {
                    self.place = Place::Broken("it is no object");
                } else if space && self.token.len() > 64 {
                    // White space without end is no reason to keep it.
                    self.token.truncate(3);
                }
            }
            Place::Name if space => {}
            Place::Name => match byte {
                b'"' => {
                    self.token = vec![byte];
                    self.escaped = false;
                    self.place = Place::InName;
                }
                b'}' if !self.listed && self.fields.is_empty() => self.place = Place::After,
                _ => self.place = Place::Broken("a field's name was expected"),
            },
            Place::InName => {
                self.keep(byte);
                if byte == b'"' && !self.escaped {
                    self.name = read_name(&self.token).unwrap_or_default();
                    self.place = Place::Colon;
                }
                self.escaped = byte == b'\\' && !self.escaped;
            }
            Place::Colon if space => {}
            Place::Colon if byte == b':' => self.place = Place::Value,
            Place::Colon => self.place = Place::Broken("a colon was expected"),
            Place::Value if space => {}
            Place::Value if byte == b'[' && self.names.contains(&self.name) => {
                self.listed = true;
                self.start = Vec::new();
                self.splitter = Splitter::default();
                self.place = Place::List;
                return false;
            }
            Place::Value => {
                self.token.clear();
                (self.depth, self.in_string, self.escaped) = (0, false, false);
                self.place = Place::InValue;
                return false;
            }
            Place::InValue => return self.in_value(byte),
            Place::Comma if space => {}
            Place::Comma => match byte {
                b',' => self.place = Place::Name,
                b'}' => self.place = Place::After,
                _ => self.place = Place::Broken("its brackets don't balance"),
            },
            Place::After if space => {}
            Place::After => self.place = Place::Broken("something follows its end"),
            Place::List | Place::Broken(_) => {}
        }
        true
    }

    fn in_value(&mut self, byte: u8) -> bool {
        if self.in_string {
            self.keep(byte);
            self.in_string = byte != b'"' || self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            return true;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b',' | b'}' | b']' if self.depth == 0 => {
                self.end_value();
                return false;
            }
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        self.keep(byte);
        true
    }

    fn end_value(&mut self) {
        let value = std::mem::take(&mut self.token).trim_ascii().to_vec();
        self.place = Place::Comma;
        if value == b"null" && self.names.contains(&self.name) {
            self.listed = true;
        } else {
            self.fields.push((std::mem::take(&mut self.name), value));
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.token.len() < KEPT {
            self.token.push(byte);
        }
    }

    /// Says how the object ended, and gives its other fields with their JSON texts.
    pub fn finish(self) -> (End, Vec<(String, Vec<u8>)>) {
        let end = match self.place {
            _ if !self.listed => End::NoList(self.start),
            Place::After => End::Complete,
            Place::Broken(why) => End::Broken(why),
            _ => End::Broken("it ends before its last bracket"),
        };
        (end, self.fields)
    }
}

fn read_name(token: &[u8]) -> Option<String> {
    match json::parse(std::str::from_utf8(token).ok()?, 1).ok()?.json {
        Json::Text(name) => Some(name.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The records, the end, and the other fields, pushed in pieces of this size.
    fn cut(text: &[u8], size: usize) -> (Vec<String>, End, Vec<(String, String)>) {
        let mut envelope = Envelope::new(vec!["items".into()]);
        let mut records = Vec::new();
        for chunk in text.chunks(size) {
            envelope.push(chunk, |piece| {
                let (Piece::Record(raw) | Piece::Deep(raw) | Piece::Large(raw, _)) = piece;
                records.push(String::from_utf8_lossy(raw).into_owned());
            });
        }
        let (end, fields) = envelope.finish();
        let fields = fields.into_iter().map(|(name, raw)| (name, String::from_utf8_lossy(&raw).into_owned()));
        (records, end, fields.collect())
    }

    #[test]
    fn the_list_is_found_wherever_it_stands_and_however_it_comes() {
        let fields =
            [("next".to_owned(), "\"a,}\\\"]\"".to_owned()), ("x".to_owned(), "{\"items\":[1]}".to_owned())];
        for text in [
            r#"{"items":[{"a":[1]},2],"next":"a,}\"]","x":{"items":[1]}}"#,
            r#" { "next" : "a,}\"]" , "items" : [ {"a":[1]} , 2 ] , "x" : {"items":[1]} } "#,
            "\u{feff}{\"next\":\"a,}\\\"]\",\"x\":{\"items\":[1]},\"it\\u0065ms\":[{\"a\":[1]},2]}\n",
        ] {
            for size in [1, 2, 3, 7, 1000] {
                let (records, end, found) = cut(text.as_bytes(), size);
                assert_eq!(records, ["{\"a\":[1]}", "2"], "{text} {size}");
                assert_eq!((end, &found[..]), (End::Complete, &fields[..]), "{text} {size}");
            }
        }
        assert_eq!(cut(br#"{"items":null,"n":1}"#, 5).1, End::Complete);
        assert_eq!(cut(br#"{"items":[]}"#, 5), (vec![], End::Complete, vec![]));
    }

    #[test]
    fn what_breaks_off_counts_as_far_as_it_came() {
        for (text, count, why) in [
            (r#"{"items":[1,2"#, 1, "before its last"),
            (r#"{"items":[1,{"a":"#, 1, "before its last"),
            (r#"{"items":[1]"#, 1, "before its last"),
            (r#"{"items":[1],"next":"#, 1, "before its last"),
            (r#"{"items":[1,}]}2]}"#, 1, "balance"),
            (r#"{"items":[1]]"#, 1, "balance"),
            (r#"{"items":[1]}{"#, 1, "follows"),
            (r#"{"items":[1],}"#, 1, "name"),
            (r#"{"items":[1] "next":2}"#, 1, "balance"),
        ] {
            for size in [1, 4, 1000] {
                let (records, end, _) = cut(text.as_bytes(), size);
                assert_eq!(records.len(), count, "{text}");
                assert!(matches!(end, End::Broken(told) if told.contains(why)), "{text}: {end:?}");
            }
        }
    }

    #[test]
    fn what_has_no_list_is_kept_to_be_told() {
        for text in [
            "[1]",
            "",
            "<html>",
            "{}",
            r#"{"error":"x"}"#,
            r#"{"items":{}}"#,
            r#"{"items":7}"#,
            "nul",
            "{\"a",
        ] {
            for size in [1, 1000] {
                assert_eq!(cut(text.as_bytes(), size).1, End::NoList(text.as_bytes().to_vec()), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_say_the_same(text in "[\\[\\]{}\":,\\\\ a1]{0,40}", size in 1_usize..9) {
            let text = format!("{{\"items\":[{text}");
            prop_assert_eq!(cut(text.as_bytes(), size), cut(text.as_bytes(), 1000));
        }
    }
}
