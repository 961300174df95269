//! A macro under way: several named actions, one after the other, each as if a person had pressed its key.
//!
//! An action is done only when everything that the one before it asked for has come, so that none acts on a row that
//! is about to be left; keys typed meanwhile wait their turn. So does a single action ([`later`]) that is about
//! somebody whom the store has yet to name. Where an action opens a dialog (or the search line) and the next one
//! doesn't belong to it, the person answers first: the macro goes on when the dialog is gone, and ends when it was left
//! without a decision. It ends, and says why, at the first action that can't be done.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{self, Action, Row, Scope};
use super::cx::Cx;
use super::dialog::{self, Kind};
use super::effect::Effect;
use super::model::{Model, Tone};
use super::update::{act, drained, key, scope, why_elsewhere, why_not};

/// At most so many keys wait for a macro's end.
const HELD: usize = 200;

/// A macro under way, or a single action that waits.
#[derive(Debug)]
pub struct Run {
    /// What it is called; a single action isn't.
    name: Option<String>,
    steps: VecDeque<&'static Row>,
    /// How many dialogs were open when it began.
    below: usize,
    held: VecDeque<KeyEvent>,
}

/// Begins a macro; its first action is done as soon as everything that came in is worked off.
pub fn start(model: &mut Model, at: usize, cx: &Cx) {
    let Some(one) = cx.keys.macros().get(at) else { return };
    let (name, steps) = (Some(one.name.clone()), one.actions.iter().copied().collect());
    model.run = Some(Run { name, steps, below: model.dialogs.len(), held: VecDeque::new() });
}

/// Does a single action as soon as it is known whom it is about, and what is typed meanwhile after it.
pub fn later(model: &mut Model, action: Action) {
    let steps = action::table().filter(|row| row.action == action).collect();
    model.run = Some(Run { name: None, steps, below: model.dialogs.len(), held: VecDeque::new() });
}

/// Whom a single action is about can't be had: neither it nor what was typed after it is done to somebody else.
pub fn give_up(model: &mut Model) {
    model.run.take_if(|run| run.name.is_none());
}

/// Whether a dialog or the search line stands open that the macro itself has opened.
fn asks(model: &Model, run: &Run) -> bool {
    model.dialogs.len() > run.below || model.applicants.line.is_some()
}

/// Whether an action is one of a dialog or of the search line, and so for the macro to do there.
fn is_for_dialogs(row: &Row) -> bool {
    matches!(row.scope, Scope::Dialog(_) | Scope::Filter | Scope::Dialogs | Scope::Search)
}

/// Whether the person is to answer a dialog before the macro goes on.
fn waits_for_person(model: &Model) -> bool {
    model
        .run
        .as_ref()
        .is_some_and(|run| asks(model, run) && !run.steps.front().is_some_and(|row| is_for_dialogs(row)))
}

/// Takes a key that is pressed while a macro is at work; Esc ends it. Gives it back where no macro is in the way.
pub fn hold(model: &mut Model, key: KeyEvent, cx: &Cx) -> Option<KeyEvent> {
    let asked = waits_for_person(model);
    if model.run.as_ref().is_none_or(|run| asked && run.held.is_empty()) {
        return Some(key);
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if !asked && (key.code == KeyCode::Esc || (control && key.code == KeyCode::Char('c'))) {
        left(model, cx);
    } else if let Some(run) = model.run.as_mut().filter(|run| run.held.len() < HELD) {
        run.held.push_back(key);
    }
    None
}

/// Whether a macro has more to do after what it does now: then it says itself where the cursor goes.
pub fn has_more(model: &Model) -> bool {
    model.run.as_ref().is_some_and(|run| !run.steps.is_empty())
}

/// Goes on as far as possible: until an answer is awaited, a person is asked, or the end.
pub fn go_on(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    loop {
        let Some(run) = &model.run else { return };
        let awaits = if run.name.is_some() { model.awaits_any() } else { model.awaits_whom() };
        let Some(run) = &mut model.run else { return };
        if awaits && !(run.steps.is_empty() && run.held.is_empty()) {
            return;
        }
        if run.steps.is_empty() {
            // Its end is no end of what was typed meanwhile, which may be another macro's key.
            let held = std::mem::take(&mut run.held);
            model.run = None;
            for pressed in held {
                key(model, pressed, cx, effects);
            }
            drained(model, cx, effects);
            continue;
        }
        if waits_for_person(model) {
            // What was typed ahead, in the knowledge of what would be asked, is the answer.
            let held = model.run.as_mut().map(|run| std::mem::take(&mut run.held)).unwrap_or_default();
            if held.is_empty() {
                return;
            }
            for pressed in held {
                key(model, pressed, cx, effects);
            }
            drained(model, cx, effects);
            continue;
        }
        let Some(row) = model.run.as_mut().and_then(|run| run.steps.pop_front()) else { return };
        let here = action::chain(scope(model)).contains(&row.scope);
        let why = match here {
            true => why_not(model, row.action, cx).map(|why| cx.word(why)),
            false => Some(why_elsewhere(row, cx)),
        };
        if let Some(why) = why {
            return stop(model, row, &why, cx);
        }
        act(model, row.action, cx, effects);
        drained(model, cx, effects);
    }
}

/// Notes that an action is done: one that leaves a dialog without a decision ends the macro that opened it.
pub fn notice(model: &mut Model, action: Action, cx: &Cx) {
    let leaves = match action {
        Action::Search(action::Search::Drop) => true,
        Action::Dialog(dialog::Act::Discard) => true,
        // Of these Esc is the usual way out, and decides nothing.
        Action::Dialog(dialog::Act::Close) => !model.dialogs.last().is_some_and(|top| {
            let kind = top.kind();
            matches!(
                kind,
                Kind::Note
                    | Kind::Chat
                    | Kind::Help
                    | Kind::Palette
                    | Kind::Log
                    | Kind::Outbox
                    | Kind::Preview
                    | Kind::Over
            )
        }),
        _ => false,
    };
    if leaves && model.run.as_ref().is_some_and(|run| asks(model, run)) {
        left(model, cx);
    }
}

/// Ends it because the person wants no more of it.
fn left(model: &mut Model, cx: &Cx) {
    if let Some(run) = model.run.take().filter(|run| !run.steps.is_empty())
        && let Some(name) = run.name
    {
        let text = cx.words.phrase("said-macro-left", &[("name", name.into())]);
        model.say(Tone::Warn, text, cx);
    }
}

/// Ends it at an action that can't be done. What was typed after it was typed for another screen: it is dropped.
fn stop(model: &mut Model, row: &Row, why: &str, cx: &Cx) {
    let Some(run) = model.run.take() else { return };
    let text = match run.name {
        Some(name) => {
            let action = row.short(&cx.words);
            let arguments =
                [("name", name.into()), ("action", action.into()), ("why", why.to_owned().into())];
            cx.words.phrase("said-macro-stopped", &arguments)
        }
        None => why.to_owned(),
    };
    model.say(Tone::Warn, text, cx);
}
