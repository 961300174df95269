//! The middle pane: the applicants. Marks, ranges, unread ones, and the list itself.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{search, templates, views};
use crate::domain::query::{Flag, Test};
use crate::domain::{ApplicantId, Key, Query};
use crate::engine::Command;
use crate::store::Sort;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Motion;
use crate::tui::cx::Cx;
use crate::tui::effect::Effect;
use crate::tui::highlight::Needles;
use crate::tui::model::{Done, Model, Pane, Tone};
use crate::tui::msg::Ask;

pub mod list;
pub mod view;

/// The marked applicants.
pub type Marks = BTreeSet<Key>;

/// The state of the pane.
#[derive(Debug, Default)]
pub struct State {
    /// What is shown: the chosen template and the search together.
    pub query: Query,
    /// What the search line says, or said when it was kept.
    pub search: String,
    /// The search line while it is open.
    pub line: Option<search::Line>,
    /// The words of the search, for showing them where they stand.
    pub needles: Needles,
    /// In which order.
    pub sort: Sort,
    /// The rows.
    pub list: list::List,
    /// How many match, once counted.
    pub count: Option<u64>,
    /// Who is marked. Shared, so that a million marks can be taken back without a second copy.
    pub marks: Arc<Marks>,
    /// Where a range of marks began.
    pub range: Option<Key>,
    /// Whether that was above the cursor when both were last here.
    range_above: bool,
}

impl State {
    /// Rows of the pane above the list, in a pane of so many rows: the search line, and what it says.
    pub fn head_rows(&self, height: u16) -> u16 {
        self.line.as_ref().map_or(0, |line| line.rows(height)).min(height)
    }
}

impl State {
    /// The rows of the open range as far as they are here, by their places in the list; and whether it is all here.
    pub fn ranged(&self) -> Option<(Range<usize>, bool)> {
        let start = self.range?;
        let cursor = self.list.place_of(self.list.cursor()?)?;
        if let Some(start) = self.list.place_of(start) {
            return Some((start.min(cursor)..start.max(cursor) + 1, true));
        }
        // It began pages away, at the one end or the other.
        let above = match self.list.ends() {
            (true, false) => false,
            (false, true) => true,
            _ => self.range_above,
        };
        Some((if above { 0..cursor + 1 } else { cursor..self.list.rows().len() }, false))
    }

    /// Notes on which side the open range began, as long as that can be seen.
    pub fn note_range(&mut self) {
        let place = |key: Option<Key>| key.and_then(|key| self.list.place_of(key));
        if let (Some(start), Some(cursor)) = (place(self.range), place(self.list.cursor())) {
            self.range_above = start <= cursor;
        }
    }

    /// What the store is asked: who is put off is left out of what doesn't mean them.
    pub fn asked(&self) -> Query {
        search::awake(&self.query)
    }
}

/// What keys do in the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Applicants {
    Open,
    Mark,
    Range,
    MarkAll,
    Clear,
    Sort,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Applicants) -> Row {
    Row::new(name, keys, Scope::Applicants, Action::Applicants(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("list.open", &["enter"], Applicants::Open),
    row("list.mark", &["space"], Applicants::Mark).hint(1),
    row("list.range", &["V"], Applicants::Range),
    row("list.mark-all", &["*"], Applicants::MarkAll),
    row("list.clear", &["esc"], Applicants::Clear),
    row("list.sort", &["i"], Applicants::Sort),
];

/// The most that can be marked at once.
pub const MOST_MARKS: usize = 1_000_000;

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Applicants) -> Option<&'static str> {
    let nobody = model.applicants.list.cursor().is_none();
    match act {
        Applicants::Clear | Applicants::Sort => None,
        Applicants::Open | Applicants::Mark | Applicants::Range | Applicants::MarkAll => {
            nobody.then_some("why-nobody")
        }
    }
}

/// Does it.
pub fn act(model: &mut Model, act: Applicants, cx: &Cx, effects: &mut Vec<Effect>) {
    // These are about the list and not about a row: they work where there is none.
    match act {
        Applicants::Sort => return sort(model, next(model.applicants.sort, cx), cx),
        Applicants::Clear => return clear(model, cx, effects),
        _ => {}
    }
    let Some(cursor) = model.applicants.list.cursor() else {
        model.applicants.range = None;
        return;
    };
    match act {
        Applicants::Sort | Applicants::Clear => {}
        Applicants::Open => model.focus = Pane::Profile,
        Applicants::Mark => {
            if model.applicants.range.is_some() {
                end_range(model, cursor, effects);
                return;
            }
            mark(model, |marks| {
                if !marks.remove(&cursor) {
                    marks.insert(cursor);
                }
            });
            step(model, Motion::By(1), effects);
        }
        Applicants::Range => {
            if model.applicants.range.is_some() {
                end_range(model, cursor, effects);
            } else {
                model.applicants.range = Some(cursor);
            }
        }
        Applicants::MarkAll => {
            let (query, sort) = (model.applicants.asked(), model.applicants.sort);
            model.ask(Ask::Keys(query, sort, MOST_MARKS), effects);
        }
    }
}

