//! Reads the times that sources write: ISO 8601 with and without a zone, and Unix seconds or milliseconds.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::json::{Json, Node};

/// Unix times from here on (year 5138 in seconds) are milliseconds.
const MILLISECONDS_FROM: f64 = 1e11;

/// Reads a time. A time without a zone is taken as UTC; one outside 1970 to 2200 is none.
pub fn read(node: &Node<'_>) -> Option<Timestamp> {
    let at = match &node.json {
        Json::Number(literal) => unix(literal)?,
        Json::Text(text) => from_text(text.trim())?,
        _ => return None,
    };
    let seconds = at.as_second();
    (0..7_258_118_400).contains(&seconds).then_some(at)
}

fn from_text(text: &str) -> Option<Timestamp> {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if number && text.len() > 8 {
        return unix(text);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    // What has a zone that can't be read must not pass for UTC.
    let civil = if text.len() == 10 {
        text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())
    } else if text.contains('[') || text.get(10..).is_some_and(|time| time.contains(['+', '-'])) {
        return None;
    } else {
        text.parse::<DateTime>().ok()?
    };
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn unix(literal: &str) -> Option<Timestamp> {
    let number: f64 = literal.parse().ok()?;
    let milliseconds = if number.abs() >= MILLISECONDS_FROM { number } else { number * 1000.0 };
    if !(0.0..1e15).contains(&milliseconds) {
        return None;
    }
    Timestamp::from_millisecond(milliseconds.round() as i64).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::json;

    fn time(text: &str) -> Option<String> {
        read(&json::parse(text, 4).unwrap()).map(|at| at.to_string())
    }

    #[test]
    fn every_listed_way_to_write_a_time_is_read() {
        for text in [
            r#""2026-03-01T10:00:00Z""#,
            r#""2026-03-01T11:00:00+01:00""#,
            r#""2026-03-01T11:00:00+0100""#,
            r#""2026-03-01 10:00:00Z""#,
            r#""2026-03-01T10:00:00""#,
            r#"" 2026-03-01 10:00:00 ""#,
            r#""2026-03-01T10:00""#,
            r#""20260301T100000Z""#,
            "1772359200",
            "1772359200000",
            r#""1772359200""#,
            r#""1772359200000""#,
            "1.7723592e9",
        ] {
            assert_eq!(time(text).as_deref(), Some("2026-03-01T10:00:00Z"), "{text}");
        }
        assert_eq!(
            time(r#""2026-03-01T10:00:00.1234567Z""#).as_deref(),
            Some("2026-03-01T10:00:00.1234567Z")
        );
        for day in [r#""2026-03-01""#, r#""20260301""#] {
            assert_eq!(time(day).as_deref(), Some("2026-03-01T00:00:00Z"), "{day}");
        }
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "null",
            "true",
            "-1",
            "1e300",
            "[]",
            r#""""#,
            r#""soon""#,
            r#""01.03.2026""#,
            r#""2026-03-01T10:00:00[Nowhere/Land]""#,
            r#""2026-13-01T10:00:00Z""#,
            r#""/Date(1772359200000)/""#,
            r#""2026-03-01T10:00:00+99:00""#,
            r#""9999-01-01T00:00:00Z""#,
            r#""1066-10-14T09:00:00Z""#,
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,30}|[0-9TZ:+.e-]{0,30}", number in any::<f64>()) {
            read(&Node { raw: "", json: Json::Text(text.into()) });
            read(&Node { raw: "", json: Json::Number(&number.to_string()) });
        }
    }
}
