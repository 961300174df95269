//! How a file that was looked into is drawn: a line of facts, and below it the picture, the text, or more facts.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use super::{Preview, Shown, body};
use crate::local::Session;
use crate::preview::picture::Drawn;
use crate::preview::recording::Kind;
use crate::preview::{Look, Picture, Recording, Trouble, Way};
use crate::store::MediaState;
use crate::tui::cx::Cx;
use crate::tui::model::Model;
use crate::tui::pane::profile;
use crate::tui::pane::profile::lines::{name, state};
use crate::tui::pixels::Placement;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::pixels;
use crate::tui::widget::text::{clip, line, width, wrap};

/// The most lines of a text that can be scrolled through.
const LINES: usize = 20_000;
/// From this width on there is something to see beside the dialog.
const WIDE: u16 = 90;

/// The dialog's place, with its border.
fn place(body: Rect, whole: bool) -> Rect {
    if whole || body.width < WIDE {
        return body;
    }
    let width = body.width * 4 / 5;
    Rect { x: body.x + (body.width - width) / 2, width, ..body }
}

/// The room inside its border, or all of it when it has the whole screen.
fn inside(body: Rect, whole: bool) -> Rect {
    let place = place(body, whole);
    if whole {
        return place;
    }
    Rect::new(place.x + 1, place.y + 1, place.width.saturating_sub(2), place.height.saturating_sub(2))
}

/// The room for a picture or a text, below the line of facts. The last row stays free for messages.
pub(super) fn room(body: Rect, whole: bool) -> Rect {
    let inside = inside(body, whole);
    let head = if inside.height > 12 { 2 } else { 1 };
    let foot = u16::from(whole);
    let height = inside.height.saturating_sub(head + foot);
    Rect { y: inside.y + head.min(inside.height), height, ..inside }
}

/// The lines of a text, wrapped; of anything else none.
pub(super) fn text_lines(look: &Look, columns: u16) -> Vec<String> {
    let Look::Document(document) = look else { return Vec::new() };
    let Some(text) = &document.text else { return Vec::new() };
    let mut lines = Vec::new();
    for (at, page) in text.trim_end().split('\u{c}').enumerate() {
        if at > 0 {
            lines.push(String::new());
            lines.push(format!("— {} —", at + 1));
        }
        lines.extend(wrap(page.trim_end(), usize::from(columns)));
        if lines.len() > LINES {
            lines.truncate(LINES);
            break;
        }
    }
    if lines.iter().all(|line| line.trim().is_empty()) { Vec::new() } else { lines }
}

/// Where a picture stands in its room.
fn picture_place(picture: &Picture, room: Rect) -> Rect {
    let (columns, rows) = (picture.cells.0.min(room.width), picture.cells.1.min(room.height));
    Rect { x: room.x + (room.width - columns) / 2, width: columns, height: rows, ..room }
}

/// The picture that the terminal draws itself.
pub(super) fn placement(dialog: &Preview, size: (u16, u16)) -> Option<Placement> {
    let shown = dialog.shown.as_ref()?;
    let Look::Picture(picture) = &shown.look else { return None };
    let Drawn::Sent(bytes) = &picture.drawn else { return None };
    let room = room(body(size), dialog.whole);
    // A picture that was made for another room waits for its successor.
    let fits = (room.width, room.height) == (shown.wanted.columns, shown.wanted.rows);
    let way = shown.wanted.way.filter(|_| fits)?;
    Some(Placement { area: picture_place(picture, room), screen: size, way, bytes: bytes.clone() })
}

