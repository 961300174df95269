//! The dialogs: data on a stack. Each holds the frozen ids it will act on, so that what is shown is what is done.
//! One dialog, one file; here they are told apart.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::{Action, Row, Scope};
use super::cursor::Cursor;
use super::cx::Cx;
use super::effect::Effect;
use super::model::Model;
use super::update::scope;
use super::widget::field::Field;
use filter::Filter;

pub mod accounts;
pub mod assign;
pub mod chat;
pub mod click;
pub mod confirm;
pub mod connect;
pub mod copy;
pub mod duplicates;
pub mod filter;
pub mod formats;
pub mod help;
pub mod insights;
pub mod link;
pub mod log;
pub mod note;
pub mod outbox;
pub mod palette;
pub mod password;
pub mod pick;
pub mod preview;
pub mod quit;
pub mod reason;
pub mod snooze;
pub mod stage;
pub mod start;
pub mod step;
pub mod tags;
pub mod views;

/// A dialog.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is described in its own file")]
pub enum Dialog {
    Confirm(Box<confirm::Confirm>),
    Chat(Box<chat::Chat>),
    Link(Box<link::Link>),
    Formats(Box<formats::Formats>),
    Stage(stage::Choice),
    Reason(Box<reason::Reason>),
    Note(Box<note::Note>),
    Tags(Box<tags::Tags>),
    Assign(Box<assign::Assign>),
    Snooze(Box<snooze::Snooze>),
    Duplicates(Box<duplicates::Duplicates>),
    Copy(copy::Copy),
    Palette(Box<palette::Palette>),
    Help(Box<help::Help>),
    Log(log::Log),
    Outbox(outbox::Outbox),
    Preview(Box<preview::Preview>),
    Password(Box<password::Password>),
    Views(Box<views::List>),
    Accounts(accounts::Accounts),
    Insights(Box<insights::Insights>),
    Quit(quit::Quit),
    Start(start::Start),
    Connect(Box<connect::Connect>),
}

/// Which dialog, as far as its keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described in its own file")]
pub enum Kind {
    Confirm,
    Step,
    Over,
    Chat,
    Link,
    Formats,
    Stage,
    Reason,
    Note,
    Tags,
    Assign,
    Snooze,
    Duplicates,
    Copy,
    Palette,
    Help,
    Log,
    Outbox,
    Preview,
    Password,
    Views,
    ViewName,
    Accounts,
    Insights,
    Quit,
    Start,
    Connect,
}

/// What keys do in dialogs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Close the one on top, keeping what was typed where that is the custom.
    Close,
    /// Close the one on top and keep nothing.
    Discard,
    /// Show the keys of the one on top.
    ShowHelp,
    /// Show what can be done in the one on top.
    ShowPalette,
    /// Of the command palette.
    Palette(palette::Act),
    /// Of the filter of the one on top.
    Filter(filter::Act),
    /// Of the confirm dialog.
    Confirm(confirm::Act),
    /// Of the walk through it, one by one.
    Step(step::Act),
    /// Of the chat dialog.
    Chat(chat::Act),
    /// Of the job-link form.
    Link(link::Act),
    /// Of the ways to copy a job link.
    Formats(formats::Act),
    /// Of the choice of a stage.
    Stage(stage::Act),
    /// Of the reason.
    Reason(reason::Act),
    /// Of the note.
    Note(note::Act),
    /// Of the tags.
    Tags(tags::Act),
    /// Of the choice of an assignee.
    Assign(assign::Act),
    /// Of the times to put somebody off until.
    Snooze(snooze::Act),
    /// Of the other applications of a person.
    Duplicates(duplicates::Act),
    /// Of the copy menu.
    Copy(copy::Act),
    /// Of the outbox.
    Outbox(outbox::Act),
    /// Of a file that is looked into.
    Preview(preview::Act),
    /// Of the change of a password.
    Password(password::Act),
    /// Of the saved views.
    Views(views::Act),
    /// Of the accounts.
    Accounts(accounts::Act),
    /// Of the insights.
    Insights(insights::Act),
    /// Of the question before leaving.
    Quit(quit::Act),
    /// Of the first-start screen.
    Start(start::Act),
    /// Of the form that connects an account.
    Connect(connect::Act),
}

