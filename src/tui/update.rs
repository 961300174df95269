//! The pure heart: a message comes in, the model changes, and what is to be done in the world comes out.
//!
//! Keys go through one pipeline: text field, then dialog, then pane, then the whole screen. What has to be asked of
//! the store is not asked key by key: once everything that came in is worked off, [`Msg::Drained`] looks at what is
//! missing.

use crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Position;

use super::action::{self, Action, Scope};
use super::cursor::Motion;
use super::cx::Cx;
use super::dialog::{self, Dialog};
use super::effect::Effect;
use super::keymap::{Bound, Chord, Found, spell};
use super::model::{Leaving, Model, Pane, READ_AFTER, REFRESH_EVERY, Tone};
use super::msg::{Ask, Msg, Subject};
use super::pane::{applicant, applicants, profile, search, templates, views};
use super::widget::field::{Field, Taken};
use super::{answer, app, cursor, macros, news};
use crate::engine::Command;
use crate::i18n::Words;

/// Works one message off.
pub fn update(model: &mut Model, msg: Msg, cx: &Cx) -> Vec<Effect> {
    let mut effects = Vec::new();
    match msg {
        Msg::Key(pressed) => {
            if pressed.kind != KeyEventKind::Release {
                read_toast(model, cx);
                key(model, pressed, cx, &mut effects);
            }
        }
        Msg::Paste(text) => {
            model.pending.clear();
            paste(model, &text, cx, &mut effects);
        }
        Msg::Mouse(event) => {
            model.pending.clear();
            mouse(model, event, cx, &mut effects);
        }
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            let height = model.page(Pane::Applicants);
            model.applicants.list.refresh(height);
            dialog::preview::resized(model, cx, &mut effects);
        }
        Msg::Engine(event) => news::heard(model, event, cx, &mut effects),
        Msg::EngineEnded => {
            if model.leaving == Leaving::Finishing {
                effects.push(Effect::Leave);
            } else {
                model.say(Tone::Bad, cx.word("said-engine-ended"), cx);
            }
        }
        Msg::Loaded(ticket, result) => {
            if let Some(ask) = model.answered(ticket) {
                answer::take(model, ask, result, cx);
            }
        }
        Msg::Copied(what, result) => {
            let name = cx.word(what);
            match result {
                Ok(()) => {
                    let text = cx.words.phrase("said-sent", &[("what", name.into())]);
                    model.say(Tone::Done, text, cx);
                }
                Err(why) => {
                    let text = cx.words.phrase("said-not-sent", &[("what", name.into())]);
                    model.say_more(Tone::Warn, text, Some(why), cx);
                }
            }
        }
        Msg::NotByTmux(what, text) => effects.push(Effect::CopyAround(what, text)),
        Msg::Browsed(key, link, result) => match result {
            Ok(()) => model.say(Tone::Done, cx.word("said-browsed"), cx),
            Err(why) => {
                model.say_more(Tone::Warn, cx.word("said-not-browsed"), Some(why), cx);
                if !matches!(model.dialogs.last(), Some(Dialog::Chat(chat)) if chat.key == key) {
                    news::show_chat(model, key, link, cx);
                }
            }
        },
        Msg::Viewed(_, _, result) => match result {
            Ok(path) => {
                let text = cx.words.phrase("said-viewed", &[("path", path.display().to_string().into())]);
                model.say(Tone::Done, text, cx);
            }
            Err(error) => model.complain(&error, cx),
        },
        Msg::Terminal { name, cell } => dialog::preview::heard(model, name.as_deref(), cell),
        Msg::Terminate => effects.push(Effect::Leave),
        Msg::Resumed => {
            model.stale = super::model::Stale::ALL;
            let height = model.page(Pane::Applicants);
            model.applicants.list.refresh(height);
            effects.push(Effect::Repaint);
        }
        Msg::Tick => tick(model, cx, &mut effects),
        Msg::Drained => {
            drained(model, cx, &mut effects);
            macros::go_on(model, cx, &mut effects);
        }
    }
    effects
}

/// A message goes with the next key: the keys that count are wanted again. What went wrong stays for a moment, so
/// that nobody types it away unseen; the log keeps both.
fn read_toast(model: &mut Model, cx: &Cx) {
    const UNSEEN: i64 = 3;
    let seen = |toast: &super::model::Toast| toast.tone != Tone::Bad || cx.seconds_since(toast.at) >= UNSEEN;
    if model.toast.as_ref().is_some_and(seen) {
        model.toast = None;
    }
}

