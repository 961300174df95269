//! A file, looked into: a picture, the text of a PDF, what is known of a recording, and facts. It holds the ids that it
//! is about; what the file has to show is asked for when everything else is worked off, and again for another size.

use std::path::PathBuf;

use ratatui::layout::Rect;

use crate::domain::{Key, MediaId};
use crate::engine::{Command, Work};
use crate::local::Session;
use crate::preview::{Look, Wanted, Way};
use crate::store::MediaState;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog, Kind};
use crate::tui::effect::{Effect, Probing};
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Subject};
use crate::tui::pane::profile;
use crate::tui::pixels::Placement;

mod view;

/// The dialog.
#[derive(Debug)]
pub struct Preview {
    key: Key,
    media: MediaId,
    /// Whether it has the whole screen.
    whole: bool,
    shown: Option<Shown>,
    place: Place,
}

/// What was found in the file.
#[derive(Debug)]
struct Shown {
    wanted: Wanted,
    path: Option<PathBuf>,
    look: Look,
    /// The lines of a text, wrapped for so many cells.
    lines: Vec<String>,
}

/// What is known of the terminal, as far as pictures go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// It has been asked for its name.
    asked: bool,
    /// What it can, by its name.
    way: Option<Way>,
    /// Columns and rows of pixels in a cell.
    cell: Option<(u16, u16)>,
}

/// A cell where nobody says how large it is.
const CELL: (u16, u16) = (10, 20);

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Zoom,
    Next,
    Previous,
    Save,
    View,
    WriteOut,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Preview), Action::Dialog(dialog::Act::Preview(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("preview.zoom", &["enter", "z"], Act::Zoom).hint(3),
    row("preview.next", &["J", "right", "l"], Act::Next).hint(4),
    row("preview.previous", &["K", "left", "h"], Act::Previous),
    row("preview.save", &["s"], Act::Save).hint(1),
    row("preview.view", &["v"], Act::View).hint(2),
    row("preview.write-out", &["w"], Act::WriteOut).hint(5),
];

impl Preview {
    /// Opens it, and asks the terminal what it can, if nobody has yet.
    pub fn open(model: &mut Model, key: Key, media: MediaId, cx: &Cx, effects: &mut Vec<Effect>) {
        model.dialogs.push(Dialog::Preview(Box::new(Self {
            key,
            media,
            whole: false,
            shown: None,
            place: Place::default(),
        })));
        if !std::mem::replace(&mut model.terminal.asked, true) {
            if cx.pictures.ask {
                effects.push(Effect::Probe(Probing::Name));
            } else if way(model, cx).is_some_and(Way::is_sent) {
                effects.push(Effect::Probe(Probing::Size));
            }
        }
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, model: &Model, cx: &Cx) -> Option<&'static str> {
        let Some(file) = self.file(model) else { return Some("said-loading") };
        match act {
            Act::Save if cx.read_only() => Some("why-read-only"),
            Act::Save => file.saved.then_some("said-saved-already"),
            Act::View if cx.session == Session::Remote => Some("why-remote"),
            Act::View | Act::WriteOut => (!file.saved).then_some("said-not-saved"),
            Act::Next | Act::Previous => {
                let alone = profile::detail_of(model, self.key).is_none_or(|detail| detail.media.len() < 2);
                alone.then_some("why-no-other-file")
            }
            Act::Zoom => None,
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
            Act::Zoom => self.whole = !self.whole,
            Act::Next | Act::Previous => {
                let by = if act == Act::Next { 1 } else { -1 };
                if let Some(media) = self.beside(model, by) {
                    self.media = media;
                    self.shown = None;
                    self.place = Place::default();
                    close(model, effects);
                }
            }
            Act::Save => {
                let task = model.begin(Work::Save, None);
                let what = vec![(self.key, Some(self.media.clone()))];
                effects.push(Effect::Send(Command::Save { task, what }));
            }
            Act::View => effects.push(Effect::View(self.key, self.media.clone())),
            Act::WriteOut => {
                let task = model.begin(Work::Export, None);
                let keys = vec![self.key];
                effects.push(Effect::Send(Command::Export { task, keys, to: cx.save_to.clone() }));
            }
        }
        Some(self)
    }

    /// The file before or after this one, in a circle.
    fn beside(&self, model: &Model, by: isize) -> Option<MediaId> {
        let media = &profile::detail_of(model, self.key)?.media;
        let at = media.iter().position(|file| file.media.id == self.media).unwrap_or(0);
        let many = isize::try_from(media.len()).ok().filter(|many| *many > 0)?;
        let next = (isize::try_from(at).ok()? + by).rem_euclid(many);
        media.get(usize::try_from(next).ok()?).map(|file| file.media.id.clone())
    }

    /// The file, as far as the profile pane knows it.
    fn file<'a>(&self, model: &'a Model) -> Option<&'a MediaState> {
        profile::detail_of(model, self.key)?.media.iter().find(|file| file.media.id == self.media)
    }

    /// Takes what was found in the file.
    pub fn loaded(&mut self, ask: &Ask, path: Option<PathBuf>, look: Look) {
        if let Ask::Look(key, media, wanted) = ask
            && (*key, media) == (self.key, &self.media)
        {
            let mut shown = Shown { wanted: *wanted, path, look, lines: Vec::new() };
            shown.wrap(wanted.columns);
            self.shown = Some(shown);
        }
    }

    /// Scrolls a text.
    pub fn step(&mut self, motion: Motion, size: (u16, u16)) {
        let many = self.shown.as_ref().map_or(0, |shown| shown.lines.len());
        let height = view::room(body(size), self.whole).height;
        self.place.scroll(motion, many, height);
    }

    /// In what room, and how, the file is to be shown.
    fn wanted(&self, model: &Model, cx: &Cx) -> Wanted {
        let way = way(model, cx);
        let room = view::room(body(model.size), self.whole);
        let cell = model.terminal.cell.filter(|_| way.is_some_and(Way::is_sent)).unwrap_or(CELL);
        Wanted { columns: room.width, rows: room.height, cell, way }
    }
}

