//! Cuts a JSON list into its records while it arrives, without understanding them.
//!
//! It knows strings, escapes and nesting, and nothing else, so that a record with broken content or invalid UTF-8
//! spoils only itself. Only brackets that don't balance, or the end of the bytes, end the list. Sources push what
//! comes from the network and get slices; a record within one chunk is not copied.

/// The deepest nesting of a record; the record itself is the first level.
pub const MOST_DEEP: u32 = 64;
/// The largest record, in bytes.
pub const MOST_LARGE: usize = 16 * 1024 * 1024;
/// How much of an answer that is no list is kept, to tell what it is.
const KEPT_OF_OTHER: usize = 8 * 1024;

/// One element of the list, as it came.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Whole, and within the limits.
    Record(&'a [u8]),
    /// Whole, and nested too deeply to be read.
    Deep(&'a [u8]),
    /// Too large: its beginning, and how long it was in bytes.
    Large(&'a [u8], u64),
}

/// How the bytes ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// With the end of the list.
    Complete,
    /// Before the end of the list; why, as half a sentence.
    Broken(&'static str),
    /// There was no list: the first bytes of what there was.
    NoList(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the list's opening bracket.
    Before,
    /// Not in a record: before the first, or after one.
    Between,
    /// In a record.
    Inside,
    /// After the list's closing bracket, or after `null`.
    After,
    /// Nothing more is read.
    Broken(&'static str),
    /// This is no list.
    Other,
}

/// Cuts one list. Push every chunk, then finish.
#[derive(Debug)]
pub struct Splitter {
    place: Place,
    /// What came of a record, or before the list, in earlier chunks.
    kept: Vec<u8>,
    /// The length of the record so far.
    length: u64,
    depth: u32,
    /// Which of the open brackets are square, the innermost in the lowest bit.
    square: u64,
    in_string: bool,
    escaped: bool,
    deep: bool,
    most_deep: u32,
    most_large: usize,
}

impl Default for Splitter {
    fn default() -> Self {
        Self::with_limits(MOST_DEEP, MOST_LARGE)
    }
}

impl Splitter {
    /// A splitter with other limits than the usual; no more than 64 levels.
    pub fn with_limits(most_deep: u32, most_large: usize) -> Self {
        Self {
            place: Place::Before,
            kept: Vec::new(),
            length: 0,
            depth: 0,
            square: 0,
            in_string: false,
            escaped: false,
            deep: false,
            most_deep: most_deep.min(u64::BITS),
            most_large,
        }
    }

    /// Whether more bytes can still matter.
    pub fn is_open(&self) -> bool {
        !matches!(self.place, Place::Broken(_) | Place::Other)
    }

    /// Takes the next bytes and gives every record that is complete with them.
    pub fn push(&mut self, chunk: &[u8], give: impl FnMut(Piece<'_>)) {
        if let Some(end) = self.push_to_end(chunk, give)
            && !chunk[end..].iter().all(u8::is_ascii_whitespace)
        {
            self.place = Place::Broken("something follows the end of the list");
        }
    }

    /// Like [`Splitter::push`], for a list with something behind it: returns where in these bytes the list has
    /// ended, if it has.
    pub fn push_to_end(&mut self, chunk: &[u8], mut give: impl FnMut(Piece<'_>)) -> Option<usize> {
        let mut at = 0;
        while at < chunk.len() {
            match self.place {
                Place::Before => at = self.before(chunk, at),
                Place::Between => at = self.between(chunk, at),
                Place::Inside => at = self.inside(chunk, at, &mut give),
                Place::After => return Some(at),
                Place::Other => {
                    let room = KEPT_OF_OTHER.saturating_sub(self.kept.len()).min(chunk.len() - at);
                    self.kept.extend_from_slice(&chunk[at..at + room]);
                    return None;
                }
                Place::Broken(_) => return None,
            }
        }
        (self.place == Place::After).then_some(at)
    }

    /// Says how the list ended.
    pub fn finish(self) -> End {
        match self.place {
            Place::After => End::Complete,
            Place::Between | Place::Inside => End::Broken("it ends before its last bracket"),
            Place::Broken(why) => End::Broken(why),
            Place::Before if is_null(&self.kept) => End::Complete,
            Place::Before | Place::Other => End::NoList(self.kept),
        }
    }

    /// Looks for the opening bracket. A byte order mark and white space may stand before it.
    fn before(&mut self, chunk: &[u8], at: usize) -> usize {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        self.kept.push(chunk[at]);
        let kept = self.kept.strip_prefix(MARK).unwrap_or(&self.kept).trim_ascii();
        if kept == b"[" {
            self.kept.clear();
            self.place = Place::Between;
        } else if kept.is_empty() {
            // White space without end is no reason to keep it.
            if self.kept.len() > 64 {
                self.kept.truncate(MARK.len());
            }
        } else if !b"null".starts_with(kept) && !MARK.starts_with(&self.kept) {
            self.place = Place::Other;
        }
        at + 1
    }

    fn between(&mut self, chunk: &[u8], at: usize) -> usize {
        match chunk[at] {
            b',' | b' ' | b'\n' | b'\r' | b'\t' => at + 1,
            b']' => {
                self.place = Place::After;
                at + 1
            }
            b'}' => {
                self.place = Place::Broken("its brackets don't balance");
                at + 1
            }
            _ => {
                self.place = Place::Inside;
                self.length = 0;
                self.depth = 0;
                self.square = 0;
                self.in_string = false;
                self.escaped = false;
                self.deep = false;
                at
            }
        }
    }

    /// Goes on in a record that is open at `at`; gives it away when it ends.
    fn inside(&mut self, chunk: &[u8], at: usize, give: &mut impl FnMut(Piece<'_>)) -> usize {
        let start = at;
        let mut at = at;
        loop {
            if self.in_string {
                at = self.in_string(chunk, at);
            }
            let Some(found) = chunk[at..].iter().position(|byte| STRUCTURE[usize::from(*byte)]) else {
                self.keep(&chunk[start..]);
                return chunk.len();
            };
            at += found;
            match chunk[at] {
                b'"' => {
                    self.in_string = true;
                    at += 1;
                }
                open @ (b'{' | b'[') => {
                    // A bracket right behind other text begins a record of its own.
                    if self.depth == 0 && (self.length > 0 || at > start) {
                        return self.give(&chunk[start..at], at, give);
                    }
                    self.depth += 1;
                    self.square = self.square << 1 | u64::from(open == b'[');
                    self.deep |= self.depth > self.most_deep;
                    at += 1;
                }
                close @ (b'}' | b']') => {
                    if self.depth == 0 {
                        return self.give(&chunk[start..at], at, give);
                    }
                    // Of what is too deep the outer brackets' bits are gone: there they are only counted.
                    if !self.deep && (self.square & 1 == 1) != (close == b']') {
                        self.place = Place::Broken("its brackets don't balance");
                        return chunk.len();
                    }
                    self.depth -= 1;
                    self.square >>= 1;
                    at += 1;
                    if self.depth == 0 {
                        return self.give(&chunk[start..at], at, give);
                    }
                }
                b',' if self.depth == 0 => return self.give(&chunk[start..at], at, give),
                _ => at += 1,
            }
        }
    }

    /// Skips the rest of a string; returns where it ends, or the end of the chunk.
    fn in_string(&mut self, chunk: &[u8], mut at: usize) -> usize {
        while at < chunk.len() {
            if self.escaped {
                self.escaped = false;
                at += 1;
                continue;
            }
            at += quote_or_backslash(&chunk[at..]);
            match chunk.get(at) {
                Some(b'"') => {
                    self.in_string = false;
                    return at + 1;
                }
                Some(_) => {
                    self.escaped = true;
                    at += 1;
                }
                None => {}
            }
        }
        chunk.len()
    }

    /// Keeps a part of a record until the rest has come, within the limit.
    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        let room = self.most_large.saturating_sub(self.kept.len()).min(part.len());
        self.kept.extend_from_slice(&part[..room]);
    }

    /// Gives a record away that ends with `part`. Returns `next`.
    fn give(&mut self, part: &[u8], next: usize, give: &mut impl FnMut(Piece<'_>)) -> usize {
        self.place = Place::Between;
        let length = self.length + part.len() as u64;
        let whole = if self.kept.is_empty() {
            &part[..part.len().min(self.most_large)]
        } else {
            self.keep(part);
            self.kept.as_slice()
        };
        let record = whole.trim_ascii();
        if length > self.most_large as u64 {
            give(Piece::Large(whole, length));
        } else if self.deep {
            give(Piece::Deep(record));
        } else if !record.is_empty() {
            give(Piece::Record(record));
        }
        // One huge record must not keep its memory for the rest of the list.
        if self.kept.capacity() > 1024 * 1024 {
            self.kept = Vec::new();
        }
        self.kept.clear();
        self.length = 0;
        next
    }
}

fn is_null(kept: &[u8]) -> bool {
    kept.strip_prefix(b"\xef\xbb\xbf").unwrap_or(kept).trim_ascii() == b"null"
}

/// The bytes that mean something outside a string.
const STRUCTURE: [bool; 256] = {
    let mut table = [false; 256];
    let signs = b"\"{}[],";
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    table
};

/// The place of the first quote or backslash, or the length; eight bytes at a time.
fn quote_or_backslash(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let has_zero = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    let mut at = 0;
    let mut words = bytes.chunks_exact(8);
    for word in words.by_ref() {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        let word = u64::from_le_bytes(eight);
        let hit = has_zero(word ^ (ONES * b'"' as u64)) | has_zero(word ^ (ONES * b'\\' as u64));
        if hit != 0 {
            return at + hit.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + words
        .remainder()
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\'))
        .unwrap_or(words.remainder().len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(chunks: &[&[u8]], mut splitter: Splitter) -> (Vec<String>, End) {
        let mut records = Vec::new();
        for chunk in chunks {
            splitter.push(chunk, |piece| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                records.push(match piece {
                    Piece::Record(bytes) => text(bytes),
                    Piece::Deep(bytes) => format!("deep {}", text(bytes)),
                    Piece::Large(bytes, length) => format!("large {length} {}", text(bytes)),
                });
            });
        }
        (records, splitter.finish())
    }

    fn split(text: &[u8]) -> (Vec<String>, End) {
        cut(&[text], Splitter::default())
    }

    #[test]
    fn records_are_cut_where_they_end() {
        let (records, end) = split(b" [ {\"a\":\"}],\\\"[{\"} ,\n[1,[2]],\"x,y\", 12 ,null,{}]\r\n");
        assert_eq!(records, ["{\"a\":\"}],\\\"[{\"}", "[1,[2]]", "\"x,y\"", "12", "null", "{}"]);
        assert_eq!(end, End::Complete);
    }

    #[test]
    fn marks_white_space_and_nothing_are_understood() {
        for empty in [&b"[]"[..], b"\xef\xbb\xbf [ ]\n", b"null", b" null\n", b"\xef\xbb\xbfnull", b"[,]"] {
            assert_eq!(split(empty), (vec![], End::Complete), "{empty:?}");
        }
        let spaces = [b" ".repeat(100_000), b"[1]".to_vec()].concat();
        assert_eq!(split(&spaces), (vec!["1".to_owned()], End::Complete));
    }

    #[test]
    fn what_is_no_list_is_kept_to_be_named() {
        for other in [&b"{\"items\":[]}"[..], b"<html>", b"nil", b"\"text\"", b"nullx", b"", b"nul"] {
            let (records, end) = split(other);
            assert!(records.is_empty());
            assert_eq!(end, End::NoList(other.to_vec()), "{other:?}");
        }
        let End::NoList(kept) = split(&b"x".repeat(100_000)).1 else { panic!("a list?") };
        assert!(kept.len() <= KEPT_OF_OTHER + 1);
    }

    #[test]
    fn broken_content_spoils_only_its_record() {
        let (records, end) = split(b"[{\"id\":1},{\"id\":\xff\xfe},{id:},{\"a\":1}{\"b\":2} x,{\"id\":2}]");
        assert_eq!(
            records,
            ["{\"id\":1}", "{\"id\":\u{fffd}\u{fffd}}", "{id:}", "{\"a\":1}", "{\"b\":2}", "x", "{\"id\":2}"]
        );
        assert_eq!(end, End::Complete);
    }

    #[test]
    fn unbalanced_brackets_end_the_list_and_what_came_before_counts() {
        for (text, complete) in [
            (&b"[{\"a\":1},{\"b\":"[..], 1),
            (b"[{\"a\":1}", 1),
            (b"[{\"a\":1}}]},{\"b\":2}]", 1),
            (b"[{\"a\":1},{\"b\":[}},{}]", 1),
            (b"[{\"a\":1}] x", 1),
            (b"[{\"a\":1}]}", 1),
            (b"[{\"a\":\"x", 0),
            (b"[", 0),
        ] {
            let (records, end) = split(text);
            assert!(matches!(end, End::Broken(_)), "{text:?}: {end:?}");
            assert_eq!(records.len(), complete, "{text:?}");
        }
    }

    #[test]
    fn limits_are_kept_and_said() {
        let deep = |levels: usize| format!("[{}1{},{{}}]", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(split(deep(64).as_bytes()).0.len(), 2);
        for levels in [65, 200, 100_000] {
            let (records, end) = split(deep(levels).as_bytes());
            assert!(records[0].starts_with("deep [") && records[1] == "{}", "{levels}");
            assert_eq!(end, End::Complete);
        }
        let text = b"[{\"a\":\"0123456789\"},{}]";
        for size in 1..text.len() {
            let chunks: Vec<&[u8]> = text.chunks(size).collect();
            let (records, end) = cut(&chunks, Splitter::with_limits(64, 8));
            assert_eq!(records, ["large 18 {\"a\":\"01", "{}"]);
            assert_eq!(end, End::Complete);
        }
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<i64>().prop_map(Into::into),
            "[\"\\\\{}\\[\\],a\u{e4}\u{1f600}\n]{0,20}".prop_map(serde_json::Value::String),
        ];
        leaf.prop_recursive(6, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::Array),
                prop::collection::vec(("[\"\\\\a,]{0,5}", inner), 0..5)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_right_list_is_cut_into_its_elements(values in prop::collection::vec(value(), 0..8), size in 1..40_usize) {
            let text = serde_json::to_vec(&values).unwrap();
            let chunks: Vec<&[u8]> = text.chunks(size).collect();
            let (records, end) = cut(&chunks, Splitter::default());
            let whole: Vec<String> = values.iter().map(ToString::to_string).collect();
            prop_assert_eq!(records, whole);
            prop_assert_eq!(end, End::Complete);
        }

        #[test]
        fn any_cutting_of_any_bytes_gives_the_same(
            text in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                "[\\[\\]{}\",:\\\\ a1\n]{0,60}".prop_map(String::into_bytes),
                "\\[[\\[\\]{}\",\\\\ a]{0,60}".prop_map(String::into_bytes),
            ],
            cuts in prop::collection::vec(0..60_usize, 0..6),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(text.len())).collect();
            cuts.sort_unstable();
            let mut chunks = Vec::new();
            let mut from = 0;
            for at in cuts.into_iter().chain([text.len()]) {
                chunks.push(&text[from..at]);
                from = at;
            }
            prop_assert_eq!(cut(&chunks, Splitter::with_limits(3, 20)), cut(&[&text], Splitter::with_limits(3, 20)));
        }

        #[test]
        fn quotes_are_found_where_they_are(text in "[a\"\\\\\u{e4}\u{80}]{0,40}") {
            let slow = text.bytes().position(|b| matches!(b, b'"' | b'\\')).unwrap_or(text.len());
            prop_assert_eq!(quote_or_backslash(text.as_bytes()), slow);
        }
    }
}
