//! The search line: filters as you type, shows a mistake under itself, and gives the list back as it was on Esc.

use super::templates::Entry;
use crate::domain::query::{Field as QueryField, Mistake, MistakeKind, Term, Test};
use crate::domain::{Key, Query};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Pane};
use crate::tui::widget::field::{Field, Height};

/// The line while it is open.
#[derive(Debug)]
pub struct Line {
    /// What is typed.
    pub field: Field,
    /// What is wrong with it, and what was probably meant, in lines of their own.
    pub mistake: Vec<String>,
    /// What it said before, and who was under the cursor: Esc goes back there.
    before: (String, Option<Key>),
}

/// What keys do in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Search {
    Keep,
    Drop,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Search) -> Row {
    Row::new(name, keys, Scope::Search, Action::Search(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("search.keep", &["enter"], Search::Keep).hint(1),
    row("search.drop", &["esc", "ctrl-c"], Search::Drop).hint(2),
];

/// Opens the line.
pub fn open(model: &mut Model) {
    model.focus = Pane::Applicants;
    let text = model.applicants.search.clone();
    let field = Field::new(Height::One, &text);
    let before = (text, model.applicants.list.cursor());
    model.applicants.line = Some(Line { field, mistake: Vec::new(), before });
}

/// Does it.
pub fn act(model: &mut Model, act: Search, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(line) = model.applicants.line.take() else { return };
    match act {
        Search::Keep => {
            if let Err(mistake) = parse(&line.field.text()) {
                // A mistake is not kept: the line stays until it is mended or dropped.
                let mistake = words(&mistake, cx);
                model.applicants.line = Some(Line { mistake, ..line });
            }
        }
        Search::Drop => {
            if model.applicants.search != line.before.0 {
                model.applicants.search.clone_from(&line.before.0);
                apply(model, line.before.1, cx, effects);
            }
        }
    }
}

/// Removes a kept search.
pub fn drop_filter(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let cursor = model.applicants.list.cursor();
    model.applicants.search.clear();
    apply(model, cursor, cx, effects);
}

/// The text of the line has changed.
pub fn changed(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(line) = &mut model.applicants.line else { return };
    let text = line.field.text();
    match parse(&text) {
        Ok(_) => {
            line.mistake.clear();
            if model.applicants.search != text {
                model.applicants.search = text;
                apply(model, None, cx, effects);
            }
        }
        // Half a field is no mistake yet: what was understood last stays.
        Err(mistake) if mistake.is_incomplete() => line.mistake.clear(),
        Err(mistake) => line.mistake = words(&mistake, cx),
    }
}

/// Makes the chosen template and the search into the list's query, and reads the list anew.
pub fn apply(model: &mut Model, at: Option<Key>, _cx: &Cx, _effects: &mut Vec<Effect>) {
    let mut query = Query::default();
    let field = |field, text: &str| Term { negated: false, test: Test::Field(field, text.to_owned()) };
    match &model.templates.filter {
        Entry::All => {}
        Entry::Account(account) => query.terms.push(field(QueryField::Account, account.as_str())),
        Entry::Template(account, template) => {
            query.terms.push(field(QueryField::Account, account.as_str()));
            query.terms.push(field(QueryField::Template, template.as_deref().unwrap_or_default()));
        }
    }
    if let Ok(search) = parse(&model.applicants.search) {
        query.terms.extend(search.terms);
    }
    model.applicants.query = query;
    model.applicants.range = None;
    model.applicants.count = None;
    model.stale.count = true;
    let height = model.page(Pane::Applicants);
    model.applicants.list.restart(at, height);
}

/// A mistake in the reader's language.
fn words(mistake: &Mistake, cx: &Cx) -> Vec<String> {
    let text = match &mistake.kind {
        MistakeKind::UnknownField(field) => {
            cx.words.phrase("search-unknown-field", &[("field", field.as_str().into())])
        }
        MistakeKind::UnknownValue(field, value) => cx
            .words
            .phrase("search-unknown-value", &[("field", (*field).into()), ("value", value.as_str().into())]),
        MistakeKind::BadLimit(field, value) => cx
            .words
            .phrase("search-bad-limit", &[("field", (*field).into()), ("value", value.as_str().into())]),
        MistakeKind::Incomplete => cx.word("search-incomplete"),
    };
    let nearest = mistake
        .nearest
        .as_deref()
        .map(|nearest| cx.words.phrase("search-nearest", &[("nearest", nearest.into())]));
    [Some(text), nearest].into_iter().flatten().collect()
}

/// Reads a search, or says what is wrong with it.
fn parse(text: &str) -> Result<Query, Mistake> {
    Query::parse(text)
}
