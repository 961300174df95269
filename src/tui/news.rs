//! What the engine's events do to the model: progress, outcomes, the health of accounts, a chat page that is ready.

use super::app;
use super::cx::Cx;
use super::dialog::{self, Dialog};
use super::effect::Effect;
use super::model::{Done, Model, Pane, Purpose, Task, Tone, Voice};
use super::msg::Ask;
use super::pane::applicants::view::stage_word;
use super::pane::{applicants, profile};
use super::secret::Secret;
use super::told;
use super::update::{changed, refresh};
use super::widget::text::line;
use crate::domain::Key;
use crate::engine::event::{Fate, Summary};
use crate::engine::{Event, Outcome, Progress, Stored, TaskId, Work};
use crate::error::{ErrorKind, Reason};
use crate::local::Session;
use crate::store::Undone;

/// Works an event off; what it has to say gives way to an answer that is still to be read.
pub fn heard(model: &mut Model, event: Event, cx: &Cx, effects: &mut Vec<Effect>) {
    let voice = voice(&event);
    let stood = model.toast.take();
    work_off(model, event, cx, effects);
    model.give_way(stood, voice, cx);
}

/// Whose word it is, if an event has something to say.
fn voice(event: &Event) -> Voice {
    match event {
        Event::Finished { task, .. } if task.is_own() => Voice::News,
        Event::Finished { outcome, .. } => match outcome {
            // What was said to be done was not kept.
            Outcome::Failed(error) if error.kind == ErrorKind::Store => Voice::Answer,
            Outcome::Undone(_)
            | Outcome::Redone(_)
            | Outcome::Nothing
            | Outcome::EditedSome(..)
            | Outcome::Password(_)
            | Outcome::Cancelled
            | Outcome::Chatted => Voice::Answer,
            Outcome::Synced(_)
            | Outcome::Saved { .. }
            | Outcome::Confirmed(_)
            | Outcome::Exported { .. }
            | Outcome::Edited(_)
            | Outcome::Failed(_) => Voice::Result,
        },
        Event::Chat { .. } => Voice::Answer,
        Event::Changed(_)
        | Event::Progress(_)
        | Event::Account { .. }
        | Event::Woken(_)
        | Event::Arrived(_) => Voice::News,
    }
}

fn work_off(model: &mut Model, event: Event, cx: &Cx, effects: &mut Vec<Effect>) {
    match event {
        Event::Changed(keys) => {
            if model.awaits_read.is_some_and(|key| keys.is_empty() || keys.contains(&key)) {
                model.awaits_read = None;
            }
            changed(model, cx);
            if let Some(Dialog::Outbox(_)) = model.dialogs.last() {
                model.ask(Ask::Outbox, effects);
            }
        }
        Event::Progress(progress) => progressed(model, progress),
        Event::Finished { task, outcome } => {
            let known = model.tasks.remove(&task);
            if let Outcome::Password(_) = &outcome {
                app::sync(model, effects);
            }
            finished(model, task, known.as_ref(), outcome, cx);
            if task.is_own() {
                changed(model, cx);
            } else {
                // What the person asked for is shown at once.
                refresh(model, cx);
            }
        }
        Event::Chat { task, key, link } => {
            let link = Secret::from(link.0);
            let purpose = model.tasks.get(&task).map_or(Purpose::Show, |task| task.purpose);
            match purpose {
                Purpose::Copy => effects.push(Effect::Copy("what-chat", link)),
                Purpose::Show if cx.session == Session::Local => effects.push(Effect::Browse(key, link)),
                Purpose::Show => {
                    effects.push(Effect::Copy("what-chat", link.clone()));
                    show_chat(model, key, link, cx);
                }
            }
        }
        Event::Account { account, health } => {
            let before = model.page(Pane::Applicants);
            model.accounts.entry(account).or_default().heard(health);
            // The line that says what to do comes and goes.
            let height = model.page(Pane::Applicants);
            if height != before {
                model.applicants.list.refresh(height);
            }
        }
        Event::Woken(many) => {
            let text = cx.words.phrase("said-woken", &[("n", many.into())]);
            model.say(Tone::Done, text, cx);
            changed(model, cx);
        }
        Event::Arrived(many) => {
            let text = cx.words.phrase("said-arrived", &[("n", many.into())]);
            if cx.notices.any() {
                effects.push(Effect::Notify(text.clone()));
            }
            model.say(Tone::Done, text, cx);
            changed(model, cx);
        }
    }
}

/// Shows a chat page's address.
pub fn show_chat(model: &mut Model, key: Option<Key>, link: Secret, cx: &Cx) {
    let name = match key {
        Some(key) => profile::name_of(model, key).unwrap_or_default(),
        None => cx.word("chat-test"),
    };
    let chat = Dialog::Chat(Box::new(dialog::chat::Chat::new(key, &name, link)));
    // Whoever is busy with something else by now isn't interrupted: it is there when they are done.
    let place = if key.is_some() { 0 } else { model.dialogs.len() };
    model.dialogs.insert(place, chat);
}

