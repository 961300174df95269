//! Walking through those who match, in key order, from anywhere in either direction, without ever counting or
//! skipping rows: every step is a seek in an index.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Rows, params};

use super::class::{Classes, Set};
use super::search::{Facts, Plan, Texts};
use super::{Error, Reader};
use crate::domain::{Application, Key};

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

/// One stretch of the list: these classes, walked this way.
pub(super) struct Stretch<'a> {
    pub(super) read: &'a Reader<'a>,
    pub(super) plan: &'a Plan,
    pub(super) classes: &'a Classes,
    pub(super) set: &'a Set,
    pub(super) way: Way,
}

/// Hits that were refused for their class before it is worth asking the classes instead.
const PATIENCE: u32 = 4_000;
/// At most so many applicants are looked up one by one in the index.
const FEW: u64 = 20_000;
/// So many applicants are looked at before it is decided how to go on.
const SAMPLE: usize = 400;
/// Steps through hits before a jump is cheaper.
const STEPS: u32 = 96;

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
        if self.plan.heavy && self.plan.words.is_some() && want < SAMPLE {
            return self.by_looking(low, high, want, take);
        }
        self.by_text(low, high, take)
    }

    /// Looks at the texts of whoever is next, as long as enough of them match: then a page is full long before
    /// the index would have gathered its terms. When they don't, there are few, and the index is quick.
    fn by_looking(
        &self,
        low: i64,
        high: i64,
        want: usize,
        take: &mut dyn FnMut(Key) -> bool,
    ) -> Result<bool, Error> {
        let (mut seen, mut hits) = (0, 0);
        let (mut last, mut stopped, mut failed) = (None, false, None);
        let words = self.plan.words.as_deref().unwrap_or_default();
        self.by_kind(low, high, want, &mut |key| {
            seen += 1;
            last = Some(key.0);
            match texts(self.read.db, key) {
                Ok(Some(texts)) if words.iter().all(|word| word.passes(&texts)) => {
                    hits += 1;
                    stopped = !take(key);
                }
                Ok(_) => {}
                Err(error) => failed = Some(error),
            }
            let go_on = seen % SAMPLE != 0 || std::mem::take(&mut hits) >= SAMPLE / 20;
            !stopped && failed.is_none() && go_on
        })?;
        match (failed, stopped, last) {
            (Some(error), ..) => Err(error),
            (None, true, _) => Ok(true),
            (None, false, None) => Ok(false),
            (None, false, Some(last)) if seen % SAMPLE == 0 => match self.way {
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
        let text = self.plan.text.as_deref().unwrap_or_default();
        let hits = Hits { db: self.read.db, text, way: self.way };
        let mut statement = hits.prepare()?;
        let few = !self.set.all && self.set.n <= FEW && self.plan.only.is_none();
        let mut refused = 0;
        let mut n = 0u32;
        let mut at = None;
        {
            let mut rows = statement.query(params![text, low, high])?;
            while let Some(row) = rows.next()? {
                n += 1;
                if n.is_multiple_of(256) {
                    self.read.go_on()?;
                }
                let key = Key(row.get(0)?);
                if self.passes(key)? && self.reads(key)? {
                    if !take(key) {
                        return Ok(true);
                    }
                } else if few {
                    refused += 1;
                    if refused > PATIENCE {
                        at = Some(key.0);
                        break;
                    }
                }
            }
        }
        let Some(at) = at else { return Ok(false) };
        // Many hits, hardly any of the right kind: go by the kind, and look each one up among the hits.
        let (low, high) = match self.way {
            Way::Down => (low, at - 1),
            Way::Up => (at + 1, high),
        };
        let keys = self.of_classes(low, high, FEW as usize)?;
        hits.among(self.read, &mut statement, &keys, low, high, &mut |key| {
            Ok(!(self.passes(key)? && self.reads(key)?) || take(key))
        })
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
        let Some(texts) = texts(self.read.db, key)? else { return Ok(false) };
        Ok(self.plan.needles.iter().all(|needle| needle.passes(&texts)))
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

fn texts(db: &Connection, key: Key) -> Result<Option<Texts>, Error> {
    let found = db
        .prepare_cached(
            "SELECT r.application, a.source_id, a.tags, a.assignee, a.note FROM applicant a \
             JOIN revision r ON r.id = a.revision WHERE a.key = ?1",
        )?
        .query_row([key.0], |row| {
            Ok((
                row.get::<_, Option<String>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, Option<String>>(3)?,
                row.get::<_, Option<String>>(4)?,
            ))
        })
        .optional()?;
    let Some((json, id, tags, assignee, note)) = found else { return Ok(None) };
    let application: Option<Application> = json.as_deref().map(serde_json::from_str).transpose()?;
    let mut texts = Texts::of(application.as_ref(), &id);
    if let Some(tags) = tags {
        texts.words.extend(serde_json::from_str::<Vec<String>>(&tags)?);
    }
    texts.words.extend(assignee.into_iter().chain(note));
    Ok(Some(texts))
}

/// The index's hits, by key.
struct Hits<'a> {
    db: &'a Connection,
    text: &'a str,
    way: Way,
}

impl<'a> Hits<'a> {
    fn prepare(&self) -> Result<CachedStatement<'a>, Error> {
        let order = match self.way {
            Way::Down => "DESC",
            Way::Up => "ASC",
        };
        Ok(self.db.prepare_cached(&format!(
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid {order}"
        ))?)
    }

    /// Calls `take` with those of `keys` (in walking order) that are hits: small steps where the hits are near,
    /// jumps where they aren't.
    fn among(
        &self,
        read: &Reader<'_>,
        statement: &mut CachedStatement<'_>,
        keys: &[i64],
        low: i64,
        high: i64,
        take: &mut dyn FnMut(Key) -> Result<bool, Error>,
    ) -> Result<bool, Error> {
        let ahead = |hit: i64, key: i64| match self.way {
            Way::Down => hit > key,
            Way::Up => hit < key,
        };
        let mut keys = keys.iter().copied().peekable();
        while let Some(first) = keys.peek().copied() {
            read.go_on()?;
            let (low, high) = match self.way {
                Way::Down => (low, first),
                Way::Up => (first, high),
            };
            let mut rows = statement.query(params![self.text, low, high])?;
            let mut hit = next(&mut rows)?;
            'steps: loop {
                let Some(mut at) = hit else { return Ok(false) };
                while let Some(key) = keys.peek().copied().filter(|key| ahead(*key, at)) {
                    // Passed without being a hit.
                    let _ = key;
                    keys.next();
                }
                let Some(key) = keys.peek().copied() else { return Ok(false) };
                let mut steps = 0;
                while ahead(at, key) {
                    steps += 1;
                    if steps > STEPS {
                        break 'steps;
                    }
                    match next(&mut rows)? {
                        Some(next) => at = next,
                        None => return Ok(false),
                    }
                }
                if at == key {
                    keys.next();
                    if !take(Key(key))? {
                        return Ok(true);
                    }
                }
                hit = Some(at);
                if at == key {
                    hit = next(&mut rows)?;
                }
            }
        }
        Ok(false)
    }
}

fn next(rows: &mut Rows<'_>) -> Result<Option<i64>, Error> {
    Ok(match rows.next()? {
        Some(row) => Some(row.get(0)?),
        None => None,
    })
}
