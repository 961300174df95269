//! Insights: who applied, from where, how far they got, and how soon somebody got in touch; of a period.
//!
//! The figures come from one scan of the store's slow lane, by ticket: nothing waits for them, and of a period that
//! was left before its answer came the answer is dropped. What is drawn stands in `insights/page.rs`.

use jiff::{Timestamp, ToSpan};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::error::UserError;
use crate::store::{Common, Group, Insights as Figures, Scope as Of};
use crate::tui::action::{Action, Row, Scope};
use crate::tui::cursor::{Motion, Place};
use crate::tui::cx::Cx;
use crate::tui::dialog::{self, Kind};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::view::states;

mod chart;
mod page;

/// How far back the figures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Since this morning.
    Today,
    /// Today and the six days before.
    Week,
    /// Thirty days.
    Month,
    /// Ninety days.
    Quarter,
    /// A year.
    Year,
    /// Everybody.
    Ever,
}

impl Period {
    const ALL: [Period; 6] =
        [Period::Today, Period::Week, Period::Month, Period::Quarter, Period::Year, Period::Ever];

    /// When it began; nothing for ever.
    fn since(self, cx: &Cx) -> Option<Timestamp> {
        let before = match self {
            Period::Today => 0,
            Period::Week => 6,
            Period::Month => 29,
            Period::Quarter => 89,
            Period::Year => 364,
            Period::Ever => return None,
        };
        let day = cx.now.to_zoned(cx.zone.clone()).date().checked_sub(before.days()).ok()?;
        Some(day.to_zoned(cx.zone.clone()).ok()?.timestamp())
    }

    fn word(self) -> &'static str {
        match self {
            Period::Today => "insights-today",
            Period::Week => "insights-week",
            Period::Month => "insights-month",
            Period::Quarter => "insights-quarter",
            Period::Year => "insights-year",
            Period::Ever => "insights-ever",
        }
    }

    fn beside(self, way: isize) -> Period {
        let at = Self::ALL.iter().position(|period| *period == self).unwrap_or(0);
        Self::ALL[at.saturating_add_signed(way).min(Self::ALL.len() - 1)]
    }
}

/// The dialog.
#[derive(Debug)]
pub struct Insights {
    period: Period,
    figures: Option<Result<Box<Figures>, UserError>>,
    place: Place,
}

/// What keys do in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Act {
    Longer,
    Shorter,
    Again,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Act) -> Row {
    Row::new(name, keys, Scope::Dialog(Kind::Insights), Action::Dialog(dialog::Act::Insights(act)))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("insights.longer", &["l", "right"], Act::Longer).hint(1),
    row("insights.shorter", &["h", "left"], Act::Shorter).hint(2),
    row("insights.again", &["r"], Act::Again).hint(3),
];

impl Insights {
    /// Opens it, and asks for the figures of the last thirty days.
    pub fn open(model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) -> Self {
        let insights = Self { period: Period::Month, figures: None, place: Place::default() };
        insights.ask(model, cx, effects);
        insights
    }

    fn ask(&self, model: &mut Model, cx: &Cx, effects: &mut Vec<Effect>) {
        let targets =
            cx.config.accounts.iter().map(|account| (account.name.clone(), account.response_target));
        let of = Of {
            account: None,
            since: self.period.since(cx),
            zone: cx.zone.clone(),
            targets: targets.collect(),
        };
        model.ask(Ask::Insights(Box::new(of)), effects);
    }

    /// Takes the figures, or why there are none. Templates are called as in the left pane; a key that is another
    /// template at another account stays a key.
    pub fn loaded(&mut self, mut figures: Result<Box<Figures>, UserError>, groups: &[Group]) {
        for row in figures.iter_mut().flat_map(|figures| &mut figures.templates) {
            let is_it = |group: &&Group| matches!(&group.common, Common::Template(key) if *key == row.label);
            let mut titles = groups.iter().filter(is_it).map(|group| &group.title);
            if let Some(title) = titles.next()
                && titles.all(|other| other == title)
            {
                row.label.clone_from(title);
            }
        }
        self.figures = Some(figures);
    }

    /// Does it; the dialog stays. The old figures stay until the new ones are there.
    pub fn act(
        mut self: Box<Self>,
        act: Act,
        model: &mut Model,
        cx: &Cx,
        effects: &mut Vec<Effect>,
    ) -> Box<Self> {
        let before = self.period;
        match act {
            Act::Longer => self.period = self.period.beside(1),
            Act::Shorter => self.period = self.period.beside(-1),
            Act::Again => {}
        }
        if before != self.period {
            self.figures = None;
            self.place = Place::default();
        }
        if before != self.period || act == Act::Again {
            self.ask(model, cx, effects);
        }
        self
    }

    /// Scrolls.
    pub fn step(&mut self, motion: Motion, size: (u16, u16), cx: &Cx) {
        let Some(Ok(figures)) = &self.figures else { return };
        let height = size.1.saturating_sub(4).max(1);
        let many = page::page(figures, size.0.saturating_sub(2), height, cx).area.height;
        self.place.scroll(motion, usize::from(many), height);
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let period = cx.word(self.period.word());
        let title = cx.words.phrase("insights-title", &[("period", period.into())]);
        let inside = states::dialog(frame, area, &title, area.width, area.height, cx);
        match &self.figures {
            None => states::waiting(frame, inside, cx),
            Some(Err(error)) => states::failed(frame, inside, error, cx),
            Some(Ok(figures)) if figures.all.count == 0 => {
                states::note(frame, inside, &cx.word("insights-nobody"), cx);
            }
            Some(Ok(figures)) => {
                let page = page::page(figures, inside.width, inside.height, cx);
                let top = self.place.top.min(usize::from(page.area.height.saturating_sub(inside.height)));
                for y in 0..inside.height.min(page.area.height) {
                    for x in 0..inside.width {
                        frame.buffer_mut()[(inside.x + x, inside.y + y)] = page[(x, y + top as u16)].clone();
                    }
                }
            }
        }
    }
}
