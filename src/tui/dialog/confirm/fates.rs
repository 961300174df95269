//! What became of each applicant of the batch, the worst first.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Confirm;
use crate::domain::{ApplicantId, Key};
use crate::engine::event::Fate;
use crate::tui::cx::Cx;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, wrap};

/// The most lines that the chosen one's story takes.
pub(super) const STORY: usize = 3;

/// Draws what became of each.
pub(super) fn draw(
    dialog: &Confirm,
    fates: &[(Key, ApplicantId, Fate)],
    frame: &mut Frame,
    area: Rect,
    cx: &Cx,
) {
    let done = fates.iter().filter(|(_, _, fate)| matches!(fate, Fate::Confirmed | Fate::Already)).count();
    let text = cx.words.phrase("confirm-over", &[("done", done.into()), ("n", fates.len().into())]);
    write(frame, area, 0, &[(text, cx.style(Role::Title))]);
    // The chosen one's whole story stands below, however narrow the screen is.
    let story = match fates.get(dialog.place.at) {
        Some((key, id, fate)) => {
            let name = name(dialog, *key, id);
            let mut story = format!("{}: {}", line(&name), words(fate, cx).2);
            if let Fate::HeldBack(why) | Fate::Waiting(why) | Fate::Refused(why) = fate
                && let Some(detail) = told::detail(why)
            {
                story = format!("{story} · {detail}");
            }
            wrap(&story, usize::from(area.width))
        }
        None => Vec::new(),
    };
    let below = story.len().min(STORY) as u16;
    for (row, text) in (area.height.saturating_sub(below)..area.height).zip(&story) {
        write(frame, area, row, &[(text, cx.style(Role::Dim))]);
    }
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(2 + below), ..area };
    let mut place = dialog.place;
    place.show(fates.len(), list.height);
    for (at, (key, id, fate)) in fates.iter().enumerate().skip(place.top).take(usize::from(list.height)) {
        let name = name(dialog, *key, id);
        let (sign, role, why) = words(fate, cx);
        let half = (usize::from(list.width).saturating_sub(6) / 2).min(32);
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
