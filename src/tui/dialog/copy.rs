//! The copy menu: what of an applicant goes to the clipboard.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::link::JobLink;
use crate::domain::{Key, Offer, text};
use crate::engine::{Command, Work};
use crate::store::Applicant;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Purpose};
use crate::tui::pane::profile;
use crate::tui::secret::Secret;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, line};

/// The dialog.
#[derive(Debug)]
pub struct Copy {
    key: Key,
    place: Place,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Choose,
    Phone,
    Email,
    Chat,
    Link,
    Whole,
    Id,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Copy), Action::Dialog(dialog::Act::Copy(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("copy.choose", &["enter"], Act::Choose).hint(1),
    row("copy.phone", &["p"], Act::Phone),
    row("copy.email", &["e"], Act::Email),
    row("copy.chat", &["c"], Act::Chat),
    row("copy.link", &["l"], Act::Link),
    row("copy.whole", &["a"], Act::Whole),
    row("copy.id", &["i"], Act::Id),
];

/// The choices, in their order.
const CHOICES: [(&str, Act); 6] = [
    ("copy.phone", Act::Phone),
    ("copy.email", Act::Email),
    ("copy.chat", Act::Chat),
    ("copy.link", Act::Link),
    ("copy.whole", Act::Whole),
    ("copy.id", Act::Id),
];

impl Copy {
    /// The menu for an applicant.
    pub fn new(key: Key) -> Self {
        Self { key, place: Place::default() }
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, model: &Model, cx: &Cx) -> Option<&'static str> {
        let Some(detail) = profile::detail_of(model, self.key) else { return Some("said-loading") };
        let account = &detail.row.id.account;
        match act {
            Act::Choose => {
                let (_, chosen) = CHOICES.get(self.place.at)?;
                self.why_not(*chosen, model, cx)
            }
            Act::Chat if !cx.offers(account, Offer::Chat) => Some("why-no-chat"),
            Act::Chat if cx.read_only() => Some("why-read-only"),
            Act::Link if !cx.offers(account, Offer::Templates) => Some("why-no-link"),
            Act::Phone | Act::Email | Act::Link => {
                self.text(act, detail, cx).is_none().then_some("why-nothing")
            }
            Act::Chat | Act::Whole | Act::Id => None,
        }
    }

    fn text(&self, act: Act, detail: &Applicant, cx: &Cx) -> Option<String> {
        let person = detail.application.as_ref().map(|application| &application.person);
        match act {
            Act::Phone => person?.phone.as_deref().map(|phone| text::line(phone).into_owned()),
            Act::Email => person?.email.as_deref().map(|email| text::line(email).into_owned()),
            Act::Link => {
                let account = cx.account(&detail.row.id.account)?;
                let link = JobLink {
                    job: detail.row.job.clone()?,
                    template: detail.row.template.clone(),
                    title: detail.row.title.clone(),
                    ..JobLink::default()
                };
                link.url(&account.link_url, &account.client_id).ok()
            }
            Act::Whole => Some(whole(detail)),
            Act::Id => Some(detail.row.id.to_string()),
            Act::Chat | Act::Choose => None,
        }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(self, act: Act, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Option<Self> {
        let act = if act == Act::Choose { CHOICES.get(self.place.at).map(|(_, act)| *act)? } else { act };
        let what = match act {
            Act::Chat => {
                let task = model.begin(Work::Chat, Some(self.key));
                if let Some(noted) = model.tasks.get_mut(&task) {
                    noted.purpose = Purpose::Copy;
                }
                effects.push(Effect::Send(Command::Chat { task, key: self.key }));
                return None;
            }
            Act::Phone => "what-phone",
            Act::Email => "what-email",
            Act::Link => "what-link",
            Act::Whole => "what-whole",
            Act::Id | Act::Choose => "what-id",
        };
        let text = profile::detail_of(model, self.key).and_then(|detail| self.text(act, detail, cx));
        if let Some(text) = text {
            effects.push(Effect::Copy(what, Secret::new(text)));
        }
        None
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion) {
        self.place.step(motion, CHOICES.len(), u16::MAX);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let inside = states::dialog(frame, area, &cx.word("copy-title"), 60, CHOICES.len() as u16 + 2, cx);
        for (row, (name, act)) in CHOICES.iter().enumerate() {
            let here = row == self.place.at;
            let why = self.why_not(*act, model, cx);
            let style = match (why, here) {
                (None, true) => cx.style(Role::Cursor),
                (None, false) => cx.style(Role::Text),
                (Some(_), _) => cx.style(Role::Dim),
            };
            let words = cx.words.word(&name.replace('.', "-"));
            let shown = match why {
                Some(why) => cx.word(why),
                None if matches!(act, Act::Whole | Act::Chat | Act::Link) => String::new(),
                None => profile::detail_of(model, self.key)
                    .and_then(|detail| self.text(*act, detail, cx))
                    .unwrap_or_default(),
            };
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (format!(" {} ", cx.keys.first(name)), cx.style(Role::Key)),
                (words, style),
                (format!("  {}", clip(&line(&shown), 40)), cx.style(Role::Dim)),
            ];
            write(frame, inside, row as u16, &pieces);
        }
    }
}

/// The whole applicant as plain text, for another program: without anything that a terminal would act on.
fn whole(detail: &Applicant) -> String {
    let mut out = String::new();
    let mut add = |part: &str| {
        out.push_str(&text::lines(part));
        out.push('\n');
    };
    add(&detail.row.name);
    for part in [&detail.row.title, &detail.row.job].into_iter().flatten() {
        add(part);
    }
    if let Some(application) = &detail.application {
        for part in [&application.person.phone, &application.person.email].into_iter().flatten() {
            add(part);
        }
        for step in &application.steps {
            add("");
            for part in [&step.question, &step.answer].into_iter().flatten() {
                add(part);
            }
        }
    }
    if let Some(note) = &detail.note {
        add("");
        add(note);
    }
    out
}