/// The scope that keys go to first.
pub fn scope(model: &Model) -> Scope {
    if let Some(top) = model.dialogs.last() {
        return Scope::Dialog(top.kind());
    }
    if model.applicants.line.is_some() {
        return Scope::Search;
    }
    match model.focus {
        Pane::Templates => Scope::Templates,
        Pane::Applicants => Scope::Applicants,
        Pane::Profile => Scope::Profile,
    }
}

/// A key that was pressed.
pub fn key(model: &mut Model, pressed: KeyEvent, cx: &Cx, effects: &mut Vec<Effect>) {
    if let Some(after) = behind_esc(model, pressed, cx) {
        key(model, KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), cx, effects);
        return key(model, after, cx, effects);
    }
    let Some(key) = macros::hold(model, pressed, cx) else { return };
    let before = std::mem::take(&mut model.pending);
    // First of all a text field, which no letter may pass; but what belongs to the keys before it is no text.
    if before.is_empty() && typed(model, key, cx, effects) {
        return;
    }
    match cx.keys.find(action::chain(scope(model)), &before, key) {
        Found::Does(Bound::Row(row)) => act(model, row.action, cx, effects),
        Found::Does(Bound::Macro(at)) => macros::start(model, at, cx),
        Found::Begins(keys) => model.pending = keys,
        Found::Nothing => {
            // Esc is the way out of a sequence; of any other key one may wonder why nothing happens.
            let chord = Chord::of(key);
            if !before.is_empty() && !chord.is_esc() {
                let keys = spell(&before.into_iter().chain([chord]).collect::<Vec<_>>());
                let text = cx.words.phrase("said-no-such-keys", &[("keys", keys.into())]);
                model.say(Tone::Warn, text, cx);
            }
        }
    }
}

/// The key that came so soon after Esc that the two look like one with Alt: over a slow line they often share a packet.
/// With Alt it is meant only where something is bound to that, or where a text field moves by it.
fn behind_esc(model: &mut Model, pressed: KeyEvent, cx: &Cx) -> Option<KeyEvent> {
    let can_be = matches!(
        pressed.code,
        KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab | KeyCode::Backspace
    );
    let modifiers = pressed.modifiers - KeyModifiers::ALT;
    if !can_be || modifiers == pressed.modifiers || !(modifiers - KeyModifiers::SHIFT).is_empty() {
        return None;
    }
    if model.pending.is_empty() && field(model).is_some_and(|field| field.takes(pressed)) {
        return None;
    }
    match cx.keys.find(action::chain(scope(model)), &model.pending, pressed) {
        Found::Nothing => Some(KeyEvent { modifiers, ..pressed }),
        Found::Does(_) | Found::Begins(_) => None,
    }
}

/// The text field that keys go to, if one has the focus.
fn field(model: &mut Model) -> Option<&mut Field> {
    match model.dialogs.last_mut() {
        Some(top) => top.field(),
        None => model.applicants.line.as_mut().map(|line| &mut line.field),
    }
}

/// Gives a key to the text field that has the focus; says whether it took it.
fn typed(model: &mut Model, key: KeyEvent, cx: &Cx, effects: &mut Vec<Effect>) -> bool {
    if let Some(top) = model.dialogs.last_mut() {
        let taken = top.field().map_or(Taken::Left, |field| field.key(key));
        if taken == Taken::Changed {
            top.typed(cx);
        }
        taken != Taken::Left
    } else if let Some(line) = &mut model.applicants.line {
        let taken = line.field.key(key);
        if taken == Taken::Changed {
            search::changed(model, cx, effects);
        }
        taken != Taken::Left
    } else {
        false
    }
}

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, action: Action, cx: &Cx) -> Option<&'static str> {
    match action {
        Action::App(act) => app::why_not(model, act, cx),
        Action::Cursor(_) => None,
        Action::Search(act) => search::why_not(model, act),
        Action::Views(act) => views::why_not(model, act, cx),
        Action::Templates(act) => templates::why_not(model, act, cx),
        Action::Applicants(act) => applicants::why_not(model, act),
        Action::Applicant(act) => applicant::why_not(model, act, cx),
        Action::Profile(act) => profile::why_not(model, act),
        Action::Dialog(act) => dialog::why_not(model, act, cx),
    }
}

/// Why an action that isn't one of this place can't be done here.
pub fn why_elsewhere(row: &action::Row, cx: &Cx) -> String {
    let pane = match row.scope {
        Scope::Templates => "pane-templates",
        Scope::Applicants | Scope::Applicant => "pane-applicants",
        Scope::Profile => "pane-profile",
        _ => return cx.word("why-other-place"),
    };
    cx.words.phrase("why-elsewhere", &[("pane", cx.word(pane).into())])
}

