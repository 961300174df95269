//! Borders, headings and the small shapes that several views share.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Clear};

use super::text;

/// Plain ASCII borders, for terminals that show nothing else.
const ASCII: ratatui::symbols::border::Set<'static> = ratatui::symbols::border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws a border with a heading and gives the room inside.
pub fn bordered(
    frame: &mut Frame,
    area: Rect,
    heading: &str,
    unicode: bool,
    border: Style,
    title: Style,
) -> Rect {
    if area.width < 2 || area.height < 2 {
        return Rect::new(area.x, area.y, 0, 0);
    }
    let room = usize::from(area.width.saturating_sub(4));
    let mut block = Block::new().borders(Borders::ALL).border_style(border);
    block = if unicode { block.border_type(BorderType::Plain) } else { block.border_set(ASCII) };
    let heading = text::clip(heading, room);
    if !heading.is_empty() {
        block = block.title(Line::from(Span::styled(format!(" {heading} "), title)));
    }
    let inside = block.inner(area);
    frame.render_widget(block, area);
    inside
}

/// Writes a text into the right end of the upper border of an area; it has to fit beside the heading.
pub fn corner(frame: &mut Frame, area: Rect, text: &str, style: Style) {
    let width = text::width(text);
    if width == 0 || width + 4 > usize::from(area.width) {
        return;
    }
    let x = area.right() - width as u16 - 3;
    frame.buffer_mut().set_stringn(x, area.y, format!(" {text} "), width + 2, style);
}

/// A place in the middle of an area, at most as large as it.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

/// Clears a place in the middle of an area, at most as large as it, and gives it.
pub fn centred(frame: &mut Frame, area: Rect, width: u16, height: u16) -> Rect {
    let place = middle(area, width, height);
    // A wide character cut in two by the edge would leave half of itself behind.
    for y in place.top()..place.bottom() {
        for beside in 1..=(place.x - area.x).min(text::WIDEST as u16) {
            let left = &mut frame.buffer_mut()[(place.x - beside, y)];
            if text::width(left.symbol()) > usize::from(beside) {
                left.set_symbol(" ");
            }
        }
    }
    frame.render_widget(Clear, place);
    place
}

/// Writes one line of styled pieces, cut at the right edge.
pub fn write(frame: &mut Frame, area: Rect, row: u16, pieces: &[(impl AsRef<str>, Style)]) {
    if row >= area.height {
        return;
    }
    let mut x = area.x;
    let mut room = usize::from(area.width);
    for (piece, style) in pieces {
        if room == 0 {
            break;
        }
        let cut = text::clip(piece.as_ref(), room);
        let used = text::width(&cut);
        put(frame.buffer_mut(), (x, area.y + row), &cut, *style);
        x += used as u16;
        room -= used;
    }
}

/// Writes a text into one line of cells. Of the usual one it is known that each character has a cell of its own, which
/// a frame of many hundred pieces need not find out anew.
fn put(buffer: &mut Buffer, (x, y): (u16, u16), text: &str, style: Style) {
    if !text::is_plain(text) {
        buffer.set_stringn(x, y, text, usize::MAX, style);
        return;
    }
    for (x, letter) in (x..buffer.area.right()).zip(text.chars()) {
        buffer[(x, y)].set_char(letter).set_style(style);
    }
}
