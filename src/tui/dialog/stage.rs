//! The choice of a stage; turning somebody down, or noting that they withdrew, goes on to the reason.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::reason::Reason;
use crate::domain::{Key, Stage};
use crate::store::Edit;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::pane::applicant;
use crate::tui::pane::applicants::view::{stage_in_full, stage_word};
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::line;

/// The dialog.
#[derive(Debug)]
pub struct Choice {
    keys: Vec<Key>,
    name: String,
    now: Stage,
    place: Place,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Choose,
    New,
    Contacted,
    Interview,
    Offer,
    Hired,
    Rejected,
    Withdrawn,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Stage), Action::Dialog(dialog::Act::Stage(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("stage.choose", &["enter"], Act::Choose).hint(1),
    row("stage.to-new", &["n"], Act::New),
    row("stage.to-contacted", &["c"], Act::Contacted),
    row("stage.to-interview", &["i"], Act::Interview),
    row("stage.to-offer", &["o"], Act::Offer),
    row("stage.to-hired", &["h"], Act::Hired),
    row("stage.to-rejected", &["r"], Act::Rejected),
    row("stage.to-withdrawn", &["w"], Act::Withdrawn),
];

/// The action's name of each stage, in the order of [`Stage::ALL`].
const NAMES: [&str; 7] = [
    "stage.to-new",
    "stage.to-contacted",
    "stage.to-interview",
    "stage.to-offer",
    "stage.to-hired",
    "stage.to-rejected",
    "stage.to-withdrawn",
];

impl Choice {
    /// The choice for these applicants; the stage of the one under the cursor is chosen at first.
    pub fn new(keys: Vec<Key>, name: String, now: Stage) -> Self {
        let at = Stage::ALL.iter().position(|stage| *stage == now).unwrap_or(0);
        Self { keys, name, now, place: Place { at, top: 0 } }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(self, act: Act, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Option<Self> {
        let to = match act {
            Act::Choose => Stage::ALL.get(self.place.at).copied()?,
            Act::New => Stage::New,
            Act::Contacted => Stage::Contacted,
            Act::Interview => Stage::Interview,
            Act::Offer => Stage::Offer,
            Act::Hired => Stage::Hired,
            Act::Rejected => Stage::Rejected,
            Act::Withdrawn => Stage::Withdrawn,
        };
        if to.takes_reason() {
            let reason = Reason::open(model, self.keys, self.name, to, effects);
            model.dialogs.push(Dialog::Reason(Box::new(reason)));
            return None;
        }
        let text = said(self.keys.len(), to, cx);
        applicant::decide(model, self.keys, Edit::Stage { to, reason: None }, text, cx, effects);
        None
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion) {
        self.place.step(motion, Stage::ALL.len(), u16::MAX);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = whom(&self.keys, &self.name, cx);
        let inside = states::dialog(frame, area, &title, 44, Stage::ALL.len() as u16 + 2, cx);
        let mut place = self.place;
        place.show(Stage::ALL.len(), inside.height);
        for (at, stage) in Stage::ALL.into_iter().enumerate().skip(place.top).take(usize::from(inside.height))
        {
            let here = at == place.at;
            let style = cx.style(if here { Role::Cursor } else { Role::Text });
            let is_now = stage == self.now && self.keys.len() == 1;
            let now = if is_now { cx.word("stage-now") } else { String::new() };
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (format!(" {} ", cx.keys.first(NAMES[at])), cx.style(Role::Key)),
                (stage_in_full(stage, cx), style),
                (format!(" {now}"), cx.style(Role::Dim)),
            ];
            write(frame, inside, (at - place.top) as u16, &pieces);
        }
    }
}

/// What is said once it is done.
pub fn said(many: usize, to: Stage, cx: &Cx) -> String {
    let stage = stage_word(to, cx);
    cx.words.phrase("said-stage", &[("n", many.into()), ("stage", stage.into())])
}

/// Whom a dialog is about: a name, or how many.
pub fn whom(keys: &[Key], name: &str, cx: &Cx) -> String {
    match keys.len() {
        1 => line(name).into_owned(),
        many => cx.words.phrase("marked-many", &[("n", many.into())]),
    }
}
