//! The list of applicants: windows into it, how many there are, where somebody stands in it, and the cached figures
//! of the header and the left pane. Nothing here reads more of the list than it shows.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::class::{self, Class, Classes, Set};
use super::outbox::DEAD;
use super::overdue::{self, Overdue, Target};
use super::search::{self, Plan};
use super::walk::{Stretch, Way};
use super::{
    Common, Error, From, Group, Lane, Reader, Row, Sort, Store, Totals, Window, account, at_of, snooze, time,
};
use crate::domain::{ApplicantId, Key, Query, Safety, SourceKind, Stage};

/// Which way through the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards its end.
    Forward,
    /// Towards its beginning.
    Backward,
}

/// A list: a query in an order, as of one moment.
pub(super) struct List<'a> {
    read: &'a Reader<'a>,
    plan: Plan,
    classes: Classes,
    kinds: Vec<(i64, SourceKind)>,
    sort: Sort,
    targets: Vec<Target>,
}

/// A stretch of a list in which keys are in order.
struct Part {
    set: Set,
    way: Way,
}

impl<'a> List<'a> {
    fn new(
        read: &'a Reader<'a>,
        query: &Query,
        marks: &std::sync::Arc<[Key]>,
        sort: Sort,
    ) -> Result<Self, Error> {
        Ok(List {
            read,
            plan: Plan::compile(read.db, query, marks, read.shared.now())?,
            classes: Classes::load(read.db)?,
            kinds: search::kinds(read.db)?,
            sort,
            targets: if sort == Sort::Overdue { overdue::targets(read)? } else { Vec::new() },
        })
    }

    fn set(&self, also: impl Fn(&Class) -> bool) -> Set {
        Set::of(&self.classes, |class| self.plan.admits(class, &self.kinds) && also(class))
    }

    /// The list's parts, in its order.
    fn parts(&self, also: impl Fn(&Class) -> bool) -> Vec<Part> {
        match self.sort {
            Sort::Newest | Sort::Name => vec![Part { set: self.set(also), way: Way::Down }],
            Sort::OldestUncontacted => [false, true]
                .into_iter()
                .map(|contacted| Part {
                    set: self.set(|class| class.has(class::CONTACTED) == contacted && also(class)),
                    way: Way::Up,
                })
                .collect(),
            Sort::Overdue => {
                overdue::sets(&self.targets, |test| self.set(|class| test(class) && also(class)))
                    .into_iter()
                    .map(|set| Part { set, way: Way::Up })
                    .collect()
            }
            Sort::Stage => Stage::ALL
                .into_iter()
                .map(|stage| Part {
                    set: self.set(|class| class.stage == stage && also(class)),
                    way: Way::Down,
                })
                .collect(),
        }
    }

    /// In which part this applicant stands, or would stand.
    fn part_of(&self, key: Key) -> Result<usize, Error> {
        if matches!(self.sort, Sort::Newest | Sort::Name) {
            return Ok(0);
        }
        let class = class_of(self.read.db, key)?;
        Ok(class.map_or(0, |class| match self.sort {
            Sort::OldestUncontacted => usize::from(class.has(class::CONTACTED)),
            Sort::Stage => class.stage as usize,
            Sort::Overdue if class.has(class::CONTACTED) => self.targets.len(),
            Sort::Overdue => overdue::target_of(&self.targets, class.account),
            Sort::Newest | Sort::Name => 0,
        }))
    }

