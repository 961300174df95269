//! The decisions, without any deed: what an error means for what happens next, and how it is told.

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::AccountName;
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::http::{Class, Error, Remedy, Sent as Left};
use crate::store::{Sent, Trouble};

/// The first wait after a failed send.
const FIRST: Duration = Duration::from_secs(1);
/// The longest wait after a failed send.
const LONGEST: Duration = Duration::from_secs(300);
/// How long refused credentials are not tried again unless a person asks.
pub const REFUSED_FOR: Duration = Duration::from_secs(60);

/// How long to wait before the next try, after so many failed ones: doubles from 1 s up to 5 min.
pub fn backoff(attempts: u32) -> Duration {
    FIRST.saturating_mul(1u32.checked_shl(attempts.min(16)).unwrap_or(u32::MAX)).min(LONGEST)
}

/// What is behind an error.
pub fn cause(error: &Error) -> Cause {
    match (error.class, error.remedy) {
        (_, Remedy::ChangePassword) => Cause::FirstPassword,
        (_, Remedy::RaiseLimit) => Cause::TooLarge,
        (_, Remedy::NoAddress) => Cause::BadId,
        // Nobody was asked: there is nothing to sign in with.
        (Class::Auth, _) if error.status.is_none() => Cause::Secret,
        (Class::Auth, _) => Cause::Credentials,
        (Class::Offline, _) => Cause::Offline,
        (Class::Unavailable, _) => Cause::Unavailable,
        (Class::RateLimited, _) => Cause::Wait,
        (Class::Maintenance, _) => Cause::Maintenance,
        (Class::Gone, _) => Cause::Gone,
        (Class::Forbidden, _) => Cause::Forbidden,
        (Class::Rejected, _) => Cause::Rejected,
        (Class::WrongAnswer, _) => Cause::WrongAnswer,
        (Class::Refused, _) => Cause::Refused,
        (Class::Bug, _) => Cause::Bug,
    }
}

/// Why something could not be had or done.
pub fn reason(error: &Error) -> Reason {
    Reason::new(cause(error), error.what.as_str())
}

/// What becomes of an outbox row whose request failed with `error` after `attempts` earlier tries.
pub fn after_failure(error: &Error, attempts: u32, now: Timestamp) -> Sent {
    let reason = reason(error);
    let later = |wait: Duration| now.checked_add(wait).unwrap_or(now);
    match error.class {
        // The answer was lost on the way back: it may have been done. Asking again is harmless by contract,
        // but until then nobody may say that it was not.
        Class::Offline if error.sent == Left::Perhaps => Sent::Unknown { reason },
        Class::Offline | Class::Unavailable | Class::WrongAnswer => {
            Sent::Retry { at: later(backoff(attempts)), reason }
        }
        Class::Auth => Sent::Retry { at: later(REFUSED_FOR), reason },
        Class::RateLimited | Class::Maintenance => {
            Sent::Retry { at: error.retry_at.unwrap_or_else(|| later(backoff(attempts))), reason }
        }
        Class::Gone | Class::Forbidden | Class::Rejected | Class::Refused | Class::Bug => {
            Sent::Dead { reason }
        }
    }
}

/// Whether further requests to the same account are useless for now.
pub fn stops_the_account(error: &Error) -> bool {
    concerns_the_account(error) || matches!(error.class, Class::Offline | Class::Unavailable)
}

/// Whether an error is about the account as a whole.
pub fn concerns_the_account(error: &Error) -> bool {
    matches!(error.class, Class::Auth | Class::RateLimited | Class::Maintenance)
}

/// Whether an error says nothing of the one thing that was asked for: the account, or the way to its source, is in
/// trouble.
pub fn lies_elsewhere(error: &Error) -> bool {
    concerns_the_account(error) || error.class == Class::Offline && error.sent == Left::No
}

/// What an error says about the media file that was asked for.
pub fn trouble(error: &Error) -> Trouble {
    match error.class {
        Class::Gone => Trouble::Gone,
        Class::Refused => Trouble::Impossible,
        // A mood of the server, of a gateway before it, or of an address whose signature has ended; or for good.
        Class::Forbidden | Class::Rejected => Trouble::Denied,
        _ => Trouble::Temporary,
    }
}

/// The error as a person reads it.
pub fn explain(account: &AccountName, error: &Error) -> UserError {
    sentences(account, error).cause(cause(error)).of(account).until(error.retry_at)
}

