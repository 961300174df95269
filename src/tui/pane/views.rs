//! Saved views: searches with a name and an order, as tabs over the list. Those of the configuration come first, then
//! those that were saved on the screen, which the inbox keeps.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::search;
use super::templates::Entry;
use crate::domain::Query;
use crate::domain::query::{Field, Test};
use crate::engine::Command;
use crate::store::{SavedView, Sort, ViewEdit};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog};
use crate::tui::effect::Effect;
use crate::tui::model::{Done, Model, Pane};
use crate::tui::theme::Role;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, line, width};

/// A pane so low has no row for tabs.
const LOW: u16 = 8;
/// The longest name on a tab; in a narrow pane a third of it.
const WIDEST: usize = 24;

/// Where a view comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A table of the configuration, which only a person changes.
    Configuration,
    /// The inbox: saved on the screen.
    Screen,
}

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// As it is kept.
    pub saved: SavedView,
    /// Where.
    pub origin: Origin,
}

/// The state of the tabs.
#[derive(Debug, Default)]
pub struct State {
    /// The views in their order.
    pub views: Vec<View>,
    /// The name of the one that is shown; `None` is the first tab, with everybody.
    pub shown: Option<String>,
    /// The order of the first tab, for coming back to it.
    own: Sort,
}

impl State {
    /// The one that is shown, if it is still there.
    pub fn shown(&self) -> Option<&View> {
        let name = self.shown.as_ref()?;
        self.views.iter().find(|view| view.saved.name == *name)
    }

    /// Rows of the tabs in a pane of so many rows.
    pub fn rows(&self, height: u16) -> u16 {
        u16::from(!self.views.is_empty() && height >= LOW)
    }
}

/// What keys do with views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Views {
    Previous,
    Next,
    List,
    Save,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Views) -> Row {
    Row::new(name, keys, Scope::App, Action::Views(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("view.previous", &["<"], Views::Previous),
    row("view.next", &[">"], Views::Next),
    row("view.list", &["b"], Views::List),
    row("view.save", &["B"], Views::Save),
];

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Views, cx: &Cx) -> Option<&'static str> {
    match act {
        Views::Previous | Views::Next => model.views.views.is_empty().then_some("why-no-view"),
        Views::List => None,
        Views::Save if cx.read_only() => Some("why-read-only"),
        Views::Save => (model.applicants.query.is_empty() && model.applicants.sort == Sort::default())
            .then_some("why-no-search"),
    }
}

/// Does it.
pub fn act(model: &mut Model, act: Views, cx: &Cx, effects: &mut Vec<Effect>) {
    match act {
        Views::Previous | Views::Next => {
            let many = model.views.views.len() + 1;
            let by = if act == Views::Next { 1 } else { many - 1 };
            show(model, (position(model) + by) % many, cx, effects);
        }
        Views::List => {
            let list = dialog::views::List::new(position(model).saturating_sub(1));
            model.dialogs.push(Dialog::Views(Box::new(list)));
        }
        Views::Save => {
            let list = dialog::views::List::saving(model);
            model.dialogs.push(Dialog::Views(Box::new(list)));
        }
    }
}

/// The tab that is shown: 0 is everybody.
fn position(model: &Model) -> usize {
    let shown = model.views.shown.as_ref();
    model.views.views.iter().position(|view| Some(&view.saved.name) == shown).map_or(0, |at| at + 1)
}

/// Shows a tab: its search and its order. A template chosen in the left pane goes on to hold, unless the view says
/// itself whose applicants it shows.
pub fn show(model: &mut Model, tab: usize, cx: &Cx, effects: &mut Vec<Effect>) {
    if model.views.shown().is_none() {
        model.views.own = model.applicants.sort;
    }
    model.applicants.line = None;
    let (search, sort) = match tab.checked_sub(1).and_then(|at| model.views.views.get(at)) {
        Some(view) => {
            model.views.shown = Some(view.saved.name.clone());
            (view.saved.query.clone(), view.saved.sort)
        }
        None => {
            model.views.shown = None;
            (String::new(), model.views.own)
        }
    };
    if places(&search) {
        model.templates.filter = Entry::All;
    }
    model.applicants.search = search;
    model.applicants.sort = sort;
    search::apply(model, None, cx, effects);
}

/// Whether a search says whose applicants it is about.
fn places(search: &str) -> bool {
    let place = |test: &Test| matches!(test, Test::Field(Field::Account | Field::Template, _));
    Query::parse(search).is_ok_and(|query| query.terms.iter().any(|term| !term.negated && place(&term.test)))
}

/// Takes the views that the inbox keeps.
pub fn loaded(model: &mut Model, saved: Vec<SavedView>, cx: &Cx) {
    let configured = cx.config.views.iter().map(|view| View {
        saved: SavedView {
            name: view.name.clone(),
            query: view.query.clone(),
            sort: view.sort.as_deref().and_then(|sort| sort.parse().ok()).unwrap_or_default(),
            place: 0,
        },
        origin: Origin::Configuration,
    });
    let saved = saved.into_iter().map(|saved| View { saved, origin: Origin::Screen });
    model.views.views = configured.chain(saved).collect();
    let height = model.page(Pane::Applicants);
    model.applicants.list.show(height);
}

/// What would be saved now: the search, with what was chosen in the left pane, and the order.
pub fn current(model: &Model, name: &str) -> SavedView {
    let query = model.applicants.query.to_string();
    SavedView { name: name.to_owned(), query, sort: model.applicants.sort, place: 0 }
}