    /// Up to `most` keys beyond `after` (from the very start or end without), towards `direction`.
    fn go(
        &self,
        parts: &[Part],
        after: Option<Key>,
        direction: Direction,
        most: usize,
    ) -> Result<Vec<Key>, Error> {
        let mut keys = Vec::new();
        if most == 0 {
            return Ok(keys);
        }
        if self.sort == Sort::Name {
            return super::name::go(
                self.read,
                &self.plan,
                &self.classes,
                &parts[0].set,
                after,
                direction,
                most,
            );
        }
        let begin = match after {
            Some(key) => Some(self.part_of(key)?),
            None => None,
        };
        if self.sort == Sort::Overdue {
            let sets = parts.iter().map(|part| &part.set).collect();
            let (read, plan, classes, targets) = (self.read, &self.plan, &self.classes, &self.targets[..]);
            return Overdue { read, plan, classes, targets, sets }.go(begin.zip(after), direction, most);
        }
        let order: Vec<usize> = match direction {
            Direction::Forward => (begin.unwrap_or(0)..parts.len()).collect(),
            Direction::Backward => (0..begin.map_or(parts.len(), |at| at + 1)).rev().collect(),
        };
        for at in order {
            let part = &parts[at];
            let bound = after.filter(|_| begin == Some(at)).map(|key| key.0);
            let way = match direction {
                Direction::Forward => part.way,
                Direction::Backward => part.way.back(),
            };
            let stretch = Stretch::new(self.read, &self.plan, &self.classes, &part.set, way);
            let want = most - keys.len();
            let stopped = stretch.walk(bound, want, &mut |key| {
                keys.push(key);
                keys.len() < most
            })?;
            if stopped {
                break;
            }
        }
        Ok(keys)
    }

    fn window(&self, from: From, limit: usize) -> Result<Window, Error> {
        let parts = self.parts(|_| true);
        let limit = limit.max(1);
        let mut window = Window::default();
        let keys = match from {
            From::Start | From::After(_) => {
                let after = if let From::After(key) = from { Some(key) } else { None };
                let mut keys = self.go(&parts, after, Direction::Forward, limit + 1)?;
                window.more_before = after.is_some();
                window.more_after = keys.len() > limit;
                keys.truncate(limit);
                keys
            }
            From::End | From::Before(_) => {
                let before = if let From::Before(key) = from { Some(key) } else { None };
                let mut keys = self.go(&parts, before, Direction::Backward, limit + 1)?;
                window.more_after = before.is_some();
                window.more_before = keys.len() > limit;
                keys.truncate(limit);
                keys.reverse();
                keys
            }
            From::At(key) => {
                let mut before = self.go(&parts, Some(key), Direction::Backward, limit + 1)?;
                let mut keys = Vec::new();
                if self.holds(&parts, key)? {
                    keys.push(key);
                }
                keys.extend(self.go(&parts, Some(key), Direction::Forward, limit + 1 - keys.len())?);
                // Half before, unless one side hasn't as many.
                let above = before.len().min((limit / 2).max(limit.saturating_sub(keys.len())));
                let below = keys.len().min(limit - above);
                window.more_before = before.len() > above;
                window.more_after = keys.len() > below;
                before.truncate(above);
                keys.truncate(below);
                before.reverse();
                before.extend(keys);
                before
            }
        };
        window.rows = rows(self.read, &keys)?;
        Ok(window)
    }

    /// Whether this applicant is in the list.
    fn holds(&self, parts: &[Part], key: Key) -> Result<bool, Error> {
        let at = self.part_of(key)?;
        let Some(part) = parts.get(at) else { return Ok(false) };
        let stretch = Stretch::new(self.read, &self.plan, &self.classes, &part.set, Way::Down);
        let mut found = false;
        stretch.walk(Some(key.0.saturating_add(1)), 1, &mut |next| {
            found = next == key;
            false
        })?;
        Ok(found)
    }

    fn count(&self) -> Result<u64, Error> {
        let set = self.set(|_| true);
        if self.plan.is_tallied() {
            return Ok(set.n);
        }
        let mut n = 0;
        let stretch = Stretch::new(self.read, &self.plan, &self.classes, &set, Way::Down);
        stretch.walk(None, usize::MAX, &mut |_| {
            n += 1;
            true
        })?;
        Ok(n)
    }
}

fn class_of(db: &Connection, key: Key) -> Result<Option<Class>, Error> {
    let class = db
        .prepare_cached(
            "SELECT c.account, c.template, c.stage, c.safety, c.flags FROM applicant a \
             JOIN class c ON c.id = a.class WHERE a.key = ?1",
        )?
        .query_row([key.0], |row| Class::read(row, 0))
        .optional()?;
    Ok(class)
}

