//! The first line: the program, the accounts and their health, and the figures of the day.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::AccountName;
use crate::engine::event::Health;
use crate::store::Pause;
use crate::tui::cx::Cx;
use crate::tui::model::{Condition, Model};
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, width};

/// Draws it.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let base = cx.style(Role::Header);
    let whole = usize::from(area.width);
    // The health of the accounts is worth more than most figures: those go first where room is short.
    let mut left = accounts(model, cx, Width::Wide);
    let mut figures = figures(model, cx);
    if 9 + size(&left) + size(&figures) + 4 > whole {
        left = accounts(model, cx, Width::Narrow);
    }
    while 9 + size(&left) + size(&figures) + 4 > whole && figures.len() > 1 {
        let least = (0..figures.len()).max_by_key(|at| figures[*at].2).unwrap_or(0);
        figures.remove(least);
    }
    let mut right: Vec<(String, Style)> = figures.into_iter().map(|(text, style, _)| (text, style)).collect();
    right.push(("  ?".to_owned(), cx.style(Role::Key)));
    let room = whole.saturating_sub(right.iter().map(|(text, _)| width(text)).sum::<usize>() + 1);
    let mut used = 1;
    let mut pieces = vec![(" ".to_owned(), base)];
    for (text, style, _) in std::iter::once(("kandidat".to_owned(), base, 0)).chain(left) {
        let cut = clip(&text, room.saturating_sub(used)).into_owned();
        used += width(&cut);
        pieces.push((cut, style));
    }
    pieces.push((" ".repeat((room + 1).saturating_sub(used)), base));
    pieces.extend(right);
    write(frame, area, 0, &pieces);
}

/// A piece of the line with its place in the order in which pieces are left out, the greatest first.
type Piece = (String, Style, u8);

fn size(pieces: &[Piece]) -> usize {
    pieces.iter().map(|(text, _, _)| width(text)).sum()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Wide,
    Narrow,
}

/// The figures of the day.
fn figures(model: &Model, cx: &Cx) -> Vec<Piece> {
    let totals = &model.totals;
    let mut out = Vec::new();
    for (word, many, role, order) in [
        ("header-new", totals.new, Role::Title, 1),
        ("header-to-save", totals.to_save, Role::Warn, 3),
        ("header-to-confirm", totals.to_confirm, Role::Title, 2),
        ("header-outbox", totals.outbox, Role::Text, 4),
        ("header-dead", totals.dead, Role::Bad, 0),
    ] {
        if many > 0 || word == "header-new" {
            let figure = cx.words.number(many);
            let text = cx.words.phrase(word, &[("n", many.into()), ("figure", figure.into())]);
            out.push((format!("  {text}"), cx.style(role), order));
        }
    }
    if cx.read_only() {
        out.push((format!("  {}", cx.word("header-read-only")), cx.style(Role::Warn), 0));
    }
    out
}

/// One account by name with its health in words; several as names with their signs, and the words of the first
/// that is unwell.
fn accounts(model: &Model, cx: &Cx, room: Width) -> Vec<Piece> {
    let unknown = Condition::default();
    let of = |name: &AccountName| model.accounts.get(name).unwrap_or(&unknown);
    let mut out = Vec::new();
    let accounts = &cx.config.accounts;
    if let [account] = accounts.as_slice() {
        let title = match room {
            Width::Wide => format!("  {} · {} ", account.name, account.source.title()),
            Width::Narrow => format!("  {} ", account.name),
        };
        out.push((title, cx.style(Role::Text), 0));
        let condition = of(&account.name);
        let (sign, role, mut words) = health(condition, cx);
        if let (Width::Narrow, Role::Good, Some(at)) = (room, role, condition.last_sync()) {
            words = cx.words.moment(at, cx.now, &cx.zone);
        }
        out.push((format!("{sign} {words}"), cx.style(role), 0));
        return out;
    }
    let mut unwell = None;
    for account in accounts {
        let (sign, role, words) = health(of(&account.name), cx);
        out.push((format!("  {} ", account.name), cx.style(Role::Text), 0));
        out.push((sign.to_owned(), cx.style(role), 0));
        if role == Role::Bad || role == Role::Warn {
            unwell.get_or_insert((words, role));
        }
    }
    let latest = accounts.iter().filter_map(|account| of(&account.name).last_sync()).max();
    if let Some((words, role)) = unwell {
        out.push((format!(" {words}"), cx.style(role), 0));
    } else if let Some(at) = latest {
        let at = cx.words.moment(at, cx.now, &cx.zone);
        let words = cx.words.phrase("health-synced", &[("at", at.into())]);
        out.push((format!(" {words}"), cx.style(Role::Dim), 0));
    }
    out
}

/// An account's health: a sign, its look, and the words.
pub fn health(condition: &Condition, cx: &Cx) -> (&'static str, Role, String) {
    let words = &cx.words;
    let signs = &cx.signs;
    let moment = |at| words.moment(at, cx.now, &cx.zone);
    let synced = |at: Option<jiff::Timestamp>| match at {
        Some(at) => words.phrase("health-synced", &[("at", moment(at).into())]),
        None => words.word("health-never"),
    };
    match &condition.health {
        Some(Health::Syncing) => (signs.health_busy, Role::Focus, words.word("health-syncing")),
        Some(Health::Refused(error) | Health::FirstPassword(error)) => {
            (signs.health_bad, Role::Bad, told::what(error, cx))
        }
        Some(Health::Waiting(error, None)) => (signs.health_bad, Role::Warn, told::what(error, cx)),
        Some(Health::Waiting(error, Some((why, until)))) => {
            let word = match why {
                Pause::Maintenance => "health-maintenance",
                Pause::Rate => "health-asked-to-wait",
                Pause::ByHand => "health-paused-until",
                Pause::Refused | Pause::Password => "health-again",
            };
            let mut text = words.phrase(word, &[("at", moment(*until).into())]);
            if why.is_for_credentials() {
                text = format!("{}, {text}", told::what(error, cx));
            }
            (signs.health_bad, Role::Warn, text)
        }
        Some(Health::Paused(until)) => {
            let text = match until {
                Some(until) => words.phrase("health-paused-until", &[("at", moment(*until).into())]),
                None => words.word("health-paused"),
            };
            (signs.health_bad, Role::Warn, text)
        }
        Some(Health::Synced(at)) => (signs.health_good, Role::Good, synced(Some(*at))),
        None if condition.paused => (signs.health_bad, Role::Warn, words.word("health-paused")),
        None => match &condition.problem {
            Some(problem) => (signs.health_bad, Role::Warn, told::reason(problem, cx)),
            None => (signs.health_good, Role::Good, synced(condition.synced)),
        },
    }
}
