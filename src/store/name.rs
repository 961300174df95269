//! The list by name: its own index, walked by (folded name, key).

use rusqlite::{OptionalExtension, params};

use super::class::{Classes, Set};
use super::read::Direction;
use super::search::Plan;
use super::walk::{Stretch, Way};
use super::{Error, Reader};
use crate::domain::Key;

/// So many are sorted on the spot instead of walking through everybody's names.
const FEW: usize = 5_000;

/// Up to `most` keys beyond `after`, by name.
pub(super) fn go(
    read: &Reader<'_>,
    plan: &Plan,
    classes: &Classes,
    set: &Set,
    after: Option<Key>,
    direction: Direction,
    most: usize,
) -> Result<Vec<Key>, Error> {
    let forward = direction == Direction::Forward;
    let place = match after {
        Some(key) => read
            .db
            .prepare_cached("SELECT sort FROM applicant WHERE key = ?1")?
            .query_row([key.0], |row| row.get::<_, String>(0))
            .optional()?
            .map(|sort| (sort, key.0)),
        None => None,
    };
    let everybody = plan.is_tallied() && set.all;
    // Who matches, unless that is everybody; sorted by key.
    let mut members: Option<Vec<i64>> = None;
    if !everybody {
        let mut keys = Vec::new();
        let stretch = Stretch::new(read, plan, classes, set, Way::Up);
        stretch.walk(None, usize::MAX, &mut |key| {
            keys.push(key.0);
            true
        })?;
        if keys.len() <= FEW {
            return few(read, &keys, place, forward, most);
        }
        members = Some(keys);
    }
    let (sign, order) = if forward { (">", "ASC") } else { ("<", "DESC") };
    let mut keys = Vec::new();
    let mut statement = read.db.prepare_cached(&format!(
        "SELECT key FROM applicant INDEXED BY applicant_sort WHERE (sort, key) {sign} (?1, ?2) \
         ORDER BY sort {order}, key {order}"
    ))?;
    // Beyond every text: a blob is greater than any.
    let mut rows = match (&place, forward) {
        (Some((sort, key)), _) => statement.query(params![sort, key])?,
        (None, true) => statement.query(params!["", i64::MIN])?,
        (None, false) => statement.query(params![&b"\xff"[..], i64::MAX])?,
    };
    let mut n = 0u32;
    while let Some(row) = rows.next()? {
        n += 1;
        if n.is_multiple_of(256) {
            read.go_on()?;
        }
        let key: i64 = row.get(0)?;
        if members.as_ref().is_none_or(|members| members.binary_search(&key).is_ok()) {
            keys.push(Key(key));
            if keys.len() == most {
                break;
            }
        }
    }
    Ok(keys)
}

fn few(
    read: &Reader<'_>,
    keys: &[i64],
    place: Option<(String, i64)>,
    forward: bool,
    most: usize,
) -> Result<Vec<Key>, Error> {
    let mut statement = read.db.prepare_cached("SELECT sort FROM applicant WHERE key = ?1")?;
    let mut named: Vec<(String, i64)> = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some(sort) = statement.query_row([key], |row| row.get(0)).optional()? {
            named.push((sort, *key));
        }
    }
    if let Some(place) = place {
        named.retain(|named| if forward { *named > place } else { *named < place });
    }
    named.sort_unstable();
    if !forward {
        named.reverse();
    }
    Ok(named.into_iter().take(most).map(|(_, key)| Key(key)).collect())
}
