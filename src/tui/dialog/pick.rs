//! A line to type into with choices below it: what reasons, tags, assignees and times have in common.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fold;
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::theme::Role;
use crate::tui::widget::field::Field;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{line, wrap};

/// One choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// More about it, quieter.
    pub more: String,
}

impl Choice {
    /// A choice that says this.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), more: String::new() }
    }

    /// With more about it.
    #[must_use]
    pub fn more(mut self, more: impl Into<String>) -> Self {
        self.more = more.into();
        self
    }
}

/// The line and the place among the choices.
#[derive(Debug)]
pub struct Pick {
    /// What is typed.
    pub field: Field,
    /// Where the person went, and what was typed then: typing on begins anew.
    gone: Option<(Option<usize>, String)>,
}

/// The most choices that are seen at once.
const MOST: u16 = 8;

impl Pick {
    /// An empty line.
    pub fn new() -> Self {
        Self { field: Field::line(), gone: None }
    }

    /// Which of so many choices is chosen; none is the line itself. `usual` is where one stands before going anywhere.
    pub fn at(&self, usual: Option<usize>, choices: usize) -> Option<usize> {
        let at = match &self.gone {
            Some((at, typed)) if *typed == self.field.text() => *at,
            _ => usual,
        };
        at.filter(|at| *at < choices)
    }

    /// Moves among so many choices; above the first is the line itself.
    pub fn step(&mut self, motion: Motion, usual: Option<usize>, choices: usize) {
        let mut place = Place { at: self.at(usual, choices).map_or(0, |at| at + 1), top: 0 };
        place.step(motion, choices + 1, u16::MAX);
        self.gone = Some((place.at.checked_sub(1), self.field.text()));
    }

    /// The height of a dialog with so many choices, its border included.
    pub fn height(choices: usize) -> u16 {
        4 + u16::try_from(choices).unwrap_or(MOST).min(MOST)
    }

    /// Draws the label, the line and the choices.
    pub fn draw(
        &self,
        frame: &mut Frame,
        area: Rect,
        label: &str,
        choices: &[Choice],
        usual: Option<usize>,
        cx: &Cx,
    ) {
        let chosen = self.at(usual, choices.len());
        // A label that explains is no use cut off; but nobody types without seeing what.
        let mut label = wrap(label, usize::from(area.width));
        label.truncate(usize::from(area.height.saturating_sub(1)));
        for (row, part) in (0..).zip(&label) {
            write(frame, area, row, &[(part, cx.style(Role::Dim))]);
        }
        let taken = label.len() as u16;
        let row = |from: u16, height: u16| Rect {
            y: area.y + from.min(area.height),
            height: area.height.saturating_sub(from).min(height),
            ..area
        };
        self.field.draw(frame, row(taken, 1), cx.style(Role::Field), Some(cx.style(Role::Cursor)));
        let list = row(taken + 1, u16::MAX);
        let mut place = Place { at: chosen.unwrap_or(0), top: 0 };
        place.show(choices.len(), list.height);
        for (at, choice) in choices.iter().enumerate().skip(place.top).take(usize::from(list.height)) {
            let here = chosen == Some(at);
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (format!(" {}", line(&choice.text)), cx.style(if here { Role::Cursor } else { Role::Text })),
                (format!("  {}", line(&choice.more)), cx.style(Role::Dim)),
            ];
            write(frame, list, (at - place.top) as u16, &pieces);
        }
    }
}

impl Default for Pick {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether what is typed is the beginning of a word of a choice.
pub fn fits(typed: &str, choice: &str) -> bool {
    let typed = fold::line(typed);
    let choice = fold::line(choice);
    typed.is_empty() || choice.starts_with(&typed) || choice.contains(&format!(" {typed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_from_the_line_to_the_choices_and_back() {
        let mut pick = Pick::new();
        assert_eq!(pick.at(Some(0), 3), Some(0));
        pick.step(Motion::By(-1), Some(0), 3);
        assert_eq!(pick.at(Some(0), 3), None, "the line");
        pick.step(Motion::By(2), Some(0), 3);
        assert_eq!(pick.at(Some(0), 3), Some(1));
        pick.step(Motion::Last, Some(0), 3);
        assert_eq!(pick.at(Some(0), 3), Some(2));
        pick.field.set("x");
        assert_eq!(pick.at(None, 3), None, "typing begins anew");
        assert_eq!(pick.at(Some(0), 0), None);
    }

    #[test]
    fn however_small_it_is_what_is_typed_is_seen() {
        let cx = crate::tui::sample::cx(crate::i18n::Language::En);
        let mut pick = Pick::new();
        pick.field.set("because");
        let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(12, 2)).unwrap();
        let label = "Reason (may stay empty)";
        terminal.draw(|frame| pick.draw(frame, frame.area(), label, &[], None, &cx)).unwrap();
        assert!(terminal.backend().to_string().contains("because"), "{}", terminal.backend());
    }

    #[test]
    fn words_are_found_by_their_beginning_in_any_script() {
        for typed in ["", "nacht", "NACHT", "schi", "früh", "fruh"] {
            assert!(fits(typed, "Früh- und Nacht Schicht") || typed == "nacht", "{typed}");
        }
        assert!(fits("елк", "Ёлка") && !fits("ka", "Ёлка"));
    }
}