fn sentences(account: &AccountName, error: &Error) -> UserError {
    let told = |kind, what: String| UserError::new(kind, what).why(error.what.clone());
    // What happened says why by itself.
    let plain = |kind| UserError::new(kind, format!("account {account}: {}", error.what));
    match error.class {
        // Nobody was asked: there is nothing to sign in with.
        Class::Auth if error.status.is_none() => UserError::new(ErrorKind::Config, error.what.clone())
            .next("put the secret there, or name another place for it; everything local goes on working"),
        Class::Auth if error.remedy == Remedy::ChangePassword => UserError::new(
            ErrorKind::Auth,
            format!("account {account}: the first password has to be changed"),
        )
        .why("until then the source answers nothing else")
        .next(format!("`kandidat account passwd {account}` changes it; everything local goes on working")),
        Class::Auth => {
            told(ErrorKind::Auth, format!("account {account}: the credentials were refused")).next(format!(
                "check the credentials of account {account} in the configuration; everything local goes on working"
            ))
        }
        Class::RateLimited => told(
            ErrorKind::Unavailable,
            format!("account {account}: the source asks us to wait{}", until(error)),
        )
        .next("it is tried again then, by itself in the inbox and in `sync --watch`"),
        Class::Maintenance => {
            told(ErrorKind::Unavailable, format!("account {account}: maintenance{}", until(error)))
                .next("it is tried again then, by itself in the inbox and in `sync --watch`")
        }
        Class::Offline => plain(ErrorKind::Unavailable)
            .next("check the network and base_url; nothing is lost, the next sync carries on"),
        Class::Unavailable => plain(ErrorKind::Unavailable).next("nothing is lost, the next sync carries on"),
        Class::WrongAnswer => plain(ErrorKind::Unavailable)
            .next("check base_url; `kandidat doctor` shows what the source answers"),
        Class::Forbidden => told(ErrorKind::Partial, format!("account {account}: not allowed"))
            .next("ask the provider whether it is booked for this client"),
        Class::Gone | Class::Rejected | Class::Refused => plain(ErrorKind::Partial),
        Class::Bug => told(ErrorKind::Partial, format!("account {account}: a mistake of this program"))
            .next("please report it, with the log"),
    }
}

fn until(error: &Error) -> String {
    error.retry_at.map_or_else(String::new, |at| format!(" until {}", at.strftime("%Y-%m-%dT%H:%M:%SZ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(class: Class) -> Error {
        Error::new(class, "why")
    }

    fn now() -> Timestamp {
        "2026-03-01T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn waiting_doubles_and_ends_at_five_minutes() {
        let waits: Vec<u64> = (0..12).map(|attempts| backoff(attempts).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert_eq!(backoff(u32::MAX), LONGEST);
    }

    #[test]
    fn a_lost_answer_is_unknown_and_never_assumed() {
        let lost = error(Class::Offline).perhaps_sent();
        assert!(matches!(after_failure(&lost, 0, now()), Sent::Unknown { .. }));
        assert!(matches!(after_failure(&error(Class::Offline), 0, now()), Sent::Retry { .. }));
    }

    #[test]
    fn a_server_that_names_a_time_is_obeyed() {
        let at = "2026-03-01T15:30:00Z".parse().unwrap();
        let busy = error(Class::RateLimited).retry_at(Some(at));
        let reason = Reason::new(Cause::Wait, "why");
        assert_eq!(after_failure(&busy, 3, now()), Sent::Retry { at, reason });
    }

    #[test]
    fn only_what_asking_again_cant_mend_is_given_up() {
        for class in [Class::Gone, Class::Forbidden, Class::Rejected, Class::Refused] {
            assert!(matches!(after_failure(&error(class), 0, now()), Sent::Dead { .. }), "{class:?}");
            assert!(!stops_the_account(&error(class)));
        }
        for class in [Class::Offline, Class::Unavailable, Class::RateLimited, Class::Maintenance, Class::Auth]
        {
            assert!(matches!(after_failure(&error(class), 0, now()), Sent::Retry { .. }), "{class:?}");
            assert!(stops_the_account(&error(class)));
            assert_eq!(lies_elsewhere(&error(class)), class != Class::Unavailable, "{class:?}");
        }
        assert!(!lies_elsewhere(&error(Class::Offline).perhaps_sent()), "the answer may be what breaks");
    }

    #[test]
    fn a_file_is_gone_only_when_the_source_says_so() {
        for (class, expected) in [
            (Class::Gone, Trouble::Gone),
            (Class::Forbidden, Trouble::Denied),
            (Class::Rejected, Trouble::Denied),
            (Class::Refused, Trouble::Impossible),
            (Class::WrongAnswer, Trouble::Temporary),
            (Class::Unavailable, Trouble::Temporary),
        ] {
            assert_eq!(trouble(&error(class)), expected, "{class:?}");
        }
    }

    #[test]
    fn every_error_says_what_it_means_to_a_script() {
        let account = AccountName::new("acme").unwrap();
        assert_eq!(explain(&account, &error(Class::Auth).status(401)).kind, ErrorKind::Auth);
        assert_eq!(explain(&account, &error(Class::Auth)).kind, ErrorKind::Config, "there was no secret");
        assert_eq!(explain(&account, &error(Class::Offline)).kind, ErrorKind::Unavailable);
        assert_eq!(explain(&account, &error(Class::WrongAnswer)).kind, ErrorKind::Unavailable);
        assert_eq!(explain(&account, &error(Class::Forbidden)).kind, ErrorKind::Partial);
        assert_eq!(explain(&account, &error(Class::Refused)).kind, ErrorKind::Partial);
    }
}
