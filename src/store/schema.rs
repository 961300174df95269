//! Opening a connection, and bringing the file to the shape this program knows.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::Error;

type Then = fn(&Connection) -> Result<(), Error>;

/// One step from a version of the file to the next.
struct Migration {
    sql: &'static str,
    /// What SQL can't do, afterwards.
    then: Option<Then>,
}

const fn sql(sql: &'static str) -> Migration {
    Migration { sql, then: None }
}

/// Append-only: the n-th entry takes the file from version n to n + 1.
const MIGRATIONS: &[Migration] = &[
    sql(include_str!("../../assets/migrations/0001_inbox.sql")),
    sql(include_str!("../../assets/migrations/0002_retail.sql")),
    sql(include_str!("../../assets/migrations/0003_triage.sql")),
    sql(include_str!("../../assets/migrations/0004_origin.sql")),
    Migration { sql: include_str!("../../assets/migrations/0005_pairs.sql"), then: Some(super::index::fill) },
    Migration {
        sql: include_str!("../../assets/migrations/0006_earlier_files.sql"),
        then: Some(super::pull::take_up_earlier),
    },
    sql(include_str!("../../assets/migrations/0007_not_mapped.sql")),
];

/// How long a statement waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// One that only reads.
    Reader,
    /// One that reads what nobody changes, and can't leave anything beside it.
    Onlooker,
}

/// Makes a folder for the owner alone, and those above it; one that is there is left as it is.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    match DirBuilder::new().recursive(true).mode(0o700).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// What the write-ahead log and its index take at least, in bytes.
const COMPANIONS: u64 = 64 * 1024;

/// Makes the file for the owner alone before SQLite does; SQLite gives its companions (`-wal`, `-shm`) the same
/// rights.
pub(super) fn make_file(file: &Path) -> Result<(), Error> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(file)?;
    Ok(())
}

pub(super) fn connect(file: &Path, role: Role) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = match role {
        Role::Writer => Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        Role::Reader => Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        Role::Onlooker => {
            let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(frozen(file), flags)?
        }
    };
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(128);
    // A statement keeps its plan whatever is bound to it: planning anew costs more than most of them do.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Sizes in KiB. Nothing is mapped: a file cut short by others must be an error, not a signal.
    let cache = match role {
        Role::Writer => 4096,
        Role::Reader | Role::Onlooker => 2048,
    };
    db.execute_batch(&format!(
        "PRAGMA cache_size = -{cache}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
         PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; \
         PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864;"
    ))?;
    if role != Role::Writer {
        db.execute_batch("PRAGMA query_only = ON;")?;
    }
    Ok(db)
}

/// Whether a folder's disk has no room for what SQLite needs beside a database that is in use.
pub(super) fn is_full(folder: &Path) -> bool {
    rustix::fs::statvfs(folder).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < COMPANIONS)
}

/// How to look at an inbox: where the write-ahead log is tidied away and its folder can't be written, SQLite can't
/// make it anew, and reads only what nobody changes.
pub(super) fn looker(file: &Path) -> Role {
    let denied = |path: &Path| rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_err();
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let closed = file.parent().is_some_and(|folder| denied(folder) || is_full(folder));
    if closed && !Path::new(&log).exists() { Role::Onlooker } else { Role::Reader }
}

/// The address of a file that nobody changes, as SQLite wants it.
fn frozen(file: &Path) -> PathBuf {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let mut address = b"file:".to_vec();
    for byte in file.as_os_str().as_bytes() {
        match byte {
            b'%' | b'?' | b'#' => address.extend(format!("%{byte:02X}").into_bytes()),
            other => address.push(*other),
        }
    }
    address.extend(b"?immutable=1");
    PathBuf::from(std::ffi::OsString::from_vec(address))
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
    for (number, step) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step.sql)?;
        if let Some(then) = step.then {
            then(&tx)?;
        }
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
