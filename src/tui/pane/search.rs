//! The search line: filters as you type, offers what may follow, shows a mistake under itself, and gives the whole
//! list back on Esc.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::templates::Entry;
use crate::domain::query::{Field as QueryField, Flag, Mistake, MistakeKind, Term, Test};
use crate::domain::{Key, Query};
use crate::store::Common;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Motion;
use crate::tui::cx::Cx;
use crate::tui::dialog;
use crate::tui::effect::Effect;
use crate::tui::highlight::Needles;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Role;
use crate::tui::widget::field::{Field, Height};
use crate::tui::widget::frame::write;
use crate::tui::widget::text::line;

mod offer;

pub use offer::Offer;

/// The line while it is open.
#[derive(Debug)]
pub struct Line {
    /// What is typed.
    pub field: Field,
    /// What is wrong with it, and what was probably meant, in lines of their own.
    pub mistake: Vec<String>,
    /// What may follow.
    pub offer: Offer,
    /// What it said before, and who was under the cursor: Esc goes back there.
    before: (String, Option<Key>),
}

impl Line {
    /// Its rows: the line itself, what is wrong with it, and what may follow. The row below the line is always
    /// there, so that the list doesn't jump while somebody types; a very low pane shows it only when needed.
    pub fn rows(&self, height: u16) -> u16 {
        let offer = u16::from(!self.offer.is_empty() && self.mistake.len() < 2);
        let below = self.mistake.len() as u16 + offer;
        if height < LOW { 1 + self.mistake.len() as u16 } else { 1 + below.max(1) }
    }

    /// Draws it into the upper rows of an area.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        write(frame, area, 0, &[("/", cx.style(Role::Key))]);
        let place =
            Rect { x: area.x + 1, width: area.width.saturating_sub(1), height: 1.min(area.height), ..area };
        self.field.draw(frame, place, cx.style(Role::Field), Some(cx.style(Role::Cursor)));
        let mut row = 1;
        for mistake in &self.mistake {
            let sign = if row == 1 { cx.signs.held } else { " " };
            write(frame, area, row, &[(format!("{sign} {}", line(mistake)), cx.style(Role::Bad))]);
            row += 1;
        }
        if row < area.height.min(3) {
            self.offer.draw(frame, area, row, cx);
        }
    }
}

/// A pane so low has no row to spare.
const LOW: u16 = 5;

/// What keys do in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Search {
    Keep,
    Drop,
    Next,
    Previous,
    Down,
    Up,
    Help,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Search) -> Row {
    Row::new(name, keys, Scope::Search, Action::Search(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("search.keep", &["enter"], Search::Keep).hint(1),
    row("search.drop", &["esc", "ctrl-c"], Search::Drop).hint(2),
    row("search.next", &["tab"], Search::Next).hint(3),
    row("search.previous", &["shift-tab"], Search::Previous),
    row("search.down", &["down"], Search::Down),
    row("search.up", &["up"], Search::Up),
    row("search.help", &["f1"], Search::Help).hint(4),
];

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Search) -> Option<&'static str> {
    let none = model.applicants.line.as_ref().is_none_or(|line| line.offer.is_empty());
    (none && matches!(act, Search::Next | Search::Previous)).then_some("why-no-candidate")
}

/// Opens the line.
pub fn open(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    model.focus = Pane::Applicants;
    let text = model.applicants.search.clone();
    let field = Field::new(Height::One, &text);
    let before = (text, model.applicants.list.cursor());
    model.applicants.line = Some(Line { field, mistake: Vec::new(), offer: Offer::default(), before });
    offer(model, cx, effects);
}

/// Does it.
pub fn act(model: &mut Model, act: Search, cx: &Cx, effects: &mut Vec<Effect>) {
    match act {
        Search::Keep => keep(model, cx),
        Search::Drop => {
            let Some(line) = model.applicants.line.take() else { return };
            let typed = std::mem::take(&mut model.applicants.search);
            if !typed.is_empty() || !line.before.0.is_empty() {
                apply(model, line.before.1, cx, effects);
            }
        }
        Search::Next | Search::Previous => take(model, act == Search::Next, cx, effects),
        Search::Down | Search::Up => {
            let by = if act == Search::Down { 1 } else { -1 };
            super::applicants::step(model, Motion::By(by), effects);
        }
        Search::Help => dialog::show_help(model),
    }
}

/// Closes the line and leaves its search in force. A mistake is not kept, and neither is half a field: the line stays
/// until it is mended, finished or dropped.
fn keep(model: &mut Model, cx: &Cx) {
    let Some(line) = &mut model.applicants.line else { return };
    let text = line.field.text();
    match Query::parse(&text) {
        Ok(_) => model.applicants.line = None,
        Err(mistake) => line.mistake = words(&text, &mistake, cx),
    }
}

