//! The form that connects an account. It tests and writes nothing itself: what was filled in goes back to the
//! caller, who comes again with the form filled in when the test failed.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::AccountName;
use crate::domain::link::is_dns_label;
use crate::error::{ErrorKind, UserError};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Cursor;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::first::{self, Keep, NewAccount};
use crate::tui::model::Model;
use crate::tui::secret::Secret;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::states;
use crate::tui::widget::field::{Field, Height};
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, width, wrap};

const NAME: usize = 0;
const CLIENT: usize = 1;
const KEEP: usize = 2;
const SECRET: usize = 3;
const BASE: usize = 4;
const MANY: usize = 5;

/// The address of the real service.
pub const BASE_URL: &str = "https://api.pitchyou.de";

/// The form.
#[derive(Debug)]
pub struct Connect {
    fields: [Field; MANY],
    keep: Keep,
    at: usize,
    problem: Option<UserError>,
}

/// What keys do in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Next,
    Previous,
    KeepNext,
    KeepPrevious,
    Test,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Connect), Action::Dialog(dialog::Act::Connect(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("connect.test", &["enter"], Act::Test).hint(1),
    row("connect.next", &["tab"], Act::Next).hint(2),
    row("connect.previous", &["shift-tab"], Act::Previous),
    row("connect.keep-next", &["right", "space"], Act::KeepNext).hint(3),
    row("connect.keep-previous", &["left"], Act::KeepPrevious),
];

impl Default for Connect {
    fn default() -> Self {
        let mut fields: [Field; MANY] = std::array::from_fn(|_| Field::line());
        fields[NAME] = Field::new(Height::One, "main");
        fields[SECRET] = Field::line().masked();
        fields[BASE] = Field::new(Height::One, BASE_URL);
        // The name is as good as any: what is asked for first is what only the person knows.
        Self { fields, keep: Keep::File, at: CLIENT, problem: None }
    }
}

impl Connect {
    /// The form as it was, with what went wrong.
    pub fn again(account: &NewAccount, problem: Option<UserError>) -> Self {
        let mut form = Self::default();
        form.fields[NAME].set(&account.name);
        form.fields[CLIENT].set(&account.client_id);
        form.fields[BASE].set(&account.base_url);
        form.keep = account.keep;
        form.fields[SECRET].set(account.secret.expose());
        form.mask();
        form.problem = problem;
        form.at = if form.problem.is_some() { SECRET } else { CLIENT };
        form
    }

    /// A secret is hidden while it is typed; the name of a variable or a command is none.
    fn mask(&mut self) {
        let text = self.fields[SECRET].text();
        let field = Field::new(Height::One, &text);
        self.fields[SECRET] = if self.keep == Keep::File { field.masked() } else { field };
    }

    /// The text field with the focus.
    pub fn field(&mut self) -> Option<&mut Field> {
        if self.at == KEEP { None } else { self.fields.get_mut(self.at) }
    }

    /// What is still missing or can't be, as the name of a text.
    fn missing(&self) -> Option<&'static str> {
        let value = |at: usize| self.fields[at].value();
        if AccountName::new(value(NAME).unwrap_or_default()).is_err() {
            return Some("connect-bad-name");
        }
        if !value(CLIENT).is_some_and(|client| is_dns_label(&client)) {
            return Some("connect-bad-client");
        }
        if value(SECRET).is_none() {
            return Some("connect-no-secret");
        }
        let address = value(BASE).unwrap_or_default();
        if !address.starts_with("https://") && !address.starts_with("http://") {
            return Some("connect-bad-address");
        }
        None
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act) -> Option<&'static str> {
        match act {
            Act::Test => self.missing(),
            Act::KeepNext | Act::KeepPrevious => (self.at != KEEP).then_some("why-not-here"),
            Act::Next | Act::Previous => None,
        }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        match act {
            Act::Next => self.at = (self.at + 1) % MANY,
            Act::Previous => self.at = (self.at + MANY - 1) % MANY,
            Act::KeepNext | Act::KeepPrevious => {
                let at = Keep::ALL.iter().position(|keep| *keep == self.keep).unwrap_or(0);
                let by = if act == Act::KeepNext { 1 } else { Keep::ALL.len() - 1 };
                self.keep = Keep::ALL[(at + by) % Keep::ALL.len()];
                self.mask();
            }
            Act::Test => {
                let value = |at: usize| self.fields[at].value().unwrap_or_default();
                model.chosen = Some(first::Start::Connect(NewAccount {
                    name: value(NAME),
                    client_id: value(CLIENT),
                    keep: self.keep,
                    secret: Secret::new(value(SECRET)),
                    base_url: value(BASE).trim_end_matches('/').to_owned(),
                }));
                effects.push(Effect::Leave);
            }
        }
        Some(self)
    }

    /// Moves between the fields.
    pub fn step(&mut self, act: Cursor) {
        match act {
            Cursor::Down => self.at = (self.at + 1) % MANY,
            Cursor::Up => self.at = (self.at + MANY - 1) % MANY,
            _ => {}
        }
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let secret = match self.keep {
            Keep::File => "connect-secret",
            Keep::Environment => "connect-variable",
            Keep::Command => "connect-command",
        };
        let labels: Vec<String> =
            ["connect-name", "connect-client", "connect-keep", secret, "connect-address"]
                .iter()
                .map(|label| cx.word(label))
                .collect();
        let wide = 76.min(area.width);
        let (said, role) = match (&self.problem, self.missing()) {
            // What else is to be done about it is about an inbox that there isn't yet.
            (Some(problem), _) if matches!(problem.kind, ErrorKind::Auth | ErrorKind::Unavailable) => {
                (told::what(problem, cx), Role::Bad)
            }
            (Some(problem), _) => (told::one_line(problem, cx), Role::Bad),
            (None, Some(missing)) => (cx.word(missing), Role::Dim),
            (None, None) => (cx.word("connect-ready"), Role::Good),
        };
        let said = wrap(&line(&said), usize::from(wide.saturating_sub(2)));
        let height = (MANY + 3 + said.len()) as u16;
        let inside = states::dialog(frame, area, &cx.word("connect-title"), wide, height, cx);
        let longest = labels.iter().map(|label| width(label)).max().unwrap_or(0);
        let cells = longest.min(usize::from(inside.width / 2)) + 1;
        for (at, label) in labels.iter().enumerate() {
            let here = at == self.at;
            let style = cx.style(if here { Role::Focus } else { Role::Dim });
            write(frame, inside, at as u16, &[(fit(label, cells), style)]);
            if at as u16 >= inside.height {
                break;
            }
            let place = Rect {
                x: inside.x + cells as u16,
                y: inside.y + at as u16,
                width: inside.width.saturating_sub(cells as u16),
                height: 1,
            };
            if at == KEEP {
                let text = cx.words.word(match self.keep {
                    Keep::File => "connect-keep-file",
                    Keep::Environment => "connect-keep-environment",
                    Keep::Command => "connect-keep-command",
                });
                write(
                    frame,
                    place,
                    0,
                    &[(format!("< {text} >"), cx.style(if here { Role::Cursor } else { Role::Text }))],
                );
            } else {
                self.fields[at].draw(
                    frame,
                    place,
                    cx.style(Role::Field),
                    here.then(|| cx.style(Role::Cursor)),
                );
            }
        }
        for (row, text) in (MANY as u16 + 1..).zip(&said) {
            write(frame, inside, row, &[(text, cx.style(role))]);
        }
    }
}
