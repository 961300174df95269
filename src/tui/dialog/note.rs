//! The note: an editor of several lines. Esc keeps what was written, and `u` takes it back.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::Key;
use crate::store::Edit;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::pane::applicant;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::field::{Field, Height};
use crate::tui::widget::text::line;

/// The dialog.
#[derive(Debug)]
pub struct Note {
    key: Key,
    name: String,
    /// What is written.
    pub field: Field,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Keep,
}

/// The rows of the table.
pub const ROWS: &[Row] = &[Row::new(
    "note.keep",
    &["esc"],
    Scope::Dialog(Kind::Note),
    Action::Dialog(dialog::Act::Note(Act::Keep)),
)
.hint(1)
.over(&["dialog.close"])];

impl Note {
    /// The editor for an applicant's note.
    pub fn new(key: Key, name: String, note: &str) -> Self {
        Self { key, name, field: Field::new(Height::Many, note) }
    }

    /// Keeps what was written, if it is different.
    pub fn keep(self, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
        if self.field.is_unchanged() {
            return;
        }
        let note = Edit::Note(self.field.text());
        applicant::edit(model, vec![self.key], note, cx.word("said-note"), cx, effects);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = cx.words.phrase("note-title", &[("name", line(&self.name).into_owned().into())]);
        let height = (area.height * 2 / 3).max(5);
        let inside = states::dialog(frame, area, &title, 76, height, cx);
        self.field.draw(frame, inside, cx.style(Role::Text), Some(cx.style(Role::Cursor)));
    }
}
