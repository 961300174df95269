//! What works everywhere: panes, zoom, search, sync, undo, the screens over the panes, and the way out.

use std::sync::Arc;

use super::action::{Action, Row, Scope};
use super::cx::Cx;
use super::dialog::{self, Dialog};
use super::effect::Effect;
use super::layout::{NARROW, Zoom};
use super::model::{Done, Leaving, Model, Pane, Tone};
use super::pane::{applicants, search, views};
use crate::engine::{Command, Confirming, Fetching, Work};

/// What keys do everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum App {
    NextPane,
    PreviousPane,
    Left,
    Right,
    Templates,
    Applicants,
    Profile,
    Zoom,
    Search,
    Sync,
    Undo,
    Redo,
    Outbox,
    Password,
    Insights,
    Accounts,
    Log,
    Palette,
    Help,
    Suspend,
    Back,
    Quit,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: App) -> Row {
    Row::new(name, keys, Scope::App, Action::App(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("app.next-pane", &["tab"], App::NextPane),
    row("app.previous-pane", &["shift-tab"], App::PreviousPane),
    row("app.left", &["h", "left"], App::Left),
    row("app.right", &["l", "right"], App::Right),
    row("app.templates", &["1"], App::Templates),
    row("app.applicants", &["2"], App::Applicants),
    row("app.profile", &["3"], App::Profile),
    row("app.zoom", &["z"], App::Zoom).hint(30),
    row("app.search", &["/"], App::Search).hint(5),
    row("app.sync", &["r"], App::Sync).hint(11),
    row("app.undo", &["u"], App::Undo).hint(12),
    row("app.redo", &["ctrl-r"], App::Redo),
    row("app.outbox", &["O"], App::Outbox),
    row("app.password", &["P"], App::Password),
    row("app.insights", &["I"], App::Insights),
    row("app.accounts", &["A"], App::Accounts),
    row("app.log", &["!"], App::Log),
    row("app.palette", &[":"], App::Palette).hint(5),
    row("app.help", &["?", "f1"], App::Help).hint(13),
    row("app.suspend", &["ctrl-z"], App::Suspend),
    row("app.back", &["q"], App::Back).hint(14),
    row("app.quit", &["ctrl-c"], App::Quit),
];

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: App, cx: &Cx) -> Option<&'static str> {
    match act {
        App::Sync if cx.read_only() => Some("why-read-only"),
        App::Sync => syncing(model).then_some("why-syncing"),
        App::Password if cx.read_only() => Some("why-read-only"),
        App::Password => dialog::password::account(model, cx).is_none().then_some("why-no-password"),
        App::Undo | App::Redo if cx.read_only() && model.undo.is_empty() && model.redo.is_empty() => {
            Some("why-read-only")
        }
        _ => None,
    }
}

/// Whether an action is worth a hint: undo only when there is something of this session to take back.
pub fn is_worth_a_hint(model: &Model, act: App) -> bool {
    act != App::Undo || !model.undo.is_empty()
}

fn syncing(model: &Model) -> bool {
    model.tasks.values().any(|task| task.work == Work::Pull)
}

/// Does it.
pub fn act(model: &mut Model, act: App, cx: &Cx, effects: &mut Vec<Effect>) {
    match act {
        App::NextPane => turn(model, 1),
        App::PreviousPane => turn(model, 2),
        App::Left => {
            model.focus = if model.focus == Pane::Profile { Pane::Applicants } else { Pane::Templates };
        }
        App::Right => {
            model.focus = if model.focus == Pane::Templates { Pane::Applicants } else { Pane::Profile };
        }
        App::Templates => model.focus = Pane::Templates,
        App::Applicants => model.focus = Pane::Applicants,
        App::Profile => model.focus = Pane::Profile,
        App::Zoom => model.zoom = if model.zoom == Zoom::One { Zoom::All } else { Zoom::One },
        App::Search => search::open(model, cx, effects),
        App::Sync => sync(model, effects),
        App::Undo => undo(model, cx, effects),
        App::Redo => redo(model, cx, effects),
        App::Outbox => {
            let outbox = dialog::outbox::Outbox::open(model, effects);
            model.dialogs.push(Dialog::Outbox(outbox));
        }
        App::Password => {
            if let Some(account) = dialog::password::account(model, cx) {
                let form = dialog::password::Password::new(account);
                model.dialogs.push(Dialog::Password(Box::new(form)));
            }
        }
        App::Insights => {
            let insights = dialog::insights::Insights::open(model, cx, effects);
            model.dialogs.push(Dialog::Insights(Box::new(insights)));
        }
        App::Accounts => {
            let accounts = dialog::accounts::Accounts::open(model, effects);
            model.dialogs.push(Dialog::Accounts(accounts));
        }
        App::Log => {
            let log = dialog::log::Log::open(model, effects);
            model.dialogs.push(Dialog::Log(log));
        }
        App::Palette => dialog::show_palette(model, cx, effects),
        App::Help => dialog::show_help(model),
        App::Suspend => effects.push(Effect::Suspend),
        App::Back => back(model, effects),
        App::Quit => model.dialogs.push(Dialog::Quit(dialog::quit::Quit)),
    }
}