/// The rows that hold in every dialog.
pub const ROWS: &[Row] = &[
    Row::new("dialog.close", &["esc", "q"], Scope::Dialogs, Action::Dialog(Act::Close)).hint(90),
    Row::new("dialog.discard", &["ctrl-c"], Scope::Dialogs, Action::Dialog(Act::Discard)).hint(91),
    Row::new("dialog.palette", &[":"], Scope::Dialogs, Action::Dialog(Act::ShowPalette)),
    Row::new("dialog.help", &["?", "f1"], Scope::Dialogs, Action::Dialog(Act::ShowHelp)).hint(92),
];

impl Dialog {
    /// Which one it is.
    pub fn kind(&self) -> Kind {
        match self {
            Dialog::Confirm(confirm) if confirm.is_walking() => Kind::Step,
            Dialog::Confirm(confirm) if confirm.is_over() => Kind::Over,
            Dialog::Confirm(_) => Kind::Confirm,
            Dialog::Chat(_) => Kind::Chat,
            Dialog::Link(_) => Kind::Link,
            Dialog::Formats(_) => Kind::Formats,
            Dialog::Stage(_) => Kind::Stage,
            Dialog::Reason(_) => Kind::Reason,
            Dialog::Note(_) => Kind::Note,
            Dialog::Tags(_) => Kind::Tags,
            Dialog::Assign(_) => Kind::Assign,
            Dialog::Snooze(_) => Kind::Snooze,
            Dialog::Duplicates(_) => Kind::Duplicates,
            Dialog::Copy(_) => Kind::Copy,
            Dialog::Palette(_) => Kind::Palette,
            Dialog::Help(_) => Kind::Help,
            Dialog::Log(_) => Kind::Log,
            Dialog::Outbox(_) => Kind::Outbox,
            Dialog::Preview(_) => Kind::Preview,
            Dialog::Password(_) => Kind::Password,
            Dialog::Views(list) if list.is_naming() => Kind::ViewName,
            Dialog::Views(_) => Kind::Views,
            Dialog::Accounts(_) => Kind::Accounts,
            Dialog::Insights(_) => Kind::Insights,
            Dialog::Quit(_) => Kind::Quit,
            Dialog::Start(_) => Kind::Start,
            Dialog::Connect(_) => Kind::Connect,
        }
    }

