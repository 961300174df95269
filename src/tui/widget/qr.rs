//! QR codes in cells: black on white whatever the theme.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Style};

use crate::qr::{Code, Ink};

/// Which ink a terminal can show.
pub fn ink(unicode: bool) -> Ink {
    if unicode { Ink::HalfBlocks } else { Ink::Ascii }
}

/// The cells that a code takes.
pub fn size(code: &Code, ink: Ink) -> Size {
    let (columns, rows) = code.size(ink);
    Size::new(u16::try_from(columns).unwrap_or(u16::MAX), u16::try_from(rows).unwrap_or(u16::MAX))
}

/// Draws a code into the upper left of an area; nothing when it doesn't fit, since half a code is none.
pub fn draw(code: &Code, ink: Ink, area: Rect, buffer: &mut Buffer) {
    let size = size(code, ink);
    if size.width > area.width || size.height > area.height {
        return;
    }
    // Exact colours, since a theme's black may be a dark grey and its white a light one.
    let style = Style::new().fg(Color::Rgb(0, 0, 0)).bg(Color::Rgb(255, 255, 255));
    for (row, line) in (area.y..).zip(code.lines(ink)) {
        buffer.set_string(area.x, row, line, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_whole_or_not_at_all() {
        let code = Code::new("https://example.org/chat").unwrap();
        for ink in [Ink::HalfBlocks, Ink::Ascii] {
            let size = size(&code, ink);
            let area = Rect::new(0, 0, size.width, size.height);
            let mut whole = Buffer::empty(area);
            draw(&code, ink, area, &mut whole);
            assert!(whole.content.iter().any(|cell| cell.symbol() != " "));
            assert!(whole.content.iter().all(|cell| cell.bg == Color::Rgb(255, 255, 255)));
            let small = Rect { height: size.height - 1, ..area };
            let mut none = Buffer::empty(small);
            draw(&code, ink, small, &mut none);
            assert_eq!(none, Buffer::empty(small));
        }
    }
}