/// Syncs all accounts.
pub fn sync(model: &mut Model, effects: &mut Vec<Effect>) {
    let task = model.begin(Work::Pull, None);
    effects.push(Effect::Send(Command::Sync {
        task,
        account: None,
        fetching: Fetching::Fetch,
        confirming: Confirming::OrderedOnly,
    }));
}

fn turn(model: &mut Model, by: usize) {
    let at = Pane::ALL.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    model.focus = Pane::ALL[(at + by) % 3];
}

/// `q` goes back where there is a way back, and else leaves.
fn back(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.zoom == Zoom::One {
        model.zoom = Zoom::All;
    } else if model.size.0 < NARROW && model.focus == Pane::Profile {
        model.focus = Pane::Applicants;
    } else if model.must_finish() > 0 {
        model.dialogs.push(Dialog::Quit(dialog::quit::Quit));
    } else {
        effects.push(Effect::Leave);
    }
}

/// Leaves: at once when nothing must be finished, else when the engine has finished it.
pub fn leave(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    if model.must_finish() == 0 {
        effects.push(Effect::Leave);
        return;
    }
    if model.leaving == Leaving::No {
        model.leaving = Leaving::Finishing;
        effects.push(Effect::Send(Command::Quit));
        model.say(Tone::Done, cx.word("said-finishing"), cx);
    }
}

fn undo(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    match model.undo.pop() {
        Some(Done::Marked(before)) => {
            let now = std::mem::replace(&mut model.applicants.marks, before);
            model.redo.push(Done::Marked(Arc::clone(&now)));
            say_marks(model, cx);
        }
        Some(Done::Stored(_, before)) => {
            let task = model.begin(Work::Edit, None);
            let now = std::mem::replace(&mut model.applicants.marks, before);
            model.redo.push(Done::Stored(task, now));
            applicants::marks_changed(model);
            model.applicants.list.release();
            effects.push(Effect::Send(Command::Undo { task }));
        }
        Some(Done::Viewed(edit)) => {
            let back = views::change(model, edit, effects);
            model.redo.extend(back.map(Done::Viewed));
            model.say(Tone::Done, cx.word("said-views-restored"), cx);
        }
        // Decisions of an earlier session can be taken back as well: the store knows them.
        None if !cx.read_only() => {
            let task = model.begin(Work::Edit, None);
            model.redo.push(Done::Stored(task, Arc::clone(&model.applicants.marks)));
            effects.push(Effect::Send(Command::Undo { task }));
        }
        None => {}
    }
}

fn redo(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    match model.redo.pop() {
        Some(Done::Marked(after)) => {
            let now = std::mem::replace(&mut model.applicants.marks, after);
            model.undo.push(Done::Marked(now));
            say_marks(model, cx);
        }
        Some(Done::Stored(_, after)) => {
            let task = model.begin(Work::Edit, None);
            let now = std::mem::replace(&mut model.applicants.marks, after);
            model.undo.push(Done::Stored(task, now));
            applicants::marks_changed(model);
            model.applicants.list.release();
            effects.push(Effect::Send(Command::Redo { task }));
        }
        Some(Done::Viewed(edit)) => {
            let back = views::change(model, edit, effects);
            model.undo.extend(back.map(Done::Viewed));
            model.say(Tone::Done, cx.word("said-views-restored"), cx);
        }
        None if !cx.read_only() => {
            let task = model.begin(Work::Edit, None);
            model.undo.push(Done::Stored(task, Arc::clone(&model.applicants.marks)));
            effects.push(Effect::Send(Command::Redo { task }));
        }
        None => {}
    }
}

fn say_marks(model: &mut Model, cx: &Cx) {
    applicants::marks_changed(model);
    let many = model.applicants.marks.len();
    let text = cx.words.phrase("said-marks-restored", &[("n", many.into())]);
    model.say(Tone::Done, text, cx);
}
