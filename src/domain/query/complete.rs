//! What may follow in a query that is still being typed: where the piece before the cursor begins, what it may become,
//! and what the query means without it. Pure; values that only the store knows are named, not fetched.

use std::ops::Range;

use super::parse::{field_name, known_field, values};
use super::{Field, Mistake, Query};
use crate::domain::SourceKind;

/// The piece of a query that stands before the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Where its term begins, dashes included.
    pub start: usize,
    /// The bytes that a candidate replaces.
    pub range: Range<usize>,
    /// What it may become.
    pub what: Piece,
}

/// What a piece may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word, as typed so far; it may become a field.
    Word(String),
    /// The value of a field (its name in small letters), as typed so far.
    Value(String, String),
    /// Nothing else: an exact phrase, or a value that is closed.
    Done,
}

/// Every word that may stand before a colon, the most useful first.
pub const FIELDS: [&str; 25] = [
    "stage",
    "is",
    "has",
    "template",
    "job",
    "tag",
    "age",
    "contacted",
    "assignee",
    "name",
    "phone",
    "email",
    "id",
    "account",
    "source",
    "utm",
    "utm.source",
    "utm.medium",
    "utm.campaign",
    "utm.content",
    "medium",
    "campaign",
    "content",
    "profession",
    "location",
];

/// Limits worth offering.
const LIMITS: [&str; 6] = ["<1h", "<1d", "<7d", ">1h", ">1d", ">7d"];
/// The units of a limit.
const UNITS: [char; 4] = ['h', 'd', 'w', 'm'];

impl Typing {
    /// The piece at the end of a text: what stands left of the cursor.
    pub fn at_end(text: &str) -> Self {
        let mut at = 0;
        loop {
            at = text.len() - text[at..].trim_start().len();
            let start = at;
            let word = text.len() - text[at..].trim_start_matches('-').len();
            let (value, field) = match field_name(&text[word..]) {
                Some(name) => (word + name.len() + 1, Some(name.to_lowercase())),
                None => (word, None),
            };
            let rest = &text[value..];
            let end = if rest.starts_with('"') { closing(rest) } else { rest.find(char::is_whitespace) };
            if let Some(end) = end {
                at = value + end;
                if at < text.len() {
                    continue;
                }
                // A closed quotation mark at the very end.
                return Self { start, range: at..at, what: Piece::Done };
            }
            let typed = unquoted(rest);
            let what = match field {
                Some(field) => Piece::Value(field, typed),
                None if rest.starts_with('"') => Piece::Done,
                None => Piece::Word(typed),
            };
            return Self { start, range: value..text.len(), what };
        }
    }

    /// The words that it may become, as they stand in a query; empty when none is fixed.
    pub fn fixed(&self) -> Vec<String> {
        match &self.what {
            Piece::Word(typed) => {
                let typed = typed.to_lowercase();
                let fields = FIELDS.iter().filter(|field| field.starts_with(&typed));
                fields.map(|field| format!("{field}:")).collect()
            }
            Piece::Value(field, typed) => fixed(field, &typed.to_lowercase()),
            Piece::Done => Vec::new(),
        }
    }

    /// The field whose values are to be asked for, and how the value begins.
    pub fn kept(&self) -> Option<(Field, &str)> {
        let Piece::Value(field, typed) = &self.what else { return None };
        let field = match field.as_str() {
            "source" => Field::UtmSource,
            "medium" => Field::UtmMedium,
            "campaign" => Field::UtmCampaign,
            "content" => Field::UtmContent,
            name => Field::ALL.into_iter().find(|field| field.as_str() == name)?,
        };
        let is_open = matches!(field, Field::Name | Field::Phone | Field::Email | Field::Id);
        (!is_open).then_some((field, typed.as_str()))
    }
}

/// The end of a quoted text that begins here, behind its closing mark.
fn closing(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let end = at + text[at..].find('"')?;
        if !text[end + 1..].starts_with('"') {
            return Some(end + 1);
        }
        at = end + 2;
    }
}

fn unquoted(text: &str) -> String {
    text.strip_prefix('"').map_or_else(|| text.to_owned(), |rest| rest.replace("\"\"", "\""))
}

fn fixed(field: &str, typed: &str) -> Vec<String> {
    let begun = |words: &[&str]| -> Vec<String> {
        words.iter().filter(|word| word.starts_with(typed)).map(|word| (*word).to_owned()).collect()
    };
    let limits = || {
        let number = typed.strip_prefix(['<', '>']).filter(|rest| !rest.is_empty());
        if number.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())) {
            return UNITS.iter().map(|unit| format!("{typed}{unit}")).collect();
        }
        begun(&LIMITS)
    };
    match field {
        "age" => limits(),
        "contacted" => begun(&["yes", "no"]).into_iter().chain(limits()).collect(),
        "source" => begun(&SourceKind::ALL.map(SourceKind::as_str)),
        field => begun(&values(field)),
    }
}

/// A value as it is typed into a query: in quotation marks where it needs them.
pub fn written(value: &str) -> String {
    struct Written<'a>(&'a str);
    impl std::fmt::Display for Written<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            super::value(self.0, f)
        }
    }
    Written(value).to_string()
}

