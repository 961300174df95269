//! What the terminal shows, as far as lines are concerned whose width it alone knows.
//!
//! Terminals, and what stands between, disagree about the cells that an emoji sequence, a flag, a keycap or an Indian
//! syllable takes: one, two, or some for each of its parts. A line with such a grapheme is therefore never changed in part. It is
//! erased and painted from left to right, each grapheme on cells that were cleared for it, and after it the cursor
//! is put where the line goes on, by way of the left edge, whose place everybody knows. So whatever is drawn too wide
//! is painted over by what follows, and nothing of it is left when it goes.

use std::collections::BTreeSet;
use std::io;

use ratatui::buffer::{Cell, CellDiffOption};

use crate::tui::widget::text::{is_doubtful, width};

/// Whatever a grapheme takes at the right edge, it stays in its line.
const WRAP_OFF: &[u8] = b"\x1b[?7l";
/// Lines are broken at the right edge, as terminals do by themselves.
pub const WRAP_ON: &[u8] = b"\x1b[?7h";
/// Erases the line that the cursor is in, in the terminal's own colours.
const ERASE: &[u8] = b"\x1b[0m\x1b[2K";

/// A cell and where it is.
type Placed<'a> = (u16, u16, &'a Cell);

/// Where the pieces of a frame go.
pub trait Paper {
    /// Draws cells, the first of them wherever the cursor was before.
    ///
    /// # Errors
    /// Those of whatever stands behind it.
    fn cells(&mut self, cells: &[Placed<'_>]) -> io::Result<()>;
    /// Sends bytes.
    fn bytes(&mut self, bytes: &[u8]);
}

/// The cells of the screen as they were drawn last.
#[derive(Debug, Default)]
pub struct Shown {
    columns: u16,
    cells: Vec<Cell>,
    /// Lines with a grapheme of doubtful width.
    doubtful: BTreeSet<u16>,
}

impl Shown {
    /// The screen is empty.
    pub fn clear(&mut self) {
        self.cells.clear();
        self.doubtful.clear();
    }

    /// Takes a frame's changes, and draws them.
    ///
    /// # Errors
    /// Those of the paper.
    pub fn draw(&mut self, changes: &[Placed<'_>], columns: u16, paper: &mut impl Paper) -> io::Result<()> {
        if self.columns != columns {
            self.clear();
            self.columns = columns;
        }
        let mut touched = BTreeSet::new();
        for (x, y, cell) in changes {
            self.set(*x, *y, cell);
            if is_doubtful_cell(cell) || self.doubtful.contains(y) {
                touched.insert(*y);
            }
        }
        let usual: Vec<Placed<'_>> =
            changes.iter().filter(|(_, y, _)| !touched.contains(y)).copied().collect();
        if !usual.is_empty() {
            paper.cells(&usual)?;
        }
        if touched.is_empty() {
            return Ok(());
        }
        paper.bytes(WRAP_OFF);
        for y in touched {
            if self.line(y, paper)? {
                self.doubtful.insert(y);
            } else {
                self.doubtful.remove(&y);
            }
        }
        paper.bytes(WRAP_ON);
        Ok(())
    }

    fn set(&mut self, x: u16, y: u16, cell: &Cell) {
        if x >= self.columns {
            // The terminal has shrunk since the frame was made; the next one begins anew.
            return;
        }
        let at = usize::from(y) * usize::from(self.columns) + usize::from(x);
        let line_end = (usize::from(y) + 1) * usize::from(self.columns);
        if self.cells.len() < line_end {
            self.cells.resize(line_end, Cell::EMPTY);
        }
        // What a wide one covers is gone.
        let end = (at + usize::from(wide(cell))).min(line_end);
        self.cells[at..end].fill(Cell::EMPTY);
        self.cells[at] = cell.clone();
    }

    /// Paints a whole line anew; whether the width of something in it is doubtful.
    fn line(&self, y: u16, paper: &mut impl Paper) -> io::Result<bool> {
        let start = usize::from(y) * usize::from(self.columns);
        let Some(cells) = self.cells.get(start..start + usize::from(self.columns)) else { return Ok(false) };
        let edge = cells.first().filter(|edge| wide(edge) == 1 && !is_doubtful_cell(edge));
        paper.bytes(format!("\x1b[{};1H", y + 1).as_bytes());
        paper.bytes(ERASE);
        let (mut run, mut any, mut x) = (Vec::new(), false, 0);
        while let Some(cell) = cells.get(usize::from(x)) {
            let wide = wide(cell).min(self.columns - x);
            if !is_doubtful_cell(cell) {
                run.push((x, y, cell));
            } else {
                any = true;
                // Cells of its own look, in case that it takes fewer.
                let mut ground = cell.clone();
                ground.set_symbol(" ");
                paper.cells(&run)?;
                run.clear();
                let under: Vec<Placed<'_>> = (x..x + wide).map(|x| (x, y, &ground)).collect();
                paper.cells(&under)?;
                paper.cells(&[(x, y, cell)])?;
                if let Some(edge) = edge {
                    paper.cells(&[(0, y, edge)])?;
                }
            }
            x += wide;
        }
        paper.cells(&run)?;
        Ok(any)
    }
}

/// How many cells it is to take. What holds more than a text, such as a link, says so itself.
fn wide(cell: &Cell) -> u16 {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(cells) => cells.get(),
        _ => u16::try_from(width(cell.symbol())).unwrap_or(u16::MAX).max(1),
    }
}

fn is_doubtful_cell(cell: &Cell) -> bool {
    !matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)) && is_doubtful(cell.symbol())
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::layout::{Rect, Size};
    use ratatui::style::Style;
    use ratatui::widgets::{Block, Clear};

