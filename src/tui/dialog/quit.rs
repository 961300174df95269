//! The question before leaving.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{Action, Row, Scope};
use crate::tui::app;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::wrap;

/// The dialog.
#[derive(Debug)]
pub struct Quit;

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Leave,
}

/// The rows of the table.
pub const ROWS: &[Row] = &[Row::new(
    "quit.leave",
    &["enter", "y"],
    Scope::Dialog(Kind::Quit),
    Action::Dialog(dialog::Act::Quit(Act::Leave)),
)
.hint(1)];

impl Quit {
    /// Does it.
    pub fn act(self, act: Act, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Option<Self> {
        let Act::Leave = act;
        app::leave(model, cx, effects);
        None
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let text = match model.must_finish() {
            0 => cx.word("quit-question"),
            many => cx.words.phrase("quit-finishing", &[("n", many.into())]),
        };
        let width = 60.min(area.width);
        let lines = wrap(&text, usize::from(width.saturating_sub(2)));
        let inside = states::dialog(frame, area, &cx.word("quit-title"), width, lines.len() as u16 + 2, cx);
        for (row, text) in (0..).zip(lines) {
            write(frame, inside, row, &[(text, cx.style(Role::Text))]);
        }
    }
}
