//! Bars over time: as many as there is room for, each a day, a week or a month.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::bar;
use ratatui::widgets::{Bar, BarChart, BarGroup, Widget};

use crate::tui::cx::Cx;
use crate::tui::theme::Role;

/// Bars of whole cells, for terminals that show nothing but ASCII.
const ASCII: bar::Set<'static> = bar::Set {
    full: "#",
    seven_eighths: "#",
    three_quarters: "#",
    five_eighths: "#",
    half: "#",
    three_eighths: ".",
    one_quarter: ".",
    one_eighth: ".",
    empty: " ",
};

/// Draws bars over the whole width, as broad as they fit.
pub(super) fn bars(values: &[u64], area: Rect, buffer: &mut Buffer, cx: &Cx) {
    let (wide, gap) = breadth(values.len(), area.width);
    let bars: Vec<Bar> = values.iter().map(|value| Bar::default().value(*value).text_value("")).collect();
    BarChart::default()
        .data(BarGroup::default().bars(&bars))
        .bar_width(wide)
        .bar_gap(gap)
        .bar_set(if cx.signs.unicode { bar::NINE_LEVELS } else { ASCII })
        .bar_style(cx.style(Role::Focus))
        .render(area, buffer);
}

/// How many cells so many bars take.
pub(super) fn used(many: usize, width: u16) -> usize {
    let (wide, gap) = breadth(many, width);
    (many * usize::from(wide + gap)).saturating_sub(usize::from(gap))
}

/// How broad a bar may be, and the gap beside it.
fn breadth(many: usize, width: u16) -> (u16, u16) {
    let each = width / u16::try_from(many.max(1)).unwrap_or(u16::MAX);
    match each {
        0 | 1 => (1, 0),
        _ => ((each - 1).min(8), 1),
    }
}

/// What one bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Day,
    Week,
    Month,
}

/// The figures of days as bars without a gap, from the first to the last day, in the finest step that fits.
pub(super) fn over_time(days: &[(Date, u64)], last: Date, most: usize) -> (Step, Vec<u64>) {
    let Some((first, _)) = days.first() else { return (Step::Day, Vec::new()) };
    let last = last.max(days.last().map_or(*first, |(day, _)| *day));
    for step in [Step::Day, Step::Week, Step::Month] {
        let many = place(step, *first, last) + 1;
        if many <= most.max(1) || step == Step::Month {
            let mut values = vec![0; many];
            for (day, count) in days {
                if let Some(value) = values.get_mut(place(step, *first, *day)) {
                    *value += count;
                }
            }
            // More months than cells: the latest are what is looked at.
            values.drain(..values.len().saturating_sub(most.max(1)));
            return (step, values);
        }
    }
    (Step::Day, Vec::new())
}

/// In which bar a day stands.
fn place(step: Step, first: Date, day: Date) -> usize {
    let days = first.until((Unit::Day, day)).map_or(0, |span| span.get_days());
    let place = match step {
        Step::Day => days,
        Step::Week => days / 7,
        Step::Month => {
            i32::from(day.year() - first.year()) * 12 + i32::from(day.month()) - i32::from(first.month())
        }
    };
    usize::try_from(place).unwrap_or(0)
}

/// The first day of the last so many bars.
pub(super) fn begins(step: Step, first: Date, last: Date, many: usize) -> Date {
    let dropped = (place(step, first, last.max(first)) + 1).saturating_sub(many);
    let dropped = i64::try_from(dropped).unwrap_or(0);
    match step {
        Step::Day => first.checked_add(dropped.days()),
        Step::Week => first.checked_add((dropped * 7).days()),
        Step::Month => first.first_of_month().checked_add(dropped.months()),
    }
    .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_without_an_application_have_a_bar_too() {
        let days = [(day("2026-03-01"), 2), (day("2026-03-04"), 1)];
        assert_eq!(over_time(&days, day("2026-03-05"), 80), (Step::Day, vec![2, 0, 0, 1, 0]));
        assert_eq!(over_time(&[], day("2026-03-05"), 80), (Step::Day, vec![]));
    }

    #[test]
    fn many_days_become_weeks_and_months() {
        let days = [(day("2025-03-01"), 2), (day("2025-03-08"), 1), (day("2026-03-04"), 1)];
        let (step, values) = over_time(&days, day("2026-03-05"), 80);
        assert_eq!((step, values.len(), &values[..2]), (Step::Week, 53, &[2, 1][..]));
        let (step, values) = over_time(&days, day("2026-03-05"), 20);
        assert_eq!((step, values.len(), values[0], values[12]), (Step::Month, 13, 3, 1));
        let (_, values) = over_time(&days, day("2026-03-05"), 5);
        assert_eq!(values, [0, 0, 0, 0, 1]);
        assert_eq!(begins(Step::Month, day("2025-03-01"), day("2026-03-05"), 5), day("2025-11-01"));
    }

    #[test]
    fn bars_always_fit() {
        for many in 1..=120 {
            let (wide, gap) = breadth(many, 120);
            assert!(wide * many as u16 + gap * (many as u16 - 1) <= 120, "{many}");
        }
    }
}
