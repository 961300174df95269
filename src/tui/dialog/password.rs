//! A new password for an account: typed twice without being shown, checked, sent once.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::secret::ByHand;
use crate::domain::{AccountName, Offer};
use crate::engine::command::NewPassword;
use crate::engine::session::{LEAST, Stored};
use crate::engine::{Command, TaskId, Work};
use crate::error::UserError;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Cursor;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::pane::templates;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::states;
use crate::tui::widget::field::Field;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, width, wrap};

const NEW: usize = 0;
const AGAIN: usize = 1;

/// The dialog.
#[derive(Debug)]
pub struct Password {
    account: AccountName,
    fields: [Field; 2],
    at: usize,
    state: State,
}

#[derive(Debug)]
enum State {
    Typing,
    Sent(TaskId),
    Failed(UserError),
    /// It is changed, and the person has to store it: how.
    ByHand(ByHand),
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Change,
    Next,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Password), Action::Dialog(dialog::Act::Password(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("password.change", &["enter"], Act::Change).hint(1),
    row("password.next", &["tab", "shift-tab"], Act::Next).hint(2),
];

/// Whose password it would be: of whoever waits for a new one, else of the account chosen on the left, else of the
/// first that has any.
pub fn account(model: &Model, cx: &Cx) -> Option<AccountName> {
    let waiting = cx
        .config
        .accounts
        .iter()
        .map(|account| &account.name)
        .find(|name| model.accounts.get(*name).is_some_and(|condition| condition.wants_password()));
    let offers = |name: &&AccountName| cx.offers(name, Offer::Session);
    let chosen = templates::account(model, cx);
    let first = cx.config.accounts.iter().map(|account| &account.name).find(offers);
    waiting.or(chosen.as_ref().filter(offers)).or(first).cloned()
}

impl Password {
    /// An empty form for this account.
    pub fn new(account: AccountName) -> Self {
        let fields = [Field::line().masked(), Field::line().masked()];
        Self { account, fields, at: NEW, state: State::Typing }
    }

    /// The text field with the focus.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self.state {
            State::Typing | State::Failed(_) => self.fields.get_mut(self.at),
            State::Sent(_) | State::ByHand(_) => None,
        }
    }

    /// Whether this work was asked for here.
    pub fn awaits(&self, task: TaskId) -> bool {
        matches!(self.state, State::Sent(sent) if sent == task)
    }

    /// Takes how it ended; gives the dialog back if there is something left to say.
    pub fn over(mut self: Box<Self>, ended: Result<Stored, UserError>) -> Option<Box<Self>> {
        self.state = match ended {
            Ok(Stored::There(_)) => return None,
            Ok(Stored::ByHand(how)) => State::ByHand(how),
            Err(error) => State::Failed(error),
        };
        Some(self)
    }

    /// What can't be yet, as the name of a text.
    fn missing(&self) -> Option<&'static str> {
        let (new, again) = (self.fields[NEW].text(), self.fields[AGAIN].text());
        if new.is_empty() {
            Some("password-empty")
        } else if new.trim() != new {
            Some("password-space")
        } else if new.chars().count() < LEAST {
            Some("password-short")
        } else if again.is_empty() {
            Some("password-again-empty")
        } else {
            (new != again).then_some("password-differs")
        }
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act) -> Option<&'static str> {
        match (act, &self.state) {
            (Act::Change, State::Sent(_)) => Some("password-sent"),
            (Act::Change, State::ByHand(_)) => None,
            // With Enter in the first field one goes on to the second.
            (Act::Change, _) if self.at == NEW && self.missing() == Some("password-again-empty") => None,
            (Act::Change, _) => self.missing(),
            (Act::Next, _) => None,
        }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        match (act, &self.state) {
            (Act::Change, State::ByHand(_)) => return None,
            (Act::Change, State::Sent(_)) => {}
            (Act::Next, _) => self.at = 1 - self.at,
            (Act::Change, _) if self.missing().is_some() => self.at = AGAIN,
            (Act::Change, _) => {
                let task = model.begin(Work::Password, None);
                let new = NewPassword::new(self.fields[NEW].text());
                effects.push(Effect::Send(Command::Password { task, account: self.account.clone(), new }));
                self.fields = [Field::line().masked(), Field::line().masked()];
                self.at = NEW;
                self.state = State::Sent(task);
            }
        }
        Some(self)
    }

    /// Moves between the fields.
    pub fn step(&mut self, act: Cursor) {
        if matches!(act, Cursor::Down | Cursor::Up) {
            self.at = 1 - self.at;
        }
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let wide = 72.min(area.width);
        let (said, role) = match &self.state {
            State::Typing => match self.missing() {
                Some(missing) => (cx.word(missing), Role::Dim),
                None => (cx.word("password-ready"), Role::Good),
            },
            State::Sent(_) => (cx.word("password-sent"), Role::Focus),
            State::Failed(error) => (told::one_line(error, cx), Role::Bad),
            State::ByHand(how) => (told::by_hand(how, cx), Role::Warn),
        };
        let said = wrap(&line(&said), usize::from(wide.saturating_sub(2)));
        let typing = !matches!(self.state, State::ByHand(_));
        let rows = if typing { 3 } else { 0 };
        let title = cx.words.phrase("password-title", &[("account", self.account.as_str().into())]);
        let inside = states::dialog(frame, area, &title, wide, rows + said.len() as u16 + 2, cx);
        if typing {
            let labels = [cx.word("password-new"), cx.word("password-again")];
            let longest = labels.iter().map(|label| width(label)).max().unwrap_or(0);
            let cells = longest.min(usize::from(inside.width / 2)) + 1;
            for (at, label) in labels.iter().enumerate().take(usize::from(inside.height)) {
                let here = at == self.at && !matches!(self.state, State::Sent(_));
                let style = cx.style(if here { Role::Focus } else { Role::Dim });
                write(frame, inside, at as u16, &[(fit(label, cells), style)]);
                let place = Rect {
                    x: inside.x + cells as u16,
                    y: inside.y + at as u16,
                    width: inside.width.saturating_sub(cells as u16),
                    height: 1,
                };
                self.fields[at].draw(
                    frame,
                    place,
                    cx.style(Role::Field),
                    here.then(|| cx.style(Role::Cursor)),
                );
            }
        }
        for (row, text) in (rows..).zip(&said) {
            write(frame, inside, row, &[(text, cx.style(role))]);
        }
    }
}
