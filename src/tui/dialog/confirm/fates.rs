//! What became of each applicant of the batch, the worst first.

use std::collections::HashSet;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Confirm;
use crate::domain::{ApplicantId, Key};
use crate::engine::event::Fate;
use crate::tui::cx::Cx;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, width, wrap};

/// The most lines that the chosen one's story takes.
const STORY: usize = 3;

/// Draws what became of each.
pub(super) fn draw(
    dialog: &Confirm,
    fates: &[(Key, ApplicantId, Fate)],
    frame: &mut Frame,
    area: Rect,
    cx: &Cx,
) {
    let done = fates.iter().filter(|(_, _, fate)| matches!(fate, Fate::Confirmed | Fate::Already)).count();
    let mut text = cx.words.phrase("confirm-over", &[("done", done.into()), ("n", fates.len().into())]);
    let held = dialog.batch.as_deref().map(|batch| batch.held.as_slice()).unwrap_or_default();
    let told: HashSet<Key> = fates.iter().map(|(key, ..)| *key).collect();
    let left = held.iter().filter(|(row, ..)| !told.contains(&row.key)).count();
    if left > 0 {
        text = format!("{text} {}", cx.words.phrase("confirm-held", &[("n", left.into())]));
    }
    write(frame, area, 0, &[(text, cx.style(Role::Title))]);
    // The chosen one's whole story stands below, however narrow the screen is.
    let story = fates.get(dialog.place.at).map_or_else(Vec::new, |fate| story(dialog, fate, area.width, cx));
    let below = story.len().min(STORY) as u16;
    for (row, text) in (area.height.saturating_sub(below)..area.height).zip(&story) {
        write(frame, area, row, &[(text, cx.style(Role::Dim))]);
    }
    let gap = u16::from(below > 0);
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + gap + below), ..area };
    let mut place = dialog.place;
    place.show(fates.len(), list.height);
    for (at, (key, id, fate)) in fates.iter().enumerate().skip(place.top).take(usize::from(list.height)) {
        let name = name(dialog, *key, id);
        let (sign, role, why) = words(fate, cx);
        let half = name_cells(list.width);
        let here = at == place.at;
        let pieces = [
            (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
            (format!(" {sign} "), cx.style(role)),
            (fit(&line(&name), half), cx.style(if here { Role::Cursor } else { Role::Text })),
            (format!(" {why}"), cx.style(role)),
        ];
        write(frame, list, (at - place.top) as u16, &pieces);
    }
}

/// The lines that all this needs, for any of them being the chosen one.
pub(super) fn height(dialog: &Confirm, fates: &[(Key, ApplicantId, Fate)], area: Rect, cx: &Cx) -> usize {
    // Of a batch that fills the screen anyway nobody has to look at every story.
    let below = match fates.len() > usize::from(area.height) {
        true => STORY,
        false => {
            let lines = fates.iter().map(|fate| story(dialog, fate, area.width, cx).len().min(STORY));
            lines.max().unwrap_or(0)
        }
    };
    1 + fates.len() + below + usize::from(below > 0)
}

/// The cells of a name in a list so wide.
fn name_cells(width: u16) -> usize {
    (usize::from(width).saturating_sub(6) / 2).min(32)
}

/// What became of one of them in full, where the row doesn't say it all.
fn story(dialog: &Confirm, (key, id, fate): &(Key, ApplicantId, Fate), cells: u16, cx: &Cx) -> Vec<String> {
    let name = name(dialog, *key, id);
    let name = line(&name);
    let why = words(fate, cx).2;
    let detail = match fate {
        Fate::HeldBack(why) | Fate::Waiting(why) | Fate::Refused(why) => told::detail(why),
        Fate::Confirmed | Fate::Already => None,
    };
    let names = name_cells(cells);
    let is_whole = width(&name) <= names && 5 + names + width(&why) <= usize::from(cells);
    match detail {
        None if is_whole => Vec::new(),
        None => wrap(&format!("{name}: {why}"), usize::from(cells)),
        Some(detail) => wrap(&format!("{name}: {why} · {detail}"), usize::from(cells)),
    }
}

fn name(dialog: &Confirm, key: Key, id: &ApplicantId) -> String {
    dialog.row(key).map_or_else(|| id.to_string(), |row| row.name.clone())
}

/// How soon a fate has to be read, the soonest first.
pub(super) fn urgency(fate: &Fate) -> u8 {
    match fate {
        Fate::Refused(_) => 0,
        Fate::HeldBack(_) => 1,
        Fate::Waiting(_) => 2,
        Fate::Confirmed => 3,
        Fate::Already => 4,
    }
}

/// What became of an applicant: a sign, its look, and the words.
fn words(fate: &Fate, cx: &Cx) -> (&'static str, Role, String) {
    let (sign, role, word, why) = match fate {
        Fate::Confirmed => (cx.signs.confirmed, Role::Good, "fate-confirmed", None),
        Fate::Already => (cx.signs.confirmed, Role::Dim, "fate-already", None),
        Fate::HeldBack(why) => (cx.signs.held, Role::Bad, "fate-held", Some(why)),
        Fate::Waiting(why) => (cx.signs.confirming, Role::Warn, "fate-waiting", Some(why)),
        Fate::Refused(why) => (cx.signs.health_bad, Role::Bad, "fate-refused", Some(why)),
    };
    let text = match why {
        Some(why) => format!("{}: {}", cx.words.word(word), told::reason(why, cx)),
        None => cx.words.word(word),
    };
    (sign, role, text)
}