    /// The text field that keys go to, if one has the focus.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self {
            Dialog::Link(link) => link.field(),
            Dialog::Reason(reason) => Some(&mut reason.pick.field),
            Dialog::Tags(tags) => Some(&mut tags.pick.field),
            Dialog::Assign(assign) => Some(&mut assign.pick.field),
            Dialog::Snooze(snooze) => Some(&mut snooze.pick.field),
            Dialog::Note(note) => Some(&mut note.field),
            Dialog::Connect(connect) => connect.field(),
            Dialog::Password(password) => password.field(),
            Dialog::Palette(palette) => Some(&mut palette.field),
            Dialog::Views(list) => list.field(),
            _ => self.filter_mut().and_then(Filter::field),
        }
    }

    /// Whether letters are text in it.
    pub fn takes_text(&self) -> bool {
        match self {
            Dialog::Views(list) => list.is_naming(),
            Dialog::Link(_)
            | Dialog::Reason(_)
            | Dialog::Tags(_)
            | Dialog::Assign(_)
            | Dialog::Snooze(_)
            | Dialog::Note(_)
            | Dialog::Connect(_)
            | Dialog::Password(_)
            | Dialog::Palette(_) => true,
            _ => self.filter().is_some_and(Filter::is_typing),
        }
    }

    /// What leaves only a part of it on the screen, where that can be.
    fn filter(&self) -> Option<&Filter> {
        match self {
            Dialog::Help(help) => Some(&help.filter),
            Dialog::Log(log) => Some(&log.filter),
            Dialog::Outbox(outbox) => Some(&outbox.filter),
            _ => None,
        }
    }

    fn filter_mut(&mut self) -> Option<&mut Filter> {
        match self {
            Dialog::Help(help) => Some(&mut help.filter),
            Dialog::Log(log) => Some(&mut log.filter),
            Dialog::Outbox(outbox) => Some(&mut outbox.filter),
            _ => None,
        }
    }

    /// Something was typed into its field.
    pub fn typed(&mut self, cx: &Cx) {
        match self {
            Dialog::Palette(palette) => palette.typed(),
            Dialog::Help(help) => help.typed(),
            Dialog::Log(log) => log.typed(),
            Dialog::Outbox(outbox) => outbox.typed(cx),
            _ => {}
        }
    }

    /// The address that stands alone on the screen, with its place there and a name of its own.
    pub fn hyperlink(&self, area: Rect) -> Option<(Rect, &str, &'static str)> {
        match self {
            Dialog::Chat(chat) => Some(chat.hyperlink(area)).map(|(place, url)| (place, url, "chat")),
            Dialog::Formats(formats) => formats.hyperlink(area).map(|(place, url)| (place, url, "job")),
            _ => None,
        }
    }

    /// Draws it over the panes.
    pub fn draw(&self, frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
        match self {
            Dialog::Confirm(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Chat(dialog) => dialog.draw(frame, area, cx),
            Dialog::Link(dialog) => dialog.draw(frame, area, cx),
            Dialog::Formats(dialog) => dialog.draw(frame, area, cx),
            Dialog::Stage(dialog) => dialog.draw(frame, area, cx),
            Dialog::Reason(dialog) => dialog.draw(frame, area, cx),
            Dialog::Note(dialog) => dialog.draw(frame, area, cx),
            Dialog::Tags(dialog) => dialog.draw(frame, area, cx),
            Dialog::Assign(dialog) => dialog.draw(frame, area, cx),
            Dialog::Snooze(dialog) => dialog.draw(frame, area, cx),
            Dialog::Duplicates(dialog) => dialog.draw(frame, area, cx),
            Dialog::Copy(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Palette(dialog) => dialog.draw(frame, area, cx),
            Dialog::Help(dialog) => dialog.draw(frame, area, cx),
            Dialog::Log(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Outbox(dialog) => dialog.draw(frame, area, cx),
            Dialog::Preview(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Password(dialog) => dialog.draw(frame, area, cx),
            Dialog::Views(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Accounts(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Insights(dialog) => dialog.draw(frame, area, cx),
            Dialog::Quit(dialog) => dialog.draw(frame, area, model, cx),
            Dialog::Start(dialog) => dialog.draw(frame, area, cx),
            Dialog::Connect(dialog) => dialog.draw(frame, area, cx),
        }
    }
}

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Act, cx: &Cx) -> Option<&'static str> {
    match (model.dialogs.last(), act) {
        (Some(Dialog::Confirm(dialog)), Act::Confirm(act)) => dialog.why_not(act, cx),
        (Some(Dialog::Outbox(dialog)), Act::Outbox(act)) => dialog.why_not(act, cx),
        (Some(Dialog::Views(dialog)), Act::Views(act)) => dialog.why_not(act, model, cx),
        (Some(Dialog::Duplicates(dialog)), Act::Duplicates(act)) => dialog.why_not(act),
        (Some(Dialog::Accounts(dialog)), Act::Accounts(act)) => dialog.why_not(act, model, cx),
        (Some(Dialog::Copy(dialog)), Act::Copy(act)) => dialog.why_not(act, model, cx),
        (Some(Dialog::Preview(dialog)), Act::Preview(act)) => dialog.why_not(act, model, cx),
        (Some(Dialog::Link(dialog)), Act::Link(act)) => dialog.why_not(act, cx),
        (Some(Dialog::Connect(dialog)), Act::Connect(act)) => dialog.why_not(act),
        (Some(Dialog::Password(dialog)), Act::Password(act)) => dialog.why_not(act),
        _ => None,
    }
}

/// Whether an action is worth a hint in this dialog: what another key there does just as well isn't.
pub fn is_worth_a_hint(model: &Model, act: Act) -> bool {
    let Some(top) = model.dialogs.last() else { return true };
    let kind = top.kind();
    match act {
        Act::Discard => kind == Kind::Note,
        Act::ShowHelp => !matches!(kind, Kind::Help | Kind::Palette),
        Act::Filter(act) => {
            top.filter().is_some_and(|filter| filter.is_typing() == (act == filter::Act::Keep))
        }
        Act::Formats(_) => !matches!(top, Dialog::Formats(formats) if formats.shows_code()),
        Act::Close => !matches!(kind, Kind::Over | Kind::Start),
        _ => true,
    }
}

/// Opens the help for where the keys go to now.
pub fn show_help(model: &mut Model) {
    let from = scope(model);
    let field = match model.dialogs.last_mut() {
        Some(top) => top.field().map(|field| field.blank()),
        None => model.applicants.line.as_ref().map(|line| line.field.blank()),
    };
    model.dialogs.push(Dialog::Help(Box::new(help::Help::new(from, field))));
}

/// Opens the palette for where the keys go to now.
pub fn show_palette(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
    let palette = palette::Palette::open(model, cx, effects);
    model.dialogs.push(Dialog::Palette(Box::new(palette)));
}

/// Does it, with the dialog on top; what is opened meanwhile comes above it, and it stays below if it stays.
pub fn act(model: &mut Model, act: Act, cx: &Cx, effects: &mut Vec<Effect>) {
    match act {
        // The key that opened the help closes it as well.
        Act::ShowHelp if !matches!(model.dialogs.last(), Some(Dialog::Help(_)) | None) => {
            return show_help(model);
        }
        Act::ShowPalette if !model.dialogs.is_empty() => return show_palette(model, cx, effects),
        Act::Filter(act) => {
            if let Some(filter) = model.dialogs.last_mut().and_then(Dialog::filter_mut) {
                filter.act(act);
            }
            return;
        }
        // From what is left by a filter one goes back to everything; closed is it from there.
        Act::Close => {
            if let Some(top) = model.dialogs.last_mut()
                && top.filter_mut().is_some_and(Filter::drop)
            {
                return top.typed(cx);
            }
        }
        _ => {}
    }
    let Some(top) = model.dialogs.pop() else { return };
    let place = model.dialogs.len();
    let kept = match (top, act) {
        (Dialog::Note(dialog), Act::Close) => {
            dialog.keep(model, cx, effects);
            None
        }
        // The first-start screen has nothing below it: closing it is leaving.
        (top @ Dialog::Start(_), Act::Close | Act::Discard) => {
            effects.push(Effect::Leave);
            Some(top)
        }
        (Dialog::Views(dialog), Act::Close | Act::Discard) => dialog.back().map(Dialog::Views),
        (Dialog::Formats(dialog), Act::Close) => dialog.back().map(Dialog::Formats),
        (Dialog::Preview(_), Act::Close | Act::Discard) => {
            preview::close(model, effects);
            None
        }
        (Dialog::Palette(dialog), Act::Palette(act)) => {
            dialog.act(act, model, cx, effects).map(Dialog::Palette)
        }
        (_, Act::Close | Act::Discard | Act::ShowHelp) => None,
        (Dialog::Confirm(dialog), Act::Confirm(act)) => dialog.act(act, model, effects).map(Dialog::Confirm),
        (Dialog::Confirm(dialog), Act::Step(act)) => {
            step::act(dialog, act, model, effects).map(Dialog::Confirm)
        }
        (Dialog::Chat(dialog), Act::Chat(act)) => dialog.act(act, effects).map(Dialog::Chat),
        (Dialog::Link(dialog), Act::Link(act)) => dialog.act(act, model, cx, effects).map(Dialog::Link),
        (Dialog::Formats(dialog), Act::Formats(act)) => dialog.act(act, cx, effects).map(Dialog::Formats),
        (Dialog::Stage(dialog), Act::Stage(act)) => dialog.act(act, model, cx, effects).map(Dialog::Stage),
        (Dialog::Reason(dialog), Act::Reason(act)) => dialog.act(act, model, cx, effects).map(Dialog::Reason),
        (Dialog::Note(dialog), Act::Note(note::Act::Keep)) => {
            dialog.keep(model, cx, effects);
            None
        }
        (Dialog::Tags(dialog), Act::Tags(act)) => dialog.act(act, model, cx, effects).map(Dialog::Tags),
        (Dialog::Assign(dialog), Act::Assign(act)) => dialog.act(act, model, cx, effects).map(Dialog::Assign),
        (Dialog::Snooze(dialog), Act::Snooze(act)) => dialog.act(act, model, cx, effects).map(Dialog::Snooze),
        (Dialog::Duplicates(dialog), Act::Duplicates(act)) => {
            dialog.act(act, model, cx, effects).map(Dialog::Duplicates)
        }
        (Dialog::Copy(dialog), Act::Copy(act)) => dialog.act(act, model, cx, effects).map(Dialog::Copy),
        (Dialog::Outbox(dialog), Act::Outbox(act)) => dialog.act(act, model, cx, effects).map(Dialog::Outbox),
        (Dialog::Preview(dialog), Act::Preview(act)) => {
            dialog.act(act, model, cx, effects).map(Dialog::Preview)
        }
        (Dialog::Password(dialog), Act::Password(act)) => {
            dialog.act(act, model, effects).map(Dialog::Password)
        }
        (Dialog::Views(dialog), Act::Views(act)) => dialog.act(act, model, cx, effects).map(Dialog::Views),
        (Dialog::Accounts(dialog), Act::Accounts(act)) => {
            Some(Dialog::Accounts(dialog.act(act, model, cx, effects)))
        }
        (Dialog::Insights(dialog), Act::Insights(act)) => {
            Some(Dialog::Insights(dialog.act(act, model, cx, effects)))
        }
        (Dialog::Quit(dialog), Act::Quit(act)) => dialog.act(act, model, cx, effects).map(Dialog::Quit),
        (Dialog::Start(dialog), Act::Start(act)) => dialog.act(act, model, effects).map(Dialog::Start),
        (Dialog::Connect(dialog), Act::Connect(act)) => dialog.act(act, model, effects).map(Dialog::Connect),
        (other, _) => Some(other),
    };
    if let Some(kept) = kept {
        let place = place.min(model.dialogs.len());
        model.dialogs.insert(place, kept);
    }
}

/// Moves in the dialog on top.
pub fn step(model: &mut Model, act: Cursor, cx: &Cx) {
    let size = model.size;
    let views = model.views.views.len();
    let Some(top) = model.dialogs.last_mut() else { return };
    // The height is that of the room inside a dialog's border, which every list dialog fills.
    let height = size.1.saturating_sub(6).max(1);
    match top {
        Dialog::Confirm(dialog) => dialog.step(act.motion(height), height),
        Dialog::Link(dialog) => dialog.step(act),
        Dialog::Connect(dialog) => dialog.step(act),
        Dialog::Password(dialog) => dialog.step(act),
        Dialog::Stage(dialog) => dialog.step(act.motion(height)),
        Dialog::Reason(dialog) => dialog.step(act.motion(height), cx),
        Dialog::Tags(dialog) => dialog.step(act.motion(height)),
        Dialog::Assign(dialog) => dialog.step(act.motion(height), cx),
        Dialog::Snooze(dialog) => dialog.step(act.motion(height), cx),
        Dialog::Duplicates(dialog) => dialog.step(act.motion(height), size, cx),
        Dialog::Copy(dialog) => dialog.step(act.motion(height)),
        Dialog::Formats(dialog) => dialog.step(act.motion(height)),
        Dialog::Palette(dialog) => dialog.step(act.motion(height), height),
        Dialog::Help(dialog) => dialog.step(act.motion(height), size, cx),
        Dialog::Log(dialog) => dialog.step(act.motion(height), size, &model.journal, cx),
        Dialog::Outbox(dialog) => dialog.step(act.motion(height), height, cx),
        Dialog::Preview(dialog) => dialog.step(act.motion(height), size),
        Dialog::Views(dialog) => dialog.step(act.motion(height), views, height),
        Dialog::Accounts(dialog) => dialog.step(act.motion(height), height, cx),
        Dialog::Insights(dialog) => dialog.step(act.motion(height), size, cx),
        Dialog::Chat(_) | Dialog::Note(_) | Dialog::Quit(_) | Dialog::Start(_) => {}
    }
}
