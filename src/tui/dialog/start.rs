//! The first start, without a configuration: try the demo, or connect an account.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog, Kind};
use crate::tui::effect::Effect;
use crate::tui::first;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::wrap;

/// The dialog.
#[derive(Debug, Default)]
pub struct Start;

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Demo,
    Connect,
    Leave,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Start), Action::Dialog(dialog::Act::Start(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("start.demo", &["d"], Act::Demo).hint(1),
    row("start.connect", &["c", "enter"], Act::Connect).hint(2),
    row("start.leave", &["q", "esc"], Act::Leave).hint(3).over(&["dialog.close"]),
];

impl Start {
    /// Does it; gives the dialog back unless it is closed.
    pub fn act(self, act: Act, model: &mut Model, effects: &mut Vec<Effect>) -> Option<Self> {
        match act {
            Act::Demo => {
                model.chosen = Some(first::Start::Demo);
                effects.push(Effect::Leave);
            }
            Act::Connect => model.dialogs.push(Dialog::Connect(Box::default())),
            Act::Leave => effects.push(Effect::Leave),
        }
        Some(self)
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let width = 68.min(area.width);
        let about = wrap(&cx.word("start-about"), usize::from(width.saturating_sub(4)));
        let height = about.len() as u16 + 6;
        let inside = states::dialog(frame, area, "kandidat", width, height, cx);
        let mut row = 0;
        for text in &about {
            write(frame, inside, row, &[(" ", cx.style(Role::Text)), (text.as_str(), cx.style(Role::Text))]);
            row += 1;
        }
        for name in ["start.demo", "start.connect"] {
            row += 1;
            let words = cx.words.word(&format!("{}.help", name.replace('.', "-")));
            let pieces = [
                (format!(" {} ", cx.keys.first(name)), cx.style(Role::Key)),
                (format!(" {words}"), cx.style(Role::Title)),
            ];
            write(frame, inside, row, &pieces);
        }
    }
}
