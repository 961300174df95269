//! The log screen: the messages of this session with their times, then the end of the log file.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Ask;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{line, wrap};

/// The dialog.
#[derive(Debug)]
pub struct Log {
    file: Option<Result<Vec<String>, String>>,
    place: Place,
}

impl Log {
    /// Opens it, and asks for the end of the log file.
    pub fn open(model: &mut Model, effects: &mut Vec<Effect>) -> Self {
        model.ask(Ask::Log, effects);
        Self { file: None, place: Place::default() }
    }

    /// Takes the end of the log file, or why it can't be read.
    pub fn loaded(&mut self, lines: Result<Vec<String>, String>) {
        self.file = Some(lines);
    }

    /// Scrolls.
    pub fn step(&mut self, motion: Motion, height: u16, journal: usize) {
        let file = match &self.file {
            Some(Ok(lines)) => lines.len(),
            _ => 1,
        };
        // Wrapped lines make it longer: the end stays reachable, and drawing holds it on the page.
        let many = journal.saturating_mul(3) + file + 4;
        self.place.scroll(motion, many.max(usize::from(height)), height);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let inside = states::dialog(frame, area, &cx.word("log-title"), area.width, area.height, cx);
        let mut lines: Vec<(String, Role)> = Vec::new();
        for toast in model.journal.iter().rev() {
            let role = match toast.tone {
                Tone::Done => Role::Text,
                Tone::Warn => Role::Warn,
                Tone::Bad => Role::Bad,
            };
            let text = format!("{}  {}", cx.words.moment(toast.at, cx.now, &cx.zone), toast.text);
            lines.extend(wrap(&text, usize::from(inside.width)).into_iter().map(|part| (part, role)));
            if let Some(detail) = &toast.detail {
                let parts = wrap(detail, usize::from(inside.width.saturating_sub(2)));
                lines.extend(parts.into_iter().map(|part| (format!("  {part}"), Role::Dim)));
            }
        }
        if lines.is_empty() {
            lines.push((cx.word("log-nothing"), Role::Dim));
        }
        lines.push((String::new(), Role::Text));
        let folder = cx.config.log_dir.display().to_string();
        lines.push((
            cx.words.phrase("log-file", &[("folder", line(&folder).into_owned().into())]),
            Role::Title,
        ));
        match &self.file {
            None => lines.push((cx.word("said-loading"), Role::Dim)),
            Some(Err(why)) => lines.push((line(why).into_owned(), Role::Warn)),
            Some(Ok(file)) if file.is_empty() => lines.push((cx.word("log-nothing"), Role::Dim)),
            Some(Ok(file)) => lines.extend(file.iter().map(|text| (line(text).into_owned(), Role::Dim))),
        }
        let top = self.place.top.min(lines.len().saturating_sub(usize::from(inside.height)));
        for (row, (text, role)) in (0..inside.height).zip(lines.iter().skip(top)) {
            write(frame, inside, row, &[(text, cx.style(*role))]);
        }
    }
}
