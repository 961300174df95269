//! The screen as plain text: for the README, which a test keeps true, and for looking at views in tests.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};

use super::cx::Cx;
use super::model::Model;
use super::{sample, view};
use crate::i18n::Language;

/// Draws a model and gives the rows as text, without the blanks at their ends.
pub fn text(model: &Model, cx: &Cx) -> String {
    let mut text = String::new();
    let buffer = buffer(model, cx);
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut hidden = 0;
        for x in area.left()..area.right() {
            let symbol = buffer[(x, y)].symbol();
            if hidden == 0 {
                line.push_str(symbol);
                hidden = super::widget::text::width(symbol).saturating_sub(1);
            } else {
                // Covered by the wide character before it.
                hidden -= 1;
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Draws a model and gives the look of each cell as a letter, and below what each letter looks like: for tests of
/// themes, which the text alone doesn't show.
pub fn looks(model: &Model, cx: &Cx) -> String {
    let buffer = buffer(model, cx);
    let mut known: Vec<Style> = Vec::new();
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        for x in buffer.area.left()..buffer.area.right() {
            let style = buffer[(x, y)].style();
            let at = known.iter().position(|one| *one == style).unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            text.push(char::from(b'a' + u8::try_from(at).unwrap_or(25).min(25)));
        }
        text.push('\n');
    }
    for (letter, style) in ('a'..).zip(&known) {
        let colour =
            |colour: Option<Color>| colour.map_or_else(|| "-".to_owned(), |colour| colour.to_string());
        let (fg, bg) = (colour(style.fg), colour(style.bg));
        text.push_str(&format!("{letter} {fg} on {bg} {:?}\n", style.add_modifier));
    }
    text
}

/// Draws a model into cells.
pub fn buffer(model: &Model, cx: &Cx) -> Buffer {
    let backend = TestBackend::new(model.size.0, model.size.1);
    let Ok(mut terminal) = Terminal::new(backend);
    let Ok(_) = terminal.draw(|frame| view::draw(frame, model, cx));
    terminal.backend().buffer().clone()
}

/// The README's picture: made-up applicants at 120 columns and 24 rows, in English.
pub fn readme() -> String {
    let cx = sample::cx(Language::En);
    text(&sample::picture_model(120, 24, &cx), &cx)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_picture_shows_the_three_panes() {
        let picture = super::readme();
        for word in ["1 Templates", "2 Applicants", "3 Fatma Yılmaz", "lebenslauf.pdf", "14/22"] {
            assert!(picture.contains(word), "{word}\n{picture}");
        }
        assert_eq!(picture.lines().count(), 24);
    }
}
