//! The search syntax: what a recruiter types after `/` and a script after `list`, as data.

use super::{Safety, SourceKind, Stage};

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
