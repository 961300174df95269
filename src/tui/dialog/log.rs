//! The log screen: the messages of this session with their times, then the end of the log file.

use std::collections::VecDeque;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::filter::Filter;
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Toast, Tone};
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
    /// What is shown of it.
    pub filter: Filter,
}

impl Log {
    /// Opens it, and asks for the end of the log file.
    pub fn open(model: &mut Model, effects: &mut Vec<Effect>) -> Self {
        model.ask(Ask::Log, effects);
        Self { file: None, place: Place::default(), filter: Filter::new() }
    }

    /// Takes the end of the log file, or why it can't be read.
    pub fn loaded(&mut self, lines: Result<Vec<String>, String>) {
        self.file = Some(lines);
    }

    /// Something was typed: what is left is shown from its beginning.
    pub fn typed(&mut self) {
        self.place = Place::default();
    }

    /// Scrolls.
    pub fn step(&mut self, motion: Motion, size: (u16, u16), journal: &VecDeque<Toast>, cx: &Cx) {
        let area = Rect::new(0, 0, size.0, size.1.saturating_sub(2));
        let inside = states::inside(area, area.width, area.height);
        let many = self.lines(usize::from(inside.width), journal, cx).len();
        self.place.scroll(motion, many, inside.height.saturating_sub(self.filter.height()));
    }

    /// What is left by the filter, in lines of so many cells.
    fn lines(&self, cells: usize, journal: &VecDeque<Toast>, cx: &Cx) -> Vec<(String, Role)> {
        let wanted = self.filter.wanted();
        let nothing = || {
            let filtered = self.filter.height() > 0;
            (cx.word(if filtered { "palette-nothing" } else { "log-nothing" }), Role::Dim)
        };
        let mut lines: Vec<(String, Role)> = Vec::new();
        for toast in journal.iter().rev() {
            let role = match toast.tone {
                Tone::Done => Role::Text,
                Tone::Warn => Role::Warn,
                Tone::Bad => Role::Bad,
            };
            let text = format!("{}  {}", cx.words.moment(toast.at, cx.now, &cx.zone), toast.text);
            let detail = toast.detail.as_deref().unwrap_or_default();
            if !wanted.is_in(&format!("{text} {detail}")) {
                continue;
            }
            lines.extend(wrap(&text, cells).into_iter().map(|part| (part, role)));
            if !detail.is_empty() {
                let parts = wrap(detail, cells.saturating_sub(2));
                lines.extend(parts.into_iter().map(|part| (format!("  {part}"), Role::Dim)));
            }
        }
        if lines.is_empty() {
            lines.push(nothing());
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
            Some(Ok(file)) => {
                let before = lines.len();
                let left = file.iter().map(|text| line(text)).filter(|text| wanted.is_in(text));
                lines.extend(left.map(|text| (text.into_owned(), Role::Dim)));
                if lines.len() == before {
                    lines.push(nothing());
                }
            }
        }
        lines
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let inside = states::dialog(frame, area, &cx.word("log-title"), area.width, area.height, cx);
        let lines = self.lines(usize::from(inside.width), &model.journal, cx);
        let inside = self.filter.draw(frame, inside, cx);
        let top = self.place.top.min(lines.len().saturating_sub(usize::from(inside.height)));
        for (row, (text, role)) in (0..inside.height).zip(lines.iter().skip(top)) {
            write(frame, inside, row, &[(text, cx.style(*role))]);
        }
    }
}