impl Shown {
    /// Wraps a text anew.
    fn wrap(&mut self, columns: u16) {
        self.wanted.columns = columns;
        self.lines = view::text_lines(&self.look, columns);
    }
}

/// The room of dialogs on a screen of this size.
fn body((columns, rows): (u16, u16)) -> Rect {
    Rect::new(0, 1, columns, rows.saturating_sub(2))
}

/// How pictures are drawn: as the terminal itself has said, else as the surroundings say.
fn way(model: &Model, cx: &Cx) -> Option<Way> {
    cx.pictures.way.map(|way| if cx.pictures.ask { model.terminal.way.unwrap_or(way) } else { way })
}

/// Everything that came in is worked off: asks for what is to be shown, if it is not on its way.
pub fn work_off(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(Dialog::Preview(top)) = model.dialogs.last() else { return };
    let wanted = top.wanted(model, cx);
    let saved = top.file(model).is_some_and(|file| file.saved);
    let fits = match &top.shown {
        // What can't be had once may be there once it has been saved again.
        None => false,
        Some(shown) => match shown.look {
            Look::Picture(_) => shown.wanted == wanted,
            _ => true,
        },
    };
    let ask = Ask::Look(top.key, top.media.clone(), wanted);
    if saved && !fits && model.awaits(Subject::Look) != Some(&ask) {
        model.ask(ask, effects);
    }
    if let Some(Dialog::Preview(top)) = model.dialogs.last_mut()
        && let Some(shown) = &mut top.shown
        && !shown.lines.is_empty()
        && shown.wanted.columns != wanted.columns
    {
        shown.wrap(wanted.columns);
    }
}

/// Nobody looks at it any more: what is still being worked out is dropped.
pub fn close(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.forget(Subject::Look) {
        effects.push(Effect::Forget(Subject::Look));
    }
}

/// The terminal has another size, and perhaps other cells.
pub fn resized(model: &Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let open = matches!(model.dialogs.last(), Some(Dialog::Preview(_)));
    if open && way(model, cx).is_some_and(Way::is_sent) {
        effects.push(Effect::Probe(Probing::Size));
    }
}

/// The terminal has said who it is, or how large its cells are.
pub fn heard(model: &mut Model, name: Option<&str>, cell: Option<(u16, u16)>) {
    if let Some(way) = name.and_then(Way::of_terminal) {
        model.terminal.way = Some(way);
    }
    if let Some((columns, rows)) = cell.filter(|(columns, rows)| *columns > 0 && *rows > 0) {
        model.terminal.cell = Some((columns, rows));
    }
}

/// The picture that the terminal is to draw itself, with its place.
pub fn placement(model: &Model) -> Option<Placement> {
    let Some(Dialog::Preview(top)) = model.dialogs.last() else { return None };
    view::placement(top, model.size)
}

#[cfg(test)]
mod tests;
