//! The chat page's address, for a browser that is elsewhere: as a hyperlink, as a QR code, and on its way to the
//! clipboard. The address is a secret: it is in no log, and gone with the dialog.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use crate::domain::Key;
use crate::qr::Code;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::secret::Secret;
use crate::tui::theme::Role;
use crate::tui::widget::frame::write;
use crate::tui::widget::qr;
use crate::tui::widget::text::{line, wrap};

/// The dialog.
#[derive(Debug)]
pub struct Chat {
    /// With whom; nobody for the source's test chat.
    pub key: Option<Key>,
    name: String,
    link: Secret,
    code: Option<Code>,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Copy,
    Browse,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Chat), Action::Dialog(dialog::Act::Chat(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] =
    &[row("chat.copy", &["y"], Act::Copy).hint(1), row("chat.browse", &["o"], Act::Browse).hint(2)];

impl Chat {
    /// The dialog for an address that has come.
    pub fn new(key: Option<Key>, name: &str, link: Secret) -> Self {
        let code = Code::new(link.expose()).ok();
        Self { key, name: line(name).into_owned(), link, code }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(self: Box<Self>, act: Act, effects: &mut Vec<Effect>) -> Option<Box<Self>> {
        effects.push(match act {
            Act::Copy => Effect::Copy("what-chat", self.link.clone()),
            Act::Browse => Effect::Browse(self.key, self.link.clone()),
        });
        Some(self)
    }

    /// Where the address stands, and the address, for the pass that makes it a hyperlink.
    pub fn hyperlink(&self, area: Rect) -> (Rect, &str) {
        let room = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        (link_place(self.link.expose(), room), self.link.expose())
    }

    /// Draws it over the whole room.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        frame.render_widget(Clear, area);
        let title = cx.words.phrase("chat-title", &[("name", self.name.clone().into())]);
        write(frame, area, 0, &[(title, cx.style(Role::Title))]);
        let lines = link_lines(self.link.expose(), area.width);
        for (row, part) in (1..).zip(&lines) {
            write(frame, area, row, &[(part, cx.style(Role::Link))]);
        }
        let mut below = 1 + lines.len() as u16;
        for part in wrap(&cx.word("chat-about"), usize::from(area.width)) {
            write(frame, area, below, &[(part, cx.style(Role::Dim))]);
            below += 1;
        }
        let room =
            Rect { y: area.y + below.min(area.height), height: area.height.saturating_sub(below), ..area };
        draw_code(self.code.as_ref(), frame, room, cx);
    }
}

/// An address in lines as wide as the screen, without a border: whoever selects it by mouse gets nothing else.
pub fn link_lines(link: &str, width: u16) -> Vec<String> {
    let letters: Vec<char> = link.chars().filter(|c| !c.is_control()).collect();
    letters.chunks(usize::from(width.max(1))).map(|part| part.iter().collect()).collect()
}

/// The rows at the top of a room that an address takes.
pub fn link_place(link: &str, room: Rect) -> Rect {
    let rows = link_lines(link, room.width).len() as u16;
    Rect { height: rows.min(room.height), ..room }
}

/// Draws a QR code in the middle of a room, or says how much room it needs.
pub fn draw_code(code: Option<&Code>, frame: &mut Frame, room: Rect, cx: &Cx) {
    let Some(code) = code else {
        write(frame, room, 0, &[(cx.word("qr-too-long"), cx.style(Role::Warn))]);
        return;
    };
    let ink = qr::ink(cx.signs.unicode);
    let fits = |code: &Code| {
        let size = qr::size(code, ink);
        size.width <= room.width && size.height <= room.height
    };
    let tight = code.tight();
    let code = if fits(code) { code } else { &tight };
    let size = qr::size(code, ink);
    if !fits(code) {
        let missing = size.height.saturating_sub(room.height);
        let (columns, rows) = (size.width, frame.area().height + missing);
        let text = cx.words.phrase("qr-needs", &[("columns", columns.into()), ("rows", rows.into())]);
        for (row, part) in (0..).zip(wrap(&text, usize::from(room.width))) {
            write(frame, room, row, &[(part, cx.style(Role::Warn))]);
        }
        return;
    }
    let place = Rect { x: room.x + (room.width - size.width) / 2, ..room };
    let place = Rect { width: size.width, ..place };
    qr::draw(code, ink, place, frame.buffer_mut());
}
