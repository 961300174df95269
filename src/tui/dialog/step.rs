//! The walk through a batch, one applicant at a time: yes, no, or enough. Nothing is sent before the end; then
//! exactly those who were said yes to.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::confirm::{Confirm, Phase};
use crate::domain::Key;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::line;

/// What keys do in the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Yes,
    No,
    Enough,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Step), Action::Dialog(dialog::Act::Step(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("step.yes", &["y"], Act::Yes).hint(1),
    row("step.no", &["n"], Act::No).hint(2),
    row("step.enough", &["q"], Act::Enough).hint(3).over(&["dialog.close"]),
];

/// Does it; gives the dialog back unless it is closed.
pub fn act(
    mut dialog: Box<Confirm>,
    act: Act,
    model: &mut Model,
    effects: &mut Vec<Effect>,
) -> Option<Box<Confirm>> {
    let Phase::Walking { asked, at, yes } = &mut dialog.phase else { return Some(dialog) };
    match act {
        Act::Yes => {
            yes.extend(asked.get(*at));
            *at += 1;
        }
        Act::No => *at += 1,
        Act::Enough => *at = asked.len(),
    }
    if *at >= asked.len() {
        let keys = std::mem::take(yes);
        dialog.send(keys, false, model, effects);
    }
    Some(dialog)
}

/// Draws the one who is asked about.
pub(super) fn draw(
    dialog: &Confirm,
    asked: &[Key],
    at: usize,
    yes: usize,
    frame: &mut Frame,
    area: Rect,
    cx: &Cx,
) {
    let Some(row) = asked.get(at).and_then(|key| dialog.row(*key)) else { return };
    let of = cx
        .words
        .phrase("step-of", &[("at", (at + 1).into()), ("n", asked.len().into()), ("yes", yes.into())]);
    write(frame, area, 0, &[(of, cx.style(Role::Dim))]);
    write(frame, area, 2, &[(line(&row.name), cx.style(Role::Title))]);
    let mut facts = Vec::new();
    facts.extend(row.title.as_deref().map(|title| line(title).into_owned()));
    facts.extend(row.job.as_deref().map(|job| line(job).into_owned()));
    facts.push(format!("{}{}", row.media, cx.signs.media));
    write(frame, area, 3, &[(facts.join(" · "), cx.style(Role::Text))]);
    write(frame, area, 4, &[(row.id.to_string(), cx.style(Role::Dim))]);
    write(frame, area, 6, &[(cx.word("step-question"), cx.style(Role::Title))]);
    write(frame, area, 7, &[(cx.word("confirm-for-good"), cx.style(Role::Warn))]);
}
