//! What can be done with an applicant, in the list as in the profile. Whom it is about is settled here, once, when
//! the key is pressed: the marked, or the one under the cursor.

use std::sync::Arc;

use jiff::Timestamp;

use super::applicants::{self, Marked};
use super::profile;
use crate::domain::{Key, MediaId, Offer, Stage};
use crate::engine::{Command, Fetching, TaskId, Work};
use crate::local::Session;
use crate::store::{Edit, MediaState, edit::Reading};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Motion;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog};
use crate::tui::effect::Effect;
use crate::tui::macros;
use crate::tui::model::{Done, Load, Model, Tone};
use crate::tui::msg::{Ask, Subject, Way};

/// What can be done with an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Applicant {
    Confirm,
    Chat,
    Save,
    SaveMarked,
    Copy,
    Note,
    Stage,
    Reject,
    Tags,
    Assign,
    Snooze,
    Duplicates,
    Contacted,
    WriteOut,
    View,
    Link,
    NextUnread,
    PreviousUnread,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Applicant) -> Row {
    Row::new(name, keys, Scope::Applicant, Action::Applicant(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("applicant.confirm", &["c"], Applicant::Confirm).hint(2),
    row("applicant.chat", &["o"], Applicant::Chat).hint(3),
    row("applicant.save", &["s"], Applicant::Save).hint(4),
    row("applicant.save-marked", &["S"], Applicant::SaveMarked),
    row("applicant.stage", &["m"], Applicant::Stage).hint(6),
    row("applicant.reject", &["x"], Applicant::Reject).hint(7),
    row("applicant.note", &["e"], Applicant::Note).hint(8),
    row("applicant.tags", &["t"], Applicant::Tags).hint(9),
    row("applicant.assign", &["a"], Applicant::Assign).hint(10),
    row("applicant.snooze", &["Z"], Applicant::Snooze).hint(19),
    row("applicant.duplicates", &["D"], Applicant::Duplicates),
    row("applicant.contacted", &["f"], Applicant::Contacted).hint(21),
    row("applicant.copy", &["y"], Applicant::Copy).hint(22),
    row("applicant.write-out", &["w"], Applicant::WriteOut),
    row("applicant.view", &["v"], Applicant::View),
    row("applicant.link", &["L"], Applicant::Link),
    row("applicant.next-unread", &["n"], Applicant::NextUnread).hint(20),
    row("applicant.previous-unread", &["N"], Applicant::PreviousUnread),
];

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Applicant, cx: &Cx) -> Option<&'static str> {
    let Some(row) = model.current() else { return Some("why-nobody") };
    let changes = match act {
        Applicant::Copy
        | Applicant::Duplicates
        | Applicant::View
        | Applicant::Link
        | Applicant::NextUnread
        | Applicant::PreviousUnread => false,
        // Files are written beside the inbox and not into it, but the engine writes nothing at all then.
        Applicant::WriteOut
        | Applicant::Confirm
        | Applicant::Chat
        | Applicant::Save
        | Applicant::SaveMarked
        | Applicant::Note
        | Applicant::Stage
        | Applicant::Reject
        | Applicant::Tags
        | Applicant::Assign
        | Applicant::Snooze
        | Applicant::Contacted => true,
    };
    if changes && cx.read_only() {
        return Some("why-read-only");
    }
    let account = &row.id.account;
    match act {
        Applicant::Chat if !cx.offers(account, Offer::Chat) => Some("why-no-chat"),
        Applicant::Link => dialog::link::why_not(account, cx),
        Applicant::Duplicates => match profile::detail_of(model, row.key) {
            Some(detail) => (detail.others == 0).then_some("why-no-others"),
            None => Some("said-loading"),
        },
        Applicant::View if cx.session == Session::Remote => Some("why-remote"),
        _ => None,
    }
}

