//! Reading what was typed: words, `-word`, `"exact phrase"`, `field:value`.

use std::fmt;
use std::ops::Range;

use super::{Field, Flag, Order, Query, Term, Test, Thing};
use crate::domain::stage::nearest;
use crate::domain::{Safety, SourceKind, Stage};

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// What is wrong with them.
    pub kind: MistakeKind,
    /// What was probably meant.
    pub nearest: Option<String>,
}

/// What can be wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// There is no such field.
    UnknownField(String),
    /// The field (named first) doesn't know this value.
    UnknownValue(&'static str, String),
    /// The field (named first) takes a limit such as `<2d`.
    BadLimit(&'static str, String),
    /// Something is still to be typed: no reason to alarm whoever is typing.
    Incomplete,
}

impl Mistake {
    /// Whether the query only isn't finished yet.
    pub fn is_incomplete(&self) -> bool {
        self.kind == MistakeKind::Incomplete
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            MistakeKind::UnknownField(field) => write!(f, "there is no field `{field}:`")?,
            MistakeKind::UnknownValue(field, value) => write!(f, "`{field}:` doesn't know `{value}`")?,
            MistakeKind::BadLimit(field, value) => {
                let words = if *field == "contacted" { "`yes`, `no` or " } else { "" };
                write!(
                    f,
                    "`{field}:` takes {words}a limit such as `<2d` or `>1h` (s, m, h, d, w), not `{value}`"
                )?;
            }
            MistakeKind::Incomplete => f.write_str("something is still missing here")?,
        }
        if let Some(nearest) = &self.nearest {
            return write!(f, "; did you mean `{nearest}`?");
        }
        // Nothing is near: then all there is.
        let mut right: Vec<&str> = match &self.kind {
            MistakeKind::UnknownField(_) => Field::ALL.map(Field::as_str).into_iter().chain(OTHERS).collect(),
            MistakeKind::UnknownValue(field, _) => values(field),
            MistakeKind::BadLimit(..) | MistakeKind::Incomplete => Vec::new(),
        };
        let mut seen = std::collections::HashSet::new();
        right.retain(|word| seen.insert(*word));
        if right.is_empty() { Ok(()) } else { write!(f, "; there is {}", right.join(", ")) }
    }
}

impl std::error::Error for Mistake {}

/// Fields whose values are words of their own.
pub(super) const OTHERS: [&str; 10] =
    ["stage", "source", "is", "has", "age", "contacted", "medium", "campaign", "content", "email"];

impl Query {
    /// Reads a query. A quotation mark that isn't closed yet counts to the end.
    ///
    /// # Errors
    /// A [`Mistake`] for a field, value or limit that doesn't exist, with its place and the nearest right one.
    pub fn parse(text: &str) -> Result<Query, Mistake> {
        let mut terms = Vec::new();
        let mut rest = Cursor { text, at: 0 };
        loop {
            rest.skip_space();
            if rest.is_done() {
                return Ok(Query { terms });
            }
            if let Some(term) = rest.term()? {
                terms.push(term);
            }
        }
    }
}

impl std::str::FromStr for Query {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        Query::parse(text)
    }
}

