//! Putting somebody off until a time: one of the usual times, or one that is typed as the reader's language writes it.

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::pick::{Choice, Pick};
use super::stage::whom;
use crate::domain::Key;
use crate::store::Edit;
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::Motion;
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::pane::applicant;
use crate::tui::view::states;

/// When a day's work begins, by the clock.
const MORNING: i8 = 8;
/// The afternoon, by the clock.
const AFTERNOON: i8 = 14;

/// The dialog.
#[derive(Debug)]
pub struct Snooze {
    keys: Vec<Key>,
    name: String,
    /// Whether the one whom it is about is put off already.
    snoozed: bool,
    /// What is typed, and where among the times one stands.
    pub pick: Pick,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Decide,
}

/// The rows of the table.
pub const ROWS: &[Row] = &[Row::new(
    "snooze.decide",
    &["enter"],
    Scope::Dialog(Kind::Snooze),
    Action::Dialog(dialog::Act::Snooze(Act::Decide)),
)
.hint(1)];

/// The usual times from now on, each with the name of its text.
fn usual(now: &Zoned) -> Vec<(&'static str, Timestamp)> {
    let at = |day: &Zoned, hour: i8| day.date().at(hour, 0, 0, 0).to_zoned(now.time_zone().clone()).ok();
    let soon = now.timestamp().checked_add(SignedDuration::from_hours(1)).ok();
    let afternoon = (now.hour() + 1 < AFTERNOON).then(|| at(now, AFTERNOON)).flatten();
    let tomorrow = now.checked_add(1.day()).ok().and_then(|day| at(&day, MORNING));
    let days = i64::from(now.weekday().until(Weekday::Monday));
    let days = if days == 0 { 7 } else { days };
    let monday = now.checked_add(days.days()).ok().and_then(|day| at(&day, MORNING));
    [
        soon.map(|at| ("snooze-hour", at)),
        afternoon.map(|at| ("snooze-afternoon", at.timestamp())),
        tomorrow.map(|at| ("snooze-tomorrow", at.timestamp())),
        monday.map(|at| ("snooze-monday", at.timestamp())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Snooze {
    /// Opens it.
    pub fn new(keys: Vec<Key>, name: String, snoozed: bool) -> Self {
        Self { keys, name, snoozed, pick: Pick::new() }
    }

    /// The choices, each with its time; what can't be a time has none, and `Some(None)` is back at once.
    fn choices(&self, cx: &Cx) -> Vec<(Choice, Option<Option<Timestamp>>)> {
        let moment = |at: Timestamp| cx.words.moment(at, cx.now, &cx.zone);
        if let Some(typed) = self.pick.field.value() {
            let choice = match cx.words.read_moment(&typed, cx.now, &cx.zone) {
                Some(at) if at > cx.now => (Choice::new(moment(at)), Some(Some(at))),
                Some(_) => (Choice::new(cx.word("snooze-past")), None),
                None => (Choice::new(cx.word("snooze-unknown")), None),
            };
            return vec![choice];
        }
        let mut choices: Vec<_> = usual(&cx.now.to_zoned(cx.zone.clone()))
            .into_iter()
            .map(|(name, at)| (Choice::new(cx.word(name)).more(moment(at)), Some(Some(at))))
            .collect();
        if self.snoozed || self.keys.len() > 1 {
            choices.push((Choice::new(cx.word("snooze-back")), Some(None)));
        }
        choices
    }

    /// Does it; gives the dialog back unless it is closed.
    pub fn act(
        self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Option<Box<Self>> {
        let Act::Decide = act;
        let choices = self.choices(cx);
        let at = self.pick.at(Some(0), choices.len()).unwrap_or(0);
        let Some((_, Some(until))) = choices.get(at) else { return Some(self) };
        let n = self.keys.len();
        let text = match until {
            Some(at) => {
                let at = cx.words.moment(*at, cx.now, &cx.zone);
                cx.words.phrase("said-snoozed", &[("n", n.into()), ("at", at.into())])
            }
            None => cx.words.phrase("said-unsnoozed", &[("n", n.into())]),
        };
        applicant::decide(model, self.keys, Edit::Snooze(*until), text, cx, effects);
        None
    }

    /// Moves among the times.
    pub fn step(&mut self, motion: Motion, cx: &Cx) {
        let choices = self.choices(cx).len();
        self.pick.step(motion, Some(0), choices);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = format!("{} · {}", cx.word("snooze-title"), whom(&self.keys, &self.name, cx));
        let choices: Vec<Choice> = self.choices(cx).into_iter().map(|(choice, _)| choice).collect();
        let inside = states::dialog(frame, area, &title, 64, Pick::height(choices.len().max(5)), cx);
        self.pick.draw(frame, inside, &cx.word("snooze-label"), &choices, Some(0), cx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(now: &str) -> Vec<String> {
        let now: Zoned = now.parse().unwrap();
        let shown = |at: Timestamp| at.to_zoned(now.time_zone().clone()).strftime("%a %F %R").to_string();
        usual(&now).into_iter().map(|(name, at)| format!("{name} {}", shown(at))).collect()
    }

    #[test]
    fn the_usual_times_are_those_of_the_clock_on_the_wall() {
        assert_eq!(
            times("2026-03-27T09:30[Europe/Berlin]"),
            [
                "snooze-hour Fri 2026-03-27 10:30",
                "snooze-afternoon Fri 2026-03-27 14:00",
                "snooze-tomorrow Sat 2026-03-28 08:00",
                "snooze-monday Mon 2026-03-30 08:00",
            ]
        );
        // On the night when the clocks change, and on a Monday.
        assert_eq!(times("2026-03-28T23:30[Europe/Berlin]")[1], "snooze-tomorrow Sun 2026-03-29 08:00");
        assert_eq!(times("2026-03-30T15:00[Europe/Berlin]")[2], "snooze-monday Mon 2026-04-06 08:00");
        assert_eq!(times("2026-03-30T13:10[Europe/Berlin]").len(), 3, "the afternoon has begun");
    }
}