/// Puts the next candidate into the line.
fn take(model: &mut Model, forward: bool, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(line) = &mut model.applicants.line else { return };
    let Some((left, right)) = line.offer.take(forward) else { return };
    line.field.put(&left, &right);
    read(model, cx, effects);
    if model.applicants.line.as_ref().is_some_and(|line| line.offer.is_settled()) {
        offer(model, cx, effects);
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
    if read(model, cx, effects) {
        offer(model, cx, effects);
    }
}

/// Reads the line and searches for what it says; says whether that could be understood. Half a field at its end is no
/// mistake yet, and is left out until it is whole.
fn read(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> bool {
    let Some(line) = &mut model.applicants.line else { return false };
    let text = line.field.text();
    match Query::parse_typed(&text) {
        Ok((query, _)) => {
            line.mistake.clear();
            let was = std::mem::replace(&mut model.applicants.search, text);
            // A space, or the letters between `stage:` and `stage:new`, change nothing for the list.
            if Query::parse_typed(&was).ok().is_none_or(|(before, _)| before != query) {
                apply(model, None, cx, effects);
            }
            true
        }
        Err(mistake) => {
            line.mistake = words(&text, &mistake, cx);
            line.offer = Offer::mended(&text, &mistake);
            false
        }
    }
}

/// Looks at what may follow.
fn offer(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(mut line) = model.applicants.line.take() else { return };
    let (left, right) = line.field.sides();
    let before = std::mem::take(&mut line.offer);
    line.offer = Offer::new(&left, &right, before, model, cx, effects);
    model.applicants.line = Some(line);
}

/// Makes the chosen template and the search into the list's query, and reads the list anew.
pub fn apply(model: &mut Model, at: Option<Key>, _cx: &Cx, _effects: &mut Vec<Effect>) {
    let mut query = Query::default();
    let field = |field, text: &str| Term { negated: false, test: Test::Field(field, text.to_owned()) };
    match &model.templates.filter {
        Entry::All => {}
        Entry::Account(account) => query.terms.push(field(QueryField::Account, account.as_str())),
        Entry::Group(account, common) => {
            query.terms.push(field(QueryField::Account, account.as_str()));
            query.terms.push(match common {
                Common::Template(key) => field(QueryField::Template, key),
                Common::Profession(id) => field(QueryField::Profession, id),
                Common::Nothing => field(QueryField::Template, ""),
            });
        }
    }
    match Query::parse_typed(&model.applicants.search) {
        Ok((search, _)) => query.terms.extend(search.terms),
        // A saved view that can't be read must not mean everybody: an empty id is nobody's.
        Err(_) => query.terms.push(field(QueryField::Id, "")),
    }
    model.applicants.needles = Needles::of(&query);
    model.applicants.query = query;
    model.applicants.range = None;
    model.applicants.count = None;
    model.stale.count = true;
    let height = model.page(Pane::Applicants);
    model.applicants.list.restart(at, height);
}

/// Why a search can't be read, if it can't.
pub fn broken(text: &str, cx: &Cx) -> Option<String> {
    Query::parse_typed(text).err().map(|mistake| words(text, &mistake, cx).swap_remove(0))
}

/// What the store is asked for a list that shows this: not those who are put off, unless they are meant.
pub fn awake(query: &Query) -> Query {
    let mut query = query.clone();
    if !finds_the_put_off(&query) {
        query.terms.push(Term { negated: true, test: Test::Is(Flag::Snoozed) });
    }
    query
}

/// Whether a query means those who are put off as well: one that speaks of them, or that looks for a person.
fn finds_the_put_off(query: &Query) -> bool {
    use QueryField::{Email, Id, Name, Phone};
    query.terms.iter().any(|term| match &term.test {
        Test::Is(Flag::Snoozed | Flag::Marked) => true,
        Test::Word(_) | Test::Phrase(_) | Test::Field(Name | Phone | Email | Id, _) => !term.negated,
        _ => false,
    })
}

/// A mistake in the reader's language.
fn words(text: &str, mistake: &Mistake, cx: &Cx) -> Vec<String> {
    let said = match &mistake.kind {
        MistakeKind::UnknownField(field) => {
            cx.words.phrase("search-unknown-field", &[("field", field.as_str().into())])
        }
        MistakeKind::UnknownValue(field, value) => cx
            .words
            .phrase("search-unknown-value", &[("field", (*field).into()), ("value", value.as_str().into())]),
        MistakeKind::BadLimit("contacted", value) => {
            cx.words.phrase("search-bad-contacted", &[("value", value.as_str().into())])
        }
        MistakeKind::BadLimit(field, value) => cx
            .words
            .phrase("search-bad-limit", &[("field", (*field).into()), ("value", value.as_str().into())]),
        MistakeKind::Incomplete => {
            let what = text.get(mistake.range.clone()).unwrap_or_default();
            cx.words.phrase("search-incomplete", &[("what", what.into())])
        }
    };
    let nearest = mistake.nearest.as_deref().map(|nearest| {
        let key = cx.keys.first("search.next");
        cx.words.phrase("search-nearest", &[("nearest", nearest.into()), ("key", key.into())])
    });
    [Some(said), nearest].into_iter().flatten().collect()
}
