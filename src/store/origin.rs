//! Where applicants came from, for the figures: each pair of `utm_source` and `utm_campaign` once, so that counting
//! by them reads a number and not a document.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::Error;
use crate::domain::Utm;

/// The numbers of the origins met so far.
#[derive(Default)]
pub(super) struct Origins(HashMap<(String, String), i64>);

impl Origins {
    /// The number of an origin, made when it is new; nothing for who came without.
    pub(super) fn number(&mut self, db: &Connection, utm: &Utm) -> Result<Option<i64>, Error> {
        if utm.source.is_none() && utm.campaign.is_none() {
            return Ok(None);
        }
        let pair = (utm.source.clone().unwrap_or_default(), utm.campaign.clone().unwrap_or_default());
        if let Some(number) = self.0.get(&pair) {
            return Ok(Some(*number));
        }
        let number = db
            .prepare_cached(
                "INSERT INTO origin (source, campaign) VALUES (?1, ?2) \
                 ON CONFLICT (source, campaign) DO UPDATE SET source = source RETURNING id",
            )?
            .query_row(params![pair.0, pair.1], |row| row.get(0))?;
        self.0.insert(pair, number);
        Ok(Some(number))
    }
}
