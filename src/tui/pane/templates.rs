//! The left pane: all applicants, then each account with its templates or professions and their figures.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::search;
use crate::domain::{AccountName, Offer};
use crate::store::{Common, Group};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Dialog};
use crate::tui::effect::Effect;
use crate::tui::model::{Load, Model, Pane};
use crate::tui::theme::Role;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, width};

/// The state of the pane.
#[derive(Debug, Default)]
pub struct State {
    /// The figures, as the store gave them.
    pub groups: Vec<Group>,
    /// Whether they are here.
    pub load: Load,
    /// Which line is chosen: what stands on it, so that it stays when lines come and go.
    pub chosen: Entry,
    /// The first visible line.
    pub top: usize,
    /// What the list is narrowed to.
    pub filter: Entry,
}

/// One line of the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// Everybody.
    #[default]
    All,
    /// Everybody of one account.
    Account(AccountName),
    /// Everybody of one group of an account.
    Group(AccountName, Common),
}

/// What keys do in the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Templates {
    Filter,
    Link,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Templates) -> Row {
    Row::new(name, keys, Scope::Templates, Action::Templates(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("templates.filter", &["enter"], Templates::Filter).hint(1),
    row("templates.link", &["L"], Templates::Link).hint(2),
];

/// Why an action can't be done now, as the name of a text.
pub fn why_not(model: &Model, act: Templates, cx: &Cx) -> Option<&'static str> {
    match act {
        Templates::Filter => None,
        Templates::Link => dialog::link::why_not(&account(model, cx)?, cx),
    }
}

/// The account that the chosen line belongs to; for the first line, the first account.
pub fn account(model: &Model, cx: &Cx) -> Option<AccountName> {
    match &model.templates.chosen {
        Entry::All => cx.config.accounts.first().map(|account| account.name.clone()),
        Entry::Account(account) | Entry::Group(account, _) => Some(account.clone()),
    }
}

/// Does it.
pub fn act(model: &mut Model, act: Templates, cx: &Cx, effects: &mut Vec<Effect>) {
    match act {
        Templates::Filter => {
            model.templates.filter = model.templates.chosen.clone();
            search::apply(model, None, cx, effects);
            model.focus = Pane::Applicants;
        }
        Templates::Link => {
            let Some(account) = account(model, cx) else { return };
            let template = match &model.templates.chosen {
                Entry::Group(_, Common::Template(key)) => Some(key.clone()),
                _ => None,
            };
            let form = dialog::link::Link::open(model, account, template, None, effects);
            model.dialogs.push(Dialog::Link(Box::new(form)));
        }
    }
}

/// The lines of the pane. An account has a line of its own only when there are several.
pub fn entries(groups: &[Group]) -> Vec<(Entry, Option<&Group>)> {
    let mut accounts: Vec<&AccountName> = groups.iter().map(|group| &group.account).collect();
    accounts.dedup();
    let mut out = vec![(Entry::All, None)];
    for account in &accounts {
        if accounts.len() > 1 {
            out.push((Entry::Account((*account).clone()), None));
        }
        for group in groups.iter().filter(|group| group.account == **account) {
            out.push((Entry::Group((*account).clone(), group.common.clone()), Some(group)));
        }
    }
    out
}

fn position(state: &State) -> usize {
    entries(&state.groups).iter().position(|(entry, _)| *entry == state.chosen).unwrap_or(0)
}

/// Moves in the pane.
pub fn step(model: &mut Model, motion: Motion, _cx: &Cx) {
    let height = model.page(Pane::Templates);
    let state = &mut model.templates;
    let lines = entries(&state.groups);
    let mut place = Place { at: position(state), top: state.top };
    place.step(motion, lines.len(), height);
    let chosen = lines.get(place.at).map(|(entry, _)| entry.clone()).unwrap_or_default();
    state.top = place.top;
    state.chosen = chosen;
}

/// Chooses a line of the page by the mouse.
pub fn point(model: &mut Model, at: u16) -> bool {
    let state = &mut model.templates;
    let lines = entries(&state.groups);
    let Some((entry, _)) = lines.get(state.top + usize::from(at)) else { return false };
    state.chosen = entry.clone();
    true
}

/// The title of what the list is narrowed to.
pub fn filter_title(model: &Model, cx: &Cx) -> Option<String> {
    match &model.templates.filter {
        Entry::All => None,
        Entry::Account(account) => Some(account.to_string()),
        Entry::Group(account, common) => {
            let groups = &model.templates.groups;
            let group = groups.iter().find(|group| group.account == *account && group.common == *common);
            Some(match (group, common) {
                (Some(group), _) => title(group, cx),
                (None, Common::Template(key) | Common::Profession(key)) => key.clone(),
                (None, Common::Nothing) => without(account, cx),
            })
        }
    }
}

fn title(group: &Group, cx: &Cx) -> String {
    if group.common == Common::Nothing { without(&group.account, cx) } else { group.title.clone() }
}

/// What those are called who belong to no group.
fn without(account: &AccountName, cx: &Cx) -> String {
    let professions = cx.offers(account, Offer::Dictionaries);
    cx.word(if professions { "templates-without-profession" } else { "templates-without" })
}

/// Draws the pane into the room inside its border.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, cx: &Cx) {
    let state = &model.templates;
    match &state.load {
        Load::Waiting => return states::waiting(frame, area, cx),
        Load::Failed(error) => return states::failed(frame, area, error, cx),
        Load::Ready => {}
    }
    let lines = entries(&state.groups);
    let several = lines.iter().any(|(entry, _)| matches!(entry, Entry::Account(_)));
    let mut place = Place { at: position(state), top: state.top };
    place.show(lines.len(), area.height);
    let focused = model.focus == Pane::Templates && model.dialogs.is_empty();
    for (at, (entry, group)) in lines.iter().enumerate().skip(place.top).take(usize::from(area.height)) {
        let here = at == place.at;
        let (name, count, indent) = match (entry, group) {
            (Entry::All, _) => {
                (cx.word("templates-all"), model.totals.all.saturating_sub(model.totals.snoozed), 0)
            }
            (Entry::Account(account), _) => {
                let count =
                    state.groups.iter().filter(|group| group.account == *account).map(|g| g.count).sum();
                (account.to_string(), count, 0)
            }
            (Entry::Group(..), Some(group)) => (title(group, cx), group.count, usize::from(several)),
            (Entry::Group(..), None) => continue,
        };
        let figure = cx.words.number(count);
        let applied = *entry == state.filter;
        let style = match (here, focused) {
            (true, true) => cx.style(Role::Cursor),
            _ if applied => cx.style(Role::Quiet),
            _ => cx.style(Role::Text),
        };
        let sign = match (here && focused, applied) {
            (true, _) => cx.signs.cursor,
            (false, true) => cx.signs.chosen,
            (false, false) => " ",
        };
        let room = usize::from(area.width).saturating_sub(3 + width(&figure) + indent);
        let pieces = [
            (format!("{sign}{}", " ".repeat(1 + indent)), cx.style(Role::Focus)),
            (fit(&line(&name), room), style),
            (format!(" {figure}"), cx.style(Role::Dim)),
        ];
        write(frame, area, (at - place.top) as u16, &pieces);
    }
}
