//! The command palette: every action and macro, found by typing a bit of its name; done where it was opened.
//!
//! What can't be done now is there as well, with the reason. Those used last stand first; they are remembered by the
//! store.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::engine::Command;
use crate::tui::action::{self, Action, PANES, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Bound, label, latin};
use crate::tui::macros;
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Ask;
use crate::tui::theme::Role;
use crate::tui::update;
use crate::tui::view::states;
use crate::tui::widget::field::Field;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, fit, fit_right, line, width, wrap};

/// The name of the setting that remembers what was used last.
pub const SETTING: &str = "palette.recent";
/// So many are remembered.
const RECENT: usize = 20;
/// The width of the dialog.
const WIDTH: u16 = 90;
/// Rows inside the border that are no list: the line above, and below what the chosen one does.
const AROUND: u16 = 4;

/// The dialog.
#[derive(Debug)]
pub struct Palette {
    /// The line that is typed into.
    pub field: Field,
    items: Vec<Item>,
    recent: Vec<String>,
    place: Place,
}

/// Something that can be chosen.
#[derive(Debug)]
struct Item {
    bound: Bound,
    /// Its name in the configuration.
    name: String,
    short: String,
    help: String,
    keys: String,
    /// Why it can't be done now.
    why: Option<String>,
}

impl Item {
    /// Whether it is a mere movement, for which nobody opens the palette.
    fn is_move(&self) -> bool {
        matches!(self.bound, Bound::Row(Row { scope: Scope::Cursor, .. }))
    }
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Run,
}

/// The rows of the table.
pub const ROWS: &[Row] = &[Row::new(
    "palette.run",
    &["enter"],
    Scope::Dialog(Kind::Palette),
    Action::Dialog(dialog::Act::Palette(Act::Run)),
)
.hint(1)];