impl Preview {
    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let file = self.file(model);
        let title = self.title(file, model, cx);
        let inside = if self.whole {
            frame.render_widget(Clear, area);
            frame.buffer_mut().set_style(area, cx.style(Role::Text));
            area
        } else {
            let place = place(area, self.whole);
            states::dialog(frame, area, &title, place.width, place.height, cx)
        };
        let Some(file) = file else {
            states::waiting(frame, inside, cx);
            return;
        };
        let facts = self.facts(file, cx);
        let head = if self.whole {
            vec![(format!("{title}  "), cx.style(Role::Title)), (facts, cx.style(Role::Dim))]
        } else {
            vec![(facts, cx.style(Role::Dim))]
        };
        write(frame, inside, 0, &head);
        let room = room(area, self.whole);
        match &self.shown {
            Some(Shown { look: Look::Picture(picture), wanted, .. }) => {
                draw_picture(frame, room, picture, wanted.way);
            }
            Some(shown) if !shown.lines.is_empty() => {
                let top = self.place.top.min(shown.lines.len().saturating_sub(usize::from(room.height)));
                for (row, text) in (0..room.height).zip(shown.lines.iter().skip(top)) {
                    write(frame, room, row, &[(text, cx.style(Role::Text))]);
                }
            }
            shown => self.draw_facts(frame, room, file, shown.as_ref(), cx),
        }
    }

    /// What the file is called, and which of how many it is.
    fn title(&self, file: Option<&MediaState>, model: &Model, cx: &Cx) -> String {
        let Some(file) = file else { return cx.word("profile-files") };
        let media = profile::detail_of(model, self.key).map_or(&[][..], |detail| &detail.media);
        let at = media.iter().position(|other| other.media.id == self.media).unwrap_or(0) + 1;
        let called = name(file, cx);
        if media.len() > 1 { format!("{called} · {at}/{}", media.len()) } else { called }
    }

    /// What is known of the file, in one line.
    fn facts(&self, file: &MediaState, cx: &Cx) -> String {
        let words = &cx.words;
        let mut facts = Vec::new();
        match self.shown.as_ref().map(|shown| &shown.look) {
            Some(Look::Picture(picture)) => facts.push(words.phrase(
                "preview-picture",
                &[
                    ("format", picture.format.into()),
                    ("width", words.number(u64::from(picture.size.0)).into()),
                    ("height", words.number(u64::from(picture.size.1)).into()),
                ],
            )),
            Some(Look::Document(document)) if document.pdf => facts.push(match document.pages {
                Some(pages) => words.phrase("preview-pdf", &[("n", pages.into())]),
                None => "PDF".to_owned(),
            }),
            Some(Look::Document(_)) => facts.push(words.word("preview-text")),
            Some(Look::Recording(recording)) => facts.push(recording_fact(recording, cx)),
            _ => {}
        }
        match self.shown.as_ref().map(|shown| &shown.look) {
            Some(Look::Picture(picture)) if picture.cut => facts.push(words.word("preview-broken")),
            Some(Look::Document(document)) if document.cut => facts.push(words.word("preview-cut")),
            _ => {}
        }
        facts.extend(file.size.map(|size| words.bytes(size)));
        facts.push(state(file, cx).0);
        facts.join(" · ")
    }

    /// All that is known of the file, and what can be done with it.
    fn draw_facts(&self, frame: &mut Frame, room: Rect, file: &MediaState, shown: Option<&Shown>, cx: &Cx) {
        let mut lines: Vec<(String, Role)> = Vec::new();
        let mut say = |text: String, role: Role| {
            lines.extend(wrap(&text, usize::from(room.width)).into_iter().map(|part| (part, role)));
        };
        for (word, role) in self.notes(file, shown, cx) {
            say(cx.word(word), role);
        }
        say(String::new(), Role::Text);
        let announced = file.media.mime.as_deref().map(|mime| line(mime).into_owned());
        let kind = match (&file.sniffed, announced) {
            (Some(found), Some(said)) if *found != said => cx
                .words
                .phrase("preview-announced", &[("found", found.clone().into()), ("said", said.into())]),
            (Some(found), _) => found.clone(),
            (None, Some(said)) => said,
            (None, None) => "?".to_owned(),
        };
        let mut facts = vec![("preview-kind", kind)];
        facts.extend(file.size.map(|size| ("preview-size", cx.words.bytes(size))));
        if let Some(hash) = &file.sha256 {
            facts.push(("preview-hash", clip(hash, 17).into_owned()));
        }
        if let Some(problem) = file.problem.as_ref().filter(|_| !file.saved) {
            facts.push(("preview-problem", told::reason(problem, cx)));
        }
        if let Some(path) = shown.and_then(|shown| shown.path.as_deref()) {
            facts.push(("preview-path", line(&path.display().to_string()).into_owned()));
        }
        let wide = facts.iter().map(|(word, _)| width(&cx.word(word))).max().unwrap_or(0) + 2;
        for (word, value) in facts {
            let label = cx.word(word);
            say(format!("{label}{}{value}", " ".repeat(wide - width(&label))), Role::Dim);
        }
        for (row, (text, role)) in (0..room.height).zip(lines) {
            write(frame, room, row, &[(clip(&text, usize::from(room.width)), cx.style(role))]);
        }
    }

    /// What there is to say beside the facts: the most important first.
    fn notes(&self, file: &MediaState, shown: Option<&Shown>, cx: &Cx) -> Vec<(&'static str, Role)> {
        if !file.saved {
            return vec![(if file.gone { "preview-gone" } else { "said-not-saved" }, Role::Warn)];
        }
        let Some(shown) = shown else { return vec![("preview-looking", Role::Dim)] };
        let open = match cx.session {
            Session::Local => ("preview-open-here", Role::Text),
            Session::Remote => ("preview-open-there", Role::Text),
        };
        let first = match &shown.look {
            Look::Document(document) if document.blank => Some(("preview-blank", Role::Warn)),
            Look::Document(document) if document.text.is_none() => Some(("preview-no-reader", Role::Text)),
            Look::Document(_) => Some(("preview-no-text", Role::Text)),
            Look::Trouble(trouble) => Some((trouble_word(*trouble), Role::Warn)),
            Look::Nothing => Some(("preview-nothing", Role::Text)),
            Look::Recording(_) | Look::Picture(_) => None,
        };
        first.into_iter().chain([open]).collect()
    }
}