/// The order that comes after this one.
fn next(sort: Sort, cx: &Cx) -> Sort {
    let at = Sort::ALL.iter().position(|one| *one == sort).unwrap_or(0);
    let next = Sort::ALL[(at + 1) % Sort::ALL.len()];
    // Where all accounts have the same target, the longest overdue are the oldest: one of both is enough.
    let mut targets = cx.config.accounts.iter().map(|account| account.response_target);
    let first = targets.next();
    let all_same = targets.all(|target| Some(target) == first);
    if next == Sort::Overdue && all_same { self::next(next, cx) } else { next }
}

/// Lists in another order, from its beginning: whoever asks who has waited longest wants to see them. Nobody is lost
/// by it, since the cursor only goes where a key has sent it.
pub fn sort(model: &mut Model, sort: Sort, cx: &Cx) {
    let state = &mut model.applicants;
    state.sort = sort;
    state.range = None;
    let height = model.page(Pane::Applicants);
    model.applicants.list.restart(None, height);
    let text = cx.word(match sort {
        Sort::Newest => "said-sort-newest",
        Sort::OldestUncontacted => "said-sort-oldest",
        Sort::Name => "said-sort-name",
        Sort::Stage => "said-sort-stage",
        Sort::Overdue => "said-sort-overdue",
    });
    model.say(Tone::Done, text, cx);
}

/// Esc takes back one thing at a time: long work under way, an open range, then the marks, then the search.
fn clear(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    if let Some(task) = model.stoppable() {
        effects.push(Effect::Send(Command::Cancel(task)));
        model.say(Tone::Warn, cx.word("said-stopping"), cx);
        return;
    }
    if model.applicants.range.take().is_some() {
        return;
    }
    if !model.applicants.marks.is_empty() {
        mark(model, BTreeSet::clear);
        return;
    }
    if model.views.shown.is_some() {
        views::show(model, 0, cx, effects);
    } else if !model.applicants.search.is_empty() {
        search::drop_filter(model, cx, effects);
    }
}

/// Marks the open range, if there is one. Its beginning may be pages away and its rows not here: then the store is
/// asked, and `Marked::Later` says that the marks come with its answer.
pub fn end_range(model: &mut Model, cursor: Key, effects: &mut Vec<Effect>) -> Marked {
    let Some(start) = model.applicants.range.take() else { return Marked::Now };
    let between = model.applicants.list.between(start, cursor);
    if between.is_empty() {
        let (query, sort) = (model.applicants.asked(), model.applicants.sort);
        model.ask(Ask::Between(query, sort, start, cursor), effects);
        return Marked::Later;
    }
    mark(model, |marks| marks.extend(between));
    Marked::Now
}

/// When a range is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// It is.
    Now,
    /// As soon as the store has answered.
    Later,
}

/// Brings the cursor to an applicant, wherever they are: in the list as it is, else in a search for them alone.
pub fn visit(model: &mut Model, key: Key, id: &ApplicantId, cx: &Cx, effects: &mut Vec<Effect>) {
    model.focus = Pane::Applicants;
    if model.applicants.list.row(key).is_some() {
        let height = model.page(Pane::Applicants);
        model.applicants.list.go(key, height);
        return;
    }
    model.templates.filter = templates::Entry::All;
    model.applicants.search = format!("id:\"{id}\"");
    search::apply(model, Some(key), cx, effects);
}

/// Changes the marks so that it can be taken back.
pub fn mark(model: &mut Model, change: impl FnOnce(&mut Marks)) {
    let before = Arc::clone(&model.applicants.marks);
    let mut marks = Marks::clone(&before);
    change(&mut marks);
    if marks != *before {
        model.applicants.marks = Arc::new(marks);
        model.did(Done::Marked(before));
        marks_changed(model);
    }
}

/// A list of the marked ones has to be read again when the marks are others.
pub fn marks_changed(model: &mut Model) {
    if model.applicants.query.terms.iter().any(|term| term.test == Test::Is(Flag::Marked)) {
        model.stale.count = true;
        let height = model.page(Pane::Applicants);
        model.applicants.list.release();
        model.applicants.list.refresh(height);
    }
}

/// Takes the keys of all that match.
pub fn mark_all(model: &mut Model, keys: Vec<Key>, cx: &Cx) {
    let many = keys.len();
    mark(model, |marks| marks.extend(keys));
    let text = cx.words.phrase("said-marked", &[("n", many.into())]);
    model.say(Tone::Done, text, cx);
}

/// Moves in the list.
pub fn step(model: &mut Model, motion: Motion, _effects: &mut Vec<Effect>) {
    let height = model.page(Pane::Applicants);
    model.applicants.list.step(motion, height);
}
