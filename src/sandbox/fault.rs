//! Owns the faults: what can be switched on to go wrong, and the counting that makes each of them bounded.
//!
//! Every fault is deterministic: it strikes by counting requests, never by chance or by the clock. Counting starts
//! anew whenever the faults are set. A *route* below is one of the calls of the interface (`Route`), a *place* is
//! a route or, for downloads, one file.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// Something that goes wrong on purpose. In brackets: how it is written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `expire-token[:CALLS]`: the first token issued ends after 3 (CALLS) authorised requests, whatever its
    /// `expires_in` promised; further requests with it get 401. Later tokens hold. A token that was in use before
    /// counts as the first.
    ExpireToken {
        /// Authorised requests that the token is good for.
        calls: u32,
    },
    /// `reject-credentials[:TIMES]`: every (the first TIMES) sign-in gets 401 `invalid_client`. Switching
    /// it on ends all tokens issued earlier.
    RejectCredentials {
        /// Sign-ins that are refused; `None` is all.
        times: Option<u32>,
    },
    /// `rate-limit[:SECONDS[:TIMES]]`: the first 2 (TIMES) requests of each route get 429 with `Retry-After: 1`
    /// (SECONDS) and do nothing.
    RateLimit {
        /// `Retry-After`, in seconds.
        seconds: u64,
        /// Requests of each route that are refused.
        times: u32,
    },
    /// `maintenance[:SECONDS[:TIMES]]`: the first 3 (TIMES) requests of all get 503 with `Retry-After: 1` (SECONDS)
    /// and do nothing.
    Maintenance {
        /// `Retry-After`, in seconds.
        seconds: u64,
        /// Requests that are refused, whatever their routes.
        times: u32,
    },
    /// `maintenance-until[:SECONDS[:TIMES]]`: like `maintenance`, with `Retry-After` as an HTTP date that many
    /// seconds (rounded up to whole ones) after the system's time.
    MaintenanceUntil {
        /// Seconds from now to the date.
        seconds: u64,
        /// Requests that are refused, whatever their routes.
        times: u32,
    },
    /// `slow[:MILLISECONDS]`: every answer waits 200 (MILLISECONDS) before its first byte, and files come in four
    /// pieces with a quarter of that before each.
    Slow {
        /// The wait, in milliseconds.
        millis: u64,
    },
    /// `drop[:TIMES]`: the first (TIMES) list and the first (TIMES) download of each file are cut off on the
    /// socket: the list in the middle of the record after its first half, a file after the first half of the
    /// announced `Content-Length`.
    Drop {
        /// Attempts at each place that are cut.
        times: u32,
    },
    /// `truncate[:TIMES]`: the first (TIMES) answers of the list and of each file end early although HTTP ends
    /// properly: the list in the middle of the record after its first half, a file without a single byte
    /// (`Content-Length: 0`).
    Truncate {
        /// Attempts at each place that end early.
        times: u32,
    },
    /// `duplicate`: in every list each third profile (the first, the fourth, …) stands twice, one after the other,
    /// byte for byte.
    Duplicate,
    /// `bad-json[:TIMES]`: the first (TIMES) list has unbalanced brackets (`}]}`) after its first half of records,
    /// which are followed by the others; the first (TIMES) template list lacks its last bracket.
    BadJson {
        /// Answers of each of the two routes that are broken.
        times: u32,
    },
    /// `one-bad-profile`: every list has one more record after its first half: an object with invalid UTF-8 as its
    /// id and a number for its steps. It can't be confirmed and never goes away.
    OneBadProfile,
    /// `html-200[:TIMES]`: the first (TIMES) request at each place, POSTs and sign-in included, gets an HTML sign-in
    /// page with status 200, and nothing is done.
    Html200 {
        /// Requests at each place that get the page.
        times: u32,
    },
    /// `redirect[:HOPS]`: the first request of each route but the downloads gets a 302 to an HTML page of the same
    /// origin, and nothing is done. Every download is redirected to another origin (a second port), where after 1
    /// (HOPS) redirects in all the file is served without sign-in, and a request with an `Authorization` header
    /// gets 400 and stands in the journal as a leak.
    Redirect {
        /// Redirects between a download's address and its bytes.
        hops: u32,
    },
    /// `lost-answer[:TIMES]`: the first (TIMES) request of each POST route is carried out, and the connection is cut
    /// before the first byte of its answer.
    LostAnswer {
        /// Requests of each POST route whose answers are lost.
        times: u32,
    },
    /// `vanish[:PROFILES]`: the first 2 (PROFILES) profiles with media of the first list are gone from the moment
    /// that list is asked for: they stand in it, but their media, their confirmation and their chat get 404, and
    /// later lists lack them.
    Vanish {
        /// Profiles that vanish.
        profiles: u32,
    },
    /// `new-fields`: profiles, steps, media objects and templates have members that nobody has published.
    NewFields,
    /// `renamed-fields[:plain|media|id]`: members of profiles have other names. `plain` (the default): `phone` is
    /// `tel`, `createdAt` is `created_on`, `utmSource` is `utm_source`, `answer` is `reply`. `media`: `cv` is
    /// `resume` and `attachments` is `files`. `id`: `profileId` is `uuid`.
    RenamedFields(Renamed),
    /// `first-password`: HRDrom's password is the first one and has to be changed: until then all calls but the
    /// change get 403 `password_reset_required`, sign-in included. Without this fault it counts as changed.
    FirstPassword,
}

