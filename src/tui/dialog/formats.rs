//! What to do with a job link: copy it as an address, as an HTML button, as Markdown, or show it as a QR code.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::chat::{draw_code, link_lines, link_place};
use crate::domain::button::{self, Language};
use crate::i18n;
use crate::qr::Code;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::secret::Secret;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::wrap;

/// The dialog.
#[derive(Debug)]
pub struct Formats {
    url: String,
    language: Language,
    code: Option<Code>,
    place: Place,
    showing: Showing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Showing {
    Choice,
    Code,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Choose,
    Address,
    Html,
    Markdown,
    Qr,
    Language,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Formats), Action::Dialog(dialog::Act::Formats(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("formats.choose", &["enter"], Act::Choose).hint(1),
    row("formats.address", &["a"], Act::Address),
    row("formats.html", &["h"], Act::Html),
    row("formats.markdown", &["m"], Act::Markdown),
    row("formats.qr", &["r"], Act::Qr),
    row("formats.language", &["tab"], Act::Language).hint(2),
];

/// The choices, in their order.
const CHOICES: [(&str, Act); 4] = [
    ("formats.address", Act::Address),
    ("formats.html", Act::Html),
    ("formats.markdown", Act::Markdown),
    ("formats.qr", Act::Qr),
];

impl Formats {
    /// The dialog for a link; the button speaks the reader's language at first.
    pub fn new(url: String, cx: &Cx) -> Self {
        let language = match cx.words.language() {
            i18n::Language::En => Language::English,
            i18n::Language::De => Language::German,
            i18n::Language::Ru => Language::Russian,
        };
        let code = Code::new(&url).ok();
        Self { url, language, code, place: Place::default(), showing: Showing::Choice }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(mut self: Box<Self>, act: Act, _cx: &Cx, effects: &mut Vec<Effect>) -> Option<Box<Self>> {
        if self.showing == Showing::Code {
            self.showing = Showing::Choice;
            return Some(self);
        }
        let act = if act == Act::Choose { CHOICES.get(self.place.at).map(|(_, act)| *act)? } else { act };
        match act {
            Act::Address => effects.push(Effect::Copy("what-link", Secret::new(self.url.as_str()))),
            Act::Html => {
                let text = button::html(&self.url, self.language, None);
                effects.push(Effect::Copy("what-html", Secret::new(text)));
            }
            Act::Markdown => {
                let text = button::markdown(&self.url, self.language);
                effects.push(Effect::Copy("what-markdown", Secret::new(text)));
            }
            Act::Qr => self.showing = Showing::Code,
            Act::Language => {
                self.language = match self.language {
                    Language::German => Language::English,
                    Language::English => Language::Russian,
                    Language::Russian => Language::German,
                };
            }
            Act::Choose => {}
        }
        Some(self)
    }

    /// Whether the code is shown, which takes the whole room.
    pub fn shows_code(&self) -> bool {
        self.showing == Showing::Code
    }

    /// Where the address stands on its own, and the address, for the pass that makes it a hyperlink.
    pub fn hyperlink(&self, area: Rect) -> Option<(Rect, &str)> {
        self.shows_code().then(|| (link_place(&self.url, area), self.url.as_str()))
    }

    /// From the code back to the choice; closed from there.
    pub fn back(mut self: Box<Self>) -> Option<Box<Self>> {
        let back = self.shows_code();
        self.showing = Showing::Choice;
        back.then_some(self)
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion) {
        self.place.step(motion, CHOICES.len(), u16::MAX);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if self.showing == Showing::Code {
            frame.render_widget(ratatui::widgets::Clear, area);
            let lines = link_lines(&self.url, area.width);
            for (row, text) in (0..).zip(&lines) {
                write(frame, area, row, &[(text, cx.style(Role::Link))]);
            }
            let used = (lines.len() as u16).min(area.height);
            let room = Rect { y: area.y + used, height: area.height - used, ..area };
            draw_code(self.code.as_ref(), frame, room, cx);
            return;
        }
        let width = 84.min(area.width);
        let url = wrap(&self.url, usize::from(width.saturating_sub(2)));
        let height = (CHOICES.len() + 4 + url.len().min(6)) as u16;
        let inside = states::dialog(frame, area, &cx.word("formats-title"), width, height, cx);
        for (row, (name, _)) in CHOICES.iter().enumerate() {
            let here = row == self.place.at;
            let words = cx.words.word(&format!("{}.help", name.replace('.', "-")));
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (format!(" {} ", cx.keys.first(name)), cx.style(Role::Key)),
                (words, cx.style(if here { Role::Cursor } else { Role::Text })),
            ];
            write(frame, inside, row as u16, &pieces);
        }
        let words = cx.words.phrase("formats-button", &[("text", self.language.words().into())]);
        write(frame, inside, CHOICES.len() as u16, &[(words, cx.style(Role::Dim))]);
        for (row, text) in (CHOICES.len() as u16 + 2..).zip(&url) {
            write(frame, inside, row, &[(text, cx.style(Role::Link))]);
        }
    }
}