/// The rows of these applicants, in the same order; who is gone is left out.
pub(super) fn rows(read: &Reader<'_>, keys: &[Key]) -> Result<Vec<Row>, Error> {
    let language = read.language();
    let mut statement = read.db.prepare_cached(
        "SELECT a.source_id, n.name, a.name, coalesce(a.title, j.title, d.name), t.key, a.job, a.media, a.unsaved, \
         a.contacted_at, a.assignee, a.held, a.tags, t.descriptions, \
         c.account, c.template, c.stage, c.safety, c.flags \
         FROM applicant a JOIN class c ON c.id = a.class JOIN account n ON n.id = a.account \
         LEFT JOIN template t ON t.id = c.template LEFT JOIN dictionary d ON d.number = -c.template \
         LEFT JOIN job_title j ON j.account = a.account AND j.job = a.job WHERE a.key = ?1",
    )?;
    let mut list = Vec::with_capacity(keys.len());
    for key in keys {
        let mut rows = statement.query([key.0])?;
        let Some(row) = rows.next()? else { continue };
        let source_id: String = row.get(0)?;
        let class = Class::read(row, 13)?;
        let template: Option<String> = row.get(4)?;
        let title = match (row.get::<_, Option<String>>(3)?, &template, row.get::<_, Option<String>>(12)?) {
            (Some(title), ..) => Some(title),
            (None, Some(key), Some(descriptions)) => {
                Some(account::template_title(key, &descriptions, &language))
            }
            _ => None,
        };
        list.push(Row {
            key: *key,
            name: row
                .get::<_, Option<String>>(2)?
                .filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| source_id.clone()),
            id: ApplicantId::new(account::name(row.get(1)?)?, source_id),
            title,
            template,
            job: row.get(5)?,
            at: at_of(*key),
            media: row.get(6)?,
            unsaved: row.get(7)?,
            stage: class.stage,
            safety: class.safety,
            unread: class.has(class::UNREAD),
            updated: class.has(class::UPDATED),
            contacted_at: row.get::<_, Option<i64>>(8)?.map(time),
            assignee: row.get(9)?,
            held: row.get(10)?,
            tags: match row.get::<_, Option<String>>(11)? {
                Some(tags) => serde_json::from_str(&tags)?,
                None => Vec::new(),
            },
        });
    }
    Ok(list)
}

