//! What can go wrong with the memory, by what it means for whoever asked.

use std::io;

use crate::error::{Cause, ErrorKind, UserError};

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No room left on the disk: nothing half-written is kept.
    #[error("the disk is full")]
    Full,
    /// The inbox, its folder or this run may not be written to.
    #[error("the inbox can't be written to")]
    ReadOnly,
    /// Another process kept the inbox busy for longer than anyone should have to wait.
    #[error("another process keeps the inbox busy")]
    Busy,
    /// The file is damaged, or is something else.
    #[error("the inbox is damaged: {0}")]
    Corrupt(String),
    /// A newer kandidat has changed the inbox.
    #[error("the inbox was made by a newer kandidat (its version is {found}, this one knows {known})")]
    NewerSchema {
        /// The version of the file.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// Somebody else does this account's network work by now.
    #[error("another process has taken this account over")]
    Stale,
    /// A file came shorter or longer than announced.
    #[error("{found} bytes came, {expected} were announced")]
    Length {
        /// Bytes announced.
        expected: u64,
        /// Bytes that came.
        found: u64,
    },
    /// The operating system refused.
    #[error("{0}")]
    Io(#[source] io::Error),
    /// Whoever asked is gone.
    #[error("nobody waits for this any more")]
    Dropped,
    /// kandidat is wrong.
    #[error("{0}")]
    Bug(String),
}

impl Error {
    /// Whether the same may work later without anybody doing anything.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Error::Busy | Error::Length { .. } | Error::Dropped)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Error::Full
            }
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Error::ReadOnly,
            _ => Error::Io(error),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return Error::Bug(error.to_string());
        };
        let said = || message.clone().unwrap_or_else(|| code.to_string());
        match code.code {
            ErrorCode::DiskFull => Error::Full,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::ReadOnly,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt(said()),
            ErrorCode::OperationInterrupted => Error::Dropped,
            ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => Error::Io(io::Error::other(said())),
            _ => Error::Bug(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // The message of serde_json can quote what it read: an applicant's text.
        Error::Corrupt(format!("stored JSON can't be read (column {})", error.column()))
    }
}

impl From<Error> for UserError {
    fn from(error: Error) -> Self {
        let user = UserError::new(ErrorKind::Store, "the inbox could not be used")
            .why(error.to_string())
            .cause(Cause::Store);
        match error {
            Error::Full => UserError::new(ErrorKind::Store, "nothing could be stored")
                .why("the disk is full")
                .next("make room; nothing was lost and nothing was confirmed")
                .cause(Cause::DiskFull),
            Error::ReadOnly => UserError::new(ErrorKind::Store, "nothing could be stored")
                .why("the inbox or its folder can't be written to")
                .next("check the owner and the rights of the data folder; --read-only shows what is there")
                .cause(Cause::NoRights),
            Error::Busy => user
                .next("try again; `kandidat doctor` names what is wrong if it stays so")
                .cause(Cause::Busy),
            Error::Corrupt(_) => user
                .next("run `kandidat doctor`; keep a copy of the data folder before anything else")
                .cause(Cause::Damaged),
            Error::Stale => {
                UserError::new(ErrorKind::Unavailable, "another process has taken the account over")
                    .why("this one had slept for too long")
                    .next("what is left is done by that one, or by the next sync")
                    .cause(Cause::Elsewhere)
            }
            Error::NewerSchema { .. } => user.next("use the newer kandidat").cause(Cause::Newer),
            _ => user,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_one() {
        assert!(matches!(Error::from(io::Error::from(io::ErrorKind::StorageFull)), Error::Full));
        assert!(matches!(Error::from(io::Error::from_raw_os_error(30)), Error::ReadOnly));
        let user = UserError::from(Error::Full);
        assert_eq!(user.kind.exit_code(), 6);
        assert!(user.to_string().contains("nothing was confirmed"));
    }
}
