//! The window onto the list: a few pages of rows, a cursor that is an applicant and not a place, and the page
//! that is seen. Asks for more before the edge is reached, and never holds the whole list.

use crate::domain::Key;
use crate::store::{From, Row, Window};
use crate::tui::cursor::Motion;
use crate::tui::model::Load;

/// Where the cursor goes once the next window is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Goal {
    /// It stays on its applicant, who stays in its row of the screen.
    #[default]
    Stay,
    /// The first row.
    First,
    /// The last row.
    Last,
    /// This applicant.
    To(Key),
}

/// A stretch of rows with a cursor in it.
#[derive(Clone, Debug, Default)]
pub struct List {
    rows: Vec<Row>,
    more_before: bool,
    more_after: bool,
    cursor: Option<Key>,
    top: usize,
    /// Steps that the cursor could not take yet, because their rows are not here.
    owed: i64,
    goal: Goal,
    wanted: Option<(From, usize)>,
    /// The list was empty, and nobody has chosen a row since: the cursor is with the first one, whoever that is.
    follows: bool,
    /// A person has just acted on the row under the cursor: it may leave the list.
    released: bool,
    /// Whether rows are here.
    pub load: Load,
}

/// The most rows that are asked for at once.
const MOST: usize = 1_000;

/// The rows of a few pages.
fn pages(height: u16) -> usize {
    usize::from(height.max(1)).saturating_mul(4).clamp(40, MOST)
}

impl List {
    /// The applicant under the cursor.
    pub fn cursor(&self) -> Option<Key> {
        self.cursor
    }

    /// The row under the cursor.
    pub fn current(&self) -> Option<&Row> {
        self.index().map(|at| &self.rows[at])
    }

    /// All rows that are here.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows on the page.
    pub fn page(&self, height: u16) -> &[Row] {
        let end = (self.top + usize::from(height)).min(self.rows.len());
        self.rows.get(self.top..end).unwrap_or(&[])
    }

    /// The row of an applicant, if it is here.
    pub fn row(&self, key: Key) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// Whether there is more above and below the page.
    pub fn beyond(&self, height: u16) -> (bool, bool) {
        (
            self.top > 0 || self.more_before,
            self.top + usize::from(height) < self.rows.len() || self.more_after,
        )
    }

    /// The place of an applicant among the rows that are here.
    pub fn place_of(&self, key: Key) -> Option<usize> {
        self.rows.iter().position(|row| row.key == key)
    }

    /// Whether the rows that are here begin with the first and end with the last of all.
    pub fn ends(&self) -> (bool, bool) {
        (!self.more_before, !self.more_after)
    }

    /// The rows from one applicant to another, for a range of marks; only what is here.
    pub fn between(&self, one: Key, other: Key) -> Vec<Key> {
        let (Some(one), Some(other)) = (self.place_of(one), self.place_of(other)) else { return Vec::new() };
        self.rows[one.min(other)..=one.max(other)].iter().map(|row| row.key).collect()
    }

    fn index(&self) -> Option<usize> {
        self.place_of(self.cursor?)
    }

    /// Forgets everything and starts again at the top, or at this applicant if they are still listed.
    pub fn restart(&mut self, at: Option<Key>, height: u16) {
        self.owed = 0;
        self.follows = false;
        self.goal = at.map_or(Goal::First, Goal::To);
        self.wanted = Some((at.map_or(From::Start, From::At), pages(height)));
        if self.rows.is_empty() {
            self.load = Load::Waiting;
        }
    }

    /// Asks for the same rows again.
    pub fn refresh(&mut self, height: u16) {
        if self.wanted.is_none() && self.goal == Goal::Stay {
            let cursor = self.cursor.filter(|_| !self.follows);
            self.wanted = Some((cursor.map_or(From::Start, From::At), pages(height)));
        }
    }

    /// Keeps the cursor on its applicant from here on, if there is one: a person has turned to them.
    pub fn hold(&mut self) {
        self.follows &= self.rows.is_empty();
    }

    /// Lets the row under the cursor leave: a person has acted on it.
    pub fn release(&mut self) {
        self.hold();
        self.released = true;
    }

    /// Brings the cursor to an applicant.
    pub fn go(&mut self, key: Key, height: u16) {
        self.owed = 0;
        self.hold();
        if self.rows.iter().any(|row| row.key == key) {
            self.goal = Goal::Stay;
            self.select(key);
            self.show(height);
            self.reach(height);
        } else {
            self.goal = Goal::To(key);
            self.wanted = Some((From::At(key), pages(height)));
        }
    }

    /// Puts the cursor onto a row of the page.
    pub fn point(&mut self, line: u16, height: u16) -> bool {
        let Some(key) = self.page(height).get(usize::from(line)).map(|row| row.key) else { return false };
        self.owed = 0;
        self.goal = Goal::Stay;
        self.hold();
        self.select(key);
        true
    }

    /// What has to be asked for, if anything.
    pub fn take_wanted(&mut self) -> Option<(From, usize)> {
        self.wanted.take()
    }

    fn select(&mut self, key: Key) {
        if self.cursor != Some(key) {
            self.released = false;
        }
        self.cursor = Some(key);
    }

    /// Moves the cursor.
    pub fn step(&mut self, motion: Motion, height: u16) {
        self.hold();
        match motion {
            Motion::First => {
                self.owed = 0;
                if self.more_before {
                    self.goal = Goal::First;
                    self.wanted = Some((From::Start, pages(height)));
                } else if let Some(row) = self.rows.first() {
                    let key = row.key;
                    self.goal = Goal::Stay;
                    self.select(key);
                    self.show(height);
                }
            }
            Motion::Last => {
                self.owed = 0;
                if self.more_after {
                    self.goal = Goal::Last;
                    self.wanted = Some((From::End, pages(height)));
                } else if let Some(row) = self.rows.last() {
                    let key = row.key;
                    self.goal = Goal::Stay;
                    self.select(key);
                    self.show(height);
                }
            }
            Motion::By(by) => self.walk(by, 0, height),
            Motion::Flip(by) => self.walk(by, by, height),
        }
    }