impl Reader<'_> {
    pub(super) fn language(&self) -> String {
        self.shared.language.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Store {
    async fn list<T: Send + 'static>(
        &self,
        lane: Lane,
        query: &Query,
        sort: Sort,
        work: impl FnOnce(&List<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (query, marks) = (query.clone(), std::sync::Arc::clone(&self.marks));
        self.read(lane, move |read| work(&List::new(read, &query, &marks, sort)?)).await
    }

    /// A stretch of the list, at most `limit` rows long.
    pub async fn window(&self, query: &Query, sort: Sort, from: From, limit: usize) -> Result<Window, Error> {
        self.list(Lane::Quick, query, sort, move |list| list.window(from, limit)).await
    }

    /// How many match: from cached figures when the query allows it.
    pub async fn count(&self, query: &Query) -> Result<u64, Error> {
        self.list(Lane::Slow, query, Sort::Newest, |list| list.count()).await
    }

    /// Who matches, at most `limit`, in order.
    pub async fn keys(&self, query: &Query, sort: Sort, limit: usize) -> Result<Vec<Key>, Error> {
        self.list(Lane::Slow, query, sort, move |list| {
            list.go(&list.parts(|_| true), None, Direction::Forward, limit)
        })
        .await
    }

    /// Who stands from one of these to the other, both included, in whichever order the two stand. Without one of them
    /// it is the other alone.
    pub async fn between(&self, query: &Query, sort: Sort, one: Key, other: Key) -> Result<Vec<Key>, Error> {
        /// So many are read at once.
        const STRETCH: usize = 5_000;
        self.list(Lane::Slow, query, sort, move |list| {
            let parts = list.parts(|_| true);
            let reach = |from: Key, to: Key| -> Result<Option<Vec<Key>>, Error> {
                let mut keys = vec![from];
                loop {
                    let some = list.go(&parts, keys.last().copied(), Direction::Forward, STRETCH)?;
                    if let Some(at) = some.iter().position(|key| *key == to) {
                        keys.extend(&some[..=at]);
                        return Ok(Some(keys));
                    }
                    if some.len() < STRETCH {
                        return Ok(None);
                    }
                    keys.extend(some);
                }
            };
            if one == other || !list.holds(&parts, one)? {
                return Ok(vec![other]);
            }
            if !list.holds(&parts, other)? {
                return Ok(vec![one]);
            }
            Ok(match reach(one, other)? {
                Some(keys) => keys,
                None => reach(other, one)?.unwrap_or_default(),
            })
        })
        .await
    }

    /// How many stand before this applicant; `None` when they aren't in the list.
    pub async fn position(&self, query: &Query, sort: Sort, key: Key) -> Result<Option<u64>, Error> {
        self.list(Lane::Slow, query, sort, move |list| {
            let parts = list.parts(|_| true);
            if !list.holds(&parts, key)? {
                return Ok(None);
            }
            list.before(&parts, key).map(Some)
        })
        .await
    }

    /// The next (or previous) applicant in the list whom nobody has looked at.
    pub async fn next_unread(
        &self,
        query: &Query,
        sort: Sort,
        key: Key,
        direction: Direction,
    ) -> Result<Option<Key>, Error> {
        self.list(Lane::Quick, query, sort, move |list| {
            let parts = list.parts(|class| class.has(class::UNREAD));
            Ok(list.go(&parts, Some(key), direction, 1)?.first().copied())
        })
        .await
    }

    /// These applicants' rows, in the same order; who is gone is left out.
    pub async fn rows(&self, keys: Vec<Key>) -> Result<Vec<Row>, Error> {
        self.read(Lane::Quick, move |read| rows(read, &keys)).await
    }

    /// The figures of the header.
    pub async fn totals(&self) -> Result<Totals, Error> {
        self.read(Lane::Quick, |read| {
            let mut totals = Totals::default();
            for (_, class, n) in &Classes::load(read.db)?.all {
                totals.all += n;
                if class.has(class::SNOOZED) {
                    totals.snoozed += n;
                }
                if class.stage == Stage::New {
                    totals.new += n;
                }
                if class.has(class::UNREAD) {
                    totals.unread += n;
                }
                match class.safety {
                    Safety::Pulled => totals.to_save += n,
                    Safety::Saved => totals.to_confirm += n,
                    Safety::Confirming => totals.confirming += n,
                    Safety::Confirmed => totals.confirmed += n,
                    Safety::Unreadable => totals.unreadable += n,
                }
            }
            let (outbox, given_up): (i64, i64) = read
                .db
                .prepare_cached(
                    "SELECT coalesce(sum(state < ?1), 0), coalesce(sum(state = ?1), 0) FROM outbox",
                )?
                .query_row([DEAD], |row| Ok((row.get(0)?, row.get(1)?)))?;
            totals.outbox = outbox.max(0) as u64;
            totals.dead = given_up.max(0) as u64;
            if totals.snoozed > 0 {
                totals.wakes = snooze::next(read.db, read.shared.now())?;
            }
            Ok(totals)
        })
        .await
    }

    /// The left pane: for each account its templates (those that its source lists, and those that applicants came
    /// by) or the professions that applicants have, and at the end those who came by none.
    pub async fn groups(&self) -> Result<Vec<Group>, Error> {
        self.read(Lane::Quick, |read| {
            let mut figures: BTreeMap<(i64, i64), Figure> = BTreeMap::new();
            // Who is put off isn't shown until then, and not counted here either.
            for (_, class, n) in
                Classes::load(read.db)?.all.iter().filter(|(_, class, _)| !class.has(class::SNOOZED))
            {
                let figure = figures.entry((class.account, class.group)).or_default();
                figure.count += n;
                figure.new += if class.stage == Stage::New { *n } else { 0 };
                figure.unread += if class.has(class::UNREAD) { *n } else { 0 };
            }
            let mut statement = read.db.prepare_cached("SELECT id, name FROM account ORDER BY id")?;
            let accounts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut groups: Vec<Group> = Vec::new();
            for account in accounts {
                let (id, name): (i64, String) = account?;
                let name = account::name(name)?;
                let mut add = |common, title, figure: Figure| {
                    let Figure { count, new, unread } = figure;
                    groups.push(Group { account: name.clone(), common, title, count, new, unread });
                };
                templates(read, id, &figures, &mut add)?;
                professions(read.db, id, &figures, &mut add)?;
                if let Some(figure) = figures.get(&(id, 0)).filter(|figure| figure.count > 0) {
                    add(Common::Nothing, String::new(), *figure);
                }
            }
            Ok(groups)
        })
        .await
    }
}

/// The figures of a group.
#[derive(Clone, Copy, Default)]
struct Figure {
    count: u64,
    new: u64,
    unread: u64,
}

/// An account's templates that its source lists, in its order, and those that applicants came by.
fn templates(
    read: &Reader<'_>,
    account: i64,
    figures: &BTreeMap<(i64, i64), Figure>,
    add: &mut impl FnMut(Common, String, Figure),
) -> Result<(), Error> {
    let language = read.language();
    let mut statement = read.db.prepare_cached(
        "SELECT id, key, descriptions, place FROM template WHERE account = ?1 ORDER BY place IS NULL, place, id",
    )?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let figure = figures.get(&(account, row.get(0)?)).copied().unwrap_or_default();
        let key: String = row.get(1)?;
        if figure.count == 0 && row.get::<_, Option<i64>>(3)?.is_none() {
            continue;
        }
        let title = account::template_title(&key, &row.get::<_, String>(2)?, &language);
        add(Common::Template(key), title, figure);
    }
    Ok(())
}

