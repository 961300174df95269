//! The search syntax: what a recruiter types after `/` and a script after `list`, as data.

mod complete;
mod parse;

use std::fmt;

use super::{Safety, SourceKind, Stage};

pub use complete::{FIELDS, Piece, Typing, written};
pub use parse::{Mistake, MistakeKind};

/// A search: all of its terms must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// What must hold, in the order typed.
    pub terms: Vec<Term>,
}

/// One condition, or its opposite (`-word`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Whether a leading `-` turns it round.
    pub negated: bool,
    /// The condition.
    pub test: Test,
}

/// A condition on an applicant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// A word anywhere (the beginning of a word; any part of name, phone, e-mail and id).
    Word(String),
    /// Words in this order.
    Phrase(String),
    /// `field:value`, a text compared by the field's rule.
    Field(Field, String),
    /// `stage:`.
    Stage(Stage),
    /// `source:` naming a kind of source.
    Source(SourceKind),
    /// `safety` words of `is:`.
    Safety(Safety),
    /// `is:` with a flag.
    Is(Flag),
    /// `has:`.
    Has(Thing),
    /// `age:<2d`, `age:>2d`: younger or older than this many seconds.
    Age(Order, i64),
    /// `contacted:`: contacted at all (`yes`/`no`), or younger/older than so many seconds ago.
    Contacted(Option<(Order, i64)>),
}

/// Which side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// `<`: less than.
    Below,
    /// `>`: more than.
    Above,
}

/// Fields that are compared as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word typed before the colon")]
pub enum Field {
    Account,
    Job,
    Template,
    /// Any of the four utm fields.
    Utm,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    Profession,
    Location,
    Tag,
    Assignee,
    Name,
    Phone,
    Email,
    Id,
}

/// What `is:` can ask beside the safety states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word typed after `is:`")]
pub enum Flag {
    Unread,
    Marked,
    /// Media are missing.
    Unsaved,
    /// Every media file is stored, confirmed or not.
    Saved,
    Held,
    Snoozed,
    Updated,
}

/// What `has:` can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word typed after `has:`")]
pub enum Thing {
    Cv,
    Image,
    Audio,
    Video,
    Document,
    Note,
    Duplicate,
}

impl Field {
    /// Every field, in the order in which they are offered.
    pub const ALL: [Field; 16] = [
        Field::Account,
        Field::Job,
        Field::Template,
        Field::Utm,
        Field::UtmSource,
        Field::UtmMedium,
        Field::UtmCampaign,
        Field::UtmContent,
        Field::Profession,
        Field::Location,
        Field::Tag,
        Field::Assignee,
        Field::Name,
        Field::Phone,
        Field::Email,
        Field::Id,
    ];

    /// The word before the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Account => "account",
            Field::Job => "job",
            Field::Template => "template",
            Field::Utm => "utm",
            Field::UtmSource => "utm.source",
            Field::UtmMedium => "utm.medium",
            Field::UtmCampaign => "utm.campaign",
            Field::UtmContent => "utm.content",
            Field::Profession => "profession",
            Field::Location => "location",
            Field::Tag => "tag",
            Field::Assignee => "assignee",
            Field::Name => "name",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::Id => "id",
        }
    }
}

impl Flag {
    /// Every flag, in the order in which they are offered.
    pub const ALL: [Flag; 7] =
        [Flag::Unread, Flag::Marked, Flag::Unsaved, Flag::Saved, Flag::Held, Flag::Snoozed, Flag::Updated];

    /// The word after `is:`.
    pub fn as_str(self) -> &'static str {
        match self {
            Flag::Unread => "unread",
            Flag::Marked => "marked",
            Flag::Unsaved => "unsaved",
            Flag::Saved => "saved",
            Flag::Held => "held",
            Flag::Snoozed => "snoozed",
            Flag::Updated => "updated",
        }
    }
}

impl Thing {
    /// Everything that can be had, in the order in which it is offered.
    pub const ALL: [Thing; 7] =
        [Thing::Cv, Thing::Image, Thing::Audio, Thing::Video, Thing::Document, Thing::Note, Thing::Duplicate];

    /// The word after `has:`.
    pub fn as_str(self) -> &'static str {
        match self {
            Thing::Cv => "cv",
            Thing::Image => "image",
            Thing::Audio => "audio",
            Thing::Video => "video",
            Thing::Document => "document",
            Thing::Note => "note",
            Thing::Duplicate => "duplicate",
        }
    }
}

impl Query {
    /// The query with one more condition; the same condition isn't added twice.
    #[must_use]
    pub fn and(mut self, test: Test) -> Self {
        let term = Term { negated: false, test };
        if !self.terms.contains(&term) {
            self.terms.push(term);
        }
        self
    }

    /// Whether everybody matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The words to highlight in a text: those that were searched for, not those that were ruled out.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(|term| !term.negated).filter_map(|term| match &term.test {
            Test::Word(text)
            | Test::Phrase(text)
            | Test::Field(Field::Name | Field::Phone | Field::Email, text) => Some(text.as_str()),
            _ => None,
        })
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('"', "\"\""))
}

fn value(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c == '"') {
        quoted(text, f)
    } else {
        f.write_str(text)
    }
}

fn limit(order: Order, seconds: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sign = match order {
        Order::Below => '<',
        Order::Above => '>',
    };
    let (unit, letter) = [(604_800, 'w'), (86_400, 'd'), (3_600, 'h'), (60, 'm')]
        .into_iter()
        .find(|(unit, _)| seconds != 0 && seconds % unit == 0)
        .unwrap_or((1, 's'));
    write!(f, "{sign}{}{letter}", seconds / unit)
}

/// The canonical text: read again it gives the same query.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, term) in self.terms.iter().enumerate() {
            if n > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Test::Contacted(None) = self.test {
            return f.write_str(if self.negated { "contacted:no" } else { "contacted:yes" });
        }
        if self.negated {
            f.write_str("-")?;
        }
        match &self.test {
            Test::Word(word) if parse::is_plain_word(word) => f.write_str(word),
            Test::Word(text) | Test::Phrase(text) => quoted(text, f),
            Test::Field(field, text) => {
                write!(f, "{}:", field.as_str())?;
                value(text, f)
            }
            Test::Stage(stage) => write!(f, "stage:{stage}"),
            Test::Source(kind) => write!(f, "source:{kind}"),
            Test::Safety(safety) => write!(f, "is:{safety}"),
            Test::Is(flag) => write!(f, "is:{}", flag.as_str()),
            Test::Has(thing) => write!(f, "has:{}", thing.as_str()),
            Test::Age(order, seconds) => {
                f.write_str("age:")?;
                limit(*order, *seconds, f)
            }
            Test::Contacted(None) => Ok(()),
            Test::Contacted(Some((order, seconds))) => {
                f.write_str("contacted:")?;
                limit(*order, *seconds, f)
            }
        }
    }
}