    use crate::tui::terminal::Surface;
    use crate::tui::widget::text::width;

    const DOUBTFUL: [&str; 9] = [
        "👩\u{200d}👩\u{200d}👧\u{200d}👦",
        "👍🏽",
        "🇩🇪",
        "1\u{fe0f}\u{20e3}",
        "❤\u{fe0f}",
        "☺\u{fe0f}",
        "👩\u{200d}⚕\u{fe0f}",
        "र्ता",
        "क्षि",
    ];
    const COLUMNS: u16 = 40;
    const ROWS: u16 = 6;

    fn nonzero(size: u16) -> std::num::NonZeroU16 {
        size.try_into().unwrap()
    }

    /// A terminal that gives each grapheme of doubtful width so many cells, each of them with an `x`.
    struct Screen {
        terminal: Terminal<Surface<Vec<u8>>>,
        parser: vt100::Parser,
        cells: usize,
        read: usize,
    }

    impl Screen {
        fn new(cells: usize) -> Self {
            let surface = Surface::new(Vec::new(), Some(Size::new(COLUMNS, ROWS)));
            let terminal = Terminal::new(surface).unwrap();
            Self { terminal, parser: vt100::Parser::new(nonzero(ROWS), nonzero(COLUMNS), 0), cells, read: 0 }
        }

        /// Draws these lines in a border, a dialog with this text over them, and gives the screen's lines.
        fn draw(&mut self, lines: &[&str], dialog: Option<&str>) -> Vec<String> {
            self.terminal
                .draw(|frame| {
                    frame.render_widget(Block::bordered(), frame.area());
                    for (y, line) in (1..).zip(lines) {
                        let room = usize::from(COLUMNS - 2);
                        frame.buffer_mut().set_stringn(1, y, line, room, Style::new());
                    }
                    if let Some(text) = dialog {
                        let place = Rect::new(11, 1, 12, 3);
                        frame.render_widget(Clear, place);
                        frame.render_widget(Block::bordered(), place);
                        frame.buffer_mut().set_stringn(12, 2, text, 10, Style::new());
                    }
                })
                .unwrap();
            let written = self.terminal.backend().writer();
            let mut text = String::from_utf8(written[self.read..].to_vec()).unwrap();
            self.read = written.len();
            for doubtful in DOUBTFUL {
                text = text.replace(doubtful, &"x".repeat(self.cells));
            }
            self.parser.process(text.as_bytes());
            self.parser.screen().rows(0, COLUMNS).collect()
        }
    }

    #[test]
    fn whatever_its_width_is_nothing_is_shifted_and_nothing_is_left() {
        for cells in [1, 2, 3, 4, 8] {
            for doubtful in DOUBTFUL {
                let shown = format!("{:<1$}", "x".repeat(cells.min(width(doubtful))), width(doubtful));
                let mut screen = Screen::new(cells);
                let story = format!("ab {doubtful}{doubtful} cd {doubtful}ef 1");
                let later = story.replace("ef 1", "ef 2");
                let (no, edge) = (String::from("none"), format!("{}{doubtful}", "a".repeat(30)));
                // Scrolled, changed in one letter, gone, and back.
                for lines in [
                    [story.as_str(), "plain", &no, &no],
                    ["plain", &story, &later, &edge],
                    [&later, &story, "plain", &story],
                    [&no, "plain", &later, "plain"],
                    ["", "", "", ""],
                    [&story, &story, &edge, &story],
                ] {
                    let drawn = screen.draw(&lines, None);
                    for (row, line) in (1..).zip(lines) {
                        let wanted = line.replace(doubtful, &shown);
                        assert_eq!(drawn[row], format!("│{wanted:<38}│"), "{doubtful} in {cells} cells");
                    }
                }
                // A dialog comes over them, changes, and goes.
                let lines = [story.as_str(), &later, &edge, "plain"];
                let before = screen.draw(&lines, None);
                for text in ["one", "two"] {
                    let drawn = screen.draw(&lines, Some(text));
                    let row = &drawn[2];
                    assert!(row.contains(&format!("│{text:<10}│")) && row.ends_with('│'), "{drawn:?}");
                    assert_eq!(row.chars().count(), usize::from(COLUMNS), "{drawn:?}");
                }
                assert_eq!(screen.draw(&lines, None), before);
            }
        }
    }

    #[test]
    fn lines_of_certain_width_are_changed_in_part_as_ever() {
        let mut screen = Screen::new(2);
        screen.draw(&["plain 1", "日本語", "👩\u{200d}⚕\u{fe0f}"], None);
        let before = screen.read;
        screen.draw(&["plain 2", "日本語", "👩\u{200d}⚕\u{fe0f}"], None);
        let written = &screen.terminal.backend().writer()[before..];
        let text = String::from_utf8_lossy(written);
        assert!(text.contains('2') && !text.contains("plain") && !text.contains("[2K"), "{text:?}");
    }
}