impl Query {
    /// Reads what is being typed. A field at the end that can still become right is left out, so that the list
    /// doesn't go empty between `stage:` and `stage:new`; the second half says whether that was so.
    ///
    /// # Errors
    /// As [`Query::parse`], for whatever more typing at the end doesn't mend.
    pub fn parse_typed(text: &str) -> Result<(Query, bool), Mistake> {
        let mistake = match Query::parse(text) {
            Ok(query) => return Ok((query, false)),
            Err(mistake) => mistake,
        };
        let typing = Typing::at_end(text);
        let open = matches!(&typing.what, Piece::Value(field, _) if known_field(field).is_some());
        let mendable = mistake.is_incomplete() || open && !typing.fixed().is_empty();
        if mendable && mistake.range.start >= typing.start {
            return Query::parse(&text[..typing.start]).map(|query| (query, true));
        }
        Err(mistake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Stage;
    use crate::domain::query::Test;
    use crate::domain::query::parse::OTHERS;
    use proptest::prelude::*;

    fn offered(text: &str) -> String {
        Typing::at_end(text).fixed().join(" ")
    }

    #[test]
    fn every_field_is_offered_once() {
        let mut all: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).chain(OTHERS).collect();
        let mut offered = FIELDS.to_vec();
        all.sort_unstable();
        all.dedup();
        offered.sort_unstable();
        assert_eq!(offered, all);
        for field in FIELDS {
            let typing = Typing::at_end(&format!("{field}:"));
            assert!(matches!(typing.what, Piece::Value(..)), "{field}");
            let open = matches!(field, "name" | "phone" | "email" | "id");
            assert_eq!(typing.fixed().is_empty() && typing.kept().is_none(), open, "{field}");
        }
    }

    #[test]
    fn a_field_and_its_values_are_offered() {
        assert_eq!(offered("st"), "stage:");
        assert_eq!(offered("müller S"), "stage: source:");
        assert_eq!(offered("-stage:o"), "offer");
        assert_eq!(offered("has:"), "cv image audio video document note duplicate");
        assert_eq!(offered("is:un"), "unread unsaved unreadable");
        assert_eq!(offered("age:<2"), "<2h <2d <2w <2m");
        assert_eq!(offered("contacted:"), "yes no <1h <1d <7d >1h >1d >7d");
        assert_eq!(offered("stage:new "), offered(""));
        assert_eq!(offered("\"stage:"), "", "an exact phrase is no field");
        assert_eq!(offered("fatma"), "");
        assert_eq!(Typing::at_end("x utm.source:in").kept(), Some((Field::UtmSource, "in")));
        assert_eq!(Typing::at_end("tag:\"zwei w").kept(), Some((Field::Tag, "zwei w")));
        assert_eq!(Typing::at_end("tag:\"zwei w\"").what, Piece::Done);
        assert_eq!(Typing::at_end("tag:\"zwei w").range, 4..11);
        assert_eq!(Typing::at_end("a -tag:x").start, 2);
    }

    #[test]
    fn what_is_half_typed_empties_no_list() {
        let all = (Query::default(), true);
        assert_eq!(Query::parse_typed("stage:"), Ok(all.clone()));
        assert_eq!(Query::parse_typed("stage:inter"), Ok(all.clone()));
        assert_eq!(Query::parse_typed("-"), Ok(all.clone()));
        assert_eq!(Query::parse_typed("age:<2"), Ok(all));
        let (query, unfinished) = Query::parse_typed("stage:new is:").unwrap();
        assert!(unfinished);
        assert_eq!(query, Query::default().and(Test::Stage(Stage::New)));
        assert!(!Query::parse_typed("stage:new").unwrap().1);
        // What more typing doesn't mend is a mistake, and so is a hole in the middle.
        assert_eq!(Query::parse_typed("stage:interveiw").unwrap_err().nearest.as_deref(), Some("interview"));
        assert!(Query::parse_typed("stge:n").is_err());
        assert!(Query::parse_typed("stge:").is_err());
        assert!(Query::parse_typed("stage: müller").is_err());
    }

    #[test]
    fn a_value_is_quoted_where_it_must_be() {
        assert_eq!(written("nacht"), "nacht");
        assert_eq!(written("zwei worte"), "\"zwei worte\"");
        assert_eq!(written("5\" Rohr"), "\"5\"\" Rohr\"");
    }

    proptest! {
        #[test]
        fn a_candidate_always_fits(text in "([a-z.]{0,8}:)?[-\"<>0-9a-zäß .:]{0,20}") {
            let typing = Typing::at_end(&text);
            prop_assert!(typing.start <= typing.range.start && typing.range.end == text.len());
            for word in typing.fixed() {
                let mut whole = text.clone();
                whole.replace_range(typing.range.clone(), &word);
                let again = Typing::at_end(&whole);
                prop_assert_eq!(again.start, typing.start);
                if let Piece::Value(field, _) = &typing.what {
                    prop_assert_eq!(again.what, Piece::Value(field.clone(), word));
                }
            }
        }

        #[test]
        fn nothing_typed_can_break_it(text in any::<String>()) {
            let _ = Query::parse_typed(&text);
            let _ = Typing::at_end(&text).fixed();
        }
    }
}