impl Palette {
    /// Opens it over what has the focus: from a pane everything that panes can do, from a dialog what it can do.
    pub fn open(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Self {
        let from = update::scope(model);
        let chain = action::chain(from);
        let in_dialog = !model.dialogs.is_empty();
        let mut items = Vec::new();
        if !in_dialog {
            for (at, one) in cx.keys.macros().iter().enumerate() {
                let steps: Vec<String> = one.actions.iter().map(|row| row.short(&cx.words)).collect();
                items.push(Item {
                    bound: Bound::Macro(at),
                    name: one.name.clone(),
                    short: line(&one.name).into_owned(),
                    help: cx.words.phrase("palette-macro", &[("actions", steps.join(" → ").into())]),
                    keys: label(&one.keys),
                    why: None,
                });
            }
        }
        for row in action::table() {
            let here = chain.contains(&row.scope);
            let shown = here || (!in_dialog && PANES.contains(&row.scope));
            if !shown || matches!(row.name, "app.palette" | "dialog.palette") {
                continue;
            }
            let why = match here {
                true => update::why_not(model, row.action, cx).map(|why| cx.word(why)),
                false => Some(update::why_elsewhere(row, cx)),
            };
            items.push(Item {
                bound: Bound::Row(row),
                name: row.name.to_owned(),
                short: row.short(&cx.words),
                help: row.help(&cx.words),
                keys: cx.keys.label(row.name),
                why,
            });
        }
        if model.recent.is_none() {
            model.ask(Ask::Recall(SETTING.to_owned()), effects);
        }
        let recent = model.recent.clone().unwrap_or_default();
        Self { field: Field::line(), items, recent, place: Place::default() }
    }

    /// Takes what was used last, as it was remembered.
    pub fn recalled(&mut self, recent: &[String]) {
        self.recent = recent.to_vec();
    }

    /// Something was typed: the best one is chosen.
    pub fn typed(&mut self) {
        self.place = Place::default();
    }

    /// What matches the line, the best first.
    fn hits(&self) -> Vec<&Item> {
        let text = self.field.text();
        let hits = self.matching(&text);
        if !hits.is_empty() {
            return hits;
        }
        // Perhaps the keyboard still has its other layout.
        let other: String = text.chars().map(|c| latin(c).unwrap_or(c)).collect();
        if other == text { hits } else { self.matching(&other) }
    }

    fn matching(&self, text: &str) -> Vec<&Item> {
        let text = even(text.trim());
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = |kind| Pattern::new(&text, CaseMatching::Ignore, Normalization::Smart, kind);
        let (fuzzy, words) = (pattern(AtomKind::Fuzzy), pattern(AtomKind::Substring));
        let mut letters = Vec::new();
        let mut score = |pattern: &Pattern, text: &str| {
            let text = even(text);
            pattern.score(Utf32Str::new(&text, &mut letters), &mut matcher)
        };
        let mut hits = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let recent = self.recent.iter().position(|name| *name == item.name).unwrap_or(usize::MAX);
            // The short name counts most, then the configuration's; of the rest whole words, since in a long
            // text any few letters are found somewhere.
            let all = || format!("{} {} {}", item.short, item.help, item.name);
            let found = score(&fuzzy, &item.short)
                .map(|score| (2, score))
                .or_else(|| score(&fuzzy, &item.name).map(|score| (1, score)))
                .or_else(|| score(&words, &all()).map(|score| (0, score)));
            if let Some(found) = found {
                let (found, rank) = match text.is_empty() {
                    true => ((0, 0), (recent, item.why.is_some(), item.is_move())),
                    false => (found, (recent, false, false)),
                };
                hits.push((Reverse(found), rank, at));
            }
        }
        hits.sort_unstable();
        hits.into_iter().filter_map(|(_, _, at)| self.items.get(at)).collect()
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        let Act::Run = act;
        let (bound, name) = match self.hits().get(self.place.at) {
            None => return Some(self),
            Some(item) => {
                if let Some(why) = &item.why {
                    model.say(Tone::Warn, why.clone(), cx);
                    return Some(self);
                }
                (item.bound, item.name.clone())
            }
        };
        remember(model, name, cx, effects);
        match bound {
            Bound::Row(row) => update::act(model, row.action, cx, effects),
            Bound::Macro(at) => macros::start(model, at, cx),
        }
        None
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion, height: u16) {
        let many = self.hits().len();
        self.place.step(motion, many, height.saturating_sub(AROUND - 2).max(1));
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inside = states::dialog(frame, area, &cx.word("palette-title"), WIDTH, area.height, cx);
        let room = Rect { y: inside.y + 1, height: inside.height.saturating_sub(AROUND).max(1), ..inside };
        write(frame, inside, 0, &[(":", cx.style(Role::Key))]);
        let typed = Rect { x: inside.x + 2, width: inside.width.saturating_sub(2), height: 1, ..inside };
        self.field.draw(frame, typed, cx.style(Role::Text), Some(cx.style(Role::Cursor)));
        let hits = self.hits();
        if hits.is_empty() {
            let text = cx.word("palette-nothing");
            return write(frame, room, 0, &[(text, cx.style(Role::Dim))]);
        }
        let mut place = self.place;
        place.show(hits.len(), room.height);
        let cells = usize::from(inside.width);
        // Names, keys, and in what is left what it does: on a narrow screen that stands below only.
        let keys = hits.iter().map(|item| width(&item.keys)).max().unwrap_or(0).min(cells / 4);
        let names = hits.iter().map(|item| width(&item.short)).max().unwrap_or(0).min(cells / 3).max(12);
        let names = if cells < 60 { cells.saturating_sub(keys + 4) } else { names };
        let rest = cells.saturating_sub(names + keys + 6);
        for (row, (at, item)) in (0..room.height).zip(hits.iter().enumerate().skip(place.top)) {
            let here = at == self.place.at;
            let can = item.why.is_none();
            let dim = |role| cx.style(if can { role } else { Role::Dim });
            let about = item.why.as_ref().map_or_else(|| item.help.clone(), |why| format!("({why})"));
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (if can { " " } else { "-" }.to_owned(), cx.style(Role::Dim)),
                (fit(&item.short, names), if here { cx.style(Role::Cursor) } else { dim(Role::Text) }),
                (format!(" {} ", fit_right(&item.keys, keys)), dim(Role::Key)),
                (
                    if cells < 60 { String::new() } else { clip(&about, rest).into_owned() },
                    cx.style(Role::Dim),
                ),
            ];
            write(frame, room, row, &pieces);
        }
        let Some(item) = hits.get(self.place.at) else { return };
        let foot = Rect {
            y: room.bottom() + 1,
            height: inside.bottom().saturating_sub(room.bottom() + 1),
            ..inside
        };
        let about = match &item.why {
            Some(why) => format!("{}: {why}", item.help),
            None => item.help.clone(),
        };
        let mut lines = wrap(&about, cells);
        lines.truncate(1.max(usize::from(foot.height.saturating_sub(1))));
        let named = matches!(item.bound, Bound::Row(_)).then(|| item.name.clone());
        let styled = lines.into_iter().map(|text| (text, Role::Text));
        for (row, (text, role)) in (0..).zip(styled.chain(named.map(|name| (name, Role::Dim)))) {
            write(frame, foot, row, &[(text, cx.style(role))]);
        }
    }
}

/// A text in which `ё` and `е` are the same, as everywhere in searches.
fn even(text: &str) -> String {
    text.replace('ё', "е").replace('Ё', "Е")
}

/// Puts what was used to the front, here and in the store.
fn remember(model: &mut Model, name: String, cx: &Cx, effects: &mut Vec<Effect>) {
    let mut recent = model.recent.take().unwrap_or_default();
    recent.retain(|other| *other != name);
    recent.insert(0, name);
    recent.truncate(RECENT);
    if !cx.read_only() {
        let value = recent.join("\n");
        effects.push(Effect::Send(Command::Remember { name: SETTING.to_owned(), value }));
    }
    model.recent = Some(recent);
}

/// Takes what the store remembers; what was used since stands before it.
pub fn recalled(model: &mut Model, value: Option<&str>) {
    let mut recent = model.recent.take().unwrap_or_default();
    for name in value.unwrap_or_default().lines() {
        if recent.len() < RECENT && !recent.iter().any(|known| known == name) {
            recent.push(name.to_owned());
        }
    }
    if let Some(dialog::Dialog::Palette(palette)) = model.dialogs.last_mut() {
        palette.recalled(&recent);
    }
    model.recent = Some(recent);
}