/// Whether a word read on its own is that word.
pub(super) fn is_plain_word(word: &str) -> bool {
    let mut rest = Cursor { text: word, at: 0 };
    matches!(rest.term(), Ok(Some(Term { negated: false, test: Test::Word(read) })) if read == word)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes up to the next space.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Takes a quoted text, its opening mark being next; `""` inside stands for one mark.
    fn quoted(&mut self) -> String {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let Some(end) = rest.find('"') else {
                text.push_str(rest);
                self.at = self.text.len();
                return text;
            };
            text.push_str(&rest[..end]);
            self.at += end + 1;
            if !self.rest().starts_with('"') {
                return text;
            }
            text.push('"');
            self.at += 1;
        }
    }

    fn term(&mut self) -> Result<Option<Term>, Mistake> {
        let start = self.at;
        let negated = self.rest().starts_with('-');
        // Two dashes turn it round no more than one.
        self.at = self.text.len() - self.rest().trim_start_matches('-').len();
        if self.is_done() || self.rest().starts_with(char::is_whitespace) {
            let range = start..self.at;
            return Err(Mistake { range, kind: MistakeKind::Incomplete, nearest: None });
        }
        if self.rest().starts_with('"') {
            let text = self.quoted();
            let test = Test::Phrase(text.trim().to_owned());
            return Ok((!text.trim().is_empty()).then_some(Term { negated, test }));
        }
        let at = self.at;
        if let Some(name) = field_name(self.rest()) {
            self.at += name.len() + 1;
            let name_range = at..at + name.len();
            let value_at = self.at;
            let value = if self.rest().starts_with('"') { self.quoted() } else { self.word().to_owned() };
            let value_range = value_at..self.at;
            let quoted = self.text[value_range.clone()].starts_with('"');
            if value.trim().is_empty() && !(quoted && value_range.len() > 1) {
                let known = known_field(name).is_some();
                let kind =
                    if known { MistakeKind::Incomplete } else { MistakeKind::UnknownField(name.to_owned()) };
                let nearest = if known { None } else { nearest_field(name) };
                return Err(Mistake { range: name_range.start..value_range.end, kind, nearest });
            }
            let (negated, test) = value_of(negated, name, name_range, value, value_range)?;
            return Ok(Some(Term { negated, test }));
        }
        let word = self.word();
        Ok(Some(Term { negated, test: Test::Word(word.to_owned()) }))
    }
}

/// The letters before a colon, when they look like a field; `12:30` is a word.
pub(super) fn field_name(rest: &str) -> Option<&str> {
    let end = rest.find(|c: char| !(c.is_alphabetic() || c == '.' || c == '_' || c == '-'))?;
    (end > 0 && rest[end..].starts_with(':')).then(|| &rest[..end])
}

pub(super) fn known_field(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    (Field::ALL.iter().any(|field| field.as_str() == name) || OTHERS.contains(&name.as_str())).then_some(name)
}

fn nearest_field(name: &str) -> Option<String> {
    nearest(&name.to_lowercase(), Field::ALL.iter().map(|field| field.as_str()).chain(OTHERS))
        .map(|near| format!("{near}:"))
}

fn value_of(
    negated: bool,
    name: &str,
    name_range: Range<usize>,
    value: String,
    range: Range<usize>,
) -> Result<(bool, Test), Mistake> {
    let Some(name) = known_field(name) else {
        let kind = MistakeKind::UnknownField(name.to_owned());
        return Err(Mistake { range: name_range, kind, nearest: nearest_field(name) });
    };
    let word = value.trim().to_lowercase();
    let unknown = |field: &'static str| Mistake {
        range: range.clone(),
        kind: MistakeKind::UnknownValue(field, value.clone()),
        nearest: nearest(&word, values(field)).map(str::to_owned),
    };
    let test = match name.as_str() {
        "stage" => Test::Stage(word.parse::<Stage>().map_err(|_| unknown("stage"))?),
        "source" => match word.parse::<SourceKind>() {
            Ok(kind) => Test::Source(kind),
            Err(()) => Test::Field(Field::UtmSource, value),
        },
        "is" => is(&word).ok_or_else(|| unknown("is"))?,
        "has" => Test::Has(
            Thing::ALL.into_iter().find(|thing| thing.as_str() == word).ok_or_else(|| unknown("has"))?,
        ),
        "age" => {
            let (order, seconds) = limit(&word).ok_or_else(|| bad_limit("age", &word, &range))?;
            Test::Age(order, seconds)
        }
        "contacted" => match word.as_str() {
            "yes" => Test::Contacted(None),
            "no" => return Ok((!negated, Test::Contacted(None))),
            _ => Test::Contacted(Some(limit(&word).ok_or_else(|| bad_limit("contacted", &word, &range))?)),
        },
        name => {
            let field = match name {
                "medium" => Some(Field::UtmMedium),
                "campaign" => Some(Field::UtmCampaign),
                "content" => Some(Field::UtmContent),
                _ => Field::ALL.into_iter().find(|field| field.as_str() == name),
            };
            match field {
                Some(field) => Test::Field(field, value),
                None => return Err(unknown("field")),
            }
        }
    };
    Ok((negated, test))
}

