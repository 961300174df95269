//! Movements: the same keys in every pane and in every dialog that has a list.

use super::action::{Action, Row, Scope};
use super::cx::Cx;
use super::effect::Effect;
use super::model::{Model, Pane};
use super::{dialog, pane};

/// A movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named by where it goes")]
pub enum Cursor {
    Down,
    Up,
    First,
    Last,
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
}

const fn row(name: &'static str, keys: &'static [&'static str], act: Cursor) -> Row {
    Row::new(name, keys, Scope::Cursor, Action::Cursor(act))
}

/// The rows of the table.
pub const ROWS: &[Row] = &[
    row("cursor.down", &["j", "down"], Cursor::Down),
    row("cursor.up", &["k", "up"], Cursor::Up),
    row("cursor.first", &["g", "home"], Cursor::First),
    row("cursor.last", &["G", "end"], Cursor::Last),
    row("cursor.half-down", &["ctrl-d"], Cursor::HalfDown),
    row("cursor.half-up", &["ctrl-u"], Cursor::HalfUp),
    row("cursor.page-down", &["pgdn"], Cursor::PageDown),
    row("cursor.page-up", &["pgup"], Cursor::PageUp),
];

/// A movement in rows, once the height of the page is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// So many rows down; negative is up.
    By(i64),
    /// So many rows, the page moving along.
    Flip(i64),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Cursor {
    /// The movement on a page of this height.
    pub fn motion(self, height: u16) -> Motion {
        let page = i64::from(height.max(1));
        let half = (page / 2).max(1);
        match self {
            Cursor::Down => Motion::By(1),
            Cursor::Up => Motion::By(-1),
            Cursor::First => Motion::First,
            Cursor::Last => Motion::Last,
            Cursor::HalfDown => Motion::Flip(half),
            Cursor::HalfUp => Motion::Flip(-half),
            Cursor::PageDown => Motion::Flip(page),
            Cursor::PageUp => Motion::Flip(-page),
        }
    }
}

/// A plain list that is wholly in memory: which row is chosen, and which is at the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The chosen row.
    pub at: usize,
    /// The first visible row.
    pub top: usize,
}

impl Place {
    /// Moves within so many rows on a page of this height; the page flips by half when its edge is passed.
    pub fn step(&mut self, motion: Motion, rows: usize, height: u16) {
        let last = rows.saturating_sub(1);
        let shift = |from: usize, by: i64| {
            let by_size = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
            if by < 0 { from.saturating_sub(by_size) } else { from.saturating_add(by_size) }
        };
        match motion {
            Motion::By(by) => self.at = shift(self.at, by).min(last),
            Motion::Flip(by) => {
                self.at = shift(self.at, by).min(last);
                self.top = shift(self.top, by);
            }
            Motion::First => self.at = 0,
            Motion::Last => self.at = last,
        }
        self.show(rows, height);
    }

    /// Brings the chosen row onto the page.
    pub fn show(&mut self, rows: usize, height: u16) {
        let page = usize::from(height.max(1));
        self.at = self.at.min(rows.saturating_sub(1));
        let most = rows.saturating_sub(page);
        if self.at < self.top || self.at >= self.top + page {
            self.top = self.at.saturating_sub(page / 2);
        }
        self.top = self.top.min(most);
    }

    /// Scrolls a text that has no chosen row.
    pub fn scroll(&mut self, motion: Motion, rows: usize, height: u16) {
        let most = rows.saturating_sub(usize::from(height));
        self.top = match motion {
            Motion::By(by) | Motion::Flip(by) => {
                usize::try_from(i64::try_from(self.top).unwrap_or(0) + by).unwrap_or(0).min(most)
            }
            Motion::First => 0,
            Motion::Last => most,
        };
        self.at = self.top;
    }
}

/// Moves whatever has the focus.
pub fn act(model: &mut Model, act: Cursor, cx: &Cx, effects: &mut Vec<Effect>) {
    if !model.dialogs.is_empty() {
        dialog::step(model, act, cx);
        return;
    }
    match model.focus {
        Pane::Templates => pane::templates::step(model, act.motion(model.page(Pane::Templates)), cx),
        Pane::Applicants => pane::applicants::step(model, act.motion(model.page(Pane::Applicants)), effects),
        Pane::Profile => pane::profile::step(model, act.motion(model.page(Pane::Profile)), cx),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_page_flips_by_half_at_its_edge() {
        let mut place = Place::default();
        for _ in 0..9 {
            place.step(Motion::By(1), 100, 10);
            assert_eq!(place.top, 0);
        }
        place.step(Motion::By(1), 100, 10);
        assert_eq!((place.at, place.top), (10, 5));
        place.step(Motion::Last, 100, 10);
        assert_eq!((place.at, place.top), (99, 90));
    }

    proptest! {
        #[test]
        fn the_chosen_row_is_always_on_the_page(
            rows in 0_usize..60, height in 0_u16..20, steps in prop::collection::vec((0..4, -70_i64..70), 0..30)
        ) {
            let mut place = Place::default();
            for (kind, by) in steps {
                let motion = match kind { 0 => Motion::By(by), 1 => Motion::Flip(by), 2 => Motion::First, _ => Motion::Last };
                place.step(motion, rows, height);
                prop_assert!(place.at < rows.max(1));
                prop_assert!(place.top <= place.at && place.at < place.top + usize::from(height.max(1)));
            }
        }
    }
}
