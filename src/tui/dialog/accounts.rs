//! The accounts: how each is doing in plain words, when it was synced and will be again, what to do about a problem;
//! and to sync, pause or resume one, or to open the source's free test chat.

use jiff::{SignedDuration, Timestamp};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::Account;
use crate::domain::SourceKind;
use crate::engine::event::Health;
use crate::engine::{Command, Confirming, Fetching, Work};
use crate::error::UserError;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::{Condition, Model};
use crate::tui::msg::Ask;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::{header, states};
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, width, wrap};

/// The dialog.
#[derive(Debug, Default)]
pub struct Accounts {
    place: Place,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Sync,
    Pause,
    TestChat,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Accounts), Action::Dialog(dialog::Act::Accounts(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("accounts.sync", &["r"], Act::Sync).hint(1),
    row("accounts.pause", &["p"], Act::Pause).hint(2),
    row("accounts.test-chat", &["o"], Act::TestChat).hint(3),
];

impl Accounts {
    /// Opens it, and asks how the accounts stand.
    pub fn open(model: &mut Model, effects: &mut Vec<Effect>) -> Self {
        model.ask(Ask::Accounts, effects);
        Self::default()
    }

    fn chosen<'a>(&self, cx: &'a Cx) -> Option<&'a Account> {
        cx.config.accounts.get(self.place.at)
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, model: &Model, cx: &Cx) -> Option<&'static str> {
        let Some(account) = self.chosen(cx) else { return Some("accounts-none") };
        let paused = condition(model, account).is_some_and(Condition::is_paused);
        match act {
            Act::Sync | Act::Pause if cx.read_only() => Some("why-read-only"),
            Act::Sync if paused => Some("why-paused"),
            Act::Sync => model.tasks.values().any(|task| task.work == Work::Pull).then_some("why-syncing"),
            Act::TestChat if account.source == SourceKind::HrDrom => Some("why-no-chat"),
            _ => None,
        }
    }

    /// Does it; the dialog stays.
    pub fn act(self, act: Act, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Self {
        let Some(account) = self.chosen(cx) else { return self };
        let name = account.name.clone();
        match act {
            Act::Sync => {
                let task = model.begin(Work::Pull, None);
                effects.push(Effect::Send(Command::Sync {
                    task,
                    account: Some(name),
                    fetching: Fetching::Fetch,
                    confirming: Confirming::OrderedOnly,
                }));
            }
            Act::Pause => {
                let paused = condition(model, account).is_some_and(Condition::is_paused);
                // What the engine said last is about the time before.
                model.accounts.entry(name.clone()).or_default().health = None;
                effects.push(Effect::Send(if paused {
                    Command::Resume { account: name }
                } else {
                    Command::Pause { account: name, until: None }
                }));
                model.ask(Ask::Accounts, effects);
            }
            Act::TestChat => {
                let task = model.begin(Work::Chat, None);
                effects.push(Effect::Send(Command::TestChat { task, account: name }));
            }
        }
        self
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion, height: u16, cx: &Cx) {
        self.place.step(motion, cx.config.accounts.len(), height);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let accounts = &cx.config.accounts;
        let room = usize::from(area.width.saturating_sub(2));
        let facts = self.chosen(cx).map(|account| facts(account, model, room, cx)).unwrap_or_default();
        let height = u16::try_from(accounts.len().max(1) + facts.len() + 3).unwrap_or(u16::MAX);
        let inside = states::dialog(frame, area, &cx.word("accounts-title"), area.width, height, cx);
        if accounts.is_empty() {
            return states::note(frame, inside, &cx.word("accounts-none"), cx);
        }
        // The chosen one's story is what the screen is for; the list gives way, down to the chosen row.
        let list = inside.height.saturating_sub(facts.len() as u16 + 1).clamp(1, accounts.len() as u16);
        let mut place = self.place;
        place.show(accounts.len(), list);
        let names = accounts.iter().map(|account| width(account.name.as_str())).max().unwrap_or(0).min(24);
        for (at, account) in accounts.iter().enumerate().skip(place.top).take(usize::from(list)) {
            let here = at == place.at;
            let (sign, role, health) =
                header::health(condition(model, account).unwrap_or(&Condition::default()), cx);
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (format!("{sign} "), cx.style(role)),
                (fit(account.name.as_str(), names), cx.style(if here { Role::Cursor } else { Role::Text })),
                (format!("  {}  ", fit(account.source.title(), 8)), cx.style(Role::Dim)),
                (health, cx.style(role)),
            ];
            write(frame, inside, (at - place.top) as u16, &pieces);
        }
        for (row, (text, role)) in (list + 1..inside.height).zip(&facts) {
            write(frame, inside, row, &[(text, cx.style(*role))]);
        }
    }
}

