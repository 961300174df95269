//! Who looks after an applicant: me, somebody who has done so before, a new name, or nobody.

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
use crate::tui::widget::text::line;

/// The dialog.
#[derive(Debug)]
pub struct Assign {
    keys: Vec<Key>,
    name: String,
    /// What is typed, and where among the names one stands.
    pub pick: Pick,
    /// Who has been assigned before, the latest first.
    names: Vec<String>,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Choose,
}

/// The rows of the table.
pub const ROWS: &[Row] = &[Row::new(
    "assign.choose",
    &["enter"],
    Scope::Dialog(Kind::Assign),
    Action::Dialog(dialog::Act::Assign(Act::Choose)),
)
.hint(1)];

impl Assign {
    /// Opens it, and asks who has been assigned before.
    pub fn open(model: &mut Model, keys: Vec<Key>, name: String, effects: &mut Vec<Effect>) -> Self {
        model.ask(Ask::Vocabulary(Vocabulary::Assignee), effects);
        Self { keys, name, pick: Pick::new(), names: Vec::new() }
    }

    /// Takes the names.
    pub fn offered(&mut self, names: Vec<String>) {
        self.names = names;
    }

    /// The choices, each with whom it means; a name that is typed and not known comes last.
    fn choices(&self, cx: &Cx) -> Vec<(Choice, Option<String>)> {
        let typed = self.pick.field.value();
        let fitting = |name: &str| typed.as_deref().is_none_or(|typed| fits(typed, name));
        let mut choices = Vec::new();
        let me = cx.recruiter();
        if let Some(me) = me
            && (fitting(me) || fitting(&cx.word("assign-me")))
        {
            choices.push((Choice::new(cx.word("assign-me")).more(me), Some(me.to_owned())));
        }
        for name in self.names.iter().filter(|name| fitting(name) && me != Some(name)) {
            choices.push((Choice::new(name), Some(name.clone())));
        }
        match typed {
            None => choices.push((Choice::new(cx.word("assign-nobody")), None)),
            Some(typed) => {
                let known = self.names.iter().map(String::as_str).chain(me).any(|name| name == typed);
                if !known {
                    choices.push((Choice::new(&typed).more(cx.word("assign-new")), Some(typed)));
                }
            }
        }
        choices
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        let Act::Choose = act;
        let mut choices = self.choices(cx);
        // On the line itself what is typed counts as it is.
        let to = match self.pick.at(Some(0), choices.len()) {
            Some(at) => choices.swap_remove(at).1,
            None => self.pick.field.value(),
        };
        let n = self.keys.len();
        let text = match &to {
            Some(name) => {
                let name = line(name).into_owned();
                cx.words.phrase("said-assigned", &[("n", n.into()), ("name", name.into())])
            }
            None => cx.words.phrase("said-unassigned", &[("n", n.into())]),
        };
        applicant::edit(model, self.keys, Edit::Assign(to), text, cx, effects);
        None
    }

    /// Moves among the names.
    pub fn step(&mut self, motion: Motion, cx: &Cx) {
        let choices = self.choices(cx).len();
        self.pick.step(motion, Some(0), choices);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = format!("{} · {}", cx.word("assign-title"), whom(&self.keys, &self.name, cx));
        let choices: Vec<Choice> = self.choices(cx).into_iter().map(|(choice, _)| choice).collect();
        let inside = states::dialog(frame, area, &title, 64, Pick::height(choices.len()), cx);
        self.pick.draw(frame, inside, &cx.word("assign-label"), &choices, Some(0), cx);
    }
}