fn trouble_word(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreadable => "preview-unreadable",
        Trouble::Damaged => "preview-damaged",
        Trouble::TooLarge => "preview-too-large",
        Trouble::TooSlow => "preview-too-slow",
        Trouble::Unknown => "preview-unknown",
        Trouble::Off => "preview-off",
    }
}

/// What a recording is, and how long.
fn recording_fact(recording: &Recording, cx: &Cx) -> String {
    let word = match recording.kind {
        Kind::Audio => "preview-audio",
        Kind::Video => "preview-video",
    };
    let mut parts = vec![cx.words.phrase(word, &[("format", recording.format.into())])];
    parts.extend(recording.codec.map(str::to_owned));
    parts.extend(recording.length.map(|length| clock(length.as_secs())));
    parts.extend(recording.size.map(|(width, height)| format!("{width} × {height}")));
    parts.join(" · ")
}

/// A length as players show it: `0:07`, `12:30`, `1:02:03`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

fn draw_picture(frame: &mut Frame, room: Rect, picture: &Picture, way: Option<Way>) {
    let place = picture_place(picture, room);
    match (&picture.drawn, way) {
        (Drawn::Blocks(drawn), Some(Way::Blocks(depth))) => {
            pixels::blocks(drawn, depth, place, frame.buffer_mut());
        }
        (Drawn::Signs(drawn), _) => pixels::signs(drawn, place, frame.buffer_mut()),
        // The terminal draws it, after the frame.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_shown_as_players_do() {
        assert_eq!(clock(7), "0:07");
        assert_eq!(clock(750), "12:30");
        assert_eq!(clock(3_723), "1:02:03");
    }

    #[test]
    fn every_room_lies_within_the_screen() {
        for (columns, rows) in [(20, 6), (40, 12), (80, 24), (90, 25), (120, 40), (300, 100)] {
            for whole in [false, true] {
                let body = body((columns, rows));
                let room = room(body, whole);
                assert!(
                    body.contains(room.as_position()) || room.is_empty(),
                    "{columns}x{rows} {whole}: {room}"
                );
                assert!(room.right() <= body.right() && room.bottom() <= body.bottom());
                assert!(room.width >= 18 && room.height >= 1, "{columns}x{rows} {whole}: {room}");
            }
        }
    }
}