/// Notes how far work is, also such as the engine began by itself.
fn progressed(model: &mut Model, progress: Progress) {
    let task = model.tasks.entry(progress.task).or_insert(Task {
        work: progress.work,
        progress: None,
        purpose: Purpose::Show,
        key: None,
        said: None,
    });
    task.progress = Some(progress);
}

fn finished(model: &mut Model, task: TaskId, known: Option<&Task>, outcome: Outcome, cx: &Cx) {
    let words = &cx.words;
    if let Outcome::Confirmed(fates) = &outcome {
        // Who is confirmed needs no mark any more; who isn't keeps it for the next try.
        let mut done: Vec<Key> = fates
            .iter()
            .filter(|(_, _, fate)| matches!(fate, Fate::Confirmed | Fate::Already))
            .map(|(key, ..)| *key)
            .collect();
        for dialog in &model.dialogs {
            if let Dialog::Confirm(confirm) = dialog
                && confirm.runs(task)
            {
                done.extend(confirm.confirmed_before());
            }
        }
        applicants::mark(model, |marks| marks.retain(|key| !done.contains(key)));
    }
    if let Some(confirm) = model.dialogs.iter_mut().find_map(|dialog| match dialog {
        Dialog::Confirm(confirm) if confirm.runs(task) => Some(confirm),
        _ => None,
    }) {
        match outcome {
            Outcome::Confirmed(fates) => return confirm.over(Ok(fates)),
            Outcome::Failed(error) => return confirm.over(Err(error)),
            _ => {}
        }
    }
    let outcome = match asked_for_password(model, task, outcome) {
        Some(outcome) => outcome,
        None => return,
    };
    match outcome {
        Outcome::Synced(summary) => {
            // What the engine began by itself is quiet unless something is wrong.
            let ours = known.is_some_and(|task| task.work == Work::Pull) && !task.is_own();
            if ours || !summary.problems.is_empty() {
                synced(model, &summary, cx);
            }
        }
        Outcome::Saved { files, bytes, failed, stop } => {
            let text = match files == 0 && failed.is_empty() && stop.is_none() {
                true => words.word("said-saved-already"),
                false => {
                    words.phrase("said-saved", &[("n", files.into()), ("size", words.bytes(bytes).into())])
                }
            };
            say_with_failures(model, text, &failed, cx);
            if let Some(error) = stop {
                model.complain(&error, cx);
            }
        }
        Outcome::Confirmed(fates) => {
            let done =
                fates.iter().filter(|(_, _, fate)| matches!(fate, Fate::Confirmed | Fate::Already)).count();
            let text = words.phrase("confirm-over", &[("done", done.into()), ("n", fates.len().into())]);
            model.say(if done == fates.len() { Tone::Done } else { Tone::Warn }, text, cx);
        }
        Outcome::Exported { folder, files, failed, .. } => {
            let folder = folder.display().to_string();
            let text = words.phrase("said-written", &[("n", files.into()), ("folder", folder.into())]);
            say_with_failures(model, text, &failed, cx);
        }
        Outcome::Undone(undone) => turned(model, &undone, ["said-undone", "said-undone-of"], cx),
        Outcome::Redone(redone) => turned(model, &redone, ["said-redone", "said-redone-of"], cx),
        Outcome::Nothing => {
            forget(model, task);
            model.say(Tone::Warn, words.word("said-nothing"), cx);
        }
        Outcome::Edited(changed) => {
            if changed == 0 {
                model.did_nothing(task);
            }
            if let Some(said) = known.and_then(|task| task.said.clone()) {
                model.say(Tone::Done, said, cx);
            }
        }
        Outcome::EditedSome(done, left) => {
            let text = words.phrase("said-edited-some", &[("n", done.into()), ("left", left.into())]);
            model.say(Tone::Warn, text, cx);
        }
        Outcome::Password(Stored::There(place)) => {
            let text = words.phrase("said-password", &[("place", told::place(&place, cx).into())]);
            model.say(Tone::Done, text, cx);
        }
        Outcome::Password(Stored::ByHand(how)) => {
            model.say(Tone::Warn, told::by_hand(&how, cx), cx);
        }
        Outcome::Cancelled => model.say(Tone::Warn, words.word("said-cancelled"), cx),
        Outcome::Failed(error)
            if error.kind == ErrorKind::Unavailable && known.is_some_and(|task| task.work == Work::Chat) =>
        {
            // No sync carries this on.
            let text = format!("{}: {}", cx.word("work-chat"), told::what(&error, cx));
            model.say_more(Tone::Bad, text, told::particulars(&error), cx);
        }
        Outcome::Failed(error) => model.complain(&error, cx),
        Outcome::Chatted => {}
    }
}

