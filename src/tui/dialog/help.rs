//! The help: generated from the action table with the keys as they really are, in groups, and what the signs mean.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{self, GROUPS};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, width, wrap};

/// The dialog.
#[derive(Debug, Default)]
pub struct Help {
    place: Place,
}

/// One line: keys, what they do, and whether it is a heading.
type Line = (String, String, Role);

/// The width of the dialog.
const WIDTH: u16 = 78;

impl Help {
    fn lines(cells: usize, cx: &Cx) -> Vec<Line> {
        let mut out: Vec<Line> = Vec::new();
        let keys_cells = (cells / 3).min(20);
        for (group, scope) in GROUPS {
            if !out.is_empty() {
                out.push(blank());
            }
            out.push((cx.word(group), String::new(), Role::Title));
            for row in action::table().filter(|row| row.scope == *scope) {
                let keys = cx.keys.label(row.name);
                let mut keys = fit(&keys, keys_cells.max(width(&keys)));
                for part in wrap(&row.help(&cx.words), cells.saturating_sub(width(&keys) + 1).max(10)) {
                    out.push((std::mem::take(&mut keys), part, Role::Text));
                    keys = " ".repeat(keys_cells);
                }
            }
        }
        out.push(blank());
        out.push((cx.word("help-signs"), String::new(), Role::Title));
        let signs = &cx.signs;
        for (sign, word) in [
            (signs.unread, "help-unread"),
            (signs.mark, "help-mark"),
            (signs.late, "help-late"),
            (signs.media, "help-media"),
            (signs.pulled, "safety-pulled"),
            (signs.saved, "safety-saved"),
            (signs.confirming, "safety-confirming"),
            (signs.confirmed, "safety-confirmed"),
            (signs.held, "help-held"),
            (signs.unreadable, "safety-unreadable"),
        ] {
            out.push((fit(sign, keys_cells), cx.word(word), Role::Text));
        }
        out.push(blank());
        out.push((cx.word("help-query"), String::new(), Role::Title));
        for part in wrap(&cx.word("help-query-text"), cells) {
            out.push((String::new(), part, Role::Text));
        }
        out
    }

    /// Scrolls.
    pub fn step(&mut self, motion: Motion, size: (u16, u16), cx: &Cx) {
        let cells = usize::from(WIDTH.min(size.0).saturating_sub(2));
        let many = Self::lines(cells, cx).len();
        // Header and hint line are outside, the border around.
        self.place.scroll(motion, many, size.1.saturating_sub(4));
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inside = states::dialog(frame, area, &cx.word("help-title"), WIDTH, area.height, cx);
        let lines = Self::lines(usize::from(inside.width), cx);
        let top = self.place.top.min(lines.len().saturating_sub(usize::from(inside.height)));
        for (row, (keys, text, role)) in (0..inside.height).zip(lines.iter().skip(top)) {
            if *role == Role::Title {
                write(frame, inside, row, &[(keys, cx.style(Role::Title))]);
            } else {
                let gap = if keys.is_empty() { "" } else { " " };
                let pieces = [
                    (keys.as_str(), cx.style(Role::Key)),
                    (gap, cx.style(Role::Text)),
                    (text, cx.style(*role)),
                ];
                write(frame, inside, row, &pieces);
            }
        }
    }
}

/// An empty line.
fn blank() -> Line {
    (String::new(), String::new(), Role::Text)
}
