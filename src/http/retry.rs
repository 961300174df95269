//! When a request is repeated, and after how long. Pure: it is given the time and the dice.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::{rfc2822, strtime};

/// The longest pause that a server can ask for at once; after it we ask again.
const MOST_ASKED: Duration = Duration::from_secs(24 * 60 * 60);

/// How patient we are. The numbers are settings so that tests can be quick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The shortest wait before a repetition.
    pub first: Duration,
    /// The longest wait of our own choosing.
    pub most: Duration,
    /// How often a request is sent at most, the first time included.
    pub tries: u32,
    /// The longest pause asked for by a server that is waited for on the spot.
    pub patience: Duration,
    /// How long a second of a server's `Retry-After` lasts; less than a second only in tests.
    pub second: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_secs(5 * 60),
            tries: 5,
            patience: Duration::from_secs(60),
            second: Duration::from_secs(1),
        }
    }
}

impl Schedule {
    /// A schedule for servers in the same process: all waits last milliseconds.
    pub fn quick() -> Self {
        Self {
            first: Duration::from_millis(1),
            most: Duration::from_millis(4),
            second: Duration::from_millis(1),
            ..Self::default()
        }
    }

    /// How long to wait after the try number `attempt` (from 0) failed: twice as long each time, give or take a
    /// half, within the bounds. `dice` is between 0 and 1.
    pub fn backoff(&self, attempt: u32, dice: f64) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(attempt.min(20)));
        let dice = if dice.is_finite() { dice.clamp(0.0, 1.0) } else { 0.5 };
        doubled.min(self.most).mul_f64(0.5 + dice).clamp(self.first, self.most.max(self.first))
    }

    /// A pause in a server's seconds, as long as it really lasts here.
    pub fn lasting(&self, asked: Duration) -> Duration {
        if self.second == Duration::from_secs(1) { asked } else { self.second.mul_f64(asked.as_secs_f64()) }
    }

    /// What to do after the try number `attempt` (from 0) ended in `trouble`.
    pub fn next(&self, attempt: u32, trouble: &Trouble, repeat: Repeat, dice: f64) -> Next {
        if attempt.saturating_add(1) >= self.tries {
            return Next::GiveUp;
        }
        match (trouble, repeat) {
            (Trouble::Final, _) | (Trouble::Lost | Trouble::Unwell, Repeat::UnlessTaken) => Next::GiveUp,
            (Trouble::Asked(asked), _) if *asked > self.patience => Next::GiveUp,
            (Trouble::Asked(asked), _) => Next::Wait(self.lasting(*asked)),
            (Trouble::Unsent | Trouble::Busy, _) | (Trouble::Lost | Trouble::Unwell, Repeat::Freely) => {
                Next::Wait(self.backoff(attempt, dice))
            }
        }
    }
}

/// When a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Whenever it failed: asking twice changes nothing.
    Freely,
    /// Only when it certainly was not taken: it never left, or the server said *not now*.
    UnlessTaken,
}

/// How a try ended, as far as repeating goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The request never left.
    Unsent,
    /// It left, and no answer came.
    Lost,
    /// The server is too busy and doesn't say for how long (429, 503).
    Busy,
    /// The server asks for a pause of this length (429, 503).
    Asked(Duration),
    /// The server failed (other 5xx, 408): it may have taken the request.
    Unwell,
    /// Repeating is useless.
    Final,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Wait so long, then send it again.
    Wait(Duration),
    /// Tell the caller.
    GiveUp,
}

/// Reads `Retry-After`: seconds, or an HTTP date in any of its three forms. A date in the past is no pause, a
/// pause of more than a day is one of a day; what can't be read is `None`.
pub fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(MOST_ASKED));
    }
    let until = date(text)?;
    let left = until.duration_since(now);
    Some(Duration::try_from(left).unwrap_or(Duration::ZERO).min(MOST_ASKED))
}

fn date(text: &str) -> Option<Timestamp> {
    if let Ok(at) = rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return Some(at);
    }
    // The two obsolete forms that RFC 9110 still wants understood; both are in UTC.
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].into_iter().find_map(|form| {
        let parsed = strtime::parse(form, text).ok()?.to_datetime().ok()?;
        Some(parsed.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: &str = "1994-11-06T08:49:00Z";

    fn after(header: &str) -> Option<u64> {
        retry_after(header, NOW.parse().unwrap()).map(|pause| pause.as_secs())
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        assert_eq!(after("120"), Some(120));
        assert_eq!(after(" 0 "), Some(0));
        assert_eq!(after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(37));
        assert_eq!(after("Sunday, 06-Nov-94 08:49:37 GMT"), Some(37));
        assert_eq!(after("Sun Nov  6 08:49:37 1994"), Some(37));
        assert_eq!(after("Sat, 05 Nov 1994 08:49:37 GMT"), Some(0));
        assert_eq!(after("99999999999999999999999999"), Some(24 * 60 * 60));
        assert_eq!(after("Tue, 31 Dec 2999 23:59:59 GMT"), Some(24 * 60 * 60));
        for nonsense in ["", "soon", "-5", "1.5", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(after(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn what_may_have_been_taken_is_not_sent_twice() {
        let schedule = Schedule::default();
        let next = |trouble, repeat| schedule.next(0, &trouble, repeat, 0.5);
        for trouble in [Trouble::Lost, Trouble::Unwell] {
            assert_eq!(next(trouble.clone(), Repeat::UnlessTaken), Next::GiveUp);
            assert_ne!(next(trouble, Repeat::Freely), Next::GiveUp);
        }
        for trouble in [Trouble::Unsent, Trouble::Busy] {
            assert_ne!(next(trouble, Repeat::UnlessTaken), Next::GiveUp);
        }
        assert_eq!(next(Trouble::Final, Repeat::Freely), Next::GiveUp);
    }

    #[test]
    fn a_servers_pause_is_kept_to_the_second_or_not_waited_for() {
        let schedule = Schedule::default();
        let next = |seconds| {
            schedule.next(0, &Trouble::Asked(Duration::from_secs(seconds)), Repeat::UnlessTaken, 0.9)
        };
        assert_eq!(next(60), Next::Wait(Duration::from_secs(60)));
        assert_eq!(next(61), Next::GiveUp);
        let quick = Schedule::quick().next(0, &Trouble::Asked(Duration::from_secs(7)), Repeat::Freely, 0.0);
        assert_eq!(quick, Next::Wait(Duration::from_millis(7)));
    }

    proptest! {
        #[test]
        fn every_wait_is_within_its_bounds_and_the_tries_end(dice in any::<f64>(), attempt in any::<u32>()) {
            let schedule = Schedule::default();
            let wait = schedule.backoff(attempt, dice);
            prop_assert!(wait >= schedule.first && wait <= schedule.most, "{wait:?}");
            let ends = schedule.next(attempt, &Trouble::Unsent, Repeat::Freely, dice) == Next::GiveUp;
            prop_assert_eq!(ends, attempt >= 4);
        }

        #[test]
        fn waits_grow(attempt in 0..8_u32, dice in 0.0..1.0_f64) {
            let schedule = Schedule::default();
            prop_assert!(schedule.backoff(attempt + 2, dice) >= schedule.backoff(attempt, dice));
        }

        #[test]
        fn no_header_breaks_the_reader(header in "\\PC{0,40}") {
            if let Some(pause) = retry_after(&header, NOW.parse().unwrap()) {
                prop_assert!(pause <= MOST_ASKED);
            }
        }
    }
}