/// Which members have other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renamed {
    /// Members that nothing depends on.
    Plain,
    /// The members that hold media objects.
    Media,
    /// The profile's id.
    Id,
}

impl Fault {
    /// Every fault in its default form, for a matrix of tests and for the help text; those of HRDrom alone are in
    /// [`Fault::HRDROM`].
    pub const ALL: [Self; 17] = [
        Self::ExpireToken { calls: 3 },
        Self::RejectCredentials { times: None },
        Self::RateLimit { seconds: 1, times: 2 },
        Self::Maintenance { seconds: 1, times: 3 },
        Self::MaintenanceUntil { seconds: 1, times: 3 },
        Self::Slow { millis: 200 },
        Self::Drop { times: 1 },
        Self::Truncate { times: 1 },
        Self::Duplicate,
        Self::BadJson { times: 1 },
        Self::OneBadProfile,
        Self::Html200 { times: 1 },
        Self::Redirect { hops: 1 },
        Self::LostAnswer { times: 1 },
        Self::Vanish { profiles: 2 },
        Self::NewFields,
        Self::RenamedFields(Renamed::Plain),
    ];

    /// The faults that only HRDrom's side has.
    pub const HRDROM: [Self; 1] = [Self::FirstPassword];

    /// The name on the command line, without parameters.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExpireToken { .. } => "expire-token",
            Self::RejectCredentials { .. } => "reject-credentials",
            Self::RateLimit { .. } => "rate-limit",
            Self::Maintenance { .. } => "maintenance",
            Self::MaintenanceUntil { .. } => "maintenance-until",
            Self::Slow { .. } => "slow",
            Self::Drop { .. } => "drop",
            Self::Truncate { .. } => "truncate",
            Self::Duplicate => "duplicate",
            Self::BadJson { .. } => "bad-json",
            Self::OneBadProfile => "one-bad-profile",
            Self::Html200 { .. } => "html-200",
            Self::Redirect { .. } => "redirect",
            Self::LostAnswer { .. } => "lost-answer",
            Self::Vanish { .. } => "vanish",
            Self::NewFields => "new-fields",
            Self::RenamedFields(_) => "renamed-fields",
            Self::FirstPassword => "first-password",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match *self {
            Self::RejectCredentials { times: None }
            | Self::Duplicate
            | Self::OneBadProfile
            | Self::NewFields
            | Self::FirstPassword => Ok(()),
            Self::RateLimit { seconds, times }
            | Self::Maintenance { seconds, times }
            | Self::MaintenanceUntil { seconds, times } => write!(f, ":{seconds}:{times}"),
            Self::Slow { millis } => write!(f, ":{millis}"),
            Self::ExpireToken { calls: number }
            | Self::RejectCredentials { times: Some(number) }
            | Self::Drop { times: number }
            | Self::Truncate { times: number }
            | Self::BadJson { times: number }
            | Self::Html200 { times: number }
            | Self::Redirect { hops: number }
            | Self::LostAnswer { times: number }
            | Self::Vanish { profiles: number } => write!(f, ":{number}"),
            Self::RenamedFields(renamed) => f.write_str(match renamed {
                Renamed::Plain => ":plain",
                Renamed::Media => ":media",
                Renamed::Id => ":id",
            }),
        }
    }
}

/// A fault's name or parameter that doesn't exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFaultError {
    /// There is no fault of that name.
    #[error("there is no fault {0:?}; the faults are {names}", names = names())]
    Name(String),
    /// The fault exists, its parameter doesn't fit.
    #[error("{parameter:?} is no parameter of the fault {name}")]
    Parameter {
        /// The fault.
        name: &'static str,
        /// What was given.
        parameter: String,
    },
}

fn names() -> String {
    Fault::ALL.into_iter().chain(Fault::HRDROM).map(Fault::name).collect::<Vec<_>>().join(", ")
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, parameter) = match text.split_once(':') {
            Some((name, parameter)) => (name, Some(parameter)),
            None => (text, None),
        };
        let plain = Self::ALL
            .into_iter()
            .chain(Self::HRDROM)
            .find(|fault| fault.name() == name)
            .ok_or_else(|| ParseFaultError::Name(name.to_owned()))?;
        let Some(parameter) = parameter else {
            return Ok(plain);
        };
        plain
            .with(parameter)
            .ok_or(ParseFaultError::Parameter { name: plain.name(), parameter: parameter.to_owned() })
    }
}

