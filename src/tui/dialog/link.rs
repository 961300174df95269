//! The job-link form: the link is built while the fields are filled in; what was used last comes back.

use ratatui::Frame;
use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};

use super::formats::Formats;
use crate::domain::link::JobLink;
use crate::domain::{AccountName, Offer, Template, Utm};
use crate::engine::Command;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Cursor;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::field::{Field, Height};
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, fit, line, wrap};

/// The fields, in their order on the form.
const LABELS: [&str; 7] = [
    "link-job",
    "link-template",
    "link-job-title",
    "link-source",
    "link-medium",
    "link-campaign",
    "link-content",
];
/// The place of the template, which is a choice and no text.
const TEMPLATE: usize = 1;
const JOB: usize = 0;
const TITLE: usize = 2;

/// The form.
#[derive(Debug)]
pub struct Link {
    account: AccountName,
    fields: [Field; 7],
    templates: Vec<Template>,
    template: Option<String>,
    at: usize,
    /// For which job a title was asked for.
    asked_title: Option<String>,
}

/// What keys do in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Next,
    Previous,
    TemplateNext,
    TemplatePrevious,
    Make,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Link), Action::Dialog(dialog::Act::Link(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("link.next", &["tab"], Act::Next).hint(2),
    row("link.previous", &["shift-tab"], Act::Previous),
    row("link.template-next", &["right", "space"], Act::TemplateNext).hint(3),
    row("link.template-previous", &["left"], Act::TemplatePrevious),
    row("link.make", &["enter"], Act::Make).hint(1),
];

/// What was used last for an account: kept as a small setting.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Last {
    job: String,
    template: Option<String>,
    title: String,
    source: String,
    medium: String,
    campaign: String,
    content: String,
}

/// Why there can be no link for an account, as the name of a text.
pub fn why_not(account: &AccountName, cx: &Cx) -> Option<&'static str> {
    if !cx.offers(account, Offer::Templates) {
        return Some("why-no-link");
    }
    cx.account(account).is_none().then_some("why-no-account")
}

fn setting(account: &AccountName) -> String {
    format!("link.{account}")
}

impl Link {
    /// Opens the form for an account, and asks for what it proposes.
    pub fn open(
        model: &mut Model,
        account: AccountName,
        template: Option<String>,
        job: Option<String>,
        effects: &mut Vec<Effect>,
    ) -> Self {
        model.ask(Ask::Templates(account.clone()), effects);
        model.ask(Ask::Recall(setting(&account)), effects);
        let mut fields = std::array::from_fn(|_| Field::line());
        if let Some(job) = &job {
            fields[JOB] = Field::new(Height::One, job);
            model.ask(Ask::LastTitle(account.clone(), job.clone()), effects);
        }
        Self { account, fields, templates: Vec::new(), template, at: 0, asked_title: job }
    }

    /// The text field with the focus.
    pub fn field(&mut self) -> Option<&mut Field> {
        if self.at == TEMPLATE { None } else { self.fields.get_mut(self.at) }
    }

    /// Takes the templates of the account.
    pub fn templates(&mut self, templates: Vec<Template>) {
        self.templates = templates;
    }

    /// Proposes what was used last, where nothing stands yet.
    pub fn recalled(&mut self, setting_name: &str, value: &str) {
        if setting_name != setting(&self.account) {
            return;
        }
        let Ok(last) = serde_json::from_str::<Last>(value) else { return };
        let same_job = self.fields[JOB].value().is_none_or(|job| job == last.job);
        if self.template.is_none() && same_job {
            self.template = last.template;
        }
        let texts = [&last.job, "", &last.title, &last.source, &last.medium, &last.campaign, &last.content];
        for (at, text) in texts.into_iter().enumerate() {
            // Another job's title would be wrong; where the link stands is usually the same.
            if at != TEMPLATE && (same_job || at > TITLE) && self.fields[at].value().is_none() {
                self.fields[at].set(text);
            }
        }
    }

    /// Proposes the title last used for the job.
    pub fn title(&mut self, account: &AccountName, job: &str, title: &str) {
        let same = *account == self.account && self.fields[JOB].value().as_deref() == Some(job);
        if same && self.fields[TITLE].value().is_none() {
            self.fields[TITLE].set(title);
        }
    }

    fn link(&self) -> JobLink {
        let value = |at: usize| self.fields[at].value();
        JobLink {
            job: value(JOB).unwrap_or_default(),
            template: self.template.clone(),
            title: value(TITLE),
            utm: Utm { source: value(3), medium: value(4), campaign: value(5), content: value(6) },
        }
    }

