//! The outbox: what must still reach a source, why it has not, and when it is tried next.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::engine::Command;
use crate::error::{Cause, UserError};
use crate::store::{OutboxId, OutboxItem, OutboxKind, OutboxState};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::filter::Filter;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::pane::applicants::view::stage_word;
use crate::tui::theme::Role;
use crate::tui::told;
use crate::tui::view::states;
use crate::tui::widget::frame::write;
use crate::tui::widget::text::{fit, line, width, wrap};

/// The dialog.
#[derive(Debug)]
pub struct Outbox {
    items: Option<Result<Vec<OutboxItem>, UserError>>,
    chosen: Option<OutboxId>,
    place: Place,
    /// What is shown of it: by name, kind, state and reason as they stand there.
    pub filter: Filter,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Retry,
    RetryAll,
    Drop,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Outbox), Action::Dialog(dialog::Act::Outbox(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("outbox.retry", &["r"], Act::Retry).hint(1),
    row("outbox.retry-all", &["R"], Act::RetryAll).hint(2),
    row("outbox.drop", &["d"], Act::Drop).hint(3),
];

impl Outbox {
    /// Opens it, and asks for what is in it.
    pub fn open(model: &mut Model, effects: &mut Vec<Effect>) -> Self {
        model.ask(Ask::Outbox, effects);
        Self { items: None, chosen: None, place: Place::default(), filter: Filter::new() }
    }

    /// Takes what is in it; the chosen row stays chosen.
    pub fn loaded(&mut self, items: Result<Vec<OutboxItem>, UserError>, cx: &Cx) {
        let loaded = items.is_ok();
        self.items = Some(items);
        if loaded {
            self.choose(cx);
        }
    }

    /// Something was typed: the chosen row stays chosen if it is still shown.
    pub fn typed(&mut self, cx: &Cx) {
        self.choose(cx);
    }

    /// Finds the chosen one among those shown, else chooses the one that stands in its place.
    fn choose(&mut self, cx: &Cx) {
        let shown: Vec<OutboxId> = self.shown(cx).iter().map(|item| item.id).collect();
        let at = self.chosen.and_then(|id| shown.iter().position(|shown| *shown == id));
        self.place.at = at.unwrap_or(self.place.at).min(shown.len().saturating_sub(1));
        self.chosen = shown.get(self.place.at).copied();
    }

    fn items(&self) -> &[OutboxItem] {
        match &self.items {
            Some(Ok(items)) => items,
            _ => &[],
        }
    }

    /// What is left by the filter.
    fn shown(&self, cx: &Cx) -> Vec<&OutboxItem> {
        let wanted = self.filter.wanted();
        let fits = |item: &&OutboxItem| {
            let facts = facts(item, state(item, cx).2, cx);
            wanted.is_in(&format!("{} {} {}", kind(item, cx), line(&item.name), facts.join(" · ")))
        };
        // Without one, nothing has to be compared.
        let all = self.filter.height() == 0;
        self.items().iter().filter(|item| all || fits(item)).collect()
    }

    /// Why an action can't be done now, as the name of a text.
    pub fn why_not(&self, act: Act, cx: &Cx) -> Option<&'static str> {
        if cx.read_only() {
            return Some("why-read-only");
        }
        let shown = self.shown(cx);
        let Some(item) = shown.get(self.place.at) else {
            return Some(if self.items().is_empty() { "why-outbox-empty" } else { "why-nothing-matches" });
        };
        (act == Act::Drop && item.state == OutboxState::Sending).then_some("why-being-sent")
    }

    /// Does it, to what is shown; gives the dialog back unless it is closed.
    pub fn act(self, act: Act, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Option<Self> {
        let shown = self.shown(cx);
        let Some(item) = shown.get(self.place.at) else { return Some(self) };
        // There may be more in the outbox than is shown of it.
        let everything = shown.len() == self.items().len();
        effects.push(Effect::Send(match act {
            Act::Retry => Command::Retry { ids: Some(vec![item.id]) },
            Act::RetryAll if everything => Command::Retry { ids: None },
            Act::RetryAll => Command::Retry { ids: Some(shown.iter().map(|item| item.id).collect()) },
            Act::Drop => Command::Drop { ids: vec![item.id] },
        }));
        model.ask(Ask::Outbox, effects);
        Some(self)
    }

    /// Moves in the dialog.
    pub fn step(&mut self, motion: Motion, height: u16, cx: &Cx) {
        let shown: Vec<OutboxId> = self.shown(cx).iter().map(|item| item.id).collect();
        self.place.step(motion, shown.len(), height);
        self.chosen = shown.get(self.place.at).copied();
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        // The rows, and below an empty line the longest story of the chosen one.
        let rows = match &self.items {
            Some(Ok(items)) if !items.is_empty() => items.len() + 4,
            _ => 6,
        };
        let height = u16::try_from(rows + 2 + usize::from(self.filter.height())).unwrap_or(u16::MAX);
        let inside = states::dialog(frame, area, &cx.word("outbox-title"), area.width, height, cx);
        let inside = self.filter.draw(frame, inside, cx);
        match &self.items {
            None => states::waiting(frame, inside, cx),
            Some(Err(error)) => states::failed(frame, inside, error, cx),
            Some(Ok(items)) if items.is_empty() => states::note(frame, inside, &cx.word("outbox-empty"), cx),
            Some(Ok(_)) => self.draw_items(&self.shown(cx), frame, inside, cx),
        }
    }

    fn draw_items(&self, items: &[&OutboxItem], frame: &mut Frame, area: Rect, cx: &Cx) {
        if items.is_empty() {
            return write(frame, area, 0, &[(cx.word("palette-nothing"), cx.style(Role::Dim))]);
        }
        // The chosen one's whole story stands below, however narrow the screen is.
        let story: Vec<String> = items
            .get(self.place.at)
            .map(|item| {
                let mut facts = facts(item, state(item, cx).2, cx);
                facts.extend(item.reason.as_ref().and_then(told::detail));
                wrap(&facts.join(" · "), usize::from(area.width))
            })
            .unwrap_or_default();
        let below = (story.len() as u16).min(3).min(area.height.saturating_sub(2));
        let foot = Rect { y: area.bottom().saturating_sub(below), height: below, ..area };
        for (row, text) in (0..below).zip(&story) {
            write(frame, foot, row, &[(text, cx.style(Role::Dim))]);
        }
        let area = Rect { height: area.height.saturating_sub(below + 1), ..area };
        let mut place = self.place;
        place.show(items.len(), area.height);
        let kinds = KINDS.map(|word| width(&cx.word(word)) + 1).into_iter().max().unwrap_or(0).max(11);
        for (at, item) in items.iter().enumerate().skip(place.top).take(usize::from(area.height)) {
            let here = at == place.at;
            let (sign, role, state) = state(item, cx);
            let more = facts(item, state, cx);
            let room = (usize::from(area.width) / 3).min(36);
            let style = cx.style(if here { Role::Cursor } else { Role::Text });
            let pieces = [
                (cx.signs.choice(here).to_owned(), cx.style(Role::Focus)),
                (format!("{sign} "), cx.style(role)),
                (fit(&kind(item, cx), kinds), cx.style(Role::Dim)),
                (fit(&line(&item.name), room), style),
                (format!(" {}", more.join(" · ")), cx.style(role)),
            ];
            write(frame, area, (at - place.top) as u16, &pieces);
        }
    }
}

/// The words for what is to be sent.
const KINDS: [&str; 3] = ["outbox-confirm", "outbox-deliver", "outbox-feedback"];

/// What is to be sent, in a word.
fn kind(item: &OutboxItem, cx: &Cx) -> String {
    let [confirm, deliver, feedback] = KINDS;
    cx.words.word(match item.kind {
        OutboxKind::Confirm => confirm,
        OutboxKind::Deliver => deliver,
        OutboxKind::Feedback => feedback,
    })
}

/// A row's state: its sign, its look, and the name of its words.
fn state(item: &OutboxItem, cx: &Cx) -> (&'static str, Role, &'static str) {
    match item.state {
        OutboxState::Waiting => (cx.signs.confirming, Role::Text, "outbox-waiting"),
        OutboxState::Sending => (cx.signs.health_busy, Role::Focus, "outbox-sending"),
        OutboxState::Unknown => (cx.signs.unreadable, Role::Warn, "outbox-unknown"),
        OutboxState::Dead => (cx.signs.health_bad, Role::Bad, "outbox-dead"),
    }
}

/// What there is to say about a row, the most important first.
fn facts(item: &OutboxItem, state: &str, cx: &Cx) -> Vec<String> {
    let mut facts = vec![cx.words.word(state)];
    if let Some(report) = &item.report {
        facts.insert(0, stage_word(report.stage, cx));
    }
    if let Some(reason) = &item.reason {
        facts.push(told::reason(reason, cx));
    }
    if item.attempts > 0 {
        facts.push(cx.words.phrase("outbox-attempts", &[("n", item.attempts.into())]));
    }
    // What waits for its confirmation waits for no time.
    let confirmed = item.reason.as_ref().is_none_or(|reason| reason.cause != Some(Cause::Unconfirmed));
    let waits = matches!(item.state, OutboxState::Waiting | OutboxState::Unknown) && confirmed;
    if let Some(next) = item.next_try.filter(|_| waits) {
        let at = cx.words.moment(next, cx.now, &cx.zone);
        facts.push(cx.words.phrase("outbox-next", &[("at", at.into())]));
    }
    facts
}
