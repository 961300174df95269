//! Figures as they are read in each language: numbers, sizes, ages, times.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Language, Words};

impl Words {
    /// A whole number with its thousands set apart.
    pub fn number(&self, number: u64) -> String {
        grouped(self.language(), number)
    }

    /// A size in bytes, in powers of a thousand, with at most three digits.
    pub fn bytes(&self, bytes: u64) -> String {
        let (units, point) = match self.language() {
            Language::En => (["B", "kB", "MB", "GB", "TB"], '.'),
            Language::De => (["B", "kB", "MB", "GB", "TB"], ','),
            Language::Ru => (["Б", "кБ", "МБ", "ГБ", "ТБ"], ','),
        };
        let mut tenths = bytes.saturating_mul(10);
        let mut unit = 0;
        while tenths >= 9995 && unit + 1 < units.len() {
            tenths = tenths / 1000 + u64::from(tenths % 1000 >= 500);
            unit += 1;
        }
        let name = units[unit];
        if unit == 0 || tenths >= 100 {
            format!("{} {name}", (tenths + 5) / 10)
        } else {
            format!("{}{point}{} {name}", tenths / 10, tenths % 10)
        }
    }

    /// How long ago, in one unit and at most four cells: `now`, `12m`, `2h`, `3d`, `5w`, `2y`.
    pub fn age(&self, seconds: i64) -> String {
        let [now, minute, hour, day, week, year] = match self.language() {
            Language::En => ["now", "m", "h", "d", "w", "y"],
            Language::De => ["0m", "m", "h", "T", "W", "J"],
            Language::Ru => ["0м", "м", "ч", "д", "н", "г"],
        };
        match seconds {
            ..60 => now.to_owned(),
            60..3_600 => format!("{}{minute}", seconds / 60),
            3_600..86_400 => format!("{}{hour}", seconds / 3_600),
            86_400..1_209_600 => format!("{}{day}", seconds / 86_400),
            1_209_600..31_536_000 => format!("{}{week}", seconds / 604_800),
            _ => format!("{}{year}", (seconds / 31_536_000).min(999)),
        }
    }

    /// After how many seconds the text of [`Words::age`] changes next.
    pub fn age_changes_in(seconds: i64) -> i64 {
        let unit = match seconds {
            ..60 => return 60 - seconds,
            60..3_600 => 60,
            3_600..86_400 => 3_600,
            86_400..1_209_600 => 86_400,
            1_209_600..31_536_000 => 604_800,
            _ => 31_536_000,
        };
        unit - seconds % unit
    }

    /// A share of a whole, in whole hundredths.
    pub fn percent(&self, part: u64, whole: u64) -> String {
        let share = (part.saturating_mul(200).saturating_add(whole)).checked_div(whole.saturating_mul(2));
        let share = share.unwrap_or(0);
        match self.language() {
            Language::En => format!("{share}%"),
            Language::De | Language::Ru => format!("{share}\u{a0}%"),
        }
    }

    /// A day, with its year unless that is this one.
    pub fn day(&self, day: Date, today: Date) -> String {
        let same_year = day.year() == today.year();
        let format = match (self.language(), same_year) {
            (Language::En, true) => "%-d %b",
            (Language::En, false) => "%-d %b %Y",
            (Language::De, true) => "%d.%m.",
            (Language::Ru, true) => "%d.%m",
            (Language::De | Language::Ru, false) => "%d.%m.%Y",
        };
        day.strftime(format).to_string()
    }

    /// A moment as a clock shows it, with its date unless that is today.
    pub fn moment(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (there, here) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
        if there.date() == here.date() {
            return there.strftime("%H:%M").to_string();
        }
        let same_year = there.year() == here.year();
        let format = match (self.language(), same_year) {
            (Language::En, true) => "%-d %b %H:%M",
            (Language::En, false) => "%-d %b %Y %H:%M",
            (Language::De, true) => "%d.%m. %H:%M",
            (Language::Ru, true) => "%d.%m %H:%M",
            (Language::De | Language::Ru, false) => "%d.%m.%Y %H:%M",
        };
        there.strftime(format).to_string()
    }
}

/// A whole number with its thousands set apart, as the language does it.
pub(super) fn grouped(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let gap = match language {
        Language::De => '.',
        Language::En | Language::Ru => '\u{a0}',
    };
    let mut out = String::with_capacity(digits.len() + 6);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(gap);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_text_are_written_like_all_others() {
        for language in Language::ALL {
            let words = Words::new(language);
            let text = words.phrase("marked-many", &[("n", 100_000.into())]);
            assert!(text.contains(&words.number(100_000)), "{text}");
        }
    }

    #[test]
    fn numbers_have_their_thousands_set_apart() {
        assert_eq!(Words::new(Language::En).number(1_284), "1\u{a0}284");
        assert_eq!(Words::new(Language::De).number(1_284_000), "1.284.000");
        assert_eq!(Words::new(Language::Ru).number(7), "7");
    }

    #[test]
    fn sizes_are_short() {
        let words = Words::new(Language::En);
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (212_345, "212 kB"),
            (3_149_000, "3.1 MB"),
            (999_999, "1.0 MB"),
        ] {
            assert_eq!(words.bytes(bytes), text);
        }
        assert_eq!(Words::new(Language::De).bytes(3_149_000), "3,1 MB");
        assert_eq!(Words::new(Language::Ru).bytes(3_149_000), "3,1 МБ");
        assert!(!words.bytes(u64::MAX).is_empty());
    }

    #[test]
    fn ages_change_when_they_say_so() {
        let words = Words::new(Language::En);
        for seconds in [0, 59, 60, 61, 3_599, 3_600, 86_399, 86_400, 1_209_600, 40_000_000, -5] {
            let next = seconds + Words::age_changes_in(seconds);
            assert_eq!(words.age(seconds), words.age(next - 1), "{seconds}");
            assert_ne!(words.age(seconds), words.age(next), "{seconds}");
        }
    }

    #[test]
    fn a_moment_has_its_date_unless_it_is_today() {
        let (now, zone) = ("2026-03-12T15:00:00Z".parse().unwrap(), TimeZone::UTC);
        let words = Words::new(Language::En);
        assert_eq!(words.moment("2026-03-12T14:02:00Z".parse().unwrap(), now, &zone), "14:02");
        assert_eq!(words.moment("2026-03-02T14:02:00Z".parse().unwrap(), now, &zone), "2 Mar 14:02");
        let words = Words::new(Language::De);
        assert_eq!(words.moment("2025-03-02T14:02:00Z".parse().unwrap(), now, &zone), "02.03.2025 14:02");
        let there = "2026-03-02T14:02:00Z".parse().unwrap();
        assert_eq!(words.moment(there, now, &zone), "02.03. 14:02");
        assert_eq!(Words::new(Language::Ru).moment(there, now, &zone), "02.03 14:02");
    }
}