    fn walk(&mut self, by: i64, flip: i64, height: u16) {
        if self.goal != Goal::Stay {
            // On the way to a place whose rows are not here yet: the steps are taken from there.
            self.owed = self.owed.saturating_add(by);
            return;
        }
        let Some(at) = self.index() else { return };
        let by = by.saturating_add(std::mem::take(&mut self.owed));
        let target = i64::try_from(at).unwrap_or(0).saturating_add(by);
        let last = i64::try_from(self.rows.len() - 1).unwrap_or(0);
        let reached = target.clamp(0, last);
        if target < reached && self.more_before || target > reached && self.more_after {
            self.owed = target - reached;
        }
        let key = self.rows[usize::try_from(reached).unwrap_or(0)].key;
        self.select(key);
        if flip != 0 {
            let top = i64::try_from(self.top).unwrap_or(0).saturating_add(flip);
            self.top = usize::try_from(top.max(0)).unwrap_or(0);
        }
        self.show(height);
        self.reach(height);
    }

    /// Brings the cursor onto the page: a page whose edge is passed flips by half, which costs a terminal far
    /// less over a day than scrolling by one row on every step.
    pub fn show(&mut self, height: u16) {
        let page = usize::from(height.max(1));
        let Some(at) = self.index() else { return };
        if at < self.top || at >= self.top + page {
            self.top = at.saturating_sub(page / 2);
        }
        self.top = self.top.min(self.rows.len().saturating_sub(page));
    }

    /// Asks for more when less than a page is left in front of the cursor.
    fn reach(&mut self, height: u16) {
        let (Some(at), Some(cursor)) = (self.index(), self.cursor) else { return };
        let page = usize::from(height.max(1));
        let near = self.more_before && at < page || self.more_after && at + page >= self.rows.len();
        if self.owed != 0 || near {
            let owed = usize::try_from(self.owed.unsigned_abs()).unwrap_or(MOST);
            let limit = pages(height).saturating_add(owed.saturating_mul(2)).min(MOST);
            self.wanted = Some((From::At(cursor), limit));
        }
    }

    /// Takes a window that was asked for from there.
    pub fn place(&mut self, window: Window, from: From, height: u16) {
        let page = usize::from(height.max(1));
        if self.goal != Goal::Stay && self.wanted.is_some() {
            // Asked for before the list was to go elsewhere: the question that counts is still to be asked.
            return;
        }
        self.load = Load::Ready;
        if self.goal == Goal::Stay
            && !self.follows
            && let Some(cursor) = self.cursor
            && from != From::At(cursor)
            && !window.rows.iter().any(|row| row.key == cursor)
        {
            // The cursor has moved on since; these rows are of another place.
            if self.wanted.is_none() {
                self.wanted = Some((From::At(cursor), pages(height)));
            }
            return;
        }
        let line = self.index().map_or(0, |at| at.saturating_sub(self.top));
        let old = std::mem::replace(&mut self.rows, window.rows);
        self.more_before = window.more_before;
        self.more_after = window.more_after;
        match std::mem::take(&mut self.goal) {
            Goal::Stay if !self.follows => self.stay(&old, line),
            Goal::Stay | Goal::First => {
                self.cursor = self.rows.first().map(|row| row.key);
                self.top = 0;
            }
            Goal::Last => {
                self.cursor = self.rows.last().map(|row| row.key);
                self.top = self.rows.len().saturating_sub(page);
            }
            Goal::To(key) if self.rows.iter().any(|row| row.key == key) => {
                self.cursor = Some(key);
                self.top = usize::MAX;
            }
            Goal::To(_) => {
                self.cursor = self.rows.first().map(|row| row.key);
                self.top = 0;
            }
        }
        self.follows |= self.rows.is_empty();
        if self.top == usize::MAX {
            self.top = self.index().unwrap_or(0).saturating_sub(page / 2);
        }
        self.show(height);
        if self.owed != 0 {
            self.walk(0, 0, height);
        }
    }

    /// Keeps the cursor on its applicant and in its line of the screen.
    fn stay(&mut self, old: &[Row], line: usize) {
        let Some(cursor) = self.cursor else {
            self.cursor = self.rows.first().map(|row| row.key);
            self.top = 0;
            return;
        };
        if self.index().is_none() {
            let was = old.iter().position(|row| row.key == cursor);
            let find = |key: Key| self.rows.iter().position(|row| row.key == key);
            let after = was.and_then(|at| old[at + 1..].iter().find_map(|row| find(row.key)));
            let before = was.and_then(|at| old[..at].iter().rev().find_map(|row| find(row.key)));
            match was {
                // Somebody else's change: the row stays under the cursor until the person moves on.
                Some(was) if !self.released => {
                    let at = after.or(before.map(|at| at + 1)).unwrap_or(0);
                    self.rows.insert(at, old[was].clone());
                }
                _ => {
                    let at = after.or(before).unwrap_or(0);
                    self.cursor = self.rows.get(at).or(self.rows.first()).map(|row| row.key);
                }
            }
        }
        self.released = false;
        self.top = self.index().unwrap_or(0).saturating_sub(line);
    }

    /// Notes that the rows can't be had.
    pub fn fail(&mut self, error: crate::error::UserError) {
        self.goal = Goal::Stay;
        self.owed = 0;
        self.load = Load::Failed(error);
    }
}

#[cfg(test)]
#[path = "list/tests.rs"]
mod tests;