/// The professions that an account's applicants have, in the source's order: a dictionary is long, and most of it
/// nobody has.
fn professions(
    db: &Connection,
    account: i64,
    figures: &BTreeMap<(i64, i64), Figure>,
    add: &mut impl FnMut(Common, String, Figure),
) -> Result<(), Error> {
    let mut statement = db.prepare_cached("SELECT id, name, place FROM dictionary WHERE number = ?1")?;
    let mut found = Vec::new();
    for ((_, group), figure) in figures.range((account, i64::MIN)..(account, 0)) {
        if figure.count == 0 {
            continue;
        }
        let entry: Option<(String, Option<String>, Option<i64>)> = statement
            .query_row([group.saturating_neg()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((id, name, place)) = entry else { continue };
        found.push((place.is_none(), place, group.saturating_neg(), id, name, *figure));
    }
    found.sort_by_key(|(unlisted, place, number, ..)| (*unlisted, *place, *number));
    for (_, _, _, id, name, figure) in found {
        let title = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.clone());
        add(Common::Profession(id), title, figure);
    }
    Ok(())
}

impl List<'_> {
    /// How many stand before somebody who is in the list.
    fn before(&self, parts: &[Part], key: Key) -> Result<u64, Error> {
        if matches!(self.sort, Sort::Name | Sort::Overdue) {
            return Ok(self.go(parts, Some(key), Direction::Backward, usize::MAX)?.len() as u64);
        }
        let at = self.part_of(key)?;
        let mut n = 0;
        for part in &parts[..at] {
            if self.plan.is_tallied() {
                n += part.set.n;
            } else {
                n += self.stretch_count(part, part.way, None)?;
            }
        }
        let part = &parts[at];
        if self.plan.is_tallied() {
            let sign = match part.way {
                Way::Down => ">",
                Way::Up => "<",
            };
            let mut statement = self.read.db.prepare_cached(&format!(
                "SELECT count(*) FROM applicant INDEXED BY applicant_class WHERE class = ?1 AND key {sign} ?2"
            ))?;
            for class in part.set.ids() {
                self.read.go_on()?;
                n += statement.query_row([class, key.0], |row| row.get::<_, i64>(0))?.max(0) as u64;
            }
            return Ok(n);
        }
        Ok(n + self.stretch_count(part, part.way.back(), Some(key.0))?)
    }

    fn stretch_count(&self, part: &Part, way: Way, after: Option<i64>) -> Result<u64, Error> {
        let mut n = 0;
        let stretch = Stretch::new(self.read, &self.plan, &self.classes, &part.set, way);
        stretch.walk(after, usize::MAX, &mut |_| {
            n += 1;
            true
        })?;
        Ok(n)
    }
}
