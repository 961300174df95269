//! Walking through those who match, in key order, from anywhere in either direction, without ever counting or
//! skipping rows: every step is a seek in an index.

use std::cell::RefCell;

use rusqlite::{Connection, OptionalExtension, params};

use super::class::{Classes, Set};
use super::search::{Facts, Needle, Plan, Reach, Texts};
use super::{Error, Reader};
use crate::domain::Key;

/// Which way through the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The greatest key (the newest) first.
    Down,
    /// The smallest first.
    Up,
}

impl Way {
    pub(super) fn back(self) -> Way {
        match self {
            Way::Down => Way::Up,
            Way::Up => Way::Down,
        }
    }
}

/// How far texts are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// To the end.
    AtAll,
    /// Until too few match: then the index is asked for the rest.
    WhileItPays,
}

/// One stretch of the list: these classes, walked this way.
pub(super) struct Stretch<'a> {
    pub(super) read: &'a Reader<'a>,
    pub(super) plan: &'a Plan,
    pub(super) classes: &'a Classes,
    pub(super) set: &'a Set,
    pub(super) way: Way,
    pub(super) texts: RefCell<Texts>,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(
        read: &'a Reader<'a>,
        plan: &'a Plan,
        classes: &'a Classes,
        set: &'a Set,
        way: Way,
    ) -> Self {
        Stretch { read, plan, classes, set, way, texts: RefCell::default() }
    }
}

/// Hits that were refused for their class before it is worth reading the classes instead.
const PATIENCE: u32 = 2_000;
/// Of so many of a kind it is quicker to look at their texts than to go through very many hits.
const LOOKED_AT: u64 = 2_000;
/// At most so many of a kind are read at once.
const FEW: u64 = 100_000;
/// So many applicants are looked at before it is decided how to go on.
const SAMPLE: usize = 64;