/// Does a named action, or says why it can't be done.
pub fn act(model: &mut Model, action: Action, cx: &Cx, effects: &mut Vec<Effect>) {
    if let Some(why) = why_not(model, action, cx) {
        model.say(Tone::Warn, cx.word(why), cx);
        return;
    }
    tracing::trace!(?action, "done");
    macros::notice(model, action, cx);
    if matches!(action, Action::Applicants(_) | Action::Applicant(_) | Action::Profile(_)) {
        model.applicants.list.hold();
    }
    match action {
        Action::App(act) => app::act(model, act, cx, effects),
        Action::Cursor(act) => cursor::act(model, act, cx, effects),
        Action::Templates(act) => templates::act(model, act, cx, effects),
        Action::Applicants(act) => applicants::act(model, act, cx, effects),
        Action::Applicant(act) => applicant::act(model, act, cx, effects),
        Action::Profile(act) => profile::act(model, act, cx, effects),
        Action::Search(act) => search::act(model, act, cx, effects),
        Action::Views(act) => views::act(model, act, cx, effects),
        Action::Dialog(act) => dialog::act(model, act, cx, effects),
    }
}

/// A paste is text: outside of a text field it is ignored, and never taken for keys.
fn paste(model: &mut Model, text: &str, cx: &Cx, effects: &mut Vec<Effect>) {
    if let Some(top) = model.dialogs.last_mut() {
        if top.field().is_some_and(|field| field.paste(text) == Taken::Changed) {
            top.typed(cx);
        }
    } else if let Some(line) = &mut model.applicants.line
        && line.field.paste(text) == Taken::Changed
    {
        search::changed(model, cx, effects);
    }
}

fn mouse(model: &mut Model, event: MouseEvent, cx: &Cx, effects: &mut Vec<Effect>) {
    let wheel = match event.kind {
        MouseEventKind::ScrollDown => Some(3),
        MouseEventKind::ScrollUp => Some(-3),
        MouseEventKind::Down(MouseButton::Left) => None,
        _ => return,
    };
    if !model.dialogs.is_empty() {
        if let Some(by) = wheel {
            let act = if by > 0 { cursor::Cursor::Down } else { cursor::Cursor::Up };
            for _ in 0..3 {
                dialog::step(model, act, cx);
            }
        } else {
            dialog::click::choose(model, Position::new(event.column, event.row), cx);
        }
        return;
    }
    let Some(layout) = model.layout() else { return };
    let Some((pane, row)) = layout.hit(event.column, event.row) else { return };
    if let Some(by) = wheel {
        match pane {
            Pane::Templates => templates::step(model, Motion::By(by), cx),
            Pane::Applicants => applicants::step(model, Motion::By(by), effects),
            Pane::Profile => profile::step(model, Motion::By(by), cx),
        }
        return;
    }
    model.focus = pane;
    let Some(row) = row else { return };
    match pane {
        Pane::Templates => {
            if templates::point(model, row) {
                templates::act(model, action::Templates::Filter, cx, effects);
            }
        }
        Pane::Applicants => {
            let height = model.page(Pane::Applicants);
            let (tabs, search) = model.head();
            if let Some(row) = row.checked_sub(tabs + search) {
                model.applicants.list.point(row, height);
            } else if row < tabs
                && let Some(area) = layout.applicants
            {
                let (cell, cells) = (event.column.saturating_sub(area.x + 1), area.width.saturating_sub(2));
                views::point(model, cell, cells, cx, effects);
            }
        }
        Pane::Profile => profile::point(model, row, cx),
    }
}

/// Time has passed: messages go, changes from below are shown, and who was looked at long enough is read.
fn tick(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    if model.toast.as_ref().is_some_and(|toast| toast.until <= cx.now) {
        model.toast = None;
        model.show_waiting(cx);
    }
    if model.refresh_due.is_some_and(|due| due <= cx.now) {
        refresh(model, cx);
    }
    if model.totals.wakes.is_some_and(|at| at <= cx.now) {
        // Asked for anew with the figures; until then nobody else is due.
        model.totals.wakes = None;
        if cx.read_only() {
            refresh(model, cx);
        } else {
            effects.push(Effect::Send(Command::Wake));
        }
    }
    if let Some((key, since)) = model.dwell
        && cx.now.as_millisecond() - since.as_millisecond() >= READ_AFTER
    {
        look(model, key, cx, effects);
    }
}

/// Asks for everything that changes from below may have touched.
pub fn refresh(model: &mut Model, cx: &Cx) {
    model.refresh_due = None;
    model.refreshed = Some(cx.now);
    model.stale = super::model::Stale::ALL;
    let height = model.page(Pane::Applicants);
    model.applicants.list.refresh(height);
}