/// Changes the views, here at once and in the inbox; gives what would take it back.
pub fn change(model: &mut Model, edit: ViewEdit, effects: &mut Vec<Effect>) -> Option<ViewEdit> {
    let views = &mut model.views.views;
    let find = |views: &[View], name: &str| {
        views.iter().position(|view| view.origin == Origin::Screen && view.saved.name == name)
    };
    let back = match &edit {
        ViewEdit::Keep(saved) => match find(views, &saved.name) {
            Some(at) => {
                let place = views[at].saved.place;
                let before = std::mem::replace(&mut views[at].saved, SavedView { place, ..saved.clone() });
                ViewEdit::Keep(before)
            }
            None => {
                views.push(View { saved: saved.clone(), origin: Origin::Screen });
                views.sort_by_key(|view| match (view.origin, view.saved.place) {
                    (Origin::Configuration, _) => i64::MIN,
                    (Origin::Screen, 0) => i64::MAX,
                    (Origin::Screen, place) => place,
                });
                ViewEdit::Remove(saved.name.clone())
            }
        },
        ViewEdit::Remove(name) => {
            let removed = views.remove(find(views, name)?).saved;
            if model.views.shown.as_ref() == Some(name) {
                model.views.shown = None;
            }
            ViewEdit::Keep(removed)
        }
        ViewEdit::Rename(from, to) => {
            let at = find(views, from)?;
            views[at].saved.name.clone_from(to);
            if model.views.shown.as_ref() == Some(from) {
                model.views.shown = Some(to.clone());
            }
            ViewEdit::Rename(to.clone(), from.clone())
        }
    };
    effects.push(Effect::Send(Command::View(edit)));
    Some(back)
}

/// The same, so that `u` takes it back.
pub fn decide(model: &mut Model, edit: ViewEdit, effects: &mut Vec<Effect>) {
    if let Some(back) = change(model, edit, effects) {
        model.did(Done::Viewed(back));
    }
}

/// Whether what is listed is something else by now than the view that is shown says.
fn is_changed(model: &Model, view: &View) -> bool {
    model.applicants.search != view.saved.query || model.applicants.sort != view.saved.sort
}

/// What the list's heading calls the search: the view that is shown as it is, unless its tab says so, else what was
/// typed.
pub fn heading(model: &Model) -> Option<&str> {
    match model.views.shown() {
        Some(view) if !is_changed(model, view) => {
            let is_seen = model.head().0 > 0;
            (!is_seen).then_some(view.saved.name.as_str())
        }
        _ => Some(model.applicants.search.as_str()).filter(|search| !search.is_empty()),
    }
}

/// The tabs that fit, each with its cells: the shown one always does.
fn tabs(model: &Model, cells: u16, cx: &Cx) -> Vec<(usize, String, Range<u16>)> {
    let shown = position(model);
    let widest = WIDEST.min(usize::from(cells) / 3);
    let label = |tab: usize| match tab.checked_sub(1).and_then(|at| model.views.views.get(at)) {
        Some(view) => {
            let changed = if tab == shown && is_changed(model, view) { "*" } else { "" };
            format!("{}{changed}", clip(&line(&view.saved.name), widest))
        }
        None => cx.word("view-all"),
    };
    let labels: Vec<String> = (0..=model.views.views.len()).map(label).collect();
    let wide = |tab: usize| width(&labels[tab]) + 2;
    let room = usize::from(cells);
    let mut first = 0;
    while first < shown && (first..=shown).map(wide).sum::<usize>() > room {
        first += 1;
    }
    let mut out = Vec::new();
    let mut at = 0;
    for (tab, label) in labels.into_iter().enumerate().skip(first) {
        let end = at + width(&label) + 2;
        if end > room && tab > first {
            break;
        }
        out.push((tab, label, at as u16..end.min(room) as u16));
        at = end;
    }
    out
}

/// Draws the tabs into one row.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let shown = position(model);
    let all = tabs(model, area.width, cx);
    let more = all.last().is_some_and(|(tab, ..)| *tab < model.views.views.len());
    let end = all.last().map_or(0, |(.., cells)| cells.end);
    let before = all.first().is_some_and(|(tab, ..)| *tab > 0);
    let mut pieces = Vec::new();
    for (n, (tab, label, _)) in all.into_iter().enumerate() {
        let here = tab == shown;
        let sign = match (here, n == 0 && before) {
            (true, _) => cx.signs.cursor,
            (false, true) => "…",
            (false, false) => " ",
        };
        pieces.push((sign.to_owned(), cx.style(if here { Role::Focus } else { Role::Dim })));
        pieces.push((label, cx.style(if here { Role::Focus } else { Role::Dim })));
        pieces.push((" ".to_owned(), cx.style(Role::Dim)));
    }
    if more && end < area.width {
        pieces.push(("…".to_owned(), cx.style(Role::Dim)));
    }
    write(frame, area, 0, &pieces);
}

/// A click on the row of tabs, so many cells from its left end.
pub fn point(model: &mut Model, cell: u16, cells: u16, cx: &Cx, effects: &mut Vec<Effect>) {
    let hit = tabs(model, cells, cx).into_iter().find(|(.., range)| range.contains(&cell));
    if let Some((tab, ..)) = hit {
        show(model, tab, cx, effects);
    }
}
