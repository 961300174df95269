//! One frame from the model: nothing is decided here.

use std::num::NonZeroU16;

use ratatui::Frame;
use ratatui::buffer::CellDiffOption;
use ratatui::layout::Rect;

use super::cx::Cx;
use super::dialog::Dialog;
use super::layout::LEAST;
use super::model::{Model, Pane};
use super::pane::{applicants, profile, templates};
use super::theme::Role;
use super::widget::frame::{bordered, corner, write};

pub mod banner;
pub mod header;
pub mod hints;
pub mod states;

/// The window's title: the program, and how many are new.
pub fn title(model: &Model, cx: &Cx) -> String {
    let new = model.totals.new;
    if new == 0 {
        return "kandidat".to_owned();
    }
    let figure = cx.words.number(new);
    let new = cx.words.phrase("header-new", &[("n", new.into()), ("figure", figure.into())]);
    format!("kandidat · {new}")
}

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, model: &Model, cx: &Cx) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, cx.style(Role::Text));
    let Some(layout) = model.layout() else {
        let text = cx.words.phrase("too-small", &[("columns", LEAST.0.into()), ("rows", LEAST.1.into())]);
        write(frame, area, 0, &[(text, cx.style(Role::Warn))]);
        return;
    };
    let first_start = matches!(model.dialogs.first(), Some(Dialog::Start(_) | Dialog::Connect(_)));
    if !first_start {
        header::draw(frame, layout.header, model, cx);
        if let Some(place) = layout.banner {
            banner::draw(frame, place, model, cx);
        }
        for pane in Pane::ALL {
            if let Some(place) = layout.pane(pane) {
                draw_pane(frame, place, pane, model, cx);
            }
        }
    }
    let body = Rect::new(0, 1, model.size.0.min(area.width), model.size.1.min(area.height).saturating_sub(2));
    for (at, dialog) in model.dialogs.iter().enumerate() {
        // Of the full-screen first start only the top is drawn.
        let hidden = first_start && at + 1 < model.dialogs.len();
        if !hidden {
            dialog.draw(frame, body, model, cx);
        }
    }
    hints::draw(frame, layout.hints, model, cx);
    if !cx.signs.unicode {
        plain(frame);
    }
}

/// Signs and punctuation that a plain terminal may not have become such as it has. Letters stay: which of them there
/// are is for its font to say.
fn plain(frame: &mut Frame) {
    for cell in &mut frame.buffer_mut().content {
        let sign = match cell.symbol() {
            "…" => "~",
            "·" | "–" | "—" | "‐" | "‑" | "•" => "-",
            "→" | "›" | "▸" => ">",
            "‹" => "<",
            "’" | "‘" | "‚" => "'",
            "“" | "”" | "„" | "«" | "»" => "\"",
            "\u{a0}" | "\u{202f}" => " ",
            "␛" => "^",
            _ => continue,
        };
        cell.set_symbol(sign);
    }
}

fn draw_pane(frame: &mut Frame, area: Rect, pane: Pane, model: &Model, cx: &Cx) {
    let room = usize::from(area.width.saturating_sub(4));
    let (heading, end) = match pane {
        Pane::Templates => (format!("1 {}", cx.word("pane-templates")), String::new()),
        Pane::Applicants => applicants::view::headings(model, cx, room),
        Pane::Profile => (profile::heading(model, cx), String::new()),
    };
    let focused = model.focus == pane && model.dialogs.is_empty();
    let border = cx.style(if focused { Role::Focus } else { Role::Border });
    let title = cx.style(if focused { Role::Focus } else { Role::Title });
    let inside = bordered(frame, area, &heading, cx.signs.unicode, border, title);
    if inside.is_empty() {
        return;
    }
    corner(frame, area, &end, cx.style(Role::Dim));
    match pane {
        Pane::Templates => templates::draw(frame, inside, model, cx),
        Pane::Applicants => applicants::view::draw(frame, inside, model, cx),
        Pane::Profile => profile::draw(frame, inside, model, cx),
    }
}

/// Makes the link on screen a hyperlink of the terminal. A pass after the views, since cells carry no links:
/// each cell gets its own opening and closing, joined by one id.
pub fn hyperlinks(frame: &mut Frame, model: &Model) {
    let size = frame.area();
    let body = Rect::new(0, 1, size.width, size.height.saturating_sub(2));
    let Some((place, url, id)) = model.dialogs.last().and_then(|top| top.hyperlink(body)) else { return };
    if url.chars().any(char::is_control) {
        return;
    }
    let buffer = frame.buffer_mut();
    for y in place.top()..place.bottom() {
        for x in place.left()..place.right() {
            let cell = &mut buffer[(x, y)];
            if cell.symbol() == " " {
                continue;
            }
            let linked = format!("\x1b]8;id={id};{url}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
            cell.set_symbol(&linked);
            cell.set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
        }
    }
}

/// Whether the terminal should have its mouse back, so that a link can be clicked and selected.
pub fn releases_mouse(model: &Model) -> bool {
    model.dialogs.last().is_some_and(|top| top.hyperlink(Rect::ZERO).is_some())
}

#[cfg(test)]
#[path = "view/cost.rs"]
mod cost;
