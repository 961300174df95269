//! The help: generated from the action table with the keys as they really are, in groups, and what the signs mean.
//! Opened from a dialog it shows that dialog's keys.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{self, GROUPS, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::filter::Filter;
use crate::tui::keymap::{Chord, label};
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::field::Field;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, fit, line, width, wrap};

/// The dialog.
#[derive(Debug)]
pub struct Help {
    /// Where it was opened.
    from: Scope,
    /// A field like the one that has the focus there, if text is typed: it takes many keys for itself.
    field: Option<Field>,
    place: Place,
    /// What is shown of it.
    pub filter: Filter,
}

/// A heading with what stands below it.
struct Group {
    heading: String,
    entries: Vec<Entry>,
}

/// Keys or a sign, what they stand for, and the action's name in the configuration.
struct Entry {
    keys: String,
    text: String,
    name: String,
}

/// One line: keys, what they do, the action's name, and whether it is a heading.
type Line = (String, String, String, Role);

/// The width of the dialog, and how much of it the names of actions take where there is room.
const WIDTH: u16 = 104;
const NAMES: usize = 26;

impl Help {
    /// The help for where the keys go to now, with a field like the one that they go to first.
    pub fn new(from: Scope, field: Option<Field>) -> Self {
        Self { from, field, place: Place::default(), filter: Filter::new() }
    }

    /// Something was typed: what is left is shown from its beginning.
    pub fn typed(&mut self) {
        self.place = Place::default();
    }

    /// The actions of scopes whose keys do something where the help was opened, with those keys.
    fn working(&self, heading: &str, scopes: &[Scope], cx: &Cx) -> Group {
        let chain = action::chain(self.from);
        let is_free = |keys: &Vec<Chord>| {
            let first = keys.first().map(|first| first.press());
            !first.is_some_and(|first| self.field.as_ref().is_some_and(|field| field.takes(first)))
        };
        let entry = |row: &Row| {
            let mut keys = cx.keys.working(chain, row);
            keys.retain(is_free);
            let (keys, text) = (label(&keys), row.help(&cx.words));
            (!keys.is_empty()).then(|| Entry { keys, text, name: row.name.to_owned() })
        };
        let rows = action::table().filter(|row| scopes.contains(&row.scope) && chain.contains(&row.scope));
        Group { heading: cx.word(heading), entries: rows.filter_map(entry).collect() }
    }

    fn groups(&self, cx: &Cx) -> Vec<Group> {
        let of = |heading: &str, scope: Scope| Group {
            heading: cx.word(heading),
            entries: action::table()
                .filter(|row| row.scope == scope)
                .map(|row| Entry {
                    keys: cx.keys.label(row.name),
                    text: row.help(&cx.words),
                    name: row.name.to_owned(),
                })
                .collect(),
        };
        let plain = |keys: &str, text: String| Entry { keys: keys.to_owned(), text, name: String::new() };
        let paragraph = |heading: &str, text: &str| Group {
            heading: cx.word(heading),
            entries: vec![plain("", cx.word(text))],
        };
        let here: &[(&str, &[Scope])] = match self.from {
            Scope::Dialog(_) => &[
                ("help-here", &[self.from, Scope::Filter]),
                ("help-dialogs", &[Scope::Dialogs]),
                ("help-move", &[Scope::Cursor]),
            ],
            Scope::Search => &[("help-search", &[Scope::Search])],
            _ => &[],
        };
        if !here.is_empty() {
            let mut groups: Vec<Group> =
                here.iter().map(|(heading, scopes)| self.working(heading, scopes, cx)).collect();
            if self.field.is_some() {
                groups.push(paragraph("help-field", "help-field-text"));
            }
            if self.from == Scope::Search {
                groups.push(paragraph("help-query", "help-query-text"));
            }
            groups.retain(|group| !group.entries.is_empty());
            return groups;
        }
        let mut groups: Vec<Group> = GROUPS.iter().map(|(heading, scope)| of(heading, *scope)).collect();
        let macros = cx.keys.macros().iter().map(|one| {
            let steps: Vec<&str> = one.actions.iter().map(|row| row.name).collect();
            plain(&label(&one.keys), format!("{}: {}", line(&one.name), steps.join(" → ")))
        });
        groups.push(Group { heading: cx.word("help-macros"), entries: macros.collect() });
        groups.retain(|group| !group.entries.is_empty());
        let signs = &cx.signs;
        let signs = [
            (signs.chosen, "help-chosen"),
            (signs.unread, "help-unread"),
            (signs.mark, "help-mark"),
            (signs.late, "help-late"),
            (signs.media, "help-media"),
            (signs.pulled, "safety-pulled"),
            (signs.saved, "safety-saved"),
            (signs.confirming, "safety-confirming"),
            (signs.confirmed, "safety-confirmed"),
            (signs.held, "help-held"),
            (signs.unreadable, "safety-unreadable"),
        ];
        groups.push(Group {
            heading: cx.word("help-signs"),
            entries: signs.iter().map(|(sign, word)| plain(sign, cx.word(word))).collect(),
        });
        groups.push(paragraph("help-field", "help-field-text"));
        groups.push(paragraph("help-query", "help-query-text"));
        groups
    }

