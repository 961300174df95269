//! The filter of a dialog: the line that `/` opens above what it shows, and what is left by it. Help, outbox and log
//! have one; each says for itself what of it is compared.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fold;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog;
use crate::tui::theme::Role;
use crate::tui::widget::field::Field;
use crate::tui::widget::frame::write;

/// A filter, open or not.
#[derive(Debug)]
pub struct Filter {
    field: Field,
    typing: bool,
}

/// What keys do in dialogs that have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Type,
    Keep,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Filter, Action::Dialog(dialog::Act::Filter(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("dialog.filter", &["/"], Act::Type).hint(91),
    row("dialog.keep-filter", &["enter"], Act::Keep).hint(5),
];

impl Filter {
    /// None yet: everything is shown.
    pub fn new() -> Self {
        Self { field: Field::line(), typing: false }
    }

    /// The line that is typed into, while it has the focus.
    pub fn field(&mut self) -> Option<&mut Field> {
        self.typing.then_some(&mut self.field)
    }

    /// Whether its line has the focus.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Does it.
    pub fn act(&mut self, act: Act) {
        self.typing = act == Act::Type;
    }

    /// Shows everything again; whether anything had been left out, or could have been.
    pub fn drop(&mut self) -> bool {
        let was = self.height() > 0;
        *self = Self::new();
        was
    }

    /// Rows that its line takes above the rest.
    pub fn height(&self) -> u16 {
        u16::from(self.typing || self.field.value().is_some())
    }

    /// What has to be in a text for it to be shown.
    pub fn wanted(&self) -> Wanted {
        let text = self.field.text().to_lowercase();
        let words = text.split_whitespace();
        Wanted(words.map(|word| (word.to_owned(), fold::line(word).trim().to_owned())).collect())
    }

    /// Draws its line; gives the room that is left.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) -> Rect {
        if self.height() == 0 || area.is_empty() {
            return area;
        }
        write(frame, area, 0, &[("/", cx.style(Role::Key))]);
        let typed = Rect { x: area.x + 1, width: area.width.saturating_sub(1), height: 1, ..area };
        let cursor = self.typing.then(|| cx.style(Role::Cursor));
        self.field.draw(frame, typed, cx.style(Role::Text), cursor);
        Rect { y: area.y + 1, height: area.height - 1, ..area }
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::new()
    }
}

/// Words, all of which a text has to have somewhere: as they are typed, and with their accents folded.
#[derive(Debug)]
pub struct Wanted(Vec<(String, String)>);

impl Wanted {
    /// Whether this text has them.
    pub fn is_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let (plain, folded) = (text.to_lowercase(), fold::line(text));
        self.0.iter().all(|(word, bare)| {
            plain.contains(word.as_str()) || (!bare.is_empty() && folded.contains(bare.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(typed: &str) -> Wanted {
        let mut filter = Filter::new();
        filter.field.set(typed);
        filter.wanted()
    }

    #[test]
    fn all_words_are_looked_for_anywhere_in_any_spelling() {
        let text = "confirm Yılmaz, Jürgen · HTTP 503";
        for typed in ["", "  ", "503 confirm", "YILMAZ", "jurgen", "JÜRG", "· http"] {
            assert!(wanted(typed).is_in(text), "{typed}");
        }
        assert!(!wanted("jurgen müller").is_in(text) && !wanted("confirm 404").is_in(text));
        // A sign that folds to nothing is still looked for.
        assert!(!wanted("?").is_in(text) && wanted("·").is_in(text));
    }

    #[test]
    fn a_filter_is_dropped_whether_it_is_typed_into_or_kept() {
        let mut filter = Filter::new();
        assert!(!filter.drop() && filter.height() == 0);
        filter.act(Act::Type);
        assert!(filter.height() == 1 && filter.drop() && !filter.is_typing());
        filter.field.set("x");
        assert!(filter.drop() && filter.wanted().is_in("y"));
    }
}
