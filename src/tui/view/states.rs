//! What panes and dialogs show while there is nothing to show, and the shapes that they share.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};

use crate::engine::{Progress, Work};
use crate::error::UserError;
use crate::tui::cx::Cx;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::widget::frame::{bordered, centred, middle, write};
use crate::tui::widget::text::{line, wrap};

/// A text in the upper part of an empty room.
pub fn note(frame: &mut Frame, area: Rect, text: &str, cx: &Cx) {
    for (row, part) in (0..area.height).zip(wrap(text, usize::from(area.width.saturating_sub(2)))) {
        write(frame, area, row + u16::from(area.height > 4), &[(format!(" {part}"), cx.style(Role::Dim))]);
    }
}

/// Something is on its way.
pub fn waiting(frame: &mut Frame, area: Rect, cx: &Cx) {
    note(frame, area, &cx.word("said-loading"), cx);
}

/// Something can't be had: what, why, and what to do.
pub fn failed(frame: &mut Frame, area: Rect, error: &UserError, cx: &Cx) {
    let mut row = 0;
    let mut say = |text: &str, role: Role| {
        for part in wrap(&line(text), usize::from(area.width.saturating_sub(2))) {
            write(frame, area, row, &[(format!(" {part}"), cx.style(role))]);
            row += 1;
        }
    };
    let what = told::what(error, cx);
    let what = error.of.as_ref().map_or_else(|| what.clone(), |of| format!("{of}: {what}"));
    say(&format!("{} {what}", cx.signs.held), Role::Bad);
    if let Some(next) = told::next(error, cx) {
        say(&format!("> {next}"), Role::Text);
    }
    if let Some(particulars) = told::particulars(error) {
        say(&particulars, Role::Dim);
    }
}

/// The room inside the frame of a dialog in the middle of an area, as [`dialog`] gives it.
pub fn inside(area: Rect, width: u16, height: u16) -> Rect {
    middle(area, full_width(area, width), height).inner(Margin::new(1, 1))
}

/// A sliver of what lies below on both sides would only look like a second border.
fn full_width(area: Rect, width: u16) -> u16 {
    if area.width.saturating_sub(width) < 6 { area.width } else { width }
}

/// The frame of a dialog in the middle of a room: gives the room inside. Sizes include the border.
pub fn dialog(frame: &mut Frame, area: Rect, title: &str, width: u16, height: u16, cx: &Cx) -> Rect {
    let place = centred(frame, area, full_width(area, width), height);
    frame.buffer_mut().set_style(place, cx.style(Role::Text));
    bordered(frame, place, title, cx.signs.unicode, cx.style(Role::Focus), cx.style(Role::Title))
}

/// How far work is: a bar of so many cells, its name, the figures and the rate.
pub fn progress(progress: &Progress, cells: usize, cx: &Cx) -> String {
    let words = &cx.words;
    let name = words.word(match progress.work {
        Work::Pull => "work-pull",
        Work::Save => "work-save",
        Work::Confirm => "work-confirm",
        Work::Chat => "work-chat",
        Work::Export => "work-export",
        Work::Password => "work-password",
        Work::Edit => "work-edit",
    });
    let mut text = String::new();
    let done = words.number(progress.done);
    match progress.total {
        Some(total) => {
            let reached = progress.done.min(total).saturating_mul(cells as u64);
            let share = reached.checked_div(total).unwrap_or(cells as u64);
            let full = usize::try_from(share).unwrap_or(0);
            text.push_str(&cx.signs.full.repeat(full));
            text.push_str(&cx.signs.empty.repeat(cells.saturating_sub(full)));
            text.push_str(&format!(" {name} {done}/{}", words.number(total)));
        }
        None => text.push_str(&format!("{} {name} {done}", cx.signs.health_busy)),
    }
    if progress.rate > 0 {
        let rate = words.phrase("rate", &[("bytes", words.bytes(progress.rate).into())]);
        text.push_str(&format!("  {rate}"));
    }
    text
}
