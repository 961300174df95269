//! Confirm a batch: who is ready, who needs saving first, who is held back and why; then the progress, then what
//! became of each. The keys were frozen when the dialog was opened.

mod fates;
mod groups;

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::{ApplicantId, Key};
use crate::engine::event::Fate;
use crate::engine::{Command, Gaps, TaskId, Work};
use crate::error::UserError;
use crate::store::model::Gap;
use crate::store::{Batch, Row as Applicant};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::pane::applicant::fetching;
use crate::tui::view::states;
use crate::tui::widget::text::wrap;

/// The most that one batch holds: more would not be looked at, and what isn't looked at isn't confirmed.
pub const MOST: usize = 10_000;

/// The columns of the dialog, border included.
const WIDTH: u16 = 92;

/// The dialog.
#[derive(Debug)]
pub struct Confirm {
    keys: Vec<Key>,
    /// How many were asked for beyond [`MOST`].
    left_out: usize,
    batch: Option<Box<Batch>>,
    out: BTreeSet<Key>,
    accepted: Gaps,
    place: Place,
    pub(super) phase: Phase,
}

/// How far the dialog is.
#[derive(Debug)]
pub(super) enum Phase {
    /// The person looks at the groups.
    Choosing,
    /// One by one: who is asked about, and who was said yes to.
    Walking { asked: Vec<Key>, at: usize, yes: Vec<Key> },
    /// The engine is at it.
    Running(TaskId),
    /// What became of each.
    Over(Vec<(Key, ApplicantId, Fate)>),
    /// It could not be done at all.
    Failed(UserError),
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Send,
    SaveFirst,
    Accept,
    Walk,
    TakeOut,
    Done,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Confirm), Action::Dialog(dialog::Act::Confirm(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("confirm.send", &["enter"], Act::Send).hint(1),
    row("confirm.save-first", &["s"], Act::SaveFirst).hint(2),
    row("confirm.accept", &["i"], Act::Accept).hint(3),
    row("confirm.walk", &["p"], Act::Walk).hint(4),
    row("confirm.take-out", &["space"], Act::TakeOut).hint(5),
    Row::new(
        "confirm.done",
        &["enter"],
        Scope::Dialog(Kind::Over),
        Action::Dialog(dialog::Act::Confirm(Act::Done)),
    )
    .hint(1),
];

impl Confirm {
    /// Opens it for these applicants, and asks for their groups.
    pub fn open(model: &mut Model, mut keys: Vec<Key>, effects: &mut Vec<Effect>) -> Self {
        let left_out = keys.len().saturating_sub(MOST);
        keys.truncate(MOST);
        model.ask(Ask::Batch(keys.clone()), effects);
        Self {
            keys,
            left_out,
            batch: None,
            out: BTreeSet::new(),
            accepted: Gaps::Refuse,
            place: Place::default(),
            phase: Phase::Choosing,
        }
    }

    /// Takes the groups, if they are those that were asked for.
    pub fn loaded(&mut self, keys: &[Key], batch: Box<Batch>) {
        if self.keys == keys {
            self.batch = Some(batch);
            self.place.at = self.headings().iter().position(|heading| !heading).unwrap_or(0);
        }
    }

    /// The groups can't be had.
    pub fn failed(&mut self, error: UserError) {
        self.phase = Phase::Failed(error);
    }

    /// Whether it is in the walk, which has keys of its own.
    pub fn is_walking(&self) -> bool {
        matches!(self.phase, Phase::Walking { .. })
    }

    /// Whether it only shows what became of it.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_) | Phase::Failed(_))
    }

    /// Whether it waits for this work.
    pub fn runs(&self, task: TaskId) -> bool {
        matches!(self.phase, Phase::Running(running) if running == task)
    }

    /// Takes the outcome.
    pub fn over(&mut self, outcome: Result<Vec<(Key, ApplicantId, Fate)>, UserError>) {
        self.place = Place::default();
        self.phase = match outcome {
            Ok(mut fates) => {
                // What went wrong is what has to be read.
                fates.sort_by_key(|(_, _, fate)| fates::urgency(fate));
                Phase::Over(fates)
            }
            Err(error) => Phase::Failed(error),
        };
    }

    /// Who was confirmed before the dialog was opened.
    pub fn confirmed_before(&self) -> Vec<Key> {
        let already = self.batch.as_deref().map(|batch| batch.already.as_slice()).unwrap_or_default();
        already.iter().map(|row| row.key).collect()
    }

    fn chosen(&self, row: &Applicant) -> bool {
        !self.out.contains(&row.key)
    }

    fn ready(&self) -> Vec<Key> {
        let batch = self.batch.as_deref();
        let ready = batch.map(|batch| batch.ready.as_slice()).unwrap_or_default();
        ready.iter().filter(|row| self.chosen(row)).map(|row| row.key).collect()
    }

    fn unsaved(&self) -> Vec<Key> {
        let batch = self.batch.as_deref();
        let unsaved = batch.map(|batch| batch.unsaved.as_slice()).unwrap_or_default();
        unsaved.iter().filter(|(row, _)| self.chosen(row)).map(|(row, _)| row.key).collect()
    }

    /// Held back by a gap that the person has taken upon themselves.
    fn accepted(&self) -> Vec<Key> {
        if self.accepted == Gaps::Refuse {
            return Vec::new();
        }
        self.acceptable()
    }

    fn acceptable(&self) -> Vec<Key> {
        let batch = self.batch.as_deref();
        let held = batch.map(|batch| batch.held.as_slice()).unwrap_or_default();
        held.iter()
            .filter(|(row, _, gap)| *gap == Gap::Acceptable && self.chosen(row))
            .map(|(row, ..)| row.key)
            .collect()
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, cx: &Cx) -> Option<&'static str> {
        if act == Act::Done {
            return None;
        }
        if !matches!(self.phase, Phase::Choosing) {
            return Some("why-under-way");
        }
        if self.batch.is_none() {
            return Some("said-loading");
        }
        match act {
            Act::Send if self.ready().is_empty() && self.accepted().is_empty() => Some("why-none-ready"),
            Act::SaveFirst if self.unsaved().is_empty() => Some("why-none-unsaved"),
            Act::Accept if self.acceptable().is_empty() => Some("why-no-gap"),
            Act::Accept if cx.recruiter().is_none() => Some("why-no-recruiter"),
            Act::Walk if self.ready().is_empty() && self.accepted().is_empty() => Some("why-none-ready"),
            _ => None,
        }
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        match (act, &self.phase) {
            (Act::Done, Phase::Over(_) | Phase::Failed(_)) => return None,
            (Act::Done, _) => {}
            (Act::Send, _) => {
                let mut keys = self.ready();
                keys.extend(self.accepted());
                self.send(keys, false, model, effects);
            }
            (Act::SaveFirst, _) => {
                let mut keys = self.ready();
                keys.extend(self.unsaved());
                keys.extend(self.accepted());
                self.send(keys, true, model, effects);
            }
            (Act::Accept, _) => {
                self.accepted = if self.accepted == Gaps::Accept { Gaps::Refuse } else { Gaps::Accept };
            }
            (Act::Walk, _) => {
                let mut asked = self.ready();
                asked.extend(self.accepted());
                self.phase = Phase::Walking { asked, at: 0, yes: Vec::new() };
            }
            (Act::TakeOut, _) => {
                let key = self.entries_plain().get(self.place.at).copied().flatten();
                if let Some(key) = key
                    && !self.out.remove(&key)
                {
                    self.out.insert(key);
                }
                self.step(Motion::By(1), u16::MAX);
            }
        }
        Some(self)
    }

    /// Orders the confirmation of exactly these.
    pub(super) fn send(
        &mut self,
        keys: Vec<Key>,
        save_first: bool,
        model: &mut Model,
        effects: &mut Vec<Effect>,
    ) {
        if keys.is_empty() {
            self.phase = Phase::Choosing;
            return;
        }
        let task = model.begin(Work::Confirm, None);
        let gaps = self.accepted;
        effects.push(Effect::Send(Command::Confirm { task, keys, fetching: fetching(save_first), gaps }));
        self.phase = Phase::Running(task);
    }

    /// The row of an applicant of the batch.
    pub(super) fn row(&self, key: Key) -> Option<&Applicant> {
        let batch = self.batch.as_deref()?;
        batch
            .ready
            .iter()
            .chain(batch.unsaved.iter().map(|(row, _)| row))
            .chain(batch.held.iter().map(|(row, ..)| row))
            .chain(&batch.already)
            .find(|row| row.key == key)
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion, height: u16) {
        if let Phase::Over(fates) = &self.phase {
            return self.place.step(motion, fates.len(), height);
        }
        let headings = self.headings();
        let before = self.place.at;
        self.place.step(motion, headings.len(), height);
        // Nothing can be done with a heading: the cursor goes on to the next person that way, else stays.
        let at = self.place.at;
        let down = at > before || matches!(motion, Motion::First);
        let person = |at: &usize| headings.get(*at) == Some(&false);
        self.place.at = if down { (at..headings.len()).find(person) } else { (0..=at).rev().find(person) }
            .unwrap_or_else(|| if person(&before) { before } else { at });
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        let title = cx.words.phrase("confirm-title", &[("n", self.keys.len().into())]);
        let height = self.height(area, model, cx).saturating_add(2);
        let inside = states::dialog(frame, area, &title, WIDTH, height, cx);
        match &self.phase {
            Phase::Choosing | Phase::Running(_) => self.draw_groups(frame, inside, model, cx),
            Phase::Walking { asked, at, yes } => {
                super::step::draw(self, asked, *at, yes.len(), frame, inside, cx)
            }
            Phase::Over(fates) => fates::draw(self, fates, frame, inside, cx),
            Phase::Failed(error) => states::failed(frame, inside, error, cx),
        }
    }

    /// The lines that it needs inside its border.
    fn height(&self, area: Rect, model: &Model, cx: &Cx) -> u16 {
        let cells = usize::from(WIDTH.min(area.width).saturating_sub(2));
        let many = match &self.phase {
            Phase::Choosing | Phase::Running(_) => {
                // While the groups are on their way: as if all were ready, which most are.
                let entries = if self.batch.is_none() { self.keys.len() + 1 } else { self.headings().len() };
                let foot: usize = self.foot(model, cx).iter().map(|(text, _)| wrap(text, cells).len()).sum();
                entries + 1 + foot
            }
            Phase::Walking { .. } => 8,
            Phase::Over(fates) => fates::height(self, fates, Rect { width: cells as u16, ..area }, cx),
            Phase::Failed(_) => 8,
        };
        u16::try_from(many).unwrap_or(u16::MAX - 2)
    }
}