/// Does it.
pub fn act(model: &mut Model, act: Applicant, cx: &Cx, effects: &mut Vec<Effect>) {
    let Some(row) = model.current() else { return };
    if model.run.is_none() && is_unsettled(model, act, row.key) {
        return macros::later(model, Action::Applicant(act));
    }
    let (key, name, tags) = (row.key, row.name.clone(), row.tags.clone());
    let stage = row.stage;
    let (account, template, job) = (row.id.account.clone(), row.template.clone(), row.job.clone());
    if is_about_the_marked(act) && applicants::end_range(model, key, effects) == Marked::Later {
        // Nobody should be acted on who isn't known yet: the marks come first, and are said.
        return;
    }
    match act {
        Applicant::Confirm => {
            let keys = model.targets();
            let confirm = dialog::confirm::Confirm::open(model, keys, effects);
            model.dialogs.push(Dialog::Confirm(Box::new(confirm)));
        }
        Applicant::Chat => {
            let task = model.begin(Work::Chat, Some(key));
            effects.push(Effect::Send(Command::Chat { task, key }));
        }
        Applicant::Save => save_this(model, key, cx, effects),
        Applicant::SaveMarked => {
            let what: Vec<(Key, Option<MediaId>)> =
                model.targets().into_iter().map(|key| (key, None)).collect();
            save(model, what, effects);
        }
        Applicant::Copy => model.dialogs.push(Dialog::Copy(dialog::copy::Copy::new(key))),
        Applicant::Note => {
            if let Some(detail) = profile::detail_of(model, key) {
                let note = detail.note.clone().unwrap_or_default();
                model.dialogs.push(Dialog::Note(Box::new(dialog::note::Note::new(key, name, &note))));
            } else {
                model.say(Tone::Warn, cx.word("said-loading"), cx);
            }
        }
        Applicant::Stage => {
            let keys = model.targets();
            model.dialogs.push(Dialog::Stage(dialog::stage::Choice::new(keys, name, stage)));
        }
        Applicant::Reject => {
            let keys = model.targets();
            let reason = dialog::reason::Reason::open(model, keys, name, Stage::Rejected, effects);
            model.dialogs.push(Dialog::Reason(Box::new(reason)));
        }
        Applicant::Tags => {
            let keys = model.targets();
            let has = if keys == [key] { tags } else { Vec::new() };
            let dialog = dialog::tags::Tags::open(model, keys, name, has, effects);
            model.dialogs.push(Dialog::Tags(Box::new(dialog)));
        }
        Applicant::Assign => {
            let keys = model.targets();
            let dialog = dialog::assign::Assign::open(model, keys, name, effects);
            model.dialogs.push(Dialog::Assign(Box::new(dialog)));
        }
        Applicant::Snooze => {
            let keys = model.targets();
            let until = profile::detail_of(model, key).and_then(|detail| detail.snoozed_until);
            let dialog = dialog::snooze::Snooze::new(keys, name, until.is_some_and(|at| at > cx.now));
            model.dialogs.push(Dialog::Snooze(Box::new(dialog)));
        }
        Applicant::Duplicates => {
            if let Some(detail) = profile::detail_of(model, key).cloned() {
                let dialog = dialog::duplicates::Duplicates::open(model, Box::new(detail), effects);
                model.dialogs.push(Dialog::Duplicates(Box::new(dialog)));
            }
        }
        Applicant::Contacted => {
            let keys = model.targets();
            let one = keys == [key];
            let at: Option<Timestamp> = (!one || row_contacted(model, key).is_none()).then_some(cx.now);
            let said = if at.is_some() { "said-contacted" } else { "said-uncontacted" };
            let time = cx.words.moment(cx.now, cx.now, &cx.zone);
            let said = cx.words.phrase(said, &[("n", keys.len().into()), ("at", time.into())]);
            edit(model, keys, Edit::Contacted(at), said, cx, effects);
        }
        Applicant::WriteOut => {
            let keys = model.targets();
            let task = model.begin(Work::Export, None);
            effects.push(Effect::Send(Command::Export { task, keys, to: cx.save_to.clone() }));
        }
        Applicant::View => view(model, key, cx, effects),
        Applicant::NextUnread | Applicant::PreviousUnread => {
            let way = if act == Applicant::NextUnread { Way::Next } else { Way::Previous };
            let (query, sort) = (model.applicants.asked(), model.applicants.sort);
            model.ask(Ask::NextUnread(query, sort, key, way), effects);
        }
        Applicant::Link => {
            let form = dialog::link::Link::open(model, account, template, job, effects);
            model.dialogs.push(Dialog::Link(Box::new(form)));
        }
    }
}

fn row_contacted(model: &Model, key: Key) -> Option<Timestamp> {
    model.applicants.list.row(key).and_then(|row| row.contacted_at)
}

/// Whether the store has yet to say whom it is about, or what there is of them already: over a slow line keys come
/// several at once, and faster than its answers.
fn is_unsettled(model: &Model, act: Applicant, key: Key) -> bool {
    let awaits = |subject| model.awaits(subject).is_some();
    let loading =
        || profile::detail_of(model, key).is_none() && !matches!(model.profile.load, Load::Failed(_));
    awaits(Subject::NextUnread)
        || (is_about_the_marked(act) && (awaits(Subject::Keys) || awaits(Subject::Between)))
        || (act == Applicant::Note && loading())
}

