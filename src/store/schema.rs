//! Opening a connection, and bringing the file to the shape this program knows.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::Error;

/// Append-only: the n-th entry takes the file from version n to n + 1.
const MIGRATIONS: &[&str] = &[include_str!("../../assets/migrations/0001_inbox.sql")];

/// How long a statement waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// One that only reads.
    Reader,
}

/// Makes a folder for the owner alone, and those above it; one that is there is left as it is.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    match DirBuilder::new().recursive(true).mode(0o700).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Makes the file for the owner alone before SQLite does; SQLite gives its companions (`-wal`, `-shm`) the same
/// rights.
pub(super) fn make_file(file: &Path) -> Result<(), Error> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(file)?;
    Ok(())
}

pub(super) fn connect(file: &Path, role: Role) -> Result<Connection, Error> {
    let access = match role {
        Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let db = Connection::open_with_flags(file, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(128);
    // A statement keeps its plan whatever is bound to it: planning anew costs more than most of them do.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Sizes in KiB. Nothing is mapped: a file cut short by others must be an error, not a signal.
    let cache = match role {
        Role::Writer => 8192,
        Role::Reader => 2048,
    };
    db.execute_batch(&format!(
        "PRAGMA cache_size = -{cache}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
         PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; \
         PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;"
    ))?;
    if role == Role::Reader {
        db.execute_batch("PRAGMA query_only = ON;")?;
    }
    Ok(db)
}

/// Switches to the write-ahead log. Two processes that start at once can meet here, where SQLite doesn't wait by
/// itself.
pub(super) fn use_wal(db: &Connection) -> Result<(), Error> {
    let mut left = 500;
    loop {
        let mode = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match mode.map_err(Error::from) {
            Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
            Ok(_) | Err(Error::Busy) if left > 0 => {
                left -= 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(mode) => {
                return Err(Error::Bug(format!("this file system doesn't carry a write-ahead log ({mode})")));
            }
            Err(error) => return Err(error),
        }
    }
}

/// The version of the file's shape.
pub(super) fn version(db: &Connection) -> Result<i64, Error> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// The version that this program knows.
pub(super) fn known() -> i64 {
    MIGRATIONS.len() as i64
}

/// Fails when a newer program has been here.
pub(super) fn check(db: &Connection) -> Result<i64, Error> {
    let found = version(db)?;
    if found > known() { Err(Error::NewerSchema { found, known: known() }) } else { Ok(found) }
}

/// Runs the migrations that are missing, all in one exclusive transaction: either the file is new, or it is as it
/// was, and of two processes the second finds nothing to do.
pub(super) fn migrate(db: &mut Connection) -> Result<(), Error> {
    if check(db)? == known() {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found = check(&tx)?;
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", number as i64 + 1)?;
    }
    crate::fail::point("store.migration.before-commit");
    tx.commit()?;
    crate::fail::point("store.migration.committed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_inbox_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inbox.db");
        make_file(&file).unwrap();
        let mut db = connect(&file, Role::Writer).unwrap();
        db.pragma_update(None, "user_version", known() + 1).unwrap();
        assert!(matches!(migrate(&mut db), Err(Error::NewerSchema { .. })));
        assert_eq!(version(&db).unwrap(), known() + 1);
    }

    #[test]
    fn two_that_start_at_once_migrate_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inbox.db");
        make_file(&file).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    let mut db = connect(&file, Role::Writer).unwrap();
                    use_wal(&db).unwrap();
                    migrate(&mut db).unwrap();
                });
            }
        });
        assert_eq!(version(&connect(&file, Role::Reader).unwrap()).unwrap(), known());
    }
}