    /// The address as far as the fields go, or what is missing.
    fn url(&self, cx: &Cx) -> Result<String, String> {
        let Some(account) = cx.account(&self.account) else { return Err(cx.word("why-no-account")) };
        self.link().url(&account.link_url, &account.client_id).map_err(|error| {
            use crate::domain::link::LinkError;
            cx.words.word(match error {
                LinkError::NoJob => "link-no-job",
                LinkError::DotJob => "link-dot-job",
                LinkError::BadClient => "link-bad-client",
            })
        })
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, cx: &Cx) -> Option<&'static str> {
        match act {
            Act::Make => self.url(cx).is_err().then_some("why-no-url"),
            Act::TemplateNext | Act::TemplatePrevious => (self.at != TEMPLATE).then_some("why-not-here"),
            Act::Next | Act::Previous => None,
        }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        match act {
            Act::Next => self.turn(1),
            Act::Previous => self.turn(LABELS.len() - 1),
            Act::TemplateNext => self.choose(1),
            Act::TemplatePrevious => self.choose(self.templates.len()),
            Act::Make => {
                let Ok(url) = self.url(cx) else { return Some(self) };
                if let Ok(value) = serde_json::to_string(&self.last())
                    && !cx.read_only()
                {
                    effects.push(Effect::Send(Command::Remember { name: setting(&self.account), value }));
                }
                model.dialogs.push(Dialog::Formats(Box::new(Formats::new(url, cx))));
            }
        }
        let job = self.fields[JOB].value();
        if self.at != JOB && job.is_some() && job != self.asked_title {
            self.asked_title.clone_from(&job);
            model.ask(Ask::LastTitle(self.account.clone(), job.unwrap_or_default()), effects);
        }
        Some(self)
    }

    fn last(&self) -> Last {
        let text = |at: usize| self.fields[at].value().unwrap_or_default();
        Last {
            job: text(JOB),
            template: self.template.clone(),
            title: text(TITLE),
            source: text(3),
            medium: text(4),
            campaign: text(5),
            content: text(6),
        }
    }

    fn turn(&mut self, by: usize) {
        self.at = (self.at + by) % LABELS.len();
    }

    /// Steps through the templates; the first choice is the standard interview.
    fn choose(&mut self, by: usize) {
        let many = self.templates.len() + 1;
        let known =
            |key: &String| self.templates.iter().position(|template| template.key == *key).map(|at| at + 1);
        let at = self.template.as_ref().and_then(known).unwrap_or(0);
        let next = (at + by) % many;
        self.template =
            next.checked_sub(1).and_then(|at| self.templates.get(at)).map(|template| template.key.clone());
    }

    /// Moves between the fields.
    pub fn step(&mut self, act: Cursor) {
        match act {
            Cursor::Down => self.turn(1),
            Cursor::Up => self.turn(LABELS.len() - 1),
            _ => {}
        }
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = cx.words.phrase("link-title", &[("account", self.account.to_string().into())]);
        let url = self.url(cx);
        let width = 84.min(area.width);
        let url_lines = match &url {
            Ok(url) => wrap(url, usize::from(width.saturating_sub(2))),
            Err(_) => vec![String::new()],
        };
        let height = LABELS.len() as u16 + 3 + url_lines.len().min(5) as u16;
        let inside = states::dialog(frame, area, &title, width, height, cx);
        let labels: Vec<String> = LABELS.iter().map(|label| cx.word(label)).collect();
        let longest = labels.iter().map(|label| crate::tui::widget::text::width(label)).max().unwrap_or(0);
        let label_cells = longest.min(usize::from(inside.width / 3)) + 1;
        // On a low screen the field with the focus and the address stay visible.
        let said = match &url {
            Ok(_) => url_lines,
            Err(why) => vec![why.clone()],
        };
        let role = if url.is_ok() { Role::Link } else { Role::Warn };
        let below = (said.len() as u16).min(5).min(inside.height.saturating_sub(1));
        let room = inside.height.saturating_sub(below);
        let top = (self.at as u16 + 1).saturating_sub(room);
        for (row, at) in (0..room).zip(usize::from(top)..LABELS.len()) {
            let here = at == self.at;
            let style = cx.style(if here { Role::Focus } else { Role::Dim });
            write(frame, inside, row, &[(fit(&labels[at], label_cells), style)]);
            let x = inside.x + label_cells as u16;
            let place = Rect {
                x,
                y: inside.y + row,
                width: inside.width.saturating_sub(label_cells as u16),
                height: 1,
            };
            if at == TEMPLATE {
                let text =
                    clip(&self.template_title(cx), usize::from(place.width).saturating_sub(4)).into_owned();
                let style = cx.style(if here { Role::Cursor } else { Role::Text });
                write(frame, place, 0, &[(format!("< {text} >"), style)]);
            } else {
                let cursor = here.then(|| cx.style(Role::Cursor));
                self.fields[at].draw(frame, place, cx.style(Role::Field), cursor);
            }
        }
        for (row, text) in (room..inside.height).zip(&said) {
            write(frame, inside, row, &[(text, cx.style(role))]);
        }
    }

    fn template_title(&self, cx: &Cx) -> String {
        let Some(key) = &self.template else { return cx.word("link-standard") };
        let known = self.templates.iter().find(|template| template.key == *key);
        let title = known.map_or(key.as_str(), |template| template.title(cx.words.language().code()));
        line(title).into_owned()
    }
}
