//! The first line: the program, the accounts and their health, and the figures of the day.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::AccountName;
use crate::engine::event::Health;
use crate::tui::cx::Cx;
use crate::tui::model::{Condition, Model};
use crate::tui::theme::Role;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{clip, line, width};

/// Draws it.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let base = cx.style(Role::Header);
    let mut right: Vec<(String, Style)> = Vec::new();
    let totals = &model.totals;
    let narrow = area.width < 60;
    let figures = [
        ("header-new", totals.new, Role::Title),
        ("header-to-save", totals.to_save, Role::Warn),
        ("header-to-confirm", totals.to_confirm, Role::Title),
        ("header-outbox", totals.outbox, Role::Text),
        ("header-dead", totals.dead, Role::Bad),
    ];
    for (word, many, role) in figures {
        let important = matches!(word, "header-new" | "header-dead");
        if many == 0 && word != "header-new" || narrow && !important {
            continue;
        }
        let figure = cx.words.number(many);
        let text = cx.words.phrase(word, &[("n", many.into()), ("figure", figure.into())]);
        right.push((format!("  {text}"), cx.style(role)));
    }
    if cx.read_only() {
        right.push((format!("  {}", cx.word("header-read-only")), cx.style(Role::Warn)));
    }
    right.push(("  ?".to_owned(), cx.style(Role::Key)));
    let needed: usize = right.iter().map(|(text, _)| width(text)).sum();
    let room = usize::from(area.width).saturating_sub(needed + 1);
    let mut left = vec![("kandidat".to_owned(), base)];
    left.extend(accounts(model, cx));
    let mut used = 1;
    let mut pieces = vec![(" ".to_owned(), base)];
    for (text, style) in left {
        let cut = clip(&text, room.saturating_sub(used)).into_owned();
        used += width(&cut);
        pieces.push((cut, style));
    }
    pieces.push((" ".repeat((room + 1).saturating_sub(used)), base));
    pieces.extend(right);
    write(frame, area, 0, &pieces);
}

/// One account by name with its health in words; several as names with their signs, and the words of the first
/// that is unwell.
fn accounts(model: &Model, cx: &Cx) -> Vec<(String, Style)> {
    let unknown = Condition::default();
    let of = |name: &AccountName| model.accounts.get(name).unwrap_or(&unknown);
    let mut out = Vec::new();
    let accounts = &cx.config.accounts;
    if let [account] = accounts.as_slice() {
        out.push((format!("  {} · {} ", account.name, account.source.title()), cx.style(Role::Text)));
        let (sign, role, words) = health(of(&account.name), cx);
        out.push((format!("{sign} {words}"), cx.style(role)));
        return out;
    }
    let mut unwell = None;
    for account in accounts {
        let (sign, role, words) = health(of(&account.name), cx);
        out.push((format!("  {} ", account.name), cx.style(Role::Text)));
        out.push((sign.to_owned(), cx.style(role)));
        if role == Role::Bad || role == Role::Warn {
            unwell.get_or_insert((words, role));
        }
    }
    let synced = accounts.iter().filter_map(|account| of(&account.name).synced).max();
    if let Some((words, role)) = unwell {
        out.push((format!(" {words}"), cx.style(role)));
    } else if let Some(at) = synced {
        let at = cx.words.moment(at, cx.now, &cx.zone);
        out.push((
            format!(" {}", cx.words.phrase("health-synced", &[("at", at.into())])),
            cx.style(Role::Dim),
        ));
    }
    out
}

/// An account's health: a sign, its look, and the words.
fn health(condition: &Condition, cx: &Cx) -> (&'static str, Role, String) {
    let words = &cx.words;
    let signs = &cx.signs;
    let moment = |at| words.moment(at, cx.now, &cx.zone);
    let synced = |at: Option<jiff::Timestamp>| match at {
        Some(at) => words.phrase("health-synced", &[("at", moment(at).into())]),
        None => words.word("health-never"),
    };
    match &condition.health {
        Some(Health::Syncing) => (signs.health_busy, Role::Focus, words.word("health-syncing")),
        Some(Health::Refused(error)) => (signs.health_bad, Role::Bad, line(&error.what).into_owned()),
        Some(Health::Waiting(error, until)) => {
            let mut text = line(&error.what).into_owned();
            if let Some(until) = until {
                let next = words.phrase("health-again", &[("at", moment(*until).into())]);
                text = format!("{text}, {next}");
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
            Some(problem) => (signs.health_bad, Role::Warn, line(problem).into_owned()),
            None => (signs.health_good, Role::Good, synced(condition.synced)),
        },
    }
}
