//! Tags: added to those that each applicant has, or taken away from those. Nothing that isn't named changes, so that
//! a batch keeps each one's own tags.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::pick::{Choice, Pick, fits};
use super::stage::whom;
use crate::domain::Key;
use crate::store::{Edit, Vocabulary};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Motion;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::pane::applicant;
use crate::tui::view::states;

/// The dialog.
#[derive(Debug)]
pub struct Tags {
    keys: Vec<Key>,
    name: String,
    /// The tags that the one whom it is about has; of several, nothing is known.
    has: Vec<String>,
    /// What is typed, and where among the tags one stands.
    pub pick: Pick,
    /// Tags that are in use, the latest first.
    known: Vec<String>,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Decide,
    Complete,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Tags), Action::Dialog(dialog::Act::Tags(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("tags.decide", &["enter"], Act::Decide).hint(1),
    row("tags.complete", &["tab"], Act::Complete).hint(2),
];

impl Tags {
    /// Opens it, and asks for the tags in use. `has` are those of the only one whom it is about.
    pub fn open(
        model: &mut Model,
        keys: Vec<Key>,
        name: String,
        has: Vec<String>,
        effects: &mut Vec<Effect>,
    ) -> Self {
        model.ask(Ask::Vocabulary(Vocabulary::Tag), effects);
        Self { keys, name, has, pick: Pick::new(), known: Vec::new() }
    }

    /// Takes the tags in use.
    pub fn offered(&mut self, known: Vec<String>) {
        self.known = known;
    }

    /// What is typed: whole tags before the last comma, the last one, and whether that one is to go.
    fn parts(&self) -> (String, String, bool) {
        let text = self.pick.field.text();
        let (before, last) = match text.rfind(',') {
            Some(comma) => (text[..=comma].to_owned(), text[comma + 1..].trim().to_owned()),
            None => (String::new(), text.trim().to_owned()),
        };
        match last.strip_prefix('-') {
            Some(rest) => (before, rest.trim().to_owned(), true),
            None => (before, last, false),
        }
    }

    fn has(&self, tag: &str) -> bool {
        self.has.iter().any(|had| had.to_lowercase() == tag.to_lowercase())
    }

    /// The tags that fit: one's own first, then those in use.
    fn fitting(&self) -> Vec<&String> {
        let (_, last, gone) = self.parts();
        let known = self.known.iter().filter(|tag| !self.has(tag));
        // Of one applicant only what is there can go.
        let known = known.filter(|_| !gone || self.keys.len() > 1);
        self.has.iter().chain(known).filter(|tag| fits(&last, tag)).collect()
    }

    fn choices(&self, cx: &Cx) -> Vec<Choice> {
        let sign = |tag: &String| {
            let sign = if self.has(tag) { cx.signs.mark } else { " " };
            Choice::new(format!("{sign} {tag}"))
        };
        self.fitting().into_iter().map(sign).collect()
    }

    /// What is added and what is taken away, as typed.
    fn typed(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut add, mut remove) = (Vec::new(), Vec::new());
        for part in text.split(',').map(str::trim) {
            match part.strip_prefix('-').map(str::trim) {
                Some("") => {}
                Some(tag) => remove.push(tag.to_owned()),
                None if part.is_empty() => {}
                None => add.push(part.to_owned()),
            }
        }
        (add, remove)
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        let fitting = self.fitting();
        let chosen = self.pick.at(None, fitting.len());
        if act == Act::Complete {
            let tag = fitting.get(chosen.unwrap_or(0)).map(|tag| (*tag).clone());
            if let Some(tag) = tag {
                let (before, _, gone) = self.parts();
                let gap = if before.is_empty() { "" } else { " " };
                let sign = if gone || self.has(&tag) { "-" } else { "" };
                self.pick.field.set(&format!("{before}{gap}{sign}{tag}, "));
            }
            return Some(self);
        }
        let (add, remove) = match chosen.and_then(|at| fitting.get(at)) {
            Some(tag) => {
                // The tag under the cursor takes the place of what is typed last: on, or off where it is there.
                let (before, _, gone) = self.parts();
                let (mut add, mut remove) = Self::typed(&before);
                if gone || self.has(tag) {
                    remove.push((*tag).clone())
                } else {
                    add.push((*tag).clone())
                }
                (add, remove)
            }
            None => Self::typed(&self.pick.field.text()),
        };
        if add.is_empty() && remove.is_empty() {
            return None;
        }
        let text = cx.words.phrase("said-tags", &[("n", self.keys.len().into())]);
        applicant::edit(model, self.keys, Edit::Tags { add, remove }, text, cx, effects);
        None
    }

    /// Moves among the tags.
    pub fn step(&mut self, motion: Motion) {
        let choices = self.fitting().len();
        self.pick.step(motion, None, choices);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = format!("{} · {}", cx.word("tags-title"), whom(&self.keys, &self.name, cx));
        let choices = self.choices(cx);
        let inside = states::dialog(frame, area, &title, 64, Pick::height(choices.len()), cx);
        self.pick.draw(frame, inside, &cx.word("tags-label"), &choices, None, cx);
    }
}
