//! The list by response time: those whom nobody has contacted, by how long their account's target is passed, and then
//! the others. Accounts with the same target are one stretch in key order; these stretches are merged as far as is
//! asked for, never as a whole.

use super::class::{self, Classes, Set};
use super::read::Direction;
use super::search::Plan;
use super::walk::{Stretch, Way};
use super::{Error, RUNNING_BITS, Reader};
use crate::domain::Key;

/// The accounts with a target, in milliseconds.
pub(super) struct Target {
    within: i64,
    accounts: Vec<i64>,
}

/// The targets of all accounts, each once.
pub(super) fn targets(read: &Reader<'_>) -> Result<Vec<Target>, Error> {
    let known = read.shared.targets.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut targets: Vec<Target> = Vec::new();
    let mut statement = read.db.prepare_cached("SELECT id, name FROM account")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        // An account that is configured no more has no target: it stands as if it had none to miss yet.
        let within = known.iter().find(|(account, _)| *account == name).map_or(0, |(_, within)| *within);
        match targets.iter_mut().find(|target| target.within == within) {
            Some(target) => target.accounts.push(id),
            None => targets.push(Target { within, accounts: vec![id] }),
        }
    }
    Ok(targets)
}

/// The place of an account's target among them.
pub(super) fn target_of(targets: &[Target], account: i64) -> usize {
    targets.iter().position(|target| target.accounts.contains(&account)).unwrap_or(0)
}

/// One stretch for each target, and at the end those who were contacted.
pub(super) struct Overdue<'a> {
    pub(super) read: &'a Reader<'a>,
    pub(super) plan: &'a Plan,
    pub(super) classes: &'a Classes,
    pub(super) targets: &'a [Target],
    pub(super) sets: Vec<&'a Set>,
}

/// The sets of the stretches.
pub(super) fn sets(targets: &[Target], set: impl Fn(&dyn Fn(&class::Class) -> bool) -> Set) -> Vec<Set> {
    let waiting = targets
        .iter()
        .map(|target| set(&|class| !class.has(class::CONTACTED) && target.accounts.contains(&class.account)));
    waiting.chain([set(&|class| class.has(class::CONTACTED))]).collect()
}

impl Overdue<'_> {
    /// Up to `most` keys beyond `after`, which stands in this stretch.
    pub(super) fn go(
        &self,
        after: Option<(usize, Key)>,
        direction: Direction,
        most: usize,
    ) -> Result<Vec<Key>, Error> {
        let waiting = self.sets.len() - 1;
        let contacted = after.filter(|(at, _)| *at == waiting).map(|(_, key)| key);
        let late = after.filter(|(at, _)| *at < waiting);
        let mut keys = Vec::new();
        match direction {
            Direction::Forward => {
                if contacted.is_none() {
                    keys = self.merged(late, direction, most)?;
                }
                keys.extend(self.stretch(
                    waiting,
                    contacted.map(|key| key.0),
                    direction,
                    most - keys.len(),
                )?);
            }
            Direction::Backward => {
                if late.is_none() {
                    keys = self.stretch(waiting, contacted.map(|key| key.0), direction, most)?;
                }
                keys.extend(self.merged(late, direction, most - keys.len())?);
            }
        }
        Ok(keys)
    }

    fn stretch(
        &self,
        at: usize,
        bound: Option<i64>,
        direction: Direction,
        most: usize,
    ) -> Result<Vec<Key>, Error> {
        let way = if direction == Direction::Forward { Way::Up } else { Way::Down };
        let mut keys = Vec::new();
        if most > 0 {
            let stretch = Stretch::new(self.read, self.plan, self.classes, self.sets[at], way);
            stretch.walk(bound, most, &mut |key| {
                keys.push(key);
                keys.len() < most
            })?;
        }
        Ok(keys)
    }

    /// When somebody's answer is due.
    fn due(&self, at: usize, key: Key) -> i64 {
        (key.0 >> RUNNING_BITS).saturating_add(self.targets[at].within)
    }

    /// Those who wait, by when their answer is due and then by key.
    fn merged(
        &self,
        after: Option<(usize, Key)>,
        direction: Direction,
        most: usize,
    ) -> Result<Vec<Key>, Error> {
        let mut due = Vec::new();
        for at in 0..self.targets.len() {
            let bound = after.map(|(from, key)| self.bound(at, from, key, direction));
            due.extend(
                self.stretch(at, bound, direction, most)?.into_iter().map(|key| (self.due(at, key), key)),
            );
        }
        due.sort_unstable();
        if direction == Direction::Backward {
            due.reverse();
        }
        due.truncate(most);
        Ok(due.into_iter().map(|(_, key)| key).collect())
    }

    /// The key of another stretch beyond which its applicants stand after (or before) this one.
    fn bound(&self, at: usize, from: usize, key: Key, direction: Direction) -> i64 {
        if at == from {
            return key.0;
        }
        let moment = self.due(from, key).saturating_sub(self.targets[at].within);
        // Who is due in the same millisecond stands by key: after this one when they applied later.
        let later = self.targets[at].within < self.targets[from].within;
        let first = moment << RUNNING_BITS;
        let next = (moment + 1) << RUNNING_BITS;
        match (direction, later) {
            (Direction::Forward, true) => first - 1,
            (Direction::Forward, false) => next - 1,
            (Direction::Backward, true) => first,
            (Direction::Backward, false) => next,
        }
    }
}