fn condition<'a>(model: &'a Model, account: &Account) -> Option<&'a Condition> {
    model.accounts.get(&account.name)
}

/// The story of an account, in lines.
fn facts(account: &Account, model: &Model, room: usize, cx: &Cx) -> Vec<(String, Role)> {
    let words = &cx.words;
    let unknown = Condition::default();
    let condition = condition(model, account).unwrap_or(&unknown);
    let moment = |at: Timestamp| words.moment(at, cx.now, &cx.zone);
    let mut facts: Vec<(String, Role)> = Vec::new();
    let mut say = |text: String, role: Role| {
        facts.extend(wrap(&text, room).into_iter().map(|part| (part, role)));
    };
    let error: Option<&UserError> = match &condition.health {
        Some(Health::Refused(error) | Health::FirstPassword(error) | Health::Waiting(error, _)) => {
            Some(error)
        }
        _ => None,
    };
    if let Some(error) = error {
        say(told::what(error, cx), Role::Bad);
        if let Some(next) = told::next(error, cx) {
            say(format!("> {next}"), Role::Text);
        }
        if let Some(particulars) = told::particulars(error) {
            say(particulars, Role::Dim);
        }
    } else if let Some(problem) = condition.problem.as_ref().filter(|_| condition.health.is_none()) {
        say(told::reason(problem, cx), Role::Bad);
        if let Some(next) = problem.cause.and_then(|cause| told::help(cause, cx)) {
            say(format!("> {next}"), Role::Text);
        }
        if let Some(detail) = told::detail(problem) {
            say(detail, Role::Dim);
        }
    }
    let last = condition.last_sync();
    let synced = last.map_or_else(
        || words.word("health-never"),
        |at| words.phrase("accounts-last", &[("at", moment(at).into())]),
    );
    let next = match next_sync(account, condition) {
        _ if condition.is_paused() => words.word("accounts-not-paused"),
        Some(at) if at > cx.now => words.phrase("accounts-next", &[("at", moment(at).into())]),
        Some(_) => words.word("accounts-now"),
        None => words.word("accounts-by-hand"),
    };
    say(format!("{synced} · {next}"), Role::Text);
    let many = words.number(condition.applicants);
    say(
        words.phrase("accounts-applicants", &[("n", condition.applicants.into()), ("figure", many.into())]),
        Role::Text,
    );
    let session = match (account.source, condition.session) {
        (SourceKind::PitchYou, _) => words.word("accounts-in-memory"),
        (SourceKind::HrDrom, Some(until)) if until > cx.now => {
            words.phrase("accounts-session", &[("at", moment(until).into())])
        }
        (SourceKind::HrDrom, _) => words.word("accounts-no-session"),
    };
    say(session, Role::Text);
    say(line(&account.base_url).into_owned(), Role::Dim);
    say(words.word("accounts-doctor"), Role::Dim);
    facts
}

/// When an account is synced next by itself: so long after the last try, or when the source's pause is over.
fn next_sync(account: &Account, condition: &Condition) -> Option<Timestamp> {
    let every = SignedDuration::try_from(account.poll?).ok()?;
    let tried = condition.tried.max(condition.last_sync());
    let next = tried.map_or(Timestamp::MIN, |at| at.checked_add(every).unwrap_or(at));
    match &condition.health {
        Some(Health::Waiting(_, Some((_, until)))) => Some(next.max(*until)),
        _ => Some(next),
    }
}
