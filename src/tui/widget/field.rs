//! Text fields: `tui-textarea` with editing by grapheme, pasted controls removed, and one line where one is meant.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use tui_textarea::{CursorMove, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text;

/// How many lines a field may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Height {
    /// Enter is not for the field.
    One,
    /// Enter begins a new line.
    Many,
}

/// The most that a field holds, in bytes: a paste of more is cut.
const MOST: usize = 64 * 1024;

/// A field that text is typed into.
#[derive(Clone)]
pub struct Field {
    area: TextArea<'static>,
    height: Height,
    /// What was in it when it was opened: the meaning of "unchanged".
    first: String,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Field(…)")
    }
}

/// Whether a field took a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The text changed.
    Changed,
    /// The cursor moved, or nothing had to be done.
    Kept,
    /// The key is not for a field.
    Left,
}

impl Field {
    /// A field with this text, the cursor at its end.
    pub fn new(height: Height, text: &str) -> Self {
        let text = match height {
            Height::One => text::line(text),
            Height::Many => text::lines(text),
        };
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_cursor_line_style(Style::new());
        area.set_max_histories(200);
        if height == Height::Many {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, height, first: text.into_owned() }
    }

    /// One line, empty.
    pub fn line() -> Self {
        Self::new(Height::One, "")
    }

