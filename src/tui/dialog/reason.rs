//! Why somebody was turned down, or withdrew: one line, with the last reason proposed.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::stage::{said, whom};
use crate::domain::{Key, Stage};
use crate::engine::Command;
use crate::store::Edit;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::pane::applicant;
use crate::tui::pane::applicants::view::stage_word;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::field::Field;
use crate::tui::widget::frame::write;

/// The setting under which the last reason is kept.
pub const SETTING: &str = "reason";

/// The dialog.
#[derive(Debug)]
pub struct Reason {
    keys: Vec<Key>,
    name: String,
    to: Stage,
    /// What is typed.
    pub field: Field,
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
    /// Opens it, and asks for the last reason.
    pub fn open(
        model: &mut Model,
        keys: Vec<Key>,
        name: String,
        to: Stage,
        effects: &mut Vec<Effect>,
    ) -> Self {
        model.ask(Ask::Recall(SETTING.to_owned()), effects);
        Self { keys, name, to, field: Field::line() }
    }

    /// Proposes the last reason, unless something is typed already.
    pub fn recalled(&mut self, value: &str) {
        if self.field.value().is_none() {
            self.field.set(value);
        }
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
        let reason = self.field.value();
        if let Some(reason) = &reason {
            effects.push(Effect::Send(Command::Remember { name: SETTING.to_owned(), value: reason.clone() }));
        }
        said(model, self.keys.len(), self.to, cx);
        applicant::edit(model, self.keys, Edit::Stage { to: self.to, reason }, effects);
        None
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = format!("{} · {}", stage_word(self.to, cx), whom(&self.keys, &self.name, cx));
        let inside = states::dialog(frame, area, &title, 64, 4, cx);
        write(frame, inside, 0, &[(cx.word("reason-label"), cx.style(Role::Dim))]);
        let place = Rect {
            y: inside.y + 1.min(inside.height),
            height: inside.height.saturating_sub(1).min(1),
            ..inside
        };
        self.field.draw(frame, place, cx.style(Role::Field), Some(cx.style(Role::Cursor)));
    }
}