impl Stretch<'_> {
    /// Calls `take` with the keys beyond `after` until it says stop (`false`). Answers whether it was stopped.
    pub(super) fn walk(
        &self,
        after: Option<i64>,
        want: usize,
        take: &mut dyn FnMut(Key) -> bool,
    ) -> Result<bool, Error> {
        if self.set.n == 0 || self.plan.low > self.plan.high {
            return Ok(false);
        }
        let (mut low, mut high) = (self.plan.low, self.plan.high);
        if let Some(after) = after {
            match self.way {
                Way::Down => high = high.min(after.saturating_sub(1)),
                Way::Up => low = low.max(after.saturating_add(1)),
            }
        }
        if low > high {
            return Ok(false);
        }
        if self.plan.text.is_none() {
            return self.by_kind(low, high, want, take);
        }
        // The end of a list is walked through as well, from there; for a count everybody must be looked at anyway.
        if self.plan.words.is_some() {
            if self.is_few() {
                return self.by_looking(low, high, want, Look::AtAll, take);
            }
            if self.plan.heavy && want < 1000 {
                return self.by_looking(low, high, want, Look::WhileItPays, take);
            }
        }
        self.by_text(low, high, take)
    }

    /// Whether there are so few of the right kind that looking at each is always quicker than asking the index.
    fn is_few(&self) -> bool {
        let marked = self.plan.only.as_ref().map_or(u64::MAX, |only| only.len() as u64);
        let few = self.set.n.min(marked);
        few <= 100 && few * 20 <= self.classes.total()
    }

    /// Looks at the texts of whoever is next, as long as enough of them match: then a page is full long before
    /// the index would have gathered its terms. When they don't, there are few, and the index is quick.
    fn by_looking(
        &self,
        low: i64,
        high: i64,
        want: usize,
        look: Look,
        take: &mut dyn FnMut(Key) -> bool,
    ) -> Result<bool, Error> {
        let few = look == Look::AtAll;
        let (mut seen, mut hits) = (0, 0);
        let (mut last, mut stopped, mut failed) = (None, false, None);
        let words = self.plan.words.as_deref().unwrap_or_default();
        self.by_kind(low, high, want, &mut |key| {
            seen += 1;
            last = Some(key.0);
            match self.have(key, words) {
                Ok(true) => {
                    hits += 1;
                    stopped = !take(key);
                }
                Ok(false) => {}
                Err(error) => failed = Some(error),
            }
            let go_on = few || seen % SAMPLE != 0 || std::mem::take(&mut hits) >= SAMPLE / 7;
            !stopped && failed.is_none() && go_on
        })?;
        match (failed, stopped, last) {
            (Some(error), ..) => Err(error),
            (None, true, _) => Ok(true),
            (None, false, None) => Ok(false),
            (None, false, Some(last)) if !few && seen % SAMPLE == 0 => match self.way {
                Way::Down => self.by_text(low, last - 1, take),
                Way::Up => self.by_text(last + 1, high, take),
            },
            (None, false, Some(_)) => Ok(false),
        }
    }

    /// Without the search index.
    fn by_kind(
        &self,
        low: i64,
        high: i64,
        want: usize,
        take: &mut dyn FnMut(Key) -> bool,
    ) -> Result<bool, Error> {
        if let Some(only) = &self.plan.only {
            let from = only.partition_point(|key| key.0 < low);
            let to = only.partition_point(|key| key.0 <= high);
            let mut keys: Vec<Key> = only[from..to].to_vec();
            if self.way == Way::Down {
                keys.reverse();
            }
            for key in keys {
                self.read.go_on()?;
                if self.passes(key)? && !take(key) {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if self.set.all || self.is_dense(want) {
            self.by_rows(low, high, take)
        } else {
            self.by_classes(low, high, want, take)
        }
    }

    /// Whether looking at every row is cheaper than asking each class.
    fn is_dense(&self, want: usize) -> bool {
        let total = self.classes.total().max(1) as f64;
        let rows = (want as f64 * total / self.set.n as f64).min(total);
        // Measured: a row costs about a fifteenth of a seek.
        rows < self.set.ids().len() as f64 * 15.0 + want as f64
    }

    fn order(&self) -> &'static str {
        match self.way {
            Way::Down => "DESC",
            Way::Up => "ASC",
        }
    }

    fn by_rows(&self, low: i64, high: i64, take: &mut dyn FnMut(Key) -> bool) -> Result<bool, Error> {
        let mut statement = self.read.db.prepare_cached(&format!(
            "SELECT key, class, contacted_at, snoozed_until FROM applicant NOT INDEXED \
             WHERE key BETWEEN ?1 AND ?2 ORDER BY key {}",
            self.order()
        ))?;
        let mut rows = statement.query(params![low, high])?;
        let mut n = 0u32;
        while let Some(row) = rows.next()? {
            n += 1;
            if n.is_multiple_of(256) {
                self.read.go_on()?;
            }
            let key = Key(row.get(0)?);
            let facts = Facts { class: row.get(1)?, contacted_at: row.get(2)?, snoozed_until: row.get(3)? };
            if self.fits(key, &facts) && self.reads(key)? && !take(key) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn by_classes(
        &self,
        mut low: i64,
        mut high: i64,
        want: usize,
        take: &mut dyn FnMut(Key) -> bool,
    ) -> Result<bool, Error> {
        let mut chunk = want.clamp(1, 1 << 20);
        loop {
            let keys = self.of_classes(low, high, chunk)?;
            let Some(last) = keys.last().copied() else { return Ok(false) };
            for key in &keys {
                let key = Key(*key);
                let decided = self.plan.rows.is_empty() && self.plan.but.is_none();
                if (decided || self.passes(key)?) && self.reads(key)? && !take(key) {
                    return Ok(true);
                }
            }
            if keys.len() < chunk {
                return Ok(false);
            }
            match self.way {
                Way::Down => high = last - 1,
                Way::Up => low = last + 1,
            }
            chunk = (chunk * 4).min(1 << 20);
        }
    }

    /// The first `most` keys of the set's classes, merged.
    fn of_classes(&self, low: i64, high: i64, most: usize) -> Result<Vec<i64>, Error> {
        let mut statement = self.read.db.prepare_cached(&format!(
            "SELECT key FROM applicant INDEXED BY applicant_class \
             WHERE class = ?1 AND key BETWEEN ?2 AND ?3 ORDER BY key {} LIMIT ?4",
            self.order()
        ))?;
        let mut keys: Vec<i64> = Vec::new();
        for class in self.set.ids() {
            self.read.go_on()?;
            let mut rows = statement.query(params![class, low, high, most as i64])?;
            while let Some(row) = rows.next()? {
                keys.push(row.get(0)?);
            }
        }
        match self.way {
            Way::Down => keys.sort_unstable_by(|a, b| b.cmp(a)),
            Way::Up => keys.sort_unstable(),
        }
        keys.truncate(most);
        Ok(keys)
    }

    fn by_text(&self, low: i64, high: i64, take: &mut dyn FnMut(Key) -> bool) -> Result<bool, Error> {
        let mut statement = self.read.db.prepare_cached(&format!(
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid {}",
            self.order()
        ))?;
        let text = self.plan.text.as_deref().unwrap_or_default();
        let mut rows = statement.query(params![text, low, high])?;
        // Many hits, hardly any of the right kind: then who is of the right kind is read once, instead of
        // looking every hit up.
        let mut kind: Option<Vec<i64>> = None;
        let (mut n, mut refused) = (0u32, 0u32);
        while let Some(row) = rows.next()? {
            n += 1;
            if n.is_multiple_of(256) {
                self.read.go_on()?;
            }
            let key = Key(row.get(0)?);
            if let Some(kind) = &kind {
                let right = match self.way {
                    Way::Down => kind.binary_search_by(|other| key.0.cmp(other)),
                    Way::Up => kind.binary_search(&key.0),
                };
                let past = kind.last().is_none_or(|last| match self.way {
                    Way::Down => key.0 < *last,
                    Way::Up => key.0 > *last,
                });
                if past {
                    return Ok(false);
                }
                if right.is_err() {
                    continue;
                }
            }
            if self.passes(key)? && self.reads(key)? {
                if !take(key) {
                    return Ok(true);
                }
                continue;
            }
            refused += 1;
            if refused == PATIENCE && !self.set.all && self.set.n <= FEW {
                let (low, high) = match self.way {
                    Way::Down => (low, key.0 - 1),
                    Way::Up => (key.0 + 1, high),
                };
                if self.set.n <= LOOKED_AT && self.plan.words.is_some() {
                    return self.by_looking(low, high, usize::MAX, Look::AtAll, take);
                }
                kind = Some(self.of_classes(low, high, FEW as usize)?);
            }
        }
        Ok(false)
    }

    /// Whether the applicant is of the right kind.
    fn passes(&self, key: Key) -> Result<bool, Error> {
        if let Some(only) = &self.plan.only
            && only.binary_search(&key).is_err()
        {
            return Ok(false);
        }
        if self.set.all && self.plan.rows.is_empty() {
            let exists = self.plan.only.is_none() || facts(self.read.db, key)?.is_some();
            return Ok(exists && self.plan.but.as_ref().is_none_or(|but| but.binary_search(&key).is_err()));
        }
        Ok(facts(self.read.db, key)?.is_some_and(|facts| self.fits(key, &facts)))
    }

    fn fits(&self, key: Key, facts: &Facts) -> bool {
        self.set.holds(facts.class)
            && self.plan.rows.iter().all(|test| test.holds(facts))
            && self.plan.but.as_ref().is_none_or(|but| but.binary_search(&key).is_err())
    }

    /// Whether the applicant's texts have what must stand together.
    fn reads(&self, key: Key) -> Result<bool, Error> {
        if self.plan.needles.is_empty() {
            return Ok(true);
        }
        self.read.go_on()?;
        self.have(key, &self.plan.needles)
    }

    /// Whether the applicant's texts pass all of these.
    fn have(&self, key: Key, needles: &[Needle]) -> Result<bool, Error> {
        let mut texts = self.texts.borrow_mut();
        Ok(read_texts(self.read.db, key, &mut texts)? && needles.iter().all(|needle| needle.passes(&texts)))
    }
}

fn facts(db: &Connection, key: Key) -> Result<Option<Facts>, Error> {
    let facts = db
        .prepare_cached("SELECT class, contacted_at, snoozed_until FROM applicant WHERE key = ?1")?
        .query_row([key.0], |row| {
            Ok(Facts { class: row.get(0)?, contacted_at: row.get(1)?, snoozed_until: row.get(2)? })
        })
        .optional()?;
    Ok(facts)
}

/// Reads what is searched of an applicant; `false` when there is no such applicant.
fn read_texts(db: &Connection, key: Key, texts: &mut Texts) -> Result<bool, Error> {
    let mut statement = db.prepare_cached(
        "SELECT r.application, a.source_id, a.tags, a.assignee, a.note FROM applicant a \
         JOIN revision r ON r.id = a.revision WHERE a.key = ?1",
    )?;
    let mut rows = statement.query([key.0])?;
    let Some(row) = rows.next()? else { return Ok(false) };
    let text = |column: usize| row.get_ref(column).ok().and_then(|value| value.as_str().ok());
    texts.take(text(0), text(1).unwrap_or_default())?;
    if let Some(tags) = text(2) {
        for tag in serde_json::from_str::<Vec<String>>(tags)? {
            texts.add(Reach::Words, &tag);
        }
    }
    for added in [text(3), text(4)].into_iter().flatten() {
        texts.add(Reach::Words, added);
    }
    Ok(true)
}
