//! The saved views in a list: show one, save what is listed now, rename, remove.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::store::{SavedView, ViewEdit};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Pane, Tone};
use crate::tui::pane::search;
use crate::tui::pane::views::{self, Origin, View};
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::field::{Field, Height};
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, fit, line, width};

/// The longest name, in characters.
const LONGEST: usize = 60;

/// The dialog.
#[derive(Debug, Default)]
pub struct List {
    place: Place,
    naming: Option<Naming>,
}

/// A name being typed.
#[derive(Debug)]
struct Naming {
    field: Field,
    what: What,
    /// Nothing was chosen from the list: there is no way back to it.
    is_alone: bool,
    /// Why the name can't be taken, as the name of a text.
    problem: Option<&'static str>,
}

/// What the name is for.
#[derive(Debug)]
enum What {
    /// This is saved under it: frozen when the dialog was opened.
    Save(SavedView),
    /// The view of this name is renamed.
    Rename(String),
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Show,
    Save,
    Rename,
    Remove,
    Take,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Views), Action::Dialog(dialog::Act::Views(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("views.show", &["enter"], Act::Show).hint(1),
    row("views.save", &["s"], Act::Save).hint(2),
    row("views.rename", &["r"], Act::Rename).hint(3),
    row("views.remove", &["d"], Act::Remove).hint(4),
    Row::new(
        "views.take",
        &["enter"],
        Scope::Dialog(Kind::ViewName),
        Action::Dialog(dialog::Act::Views(Act::Take)),
    )
    .hint(1),
];

impl List {
    /// The list, with this view chosen.
    pub fn new(at: usize) -> Self {
        Self { place: Place { at, top: 0 }, naming: None }
    }

    /// The list, asking at once for a name of what is listed now; the view that is shown is proposed.
    pub fn saving(model: &Model) -> Self {
        let shown = model.views.shown().filter(|view| view.origin == Origin::Screen);
        let name = shown.map(|view| view.saved.name.as_str()).unwrap_or_default();
        let naming = Naming {
            field: Field::new(Height::One, name),
            what: What::Save(views::current(model, "")),
            is_alone: true,
            problem: None,
        };
        Self { place: Place::default(), naming: Some(naming) }
    }

    /// Whether a name is being typed.
    pub fn is_naming(&self) -> bool {
        self.naming.is_some()
    }

    /// The field that a name is typed into.
    pub fn field(&mut self) -> Option<&mut Field> {
        self.naming.as_mut().map(|naming| &mut naming.field)
    }

    /// One step back: from the name to the list, if it came from there.
    pub fn back(mut self: Box<Self>) -> Option<Box<Self>> {
        let naming = self.naming.take()?;
        (!naming.is_alone).then_some(self)
    }

    fn chosen<'a>(&self, model: &'a Model) -> Option<&'a View> {
        model.views.views.get(self.place.at)
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, model: &Model, cx: &Cx) -> Option<&'static str> {
        match act {
            Act::Show => self.chosen(model).is_none().then_some("why-no-view"),
            Act::Save => views::why_not(model, views::Views::Save, cx),
            Act::Rename | Act::Remove if cx.read_only() => Some("why-read-only"),
            Act::Rename | Act::Remove => match self.chosen(model).map(|view| view.origin) {
                None => Some("why-no-view"),
                Some(Origin::Configuration) => Some("why-view-configured"),
                Some(Origin::Screen) => None,
            },
            Act::Take => None,
        }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        match act {
            Act::Show => {
                views::show(model, self.place.at + 1, cx, effects);
                return None;
            }
            Act::Save => {
                self.naming = Self::saving(model).naming.map(|naming| Naming { is_alone: false, ..naming });
            }
            Act::Rename => {
                let name = self.chosen(model)?.saved.name.clone();
                let field = Field::new(Height::One, &name);
                self.naming =
                    Some(Naming { field, what: What::Rename(name), is_alone: false, problem: None });
            }
            Act::Remove => {
                let name = self.chosen(model)?.saved.name.clone();
                let text = cx.words.phrase("said-view-removed", &[("name", line(&name).into_owned().into())]);
                views::decide(model, ViewEdit::Remove(name), effects);
                model.say(Tone::Done, text, cx);
                self.place.at = self.place.at.min(model.views.views.len().saturating_sub(1));
            }
            Act::Take => return self.take(model, cx, effects),
        }
        Some(self)
    }

    /// Saves or renames under the name that was typed, if it can be taken.
    fn take(mut self: Box<Self>, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Option<Box<Self>> {
        let naming = self.naming.as_mut()?;
        let name: String = naming.field.value().unwrap_or_default().chars().take(LONGEST).collect();
        let other = model.views.views.iter().find(|view| view.saved.name == name);
        naming.problem = match (&naming.what, other) {
            _ if name.is_empty() => Some("view-unnamed"),
            (_, Some(other)) if other.origin == Origin::Configuration => Some("view-configured"),
            (What::Rename(from), Some(_)) if *from != name => Some("view-taken"),
            _ => None,
        };
        if naming.problem.is_some() {
            return Some(self);
        }
        match self.naming.take()?.what {
            What::Save(view) => {
                views::decide(model, ViewEdit::Keep(SavedView { name: name.clone(), ..view }), effects);
                let at = model.views.views.iter().position(|view| view.saved.name == name)?;
                let key = cx.keys.first("app.undo");
                let text = cx.words.phrase(
                    "said-view-saved",
                    &[("name", line(&name).into_owned().into()), ("key", key.into())],
                );
                model.say(Tone::Done, text, cx);
                let cursor = model.applicants.list.cursor();
                views::show(model, at + 1, cx, effects);
                let height = model.page(Pane::Applicants);
                model.applicants.list.restart(cursor, height);
                None
            }
            What::Rename(from) => {
                if from != name {
                    views::decide(model, ViewEdit::Rename(from, name), effects);
                }
                Some(self)
            }
        }
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion, views: usize, height: u16) {
        if self.naming.is_none() {
            self.place.step(motion, views, height);
        }
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let all = &model.views.views;
        let naming = if self.naming.is_some() { 3 } else { 0 };
        let rows = (all.len() as u16).max(if naming > 0 { 0 } else { 2 });
        let inside = states::dialog(frame, area, &cx.word("views-title"), 72, rows + naming + 2, cx);
        let list = Rect { height: inside.height.saturating_sub(naming), ..inside };
        let mut place = self.place;
        place.show(all.len(), list.height);
        if all.is_empty() && naming == 0 {
            let key = cx.keys.first("views.save");
            states::note(frame, list, &cx.words.phrase("views-none", &[("key", key.into())]), cx);
        }
        let names = all.iter().map(|view| width(&line(&view.saved.name))).max().unwrap_or(0);
        let names = names.min(24).min(usize::from(list.width) / 3);
        for (at, view) in all.iter().enumerate().skip(place.top).take(usize::from(list.height)) {
            let here = at == place.at && naming == 0;
            let shown = model.views.shown.as_ref() == Some(&view.saved.name);
            let (facts, role) = facts(view, cx);
            let room = usize::from(list.width).saturating_sub(names + 5);
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (if shown { cx.signs.mark } else { " " }.to_owned(), cx.style(Role::Mark)),
                (fit(&line(&view.saved.name), names), cx.style(if here { Role::Cursor } else { Role::Text })),
                (format!("  {}", clip(&facts, room)), cx.style(role)),
            ];
            write(frame, list, (at - place.top) as u16, &pieces);
        }
        let Some(naming) = &self.naming else { return };
        let below = Rect { y: list.bottom(), height: inside.height - list.height, ..inside };
        let label = match (&naming.what, naming.problem) {
            (_, Some(problem)) => (format!("{} {}", cx.signs.held, cx.word(problem)), Role::Bad),
            (What::Save(view), None) => {
                let what = clip(&line(&view.query), usize::from(below.width).saturating_sub(24)).into_owned();
                (cx.words.phrase("view-name-for", &[("what", what.into())]), Role::Dim)
            }
            (What::Rename(from), None) => {
                (cx.words.phrase("view-name-new", &[("name", line(from).into_owned().into())]), Role::Dim)
            }
        };
        write(frame, below, 1, &[(label.0, cx.style(label.1))]);
        let place =
            Rect { y: below.y + 2.min(below.height), height: below.height.saturating_sub(2).min(1), ..below };
        naming.field.draw(frame, place, cx.style(Role::Field), Some(cx.style(Role::Cursor)));
    }
}

/// What a view shows, or what is wrong with it.
fn facts(view: &View, cx: &Cx) -> (String, Role) {
    if let Some(why) = search::broken(&view.saved.query, cx) {
        return (format!("{} {}", cx.signs.held, line(&why)), Role::Bad);
    }
    let mut parts = vec![line(&view.saved.query).into_owned()];
    parts.push(crate::tui::pane::applicants::view::order(view.saved.sort, cx));
    if view.origin == Origin::Configuration {
        parts.push(cx.word("view-from-configuration"));
    }
    parts.retain(|part| !part.is_empty());
    (parts.join(" · "), Role::Dim)
}