impl Fault {
    fn with(self, parameter: &str) -> Option<Self> {
        let number = || parameter.parse::<u32>().ok();
        let pair = |usual: u32| match parameter.split_once(':') {
            Some((seconds, times)) => Some((seconds.parse().ok()?, times.parse().ok()?)),
            None => Some((parameter.parse().ok()?, usual)),
        };
        Some(match self {
            Self::ExpireToken { .. } => Self::ExpireToken { calls: number()? },
            Self::RejectCredentials { .. } => Self::RejectCredentials { times: Some(number()?) },
            Self::RateLimit { times, .. } => {
                let (seconds, times) = pair(times)?;
                Self::RateLimit { seconds, times }
            }
            Self::Maintenance { times, .. } => {
                let (seconds, times) = pair(times)?;
                Self::Maintenance { seconds, times }
            }
            Self::MaintenanceUntil { times, .. } => {
                let (seconds, times) = pair(times)?;
                Self::MaintenanceUntil { seconds, times }
            }
            Self::Slow { .. } => Self::Slow { millis: parameter.parse().ok()? },
            Self::Drop { .. } => Self::Drop { times: number()? },
            Self::Truncate { .. } => Self::Truncate { times: number()? },
            Self::BadJson { .. } => Self::BadJson { times: number()? },
            Self::Html200 { .. } => Self::Html200 { times: number()? },
            Self::Redirect { .. } => Self::Redirect { hops: number().filter(|&hops| hops > 0)? },
            Self::LostAnswer { .. } => Self::LostAnswer { times: number()? },
            Self::Vanish { .. } => Self::Vanish { profiles: number()? },
            Self::RenamedFields(_) => Self::RenamedFields(match parameter {
                "plain" => Renamed::Plain,
                "media" => Renamed::Media,
                "id" => Renamed::Id,
                _ => return None,
            }),
            Self::Duplicate | Self::OneBadProfile | Self::NewFields | Self::FirstPassword => return None,
        })
    }
}

/// The faults that are switched on, and how often each has struck where.
#[derive(Debug, Default)]
pub(super) struct Faults {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    on: Vec<Fault>,
    struck: HashMap<(&'static str, String), u32>,
}

impl Faults {
    /// Replaces the faults and starts counting anew.
    pub fn set(&self, faults: Vec<Fault>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.on = faults;
        state.struck.clear();
    }

    /// The first switched-on fault that `pick` takes something from.
    pub fn find<T>(&self, pick: impl Fn(Fault) -> Option<T>) -> Option<T> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.on.iter().copied().find_map(pick)
    }

    /// Whether a fault is on that `pick` gives a bound for, and has struck at `place` less often than that; counts
    /// the strike.
    pub fn strike(&self, place: &str, pick: impl Fn(Fault) -> Option<u32>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { on, struck } = &mut *state;
        let Some((fault, times)) = on.iter().find_map(|&fault| Some((fault, pick(fault)?))) else {
            return false;
        };
        let count = struck.entry((fault.name(), place.to_owned())).or_default();
        *count = count.saturating_add(1);
        *count <= times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_the_fault() {
        for fault in Fault::ALL.into_iter().chain(Fault::HRDROM) {
            assert_eq!(fault.name().parse(), Ok(fault));
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        assert_eq!("rate-limit:3".parse(), Ok(Fault::RateLimit { seconds: 3, times: 2 }));
        assert_eq!("maintenance:5400:1".parse(), Ok(Fault::Maintenance { seconds: 5400, times: 1 }));
        assert_eq!("renamed-fields:media".parse(), Ok(Fault::RenamedFields(Renamed::Media)));
        assert_eq!("reject-credentials:2".parse(), Ok(Fault::RejectCredentials { times: Some(2) }));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let error = "dorp".parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("\"dorp\"") && error.contains("one-bad-profile"), "{error}");
        for wrong in ["drop:x", "redirect:0", "duplicate:1", "rate-limit:1:x", "renamed-fields:all"] {
            let error = wrong.parse::<Fault>().unwrap_err();
            assert!(matches!(error, ParseFaultError::Parameter { .. }), "{wrong}");
        }
    }

    #[test]
    fn strikes_are_counted_by_place_and_anew_after_setting() {
        let faults = Faults::default();
        let drop = |fault| match fault {
            Fault::Drop { times } => Some(times),
            _ => None,
        };
        assert!(!faults.strike("a", drop));
        faults.set(vec![Fault::Duplicate, Fault::Drop { times: 2 }]);
        let struck: Vec<bool> = (0..4).map(|_| faults.strike("a", drop)).collect();
        assert_eq!(struck, [true, true, false, false]);
        assert!(faults.strike("b", drop));
        faults.set(vec![Fault::Drop { times: 1 }]);
        assert!(faults.strike("a", drop));
    }
}