    /// What is left by the filter, in lines of so many cells.
    fn lines(&self, cells: usize, cx: &Cx) -> Vec<Line> {
        let wanted = self.filter.wanted();
        let names = if cells >= usize::from(WIDTH) - 10 { NAMES } else { 0 };
        let keys_cells = (cells / 3).min(20);
        let mut out: Vec<Line> = Vec::new();
        for group in self.groups(cx) {
            let fits = |entry: &&Entry| {
                wanted.is_in(&format!("{} {} {} {}", group.heading, entry.keys, entry.text, entry.name))
            };
            let entries: Vec<&Entry> = group.entries.iter().filter(fits).collect();
            if entries.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push((String::new(), String::new(), String::new(), Role::Text));
            }
            out.push((group.heading.clone(), String::new(), String::new(), Role::Title));
            for entry in entries {
                let alone = entry.keys.is_empty() && entry.name.is_empty();
                let mut keys =
                    if alone { String::new() } else { fit(&entry.keys, keys_cells.max(width(&entry.keys))) };
                let mut name = clip(&entry.name, names).into_owned();
                let room = cells.saturating_sub(width(&keys) + 1 + names).max(10);
                // A name beside it begins after a space.
                let wide = room - usize::from(names > 0);
                for part in wrap(&entry.text, if alone { cells } else { wide }) {
                    let text = if alone { part } else { fit(&part, room) };
                    out.push((std::mem::take(&mut keys), text, std::mem::take(&mut name), Role::Text));
                    if !alone {
                        keys = " ".repeat(keys_cells);
                    }
                }
            }
        }
        out
    }

    /// Scrolls.
    pub fn step(&mut self, motion: Motion, size: (u16, u16), cx: &Cx) {
        let inside = states::inside(Rect::new(0, 0, size.0, size.1.saturating_sub(2)), WIDTH, size.1);
        let many = self.lines(usize::from(inside.width), cx).len();
        self.place.scroll(motion, many, inside.height.saturating_sub(self.filter.height()));
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inside = states::dialog(frame, area, &cx.word("help-title"), WIDTH, area.height, cx);
        let lines = self.lines(usize::from(inside.width), cx);
        let inside = self.filter.draw(frame, inside, cx);
        if lines.is_empty() {
            return write(frame, inside, 0, &[(cx.word("palette-nothing"), cx.style(Role::Dim))]);
        }
        let top = self.place.top.min(lines.len().saturating_sub(usize::from(inside.height)));
        for (row, (keys, text, name, role)) in (0..inside.height).zip(lines.iter().skip(top)) {
            if *role == Role::Title {
                write(frame, inside, row, &[(keys, cx.style(Role::Title))]);
            } else {
                let gap = if keys.is_empty() { "" } else { " " };
                let pieces = [
                    (keys.as_str(), cx.style(Role::Key)),
                    (gap, cx.style(Role::Text)),
                    (text, cx.style(*role)),
                    (name, cx.style(Role::Dim)),
                ];
                write(frame, inside, row, &pieces);
            }
        }
    }
}
