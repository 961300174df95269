//! Times as people read and type them.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

use crate::config::value;
use crate::error::{ErrorKind, UserError};

/// How long ago, in one unit: `12m`, `2h`, `3d`.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs().max(0);
    match seconds {
        0..60 => "now".to_owned(),
        60..3600 => format!("{}m", seconds / 60),
        3600..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// A time of this place, to the minute.
pub fn local(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Reads a time in the past: how long ago (`2d`), a day (`2026-03-01`, of this place), or a time as JSON writes it.
///
/// # Errors
/// Of kind `Usage`.
pub fn past(text: &str, now: Timestamp) -> Result<Timestamp, UserError> {
    read(text, now, -1)
}

/// Reads a time to come: in how long (`2h`), a day, or a time as JSON writes it.
///
/// # Errors
/// Of kind `Usage`, also when it is past already.
pub fn future(text: &str, now: Timestamp) -> Result<Timestamp, UserError> {
    let at = read(text, now, 1)?;
    if at <= now {
        return Err(UserError::new(ErrorKind::Usage, format!("{text} is past already")));
    }
    Ok(at)
}

fn read(text: &str, now: Timestamp, direction: i64) -> Result<Timestamp, UserError> {
    if let Some(duration) = value::duration(text) {
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX).saturating_mul(direction);
        if let Ok(at) = now.checked_add(SignedDuration::from_secs(seconds)) {
            return Ok(at);
        }
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let moment = match text.parse::<civil::DateTime>() {
        Ok(moment) => Some(moment),
        Err(_) => text.parse::<civil::Date>().ok().map(|day| day.at(0, 0, 0, 0)),
    };
    moment.and_then(|moment| moment.to_zoned(TimeZone::system()).ok()).map(|zoned| zoned.timestamp()).ok_or_else(|| {
        UserError::new(ErrorKind::Usage, format!("\"{text}\" is no time"))
            .next("a span such as 30m, 2h or 7d, a day such as 2026-03-01, or a time such as 2026-03-01T15:30:00Z")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_span_a_day_or_a_moment() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        assert_eq!(past("2h", now).unwrap().to_string(), "2026-03-01T10:00:00Z");
        assert_eq!(future("2h", now).unwrap().to_string(), "2026-03-01T14:00:00Z");
        assert_eq!(past("2026-02-01T00:00:00+01:00", now).unwrap().to_string(), "2026-01-31T23:00:00Z");
        assert!(past("2026-02-01", now).unwrap() < now);
        assert_eq!(past("yesterday", now).unwrap_err().kind, ErrorKind::Usage);
        assert_eq!(future("2026-02-01", now).unwrap_err().what, "2026-02-01 is past already");
    }

    #[test]
    fn an_age_has_one_unit() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let ago = |text: &str| super::ago(text.parse().unwrap(), now);
        assert_eq!(ago("2026-03-01T11:59:30Z"), "now");
        assert_eq!(ago("2026-03-01T12:59:30Z"), "now");
        assert_eq!(ago("2026-03-01T11:48:00Z"), "12m");
        assert_eq!(ago("2026-02-28T12:00:00Z"), "24h");
        assert_eq!(ago("2026-02-20T12:00:00Z"), "9d");
    }
}
