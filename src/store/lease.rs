//! The network lease: one process at a time does an account's network work.
//!
//! A row with an end and a fencing number that never falls; the number is checked in the same commit as whatever
//! is about to be sent. Beside it an operating system lock, so that the lease of a process that died is free at
//! once and not only when its time is over.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Lane, Shared, Store, account, time};
use crate::domain::AccountName;

/// The right to do an account's network work, until it is given back, or somebody else takes over, who may once its
/// time has run out.
#[derive(Clone)]
pub struct Lease {
    /// Whose network work.
    pub account: AccountName,
    /// Greater than every earlier lease's.
    pub fence: i64,
    number: i64,
    _alive: Option<Arc<File>>,
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease").field("account", &self.account).field("fence", &self.fence).finish()
    }
}

/// Who holds an account's lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseState {
    /// As given on acquiring.
    pub holder: String,
    /// When it ends by itself.
    pub until: Timestamp,
}

impl Lease {
    /// Fails when somebody else has taken over, or when it was given back. Called inside the transaction that it
    /// guards. One whose time ran out in a sleep, and that nobody has taken over, is still this process's.
    pub(super) fn check(&self, db: &Connection) -> Result<(), Error> {
        let valid: bool = db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM lease WHERE account = ?1 AND fence = ?2 AND until > 0)",
            )?
            .query_row(params![self.number, self.fence], |row| row.get(0))?;
        if valid { Ok(()) } else { Err(Error::Stale) }
    }

    pub(super) fn number(&self) -> i64 {
        self.number
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 4)
}

impl Shared {
    fn alive(&self, account: &AccountName) -> Option<File> {
        let mut name = self.db.as_os_str().to_owned();
        name.push(format!("-lease-{account}"));
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(PathBuf::from(name)).ok()
    }
}

impl Store {
    /// Takes an account's lease for `ttl`. `None` while somebody else who is alive holds it.
    pub async fn acquire(
        &self,
        account: &AccountName,
        holder: &str,
        ttl: Duration,
    ) -> Result<Option<Lease>, Error> {
        let (name, holder) = (account.clone(), holder.to_owned());
        self.write(move |tx, shared| {
            let number = account::number(tx, &name)?;
            let now = shared.now();
            // The lock is given back when its file is dropped, at the latest when the process ends.
            let file = shared.alive(&name);
            let locked = file.as_ref().is_none_or(|file| file.try_lock().is_ok());
            let taken = tx
                .prepare_cached("SELECT fence, until FROM lease WHERE account = ?1")?
                .query_row([number], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
                .optional()?;
            let fence = match taken {
                Some((_, until)) if until > now && (file.is_none() || !locked) => return Ok(None),
                Some((fence, _)) => fence + 1,
                None => 1,
            };
            tx.prepare_cached(
                "INSERT INTO lease (account, holder, fence, until) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (account) DO UPDATE SET holder = ?2, fence = ?3, until = ?4",
            )?
            .execute(params![number, holder, fence, now.saturating_add(milliseconds(ttl))])?;
            let alive = if locked { file.map(Arc::new) } else { None };
            Ok(Some(Lease { account: name, fence, number, _alive: alive }))
        })
        .await
    }

    /// Makes a lease last `ttl` from now.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody else has taken over, or when it was given back.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<(), Error> {
        let lease = lease.clone();
        self.write(move |tx, shared| {
            let now = shared.now();
            lease.check(tx)?;
            tx.prepare_cached("UPDATE lease SET until = ?2 WHERE account = ?1")?
                .execute(params![lease.number, now.saturating_add(milliseconds(ttl))])?;
            Ok(())
        })
        .await
    }

    /// Gives a lease back. One that somebody else holds by now is left alone.
    pub async fn release(&self, lease: Lease) -> Result<(), Error> {
        self.write(move |tx, _| {
            tx.prepare_cached("UPDATE lease SET until = 0 WHERE account = ?1 AND fence = ?2")?
                .execute(params![lease.number, lease.fence])?;
            Ok(())
        })
        .await
    }

    /// Who holds an account's lease now.
    pub async fn lease(&self, account: &AccountName) -> Result<Option<LeaseState>, Error> {
        let name = account.clone();
        self.read(Lane::Quick, move |read| {
            let now = read.shared.now();
            let state = read
                .db
                .prepare_cached(
                    "SELECT l.holder, l.until FROM lease l JOIN account a ON a.id = l.account \
                     WHERE a.name = ?1 AND l.until > ?2",
                )?
                .query_row(params![name.as_str(), now], |row| {
                    Ok(LeaseState { holder: row.get(0)?, until: time(row.get(1)?) })
                })
                .optional()?;
            Ok(state)
        })
        .await
    }
}