/// Whether it is about the marked, so that an open range counts.
fn is_about_the_marked(act: Applicant) -> bool {
    match act {
        Applicant::Confirm
        | Applicant::SaveMarked
        | Applicant::Stage
        | Applicant::Reject
        | Applicant::Tags
        | Applicant::Assign
        | Applicant::Snooze
        | Applicant::Contacted
        | Applicant::WriteOut => true,
        Applicant::Chat
        | Applicant::Save
        | Applicant::Copy
        | Applicant::Note
        | Applicant::Duplicates
        | Applicant::View
        | Applicant::Link
        | Applicant::NextUnread
        | Applicant::PreviousUnread => false,
    }
}

/// So many are changed before anybody could read that they are.
const AT_ONCE: usize = 250;

/// Changes something about these applicants; it can be taken back. That it is done is said at once where it is done in
/// no time, else by whoever hears of its end.
pub fn edit(model: &mut Model, keys: Vec<Key>, edit: Edit, said: String, cx: &Cx, effects: &mut Vec<Effect>) {
    if keys.is_empty() {
        return;
    }
    if model.applicants.list.cursor().is_some_and(|cursor| keys.contains(&cursor)) {
        model.applicants.list.release();
    }
    let task = model.begin(Work::Edit, None);
    if keys.len() <= AT_ONCE {
        model.say(Tone::Done, said, cx);
    } else if let Some(task) = model.tasks.get_mut(&task) {
        task.said = Some(said);
    }
    model.did(Done::Stored(task, Arc::clone(&model.applicants.marks)));
    effects.push(Effect::Send(Command::Edit { task, keys, edit }));
}

/// Decides about these applicants, after which one is done with them: the marks that said whom it was about go, and
/// from a single one the cursor moves on to the next. In a macro that goes on it doesn't: what comes after the
/// decision, perhaps the next unread one, counts from here, and nobody is passed over.
pub fn decide(
    model: &mut Model,
    keys: Vec<Key>,
    decision: Edit,
    said: String,
    cx: &Cx,
    effects: &mut Vec<Effect>,
) {
    let alone = model.applicants.list.cursor().is_some_and(|cursor| keys == [cursor]);
    edit(model, keys, decision, said, cx, effects);
    if !model.applicants.marks.is_empty() {
        // The decision remembers them, and gives them back with it.
        model.applicants.marks = Arc::default();
        applicants::marks_changed(model);
    } else if alone && cx.config.ui.auto_advance && !macros::has_more(model) {
        applicants::step(model, Motion::By(1), effects);
    }
}

/// Notes that somebody has looked; no decision, so it is not taken back.
pub fn read(key: Key, effects: &mut Vec<Effect>) {
    effects.push(Effect::Send(Command::Edit {
        task: TaskId(0),
        keys: vec![key],
        edit: Edit::Read(Reading::Read),
    }));
}

/// Fetches the file under the profile's cursor, else all that the applicant lacks.
fn save_this(model: &mut Model, key: Key, cx: &Cx, effects: &mut Vec<Effect>) {
    let file = profile::selected(model, cx).map(|file| (file.media.id.clone(), file.saved));
    match file {
        Some((_, true)) => model.say(Tone::Done, cx.word("said-saved-already"), cx),
        Some((id, false)) => save(model, vec![(key, Some(id))], effects),
        None => {
            let missing = model.applicants.list.row(key).map_or(1, |row| row.unsaved);
            if missing == 0 {
                model.say(Tone::Done, cx.word("said-saved-already"), cx);
            } else {
                save(model, vec![(key, None)], effects);
            }
        }
    }
}

fn save(model: &mut Model, what: Vec<(Key, Option<MediaId>)>, effects: &mut Vec<Effect>) {
    let task = model.begin(Work::Save, None);
    effects.push(Effect::Send(Command::Save { task, what }));
}

/// Whether media are fetched first, in words of the engine.
pub fn fetching(first: bool) -> Fetching {
    if first { Fetching::Fetch } else { Fetching::Skip }
}

/// Opens the file under the profile's cursor, or the only one there is.
fn view(model: &mut Model, key: Key, cx: &Cx, effects: &mut Vec<Effect>) {
    let saved = |file: &&MediaState| file.saved;
    let only = || {
        let media = &profile::detail_of(model, key)?.media;
        (media.len() == 1).then(|| media.first())?
    };
    match profile::selected(model, cx).or_else(only) {
        Some(file) if saved(&file) => effects.push(Effect::View(key, file.media.id.clone())),
        Some(_) => model.say(Tone::Warn, cx.word("said-not-saved"), cx),
        None => model.say(Tone::Warn, cx.word("said-choose-file"), cx),
    }
}