    /// Hides what is typed, for secrets.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.area.set_mask_char('*');
        self
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The text without space at its ends, if there is any.
    pub fn value(&self) -> Option<String> {
        let text = self.text();
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// Whether it still holds what it was opened with.
    pub fn is_unchanged(&self) -> bool {
        self.text() == self.first
    }

    /// Replaces the text.
    pub fn set(&mut self, text: &str) {
        *self = Self { first: std::mem::take(&mut self.first), ..Self::new(self.height, text) };
    }

    /// What stands left and right of the cursor, in a field of one line.
    pub fn sides(&self) -> (String, String) {
        let text = self.text();
        let at = text.char_indices().nth(self.area.cursor().1).map_or(text.len(), |(at, _)| at);
        (text[..at].to_owned(), text[at..].to_owned())
    }

    /// Replaces the text, with the cursor between these halves.
    pub fn put(&mut self, left: &str, right: &str) {
        self.set(&format!("{left}{right}"));
        for _ in right.chars() {
            self.area.move_cursor(CursorMove::Back);
        }
    }

    /// Puts pasted text in: controls become harmless, and lines are joined where there is only one.
    pub fn paste(&mut self, pasted: &str) -> Taken {
        let room = MOST.saturating_sub(self.text().len());
        let mut end = pasted.len().min(room);
        while !pasted.is_char_boundary(end) {
            end -= 1;
        }
        let pasted = match self.height {
            Height::One => text::line(pasted[..end].trim_end_matches(['\r', '\n'])).into_owned(),
            Height::Many => text::lines(&pasted[..end]).into_owned(),
        };
        if self.area.insert_str(&pasted) { Taken::Changed } else { Taken::Kept }
    }

    /// Another one like it, empty.
    pub fn blank(&self) -> Self {
        Self::new(self.height, "")
    }

    /// Whether it has a use for a key, whatever is in it.
    pub fn takes(&self, key: KeyEvent) -> bool {
        self.blank().key(key) != Taken::Left
    }

    /// Takes a key, or leaves it to the dialog.
    pub fn key(&mut self, key: KeyEvent) -> Taken {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let many = self.height == Height::Many;
        let before = self.area.cursor();
        match key.code {
            // Alt with Control is AltGr on some keyboards: it types a character.
            KeyCode::Char(c) if control == alt => {
                if c.is_control() || self.text().len() >= MOST {
                    return Taken::Kept;
                }
                self.area.insert_char(c);
                return Taken::Changed;
            }
            KeyCode::Char(c) if control => return self.control(c),
            // As in a shell; some terminals send these for Alt with an arrow.
            KeyCode::Char('b') if alt => self.area.move_cursor(CursorMove::WordBack),
            KeyCode::Char('f') if alt => self.area.move_cursor(CursorMove::WordForward),
            KeyCode::Char('d') if alt => return changed(self.area.delete_next_word()),
            KeyCode::Enter if many => {
                self.area.insert_newline();
                return Taken::Changed;
            }
            KeyCode::Backspace if alt || control => {
                return changed(self.area.delete_word());
            }
            KeyCode::Backspace => return changed(self.delete_left()),
            KeyCode::Delete => return changed(self.delete_right()),
            KeyCode::Left if control || alt => self.area.move_cursor(CursorMove::WordBack),
            KeyCode::Right if control || alt => self.area.move_cursor(CursorMove::WordForward),
            KeyCode::Left => self.step_left(),
            KeyCode::Right => self.step_right(),
            KeyCode::Home => self.area.move_cursor(CursorMove::Head),
            KeyCode::End => self.area.move_cursor(CursorMove::End),
            KeyCode::Up if many => self.area.move_cursor(CursorMove::Up),
            KeyCode::Down if many => self.area.move_cursor(CursorMove::Down),
            KeyCode::PageUp if many => self.area.move_cursor(CursorMove::Top),
            KeyCode::PageDown if many => self.area.move_cursor(CursorMove::Bottom),
            _ => return Taken::Left,
        }
        let _ = before;
        Taken::Kept
    }

    fn control(&mut self, c: char) -> Taken {
        match c.to_ascii_lowercase() {
            'a' => self.area.move_cursor(CursorMove::Head),
            'e' => self.area.move_cursor(CursorMove::End),
            'w' => return changed(self.area.delete_word()),
            'u' => return changed(self.area.delete_line_by_head()),
            'k' => return changed(self.area.delete_line_by_end()),
            'z' => return changed(self.area.undo()),
            'y' => return changed(self.area.redo()),
            'h' => return changed(self.delete_left()),
            _ => return Taken::Left,
        }
        Taken::Kept
    }

    /// The graphemes left and right of the cursor, as numbers of characters.
    fn around(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        let (row, column) = (cursor.0, cursor.1);
        let line = self.area.lines().get(row).map(String::as_str).unwrap_or_default();
        let at = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let left = line[..at].graphemes(true).next_back().map_or(0, |g| g.chars().count());
        let right = line[at..].graphemes(true).next().map_or(0, |g| g.chars().count());
        (left, right)
    }

    fn delete_left(&mut self) -> bool {
        let (left, _) = self.around();
        if left == 0 {
            return self.area.delete_char();
        }
        (0..left).fold(false, |done, _| self.area.delete_char() || done)
    }

    fn delete_right(&mut self) -> bool {
        let (_, right) = self.around();
        if right == 0 {
            return self.area.delete_next_char();
        }
        (0..right).fold(false, |done, _| self.area.delete_next_char() || done)
    }

    fn step_left(&mut self) {
        for _ in 0..self.around().0.max(1) {
            self.area.move_cursor(CursorMove::Back);
        }
    }

    fn step_right(&mut self) {
        for _ in 0..self.around().1.max(1) {
            self.area.move_cursor(CursorMove::Forward);
        }
    }

    /// Draws it; the cursor is shown only where `style` of the cursor is given.
    pub fn draw(&self, frame: &mut Frame, area: Rect, style: Style, cursor: Option<Style>) {
        if area.is_empty() {
            return;
        }
        // Style is a matter of this frame; the text itself is shared.
        let mut shown = self.area.clone();
        shown.set_style(style);
        shown.set_cursor_style(cursor.unwrap_or(style));
        frame.buffer_mut().set_style(area, style);
        frame.render_widget(&shown, area);
    }
}

fn changed(changed: bool) -> Taken {
    if changed { Taken::Changed } else { Taken::Kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut Field, code: KeyCode) -> Taken {
        field.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn a_grapheme_is_deleted_whole() {
        let mut field = Field::new(Height::One, "a👩\u{200d}💻");
        press(&mut field, KeyCode::Backspace);
        assert_eq!(field.text(), "a");
        let mut field = Field::new(Height::One, "e\u{301}x");
        press(&mut field, KeyCode::Home);
        press(&mut field, KeyCode::Delete);
        assert_eq!(field.text(), "x");
    }

    #[test]
    fn a_step_goes_over_a_whole_grapheme() {
        let mut field = Field::new(Height::One, "👩\u{200d}💻");
        press(&mut field, KeyCode::Left);
        press(&mut field, KeyCode::Char('x'));
        assert_eq!(field.text(), "x👩\u{200d}💻");
    }

    #[test]
    fn a_paste_brings_no_controls_and_no_lines_into_one_line() {
        let mut field = Field::line();
        field.paste("a\u{1b}[2J\nb\r\n");
        assert_eq!(field.text(), "a␛[2J b");
        let mut field = Field::new(Height::Many, "");
        field.paste("a\r\nb");
        assert_eq!(field.text(), "a\nb");
    }

    #[test]
    fn keys_that_are_not_for_a_field_are_left() {
        let mut field = Field::line();
        for code in [KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::Up, KeyCode::F(1)] {
            assert_eq!(press(&mut field, code), Taken::Left, "{code:?}");
        }
        let mut field = Field::new(Height::Many, "a");
        assert_eq!(press(&mut field, KeyCode::Enter), Taken::Changed);
        assert_eq!(press(&mut field, KeyCode::Esc), Taken::Left);
        assert_eq!(field.text(), "a\n");
    }

    #[test]
    fn it_knows_whether_it_was_changed() {
        let mut field = Field::new(Height::One, "a");
        assert!(field.is_unchanged());
        press(&mut field, KeyCode::Char('b'));
        assert!(!field.is_unchanged());
        assert_eq!(field.value().as_deref(), Some("ab"));
    }

    #[test]
    fn words_are_gone_over_as_in_a_shell() {
        let mut field = Field::new(Height::One, "one two three");
        let alt = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT);
        for c in ['b', 'b', 'd'] {
            assert!(field.takes(alt(c)));
            field.key(alt(c));
        }
        assert_eq!(field.text(), "one  three");
        field.key(alt('f'));
        press(&mut field, KeyCode::Char('!'));
        assert_eq!(field.text(), "one  !three");
        assert!(!field.takes(alt('j')));
    }

    #[test]
    fn altgr_types() {
        let mut field = Field::line();
        field.key(KeyEvent::new(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT));
        assert_eq!(field.text(), "@");
    }
}
