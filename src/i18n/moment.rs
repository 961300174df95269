//! Reading a moment as people type it: `14:30`, `15.12.`, `15.12.2026 9:00`, `15 Dec 9:00`, `2026-12-15`, `2h`, `3d`.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

use super::{Language, Words};

/// A day without a time means its morning.
const MORNING: Time = Time::constant(8, 0, 0, 0);

/// The beginnings of the months' names.
const MONTHS: [(Language, [&str; 12]); 3] = [
    (Language::En, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (Language::De, ["jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"]),
    (Language::Ru, ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]),
];

impl Words {
    /// The moment that a person means, if it can be one. A date without a year is the next one of that name, a time
    /// without a date the next time that the clock shows it, a date without a time its morning.
    pub fn read_moment(&self, text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let text = text.trim().to_lowercase();
        if let Some(later) = self.span(&text, now, zone) {
            return Some(later);
        }
        let here = now.to_zoned(zone.clone());
        let (mut parts, mut time) = (text.split_whitespace().collect::<Vec<_>>(), None);
        if let Some(last) = parts.last().and_then(|last| clock(last)) {
            time = Some(last);
            parts.pop();
        } else if let [.., hour, "uhr"] = parts[..] {
            time = Some(Time::new(hour.parse().ok()?, 0, 0, 0).ok()?);
            parts.truncate(parts.len() - 2);
        }
        if parts.is_empty() {
            let today = at(here.date(), time?, zone)?;
            return if today > now { Some(today) } else { at(here.date().tomorrow().ok()?, time?, zone) };
        }
        let (date, has_year) = self.date(&parts, &here)?;
        let time = time.unwrap_or(MORNING);
        let meant = at(date, time, zone)?;
        if meant > now || has_year {
            return Some(meant);
        }
        at(date.checked_add(1.year()).ok()?, time, zone)
    }

    /// `2h`, `3 d`, `1w`, also with the units of the language: so long from now on.
    fn span(&self, text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?;
        let (number, unit) = text.split_at(digits);
        let number: i64 = number.parse().ok().filter(|number| *number <= 100_000)?;
        let days = match unit.trim() {
            "m" | "min" | "м" | "мин" => {
                return now.checked_add(SignedDuration::from_mins(number)).ok();
            }
            "h" | "std" | "ч" | "час" => {
                return now.checked_add(SignedDuration::from_hours(number)).ok();
            }
            "d" | "t" | "tage" | "days" | "д" | "дн" => number,
            "w" | "н" | "нед" => number * 7,
            _ => return None,
        };
        let there = now.to_zoned(zone.clone()).checked_add(days.days()).ok()?;
        at(there.date(), MORNING, zone)
    }

    /// A date, and whether its year was said.
    fn date(&self, parts: &[&str], here: &Zoned) -> Option<(Date, bool)> {
        let this_year = here.year();
        if let [one] = parts {
            let numbers = |sign: char| -> Option<Vec<i16>> {
                one.trim_end_matches('.').split(sign).map(|part| part.parse().ok()).collect()
            };
            if let Some([year, month, day]) = numbers('-').as_deref() {
                return Some((date(*year, *month, *day)?, true));
            }
            return match numbers('.').or_else(|| numbers('/')).as_deref()? {
                [day, month] => Some((date(this_year, *month, *day)?, false)),
                [day, month, year] => Some((date(full(*year), *month, *day)?, true)),
                _ => None,
            };
        }
        let (day, name, year) = match parts {
            [day, name] => (day, name, None),
            [day, name, year] => (day, name, Some(year.parse().ok().map(full)?)),
            _ => return None,
        };
        let (_, months) = MONTHS.iter().find(|(language, _)| *language == self.language())?;
        let month = months.iter().position(|month| name.starts_with(month))?;
        let day = day.trim_end_matches('.').parse().ok()?;
        let month = i16::try_from(month).ok()? + 1;
        Some((date(year.unwrap_or(this_year), month, day)?, year.is_some()))
    }
}

/// A time by the clock, with a colon: a full stop makes a date.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn full(year: i16) -> i16 {
    if (0..100).contains(&year) { 2000 + year } else { year }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn at(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    Some(date.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: Language, text: &str) -> Option<String> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-03-12T14:02:30Z".parse().unwrap();
        let at = Words::new(language).read_moment(text, now, &zone)?;
        Some(at.to_zoned(zone).strftime("%F %R").to_string())
    }

    #[test]
    fn a_moment_is_read_as_people_write_it() {
        for (language, text, meant) in [
            (Language::De, "16:30", "2026-03-12 16:30"),
            (Language::De, "9:00", "2026-03-13 09:00"),
            (Language::De, "20.3.", "2026-03-20 08:00"),
            (Language::De, "20.03. 14:30", "2026-03-20 14:30"),
            (Language::De, "20.3. 14 Uhr", "2026-03-20 14:00"),
            (Language::De, "1.2.", "2027-02-01 08:00"),
            (Language::De, "01.04.27 9:15", "2027-04-01 09:15"),
            (Language::De, "3. Mai 10:00", "2026-05-03 10:00"),
            (Language::Ru, "20.03 14:30", "2026-03-20 14:30"),
            (Language::Ru, "3 мая", "2026-05-03 08:00"),
            (Language::Ru, "2 ч", "2026-03-12 17:02"),
            (Language::En, "20 Mar 14:30", "2026-03-20 14:30"),
            (Language::En, "3 may 2027", "2027-05-03 08:00"),
            (Language::En, "2026-12-15", "2026-12-15 08:00"),
            (Language::En, "20/3", "2026-03-20 08:00"),
            (Language::En, "90m", "2026-03-12 16:32"),
            (Language::En, "3d", "2026-03-15 08:00"),
            (Language::De, "2w", "2026-03-26 08:00"),
            (Language::De, "29.2.2028", "2028-02-29 08:00"),
        ] {
            assert_eq!(read(language, text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in
            ["", "morgen", "32.1.", "25:00", "1.1.1.1", "2x", "-3d", "99999999999d", "::", "31 feb", "m"]
        {
            assert_eq!(read(Language::En, text), None, "{text}");
        }
        assert_eq!(
            read(Language::En, "2020-01-01").as_deref(),
            Some("2020-01-01 08:00"),
            "past, and said so"
        );
    }
}