/// The words that a field knows; none for one that takes any text.
pub(super) fn values(field: &str) -> Vec<&'static str> {
    match field {
        "stage" => Stage::ALL.map(Stage::as_str).to_vec(),
        "is" => Flag::ALL.map(Flag::as_str).into_iter().chain(Safety::ALL.map(Safety::as_str)).collect(),
        "has" => Thing::ALL.map(Thing::as_str).to_vec(),
        _ => Vec::new(),
    }
}

fn is(word: &str) -> Option<Test> {
    Flag::ALL
        .into_iter()
        .find(|flag| flag.as_str() == word)
        .map(Test::Is)
        .or_else(|| word.parse().ok().map(Test::Safety))
}

fn bad_limit(field: &'static str, word: &str, range: &Range<usize>) -> Mistake {
    let started = word.strip_prefix(['<', '>']).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
    let nearest = if limit(&format!("<{word}")).is_some() { Some(format!("<{word}")) } else { None };
    let kind = if started { MistakeKind::Incomplete } else { MistakeKind::BadLimit(field, word.to_owned()) };
    Mistake { range: range.clone(), kind, nearest }
}

/// Reads `<2d`.
fn limit(word: &str) -> Option<(Order, i64)> {
    let (order, rest) = match word.strip_prefix('<') {
        Some(rest) => (Order::Below, rest),
        None => (Order::Above, word.strip_prefix('>')?),
    };
    let unit = match rest.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let number = &rest[..rest.len() - 1];
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    number.parse::<i64>().ok()?.checked_mul(unit).map(|seconds| (order, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tests(text: &str) -> Vec<Test> {
        Query::parse(text).unwrap().terms.into_iter().map(|term| term.test).collect()
    }

    fn mistake(text: &str) -> (Range<usize>, String, bool) {
        let mistake = Query::parse(text).unwrap_err();
        (mistake.range.clone(), mistake.nearest.clone().unwrap_or_default(), mistake.is_incomplete())
    }

    #[test]
    fn the_example_of_the_manual_is_understood() {
        let query = Query::parse(
            "stage:new job:4711 template:pflege utm:indeed has:cv is:unread is:unsaved tag:nacht age:<2d \
             account:acme \"exact phrase\" -word",
        )
        .unwrap();
        assert_eq!(query.terms.len(), 12);
        assert_eq!(query.terms[0].test, Test::Stage(Stage::New));
        assert_eq!(query.terms[8].test, Test::Age(Order::Below, 172_800));
        assert_eq!(query.terms[10].test, Test::Phrase("exact phrase".into()));
        assert_eq!(query.terms[11], Term { negated: true, test: Test::Word("word".into()) });
    }

    #[test]
    fn source_is_a_kind_or_an_utm_field() {
        assert_eq!(tests("source:pitchyou"), [Test::Source(SourceKind::PitchYou)]);
        assert_eq!(tests("source:indeed"), [Test::Field(Field::UtmSource, "indeed".into())]);
        assert_eq!(tests("utm.source:hrdrom"), [Test::Field(Field::UtmSource, "hrdrom".into())]);
        assert_eq!(tests("campaign:\"spring 26\""), [Test::Field(Field::UtmCampaign, "spring 26".into())]);
    }

    #[test]
    fn is_and_contacted_have_their_words() {
        assert_eq!(tests("is:saved"), [Test::Is(Flag::Saved)]);
        assert_eq!(tests("is:confirmed"), [Test::Safety(Safety::Confirmed)]);
        assert_eq!(tests("contacted:>1h"), [Test::Contacted(Some((Order::Above, 3600)))]);
        let no = Query::parse("contacted:no").unwrap();
        assert!(no.terms[0].negated);
        assert_eq!(no.to_string(), "contacted:no");
        assert_eq!(Query::parse("-contacted:no").unwrap().to_string(), "contacted:yes");
    }

    #[test]
    fn a_mistake_names_its_place_and_the_nearest_right_word() {
        assert_eq!(mistake("müller stge:new"), (8..12, "stage:".into(), false));
        assert_eq!(mistake("stage:interveiw x"), (6..15, "interview".into(), false));
        assert_eq!(mistake("is:unred"), (3..8, "unread".into(), false));
        assert_eq!(mistake("has:cvv"), (4..7, "cv".into(), false));
        assert_eq!(mistake("age:2d"), (4..6, "<2d".into(), false));
        assert_eq!(mistake("age:<2y"), (4..7, String::new(), false));
        assert!(!mistake("age:<99999999999999999999w").2);
        assert!(Query::parse("age:<2y").unwrap_err().to_string().contains("such as"));
    }

    #[test]
    fn what_is_still_being_typed_is_no_alarm() {
        assert_eq!(mistake("müller stage:"), (8..14, String::new(), true));
        assert!(mistake("-").2);
        assert!(mistake("age:<").2);
        assert!(mistake("age:<2").2);
        assert!(mistake("tag:\"").2);
        assert_eq!(tests("\"exact phr"), [Test::Phrase("exact phr".into())]);
        assert_eq!(tests("tag:\"zwei w"), [Test::Field(Field::Tag, "zwei w".into())]);
    }

    #[test]
    fn a_time_is_no_field() {
        assert_eq!(tests("12:30"), [Test::Word("12:30".into())]);
        assert_eq!(tests("a\"b"), [Test::Word("a\"b".into())]);
    }

    fn term() -> impl Strategy<Value = Term> {
        let text = "[a-zA-Zäöüß0-9 \"':<>-]{1,12}";
        let test = prop_oneof![
            "[a-zäß0-9]{1,8}(-[0-9]{1,3})?".prop_map(Test::Word),
            text.prop_filter("not blank", |t| !t.trim().is_empty())
                .prop_map(|t| Test::Phrase(t.trim().to_owned())),
            (prop::sample::select(Field::ALL.to_vec()), text).prop_map(|(f, t)| Test::Field(f, t)),
            prop::sample::select(Stage::ALL.to_vec()).prop_map(Test::Stage),
            prop::sample::select(SourceKind::ALL.to_vec()).prop_map(Test::Source),
            prop::sample::select(Flag::ALL.to_vec()).prop_map(Test::Is),
            prop::sample::select(Thing::ALL.to_vec()).prop_map(Test::Has),
            (any::<bool>(), 0..10_000_000i64)
                .prop_map(|(b, n)| Test::Age(if b { Order::Below } else { Order::Above }, n)),
            Just(Test::Contacted(None)),
            (0..10_000_000i64).prop_map(|n| Test::Contacted(Some((Order::Above, n)))),
        ];
        (any::<bool>(), test).prop_map(|(negated, test)| Term { negated, test })
    }

    proptest! {
        #[test]
        fn nothing_typed_can_break_it(text in any::<String>()) {
            if let Err(mistake) = Query::parse(&text) {
                prop_assert!(text.get(mistake.range).is_some());
            }
        }

        #[test]
        fn queries_survive_the_trip(text in "([a-z]{2,9}:)?[-\"<>0-9a-zäß .:]{0,30}") {
            if let Ok(query) = Query::parse(&text) {
                prop_assert_eq!(Query::parse(&query.to_string()), Ok(query));
            }
        }

        #[test]
        fn every_query_has_a_text(terms in prop::collection::vec(term(), 0..6)) {
            let query = Query { terms };
            prop_assert_eq!(Query::parse(&query.to_string()), Ok(query));
        }
    }
}
