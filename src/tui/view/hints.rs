//! The last line: a message for a while, else the keys that count here; work under way at the right.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Clear;

use super::states;
use crate::engine::Work;
use crate::tui::action::{self, Action, Scope};
use crate::tui::app;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog};
use crate::tui::keymap::{Bound, spell};
use crate::tui::model::{Model, Tone};
use crate::tui::theme::Role;
use crate::tui::update::{scope, why_not};
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, line, width, wrap};

/// The most lines that a message takes.
const MOST: u16 = 3;

/// Draws it. A message that is too long for the line takes some of those above, for as long as it is there.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let progress = progress(model, cx);
    let taken = width(&progress);
    let room = usize::from(area.width).saturating_sub(if taken == 0 { 1 } else { taken + 3 });
    let mut pieces: Vec<(String, Style)> = vec![(" ".to_owned(), cx.style(Role::Text))];
    let mut used = 0;
    if let Some(toast) = &model.toast {
        let role = match toast.tone {
            Tone::Done => Role::Good,
            Tone::Warn => Role::Warn,
            Tone::Bad => Role::Bad,
        };
        let sign = match toast.tone {
            Tone::Done => cx.signs.done,
            Tone::Warn | Tone::Bad => cx.signs.held,
        };
        let mut parts = wrap(&format!("{sign} {}", line(&toast.text)), room);
        let most = usize::from(MOST.min(frame.area().height / 4).max(1));
        if parts.len() > most {
            let rest = parts.split_off(most - 1).join(" ");
            parts.push(clip(&rest, room).into_owned());
        }
        let text = parts.pop().unwrap_or_default();
        let above = parts.len() as u16;
        let place = Rect { y: area.y.saturating_sub(above), height: above, ..area };
        frame.render_widget(Clear, place);
        frame.buffer_mut().set_style(place, cx.style(Role::Text));
        for (row, part) in (0..).zip(parts) {
            write(frame, place, row, &[(format!(" {part}"), cx.style(role))]);
        }
        used += width(&text);
        pieces.push((text, cx.style(role)));
    } else {
        for (key, words) in hints(model, cx) {
            let gap = if used == 0 { 0 } else { 2 };
            let more = gap + width(&key) + 1 + width(&words);
            if used + more > room {
                break;
            }
            used += more;
            pieces.push((" ".repeat(gap), cx.style(Role::Text)));
            pieces.push((key, cx.style(Role::Key)));
            pieces.push((format!(" {words}"), cx.style(Role::Dim)));
        }
    }
    if taken > 0 {
        let gap = usize::from(area.width).saturating_sub(1 + used + taken + 1);
        pieces.push((" ".repeat(gap), cx.style(Role::Text)));
        pieces.push((progress, cx.style(Role::Focus)));
    }
    write(frame, area, 0, &pieces);
}

/// The keys that count here and can be used now, the most useful first.
fn hints(model: &Model, cx: &Cx) -> Vec<(String, String)> {
    let chain = action::chain(scope(model));
    if !model.pending.is_empty() {
        return following(model, chain, cx);
    }
    let typing = matches!(scope(model), Scope::Search);
    let mut rows: Vec<_> = action::table()
        .filter(|row| row.hint > 0 && chain.contains(&row.scope))
        .filter(|row| why_not(model, row.action, cx).is_none())
        .filter(|row| match row.action {
            Action::Dialog(act) => dialog::is_worth_a_hint(model, act),
            Action::App(act) => app::is_worth_a_hint(model, act),
            _ => true,
        })
        .collect();
    rows.sort_by_key(|row| row.hint);
    let text = typing || model.dialogs.last().is_some_and(Dialog::takes_text);
    if typing {
        rows.retain(|row| row.scope == Scope::Search);
    }
    range(model, cx)
        .into_iter()
        .filter(|_| scope(model) == Scope::Applicants)
        .chain(keys_of(rows, chain, text, cx))
        .collect()
}

/// How an open range ends, while one is open.
fn range(model: &Model, cx: &Cx) -> Vec<(String, String)> {
    let Some((rows, all_here)) = model.applicants.ranged() else { return Vec::new() };
    let mark = match all_here {
        true => cx.words.phrase("hint-range", &[("n", rows.len().into())]),
        false => cx.word("hint-range-far"),
    };
    vec![(cx.keys.first("list.range"), mark), (cx.keys.first("list.clear"), cx.word("hint-range-drop"))]
}

/// The keys of these actions, where they reach them.
fn keys_of(
    rows: Vec<&'static action::Row>,
    chain: &[Scope],
    text: bool,
    cx: &Cx,
) -> impl Iterator<Item = (String, String)> {
    rows.into_iter()
        // A key that does something else here is no hint.
        .filter(move |row| cx.keys.reaches(chain, row))
        .filter_map(move |row| {
            let key = if text { cx.keys.first_beside_text(row.name)? } else { cx.keys.first(row.name) };
            Some((key, row.short(&cx.words)))
        })
}

/// What may follow the keys pressed so far.
fn following(model: &Model, chain: &[Scope], cx: &Cx) -> Vec<(String, String)> {
    let begun = (spell(&model.pending), "…".to_owned());
    let name = |bound| match bound {
        Bound::Row(row) => row.short(&cx.words),
        Bound::Macro(_) => line(cx.keys.name(bound)).into_owned(),
    };
    let next = cx.keys.following(chain, &model.pending);
    std::iter::once(begun).chain(next.into_iter().map(|(keys, bound)| (keys, name(bound)))).collect()
}

/// The work under way that is worth a bar: the latest that has told how far it is; else a chat that is asked for, which
/// may take a while when the source is away.
fn progress(model: &Model, cx: &Cx) -> String {
    let told = model.tasks.values().rev().find_map(|task| task.progress.as_ref());
    match told {
        Some(progress) => states::progress(progress, 8, cx),
        None if model.tasks.values().any(|task| task.work == Work::Chat) => {
            format!("{} {} …", cx.signs.health_busy, cx.word("work-chat"))
        }
        None => String::new(),
    }
}
