//! The other applications of the same person, beside the one under the cursor. They are looked at, and gone to; nothing
//! here makes one out of two.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::Key;
use crate::store::Applicant;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::{Load, Model};
use crate::tui::msg::Ask;
use crate::tui::pane::applicants;
use crate::tui::pane::applicants::view::stage_word;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, wrap};

/// The least cells of one of two columns.
const COLUMN: usize = 30;

/// The dialog.
#[derive(Debug)]
pub struct Duplicates {
    /// Whose other applications these are.
    pub key: Key,
    this: Box<Applicant>,
    others: Vec<Applicant>,
    load: Load,
    /// Which of the others is shown.
    at: usize,
    place: Place,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Go,
    Next,
    Previous,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Duplicates), Action::Dialog(dialog::Act::Duplicates(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("duplicates.go", &["enter"], Act::Go).hint(1),
    row("duplicates.next", &["tab", "n", "l", "right"], Act::Next).hint(2),
    row("duplicates.previous", &["shift-tab", "N", "h", "left"], Act::Previous),
];

type Line = (String, Role);

impl Duplicates {
    /// Opens it beside this applicant, and asks for the others.
    pub fn open(model: &mut Model, this: Box<Applicant>, effects: &mut Vec<Effect>) -> Self {
        let key = this.row.key;
        model.ask(Ask::Others(key), effects);
        Self { key, this, others: Vec::new(), load: Load::Waiting, at: 0, place: Place::default() }
    }

    /// Takes the others, or why they can't be had.
    pub fn loaded(&mut self, others: Result<Vec<Applicant>, crate::error::UserError>) {
        match others {
            Ok(others) => {
                self.others = others;
                self.load = Load::Ready;
            }
            Err(error) => self.load = Load::Failed(error),
        }
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act) -> Option<&'static str> {
        match act {
            Act::Go => self.others.is_empty().then_some("why-no-others"),
            Act::Next | Act::Previous => (self.others.len() < 2).then_some("why-no-others"),
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
        let many = self.others.len().max(1);
        match act {
            Act::Next => self.at = (self.at + 1) % many,
            Act::Previous => self.at = (self.at + many - 1) % many,
            Act::Go => {
                let row = &self.others.get(self.at)?.row;
                applicants::visit(model, row.key, &row.id, cx, effects);
                return None;
            }
        }
        self.place = Place::default();
        Some(self)
    }

    /// Scrolls both columns.
    pub fn step(&mut self, motion: Motion, size: (u16, u16), cx: &Cx) {
        let (width, height) = inside(size);
        let rows = self.lines(usize::from(width), cx).len();
        self.place.scroll(motion, rows, height.saturating_sub(1));
    }

    /// The lines of both columns: of the other one alone where there is no room for two.
    fn lines(&self, cells: usize, cx: &Cx) -> Vec<(Option<Line>, Option<Line>)> {
        let Some(other) = self.others.get(self.at) else { return Vec::new() };
        let column = (cells.saturating_sub(3)) / 2;
        if column < COLUMN {
            return about(other, cells.saturating_sub(1), cx)
                .into_iter()
                .map(|line| (None, Some(line)))
                .collect();
        }
        let (mut left, mut right) =
            (about(&self.this, column, cx).into_iter(), about(other, column, cx).into_iter());
        std::iter::from_fn(|| match (left.next(), right.next()) {
            (None, None) => None,
            pair => Some(pair),
        })
        .collect()
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title =
            cx.words.phrase("duplicates-title", &[("name", line(&self.this.row.name).into_owned().into())]);
        let inside = states::dialog(frame, area, &title, area.width.min(140), area.height, cx);
        match &self.load {
            Load::Waiting => return states::waiting(frame, inside, cx),
            Load::Failed(error) => return states::failed(frame, inside, error, cx),
            Load::Ready if self.others.is_empty() => {
                return states::note(frame, inside, &cx.word("why-no-others"), cx);
            }
            Load::Ready => {}
        }
        let (at, n) = (self.at + 1, self.others.len());
        let head = cx.words.phrase("duplicates-of", &[("at", at.into()), ("n", n.into())]);
        let cells = usize::from(inside.width);
        let column = cells.saturating_sub(3) / 2;
        let two = column >= COLUMN;
        let mut pieces = vec![];
        if two {
            pieces.push((fit(&cx.word("duplicates-this"), column + 3), cx.style(Role::Title)));
        }
        pieces.push((head, cx.style(Role::Title)));
        write(frame, inside, 0, &pieces);
        let body =
            Rect { y: inside.y + 1.min(inside.height), height: inside.height.saturating_sub(1), ..inside };
        let bar = if cx.signs.unicode { " │ " } else { " | " };
        for (row, (left, right)) in
            self.lines(cells, cx).into_iter().skip(self.place.top).take(usize::from(body.height)).enumerate()
        {
            let mut pieces = vec![];
            if two {
                let (text, role) = left.unwrap_or((String::new(), Role::Text));
                pieces.push((fit(&text, column), cx.style(role)));
                pieces.push((bar.to_owned(), cx.style(Role::Dim)));
            }
            let (text, role) = right.unwrap_or((String::new(), Role::Text));
            pieces.push((text, cx.style(role)));
            write(frame, body, row as u16, &pieces);
        }
    }
}

/// The room inside, as it is drawn.
fn inside((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.min(140).saturating_sub(2), rows.saturating_sub(4))
}

/// What is compared of an application: when, for what, how far it got, and what was answered.
fn about(applicant: &Applicant, cells: usize, cx: &Cx) -> Vec<Line> {
    let row = &applicant.row;
    let moment = |at| cx.words.moment(at, cx.now, &cx.zone);
    let mut lines: Vec<Line> = Vec::new();
    let mut add =
        |text: &str, role: Role| lines.extend(wrap(text, cells).into_iter().map(|part| (part, role)));
    let mut what: Vec<String> = row.title.iter().map(|title| line(title).into_owned()).collect();
    if let Some(job) = &row.job {
        what.push(cx.words.phrase("profile-job", &[("job", line(job).into_owned().into())]));
    }
    if !what.is_empty() {
        add(&what.join(" · "), Role::Quiet);
    }
    let fact = |word: &str, value: &str| format!("{} {}", cx.word(word), line(value));
    add(&fact("profile-applied", &moment(row.at)), Role::Text);
    let mut stage = stage_word(row.stage, cx);
    if let Some(reason) = applicant.reason.as_deref().filter(|_| row.stage.takes_reason()) {
        stage = format!("{stage}: {}", line(reason));
    }
    add(&fact("profile-stage", &stage), Role::Text);
    if let Some(at) = row.contacted_at {
        add(&fact("profile-contacted", &moment(at)), Role::Text);
    }
    if let Some(at) = applicant.snoozed_until.filter(|at| *at > cx.now) {
        add(&fact("profile-snoozed", &moment(at)), Role::Text);
    }
    if let Some(assignee) = &row.assignee {
        add(&fact("profile-assignee", assignee), Role::Text);
    }
    if !row.tags.is_empty() {
        add(&fact("profile-tags", &row.tags.join(" ")), Role::Text);
    }
    add(&fact("profile-id", &row.id.to_string()), Role::Dim);
    if let Some(held) = &row.held {
        add(&told::reason(held, cx), Role::Bad);
    }
    if let Some(note) = &applicant.note {
        add("", Role::Text);
        add(note, Role::Text);
    }
    let Some(application) = &applicant.application else { return lines };
    for text in
        [&application.person.name, &application.person.phone, &application.person.email].into_iter().flatten()
    {
        add(&line(text), Role::Link);
    }
    for step in &application.steps {
        add("", Role::Text);
        add(step.question.as_deref().or(step.key.as_deref()).unwrap_or_default(), Role::Dim);
        if let Some(answer) = &step.answer {
            add(answer, Role::Text);
        }
        if !step.attachments.is_empty() {
            add(&format!("{} {}", cx.signs.media, step.attachments.len()), Role::Text);
        }
    }
    lines
}
