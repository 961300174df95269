//! Durations (`30s`, `10m`, `2h`, `180d`) and sizes (`20MB`) as people write them.

use std::time::Duration;

/// Reads a duration: a whole number and `s`, `m`, `h` or `d`.
pub fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, seconds) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1),
        (at, 'm') => (&text[..at], 60),
        (at, 'h') => (&text[..at], 3600),
        (at, 'd') => (&text[..at], 86_400),
        _ => return None,
    };
    let number: u64 = digits(number)?;
    // A century is more than anybody means, and keeps every later sum from overflowing.
    number.checked_mul(seconds).filter(|all| *all <= 100 * 366 * 86_400).map(Duration::from_secs)
}

/// Writes a duration in the largest unit that holds it exactly.
pub fn write_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] {
        if seconds >= length && seconds.is_multiple_of(length) {
            return format!("{}{unit}", seconds / length);
        }
    }
    format!("{seconds}s")
}

/// Reads a size in bytes: a whole number and `B`, `kB`, `MB`, `GB` (thousands) or `KiB`, `MiB`, `GiB`.
pub fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let at = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = digits(&text[..at])?;
    let unit = match text[at..].trim_start().to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit).filter(|bytes| i64::try_from(*bytes).is_ok())
}

/// Writes a size for people: three digits at most, and the unit.
pub fn write_size(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut number = bytes as f64 / 1000.0;
    let mut unit = "kB";
    for next in ["MB", "GB", "TB"] {
        if number < 999.5 {
            break;
        }
        number /= 1000.0;
        unit = next;
    }
    if number < 9.95 { format!("{number:.1} {unit}") } else { format!("{number:.0} {unit}") }
}

fn digits(text: &str) -> Option<u64> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_whole_number_and_a_unit() {
        let seconds = |text: &str| duration(text).map(|duration| duration.as_secs());
        assert_eq!(seconds("30s"), Some(30));
        assert_eq!(seconds("10m"), Some(600));
        assert_eq!(seconds("2h"), Some(7200));
        assert_eq!(seconds("180d"), Some(180 * 86_400));
        for bad in
            ["", "s", "5", "-5s", "+5s", "1.5h", "5 minutes", "5ms", "99999999999999999999d", "999999d", "5µ"]
        {
            assert_eq!(seconds(bad), None, "{bad}");
        }
        for text in ["30s", "10m", "2h", "180d", "90s"] {
            assert_eq!(write_duration(duration(text).unwrap()), text);
        }
    }

    #[test]
    fn sizes_have_a_whole_number_and_a_unit() {
        assert_eq!(size("20MB"), Some(20_000_000));
        assert_eq!(size("1 GiB"), Some(1 << 30));
        assert_eq!(size("5b"), Some(5));
        for bad in ["", "MB", "20", "2.5MB", "-1MB", "20 megabytes", "99999999999GB"] {
            assert_eq!(size(bad), None, "{bad}");
        }
        assert_eq!(write_size(999), "999 B");
        assert_eq!(write_size(212_345), "212 kB");
        assert_eq!(write_size(3_140_000), "3.1 MB");
        assert_eq!(write_size(999_600), "1.0 MB");
    }
}