/// Hands the end of a change of password to the dialog that asked for it, if it is still there and has something left
/// to say; else gives it back.
fn asked_for_password(model: &mut Model, task: TaskId, outcome: Outcome) -> Option<Outcome> {
    let awaits = |dialog: &Dialog| matches!(dialog, Dialog::Password(password) if password.awaits(task));
    let Some(place) = model.dialogs.iter().position(awaits) else { return Some(outcome) };
    let ended = match &outcome {
        Outcome::Password(stored) => Ok(stored.clone()),
        Outcome::Failed(error) => Err(error.clone()),
        _ => return Some(outcome),
    };
    let Dialog::Password(dialog) = model.dialogs.remove(place) else { return Some(outcome) };
    match dialog.over(ended) {
        Some(dialog) => {
            model.dialogs.insert(place, Dialog::Password(dialog));
            None
        }
        None => Some(outcome),
    }
}

/// There was nothing to take back or to make again: neither is there on the screen's own stacks.
fn forget(model: &mut Model, task: TaskId) {
    let is_other = |done: &Done| !matches!(done, Done::Stored(sent, _) if *sent == task);
    model.undo.retain(is_other);
    model.redo.retain(is_other);
}

/// Says what was taken back or made again, and brings the cursor to whom it was about, if that is one.
fn turned(model: &mut Model, undone: &Undone, says: [&str; 2], cx: &Cx) {
    let words = &cx.words;
    let what = edit_word(&undone.what, cx);
    let what = undone.stage.map_or(what.clone(), |stage| format!("{what} → {}", stage_word(stage, cx)));
    let many = undone.keys.len();
    let one = if let [key] = undone.keys[..] {
        let height = model.page(Pane::Applicants);
        model.applicants.list.go(key, height);
        profile::name_of(model, key)
    } else {
        None
    };
    let mut text = match one {
        Some(name) => {
            words.phrase(says[1], &[("what", what.into()), ("name", line(&name).into_owned().into())])
        }
        None => words.phrase(says[0], &[("what", what.into()), ("n", many.into())]),
    };
    if undone.corrected > 0 {
        text = format!("{text} {}", words.phrase("said-corrected", &[("n", undone.corrected.into())]));
    }
    if !undone.skipped.is_empty() {
        let left = words.phrase("said-left-alone", &[("n", undone.skipped.len().into())]);
        text = if many == 0 { left } else { format!("{text} {left}") };
    }
    if undone.stopped {
        text = format!("{text} {}", words.word("said-stopped-half"));
    }
    let tone = if undone.skipped.is_empty() && !undone.stopped { Tone::Done } else { Tone::Warn };
    model.say(tone, text, cx);
}

fn synced(model: &mut Model, summary: &Summary, cx: &Cx) {
    let text = cx.words.phrase(
        "said-synced",
        &[
            ("new", summary.new.into()),
            ("updated", summary.updated.into()),
            ("saved", summary.media_saved.into()),
        ],
    );
    let Some((first, more)) = summary.problems.split_first() else {
        return model.say(Tone::Done, text, cx);
    };
    for problem in more.iter().chain([first]) {
        let text = named(model, told::one_line(problem, cx));
        model.say_more(Tone::Bad, text, told::particulars(problem), cx);
    }
    if !more.is_empty() {
        // The log has each in full; here it is enough to know that there is something to look at.
        let key = cx.keys.first("app.log");
        let more = cx.words.phrase("said-more-problems", &[("n", more.len().into()), ("key", key.into())]);
        let text = format!("{more} {}", named(model, told::one_line(first, cx)));
        model.say(Tone::Bad, text, cx);
    }
}

/// A problem that begins with an applicant's id, with the name instead: errors carry no names, the screen may.
fn named(model: &Model, text: String) -> String {
    let Some((id, rest)) = text.split_once(": ") else { return text };
    let row = model.applicants.list.rows().iter().find(|row| row.id.to_string() == id);
    row.map_or_else(|| text.clone(), |row| format!("{}: {rest}", row.name))
}

fn say_with_failures(
    model: &mut Model,
    text: String,
    failed: &[(crate::domain::ApplicantId, Reason)],
    cx: &Cx,
) {
    let Some((id, why)) = failed.first() else {
        model.say(Tone::Done, text, cx);
        return;
    };
    for (id, why) in &failed[1..] {
        let text = named(model, format!("{id}: {}", told::reason(why, cx)));
        model.say_more(Tone::Bad, text, told::detail(why), cx);
    }
    let more = cx.words.phrase(
        "said-failed",
        &[("n", failed.len().into()), ("id", id.to_string().into()), ("why", told::reason(why, cx).into())],
    );
    model.say_more(Tone::Bad, format!("{text} · {more}"), told::detail(why), cx);
}

/// A kind of decision, by the store's stable word, in the reader's language.
fn edit_word(what: &str, cx: &Cx) -> String {
    let name = match what {
        "stage" => "edit-stage",
        "note" => "edit-note",
        "read" => "edit-read",
        "contacted" => "edit-contacted",
        "tags" => "edit-tags",
        "assignee" => "edit-assign",
        "snoozed" => "edit-snooze",
        other => return other.to_owned(),
    };
    cx.words.word(name)
}