/// Something changed below: shown at once, or a little later when much changes.
pub fn changed(model: &mut Model, cx: &Cx) {
    let last = model.refreshed.map_or(i64::MIN, |at| at.as_millisecond());
    if cx.now.as_millisecond().saturating_sub(last) >= REFRESH_EVERY {
        refresh(model, cx);
    } else if model.refresh_due.is_none() {
        let due = last.saturating_add(REFRESH_EVERY);
        model.refresh_due = Timestamp::from_millisecond(due).ok();
    }
}

/// Somebody has looked at an applicant.
fn look(model: &mut Model, key: crate::domain::Key, cx: &Cx, effects: &mut Vec<Effect>) {
    let unread = model.applicants.list.row(key).is_some_and(|row| row.unread || row.updated);
    if unread && !cx.read_only() && model.awaits_read != Some(key) {
        model.awaits_read = Some(key);
        applicant::read(key, effects);
    }
}

/// Everything that came in is worked off: ask for what is missing.
pub fn drained(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    model.show_waiting(cx);
    if model.chosen.is_some() || matches!(model.dialogs.first(), Some(Dialog::Start(_))) {
        return;
    }
    if let Some((from, limit)) = model.applicants.list.take_wanted() {
        let (query, sort) = (model.applicants.asked(), model.applicants.sort);
        model.ask(Ask::Window { query, sort, from, limit }, effects);
    }
    let mut stale = std::mem::take(&mut model.stale);
    // Tabs or a search line may have taken the row that the cursor was on.
    let height = model.page(Pane::Applicants);
    model.applicants.list.show(height);
    model.applicants.note_range();
    let cursor = model.applicants.list.cursor();
    if let Some(key) = cursor {
        let shown = model.profile.of == Some(key);
        let asked = model.awaits(Subject::Detail) == Some(&Ask::Detail(key));
        if !asked && (!shown || stale.detail) {
            stale.detail = false;
            model.ask(Ask::Detail(key), effects);
        }
        if model.dwell.map(|(under, _)| under) != cursor {
            model.dwell = Some((key, cx.now));
        }
        if model.focus == Pane::Profile && model.dialogs.is_empty() {
            model.applicants.list.hold();
            look(model, key, cx, effects);
        }
    } else {
        model.dwell = None;
    }
    profile::work_off(model, effects);
    dialog::preview::work_off(model, cx, effects);
    // What could not be asked yet, or was asked before the change, is asked for once it can be.
    model.stale.detail = stale.detail;
    if stale.count {
        let query = model.applicants.asked();
        model.ask(Ask::Count(query), effects);
    }
    if stale.totals {
        model.ask(Ask::Totals, effects);
    }
    if stale.groups {
        model.ask(Ask::Groups, effects);
    }
    if stale.views {
        model.ask(Ask::Views, effects);
    }
    if stale.accounts {
        model.ask(Ask::Accounts, effects);
    }
}

/// When something visible changes by itself next: a message goes, a change is shown, somebody who was put off is back,
/// somebody counts as read, or the age of a visible row changes. Nothing else wakes the screen.
pub fn next_wake(model: &Model, cx: &Cx) -> Option<Timestamp> {
    let mut next: Option<Timestamp> = None;
    let mut consider = |at: Timestamp| {
        next = Some(next.map_or(at, |sooner: Timestamp| sooner.min(at)));
    };
    if let Some(toast) = &model.toast {
        consider(toast.until);
    }
    if let Some(due) = model.refresh_due {
        consider(due);
    }
    if let Some(at) = model.totals.wakes {
        consider(at);
    }
    if let Some((key, since)) = model.dwell {
        let unread = model.applicants.list.row(key).is_some_and(|row| row.unread || row.updated);
        if unread
            && model.awaits_read != Some(key)
            && !cx.read_only()
            && let Ok(at) = since.checked_add(SignedDuration::from_millis(READ_AFTER))
        {
            consider(at);
        }
    }
    let height = model.page(Pane::Applicants);
    let ages = model.applicants.list.page(height).iter();
    if let Some(seconds) = ages.map(|row| Words::age_changes_in(cx.seconds_since(row.at))).min() {
        // All ages change together, on the minute: one wake-up serves them all.
        let due = cx.now.as_second().saturating_add(seconds.max(1));
        let minute = due.saturating_add(59) / 60 * 60;
        if let Ok(at) = Timestamp::from_second(minute) {
            consider(at);
        }
    }
    next
}

#[cfg(test)]
mod tests;
