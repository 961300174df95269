//! Why somebody was turned down, or withdrew. The last reasons are offered, the latest first: Enter takes it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::pick::{Choice, Pick, fits};
use super::stage::{said, whom};
use crate::domain::{Key, Stage};
use crate::store::{Edit, Vocabulary};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Motion;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::pane::applicant;
use crate::tui::pane::applicants::view::stage_word;
use crate::tui::view::states;

/// The dialog.
#[derive(Debug)]
pub struct Reason {
    keys: Vec<Key>,
    name: String,
    to: Stage,
    /// What is typed, and where among the reasons one stands.
    pub pick: Pick,
    /// The last reasons, the latest first.
    last: Vec<String>,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Decide,
}

/// The rows of the table.
pub const ROWS: &[Row] = &[Row::new(
    "reason.decide",
    &["enter"],
    Scope::Dialog(Kind::Reason),
    Action::Dialog(dialog::Act::Reason(Act::Decide)),
)
.hint(1)];

impl Reason {
    /// Opens it, and asks for the last reasons.
    pub fn open(
        model: &mut Model,
        keys: Vec<Key>,
        name: String,
        to: Stage,
        effects: &mut Vec<Effect>,
    ) -> Self {
        model.ask(Ask::Vocabulary(Vocabulary::Reason), effects);
        Self { keys, name, to, pick: Pick::new(), last: Vec::new() }
    }

    /// Takes the last reasons.
    pub fn offered(&mut self, last: Vec<String>) {
        self.last = last;
    }

    /// The reasons that fit what is typed.
    fn fitting(&self) -> impl Iterator<Item = &String> {
        let typed = self.pick.field.text();
        self.last.iter().filter(move |reason| fits(&typed, reason))
    }

    /// The choices: the reasons that fit, and none as long as nothing is typed.
    fn choices(&self, cx: &Cx) -> Vec<Choice> {
        let mut choices: Vec<Choice> = self.fitting().map(Choice::new).collect();
        if self.pick.field.value().is_none() {
            choices.push(Choice::new(cx.word("reason-none")));
        }
        choices
    }

    /// Without a word the latest reason is chosen; with one, what is typed.
    fn usual(&self) -> Option<usize> {
        self.pick.field.value().is_none().then_some(0)
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        let Act::Decide = act;
        let reason = match self.pick.at(self.usual(), self.choices(cx).len()) {
            Some(at) => self.fitting().nth(at).cloned(),
            None => self.pick.field.value(),
        };
        let text = said(self.keys.len(), self.to, cx);
        applicant::decide(model, self.keys, Edit::Stage { to: self.to, reason }, text, cx, effects);
        None
    }

    /// Moves among the reasons.
    pub fn step(&mut self, motion: Motion, cx: &Cx) {
        let (usual, choices) = (self.usual(), self.choices(cx).len());
        self.pick.step(motion, usual, choices);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = format!("{} · {}", stage_word(self.to, cx), whom(&self.keys, &self.name, cx));
        let choices = self.choices(cx);
        let inside = states::dialog(frame, area, &title, 64, Pick::height(choices.len()), cx);
        self.pick.draw(frame, inside, &cx.word("reason-label"), &choices, self.usual(), cx);
    }
}
