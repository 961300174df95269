//! The page of the figures, drawn as a whole beside the screen: what fits of it is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::chart::{self, Step};
use crate::domain::Stage;
use crate::store::{Insights as Figures, StatRow};
use crate::tui::cx::Cx;
use crate::tui::pane::applicants::view::stage_word;
use crate::tui::theme::Role;
use crate::tui::widget::text::{clip, fit, fit_right, line, width, wrap};

/// The most lines of one split of the funnel; the command line prints all.
const MOST: usize = 12;

/// One piece of the page.
enum Piece<'a> {
    /// A line of differently styled parts.
    Line(Vec<(String, Role)>),
    /// Bars, so many cells high.
    Bars(&'a [u64], u16),
}

/// The page, for so many cells; charts are as high as the screen allows.
pub(super) fn page(figures: &Figures, cells: u16, rows: u16, cx: &Cx) -> Buffer {
    let high = if rows >= 24 { 6 } else { 4 };
    let last = cx.now.to_zoned(cx.zone.clone()).date();
    let days: Vec<_> = figures.days.iter().map(|(day, row)| (*day, row.count)).collect();
    let (step, over) = chart::over_time(&days, last, usize::from(cells));
    let hours: Vec<u64> = figures.hours.iter().map(|row| row.count).collect();
    let mut page = Page { pieces: Vec::new(), cells: usize::from(cells), cx };
    page.overview(figures);
    page.contact(figures);
    page.title(step_word(step), &over);
    page.pieces.push(Piece::Bars(&over, high));
    if let Some((first, _)) = days.first() {
        let first = chart::begins(step, *first, last, over.len());
        page.ends(cx.words.day(first, last), cx.words.day(last, last), over.len());
    }
    page.title("insights-by-hour", &hours);
    page.pieces.push(Piece::Bars(&hours, high));
    page.ends("00".to_owned(), "23".to_owned(), hours.len());
    for (word, split) in [
        ("insights-by-template", &figures.templates),
        ("insights-by-job", &figures.jobs),
        ("insights-by-source", &figures.sources),
        ("insights-by-campaign", &figures.campaigns),
    ] {
        page.funnel(word, split);
    }
    draw(&page.pieces, cells, cx)
}

fn draw(pieces: &[Piece], cells: u16, cx: &Cx) -> Buffer {
    let high = |piece: &Piece| match piece {
        Piece::Line(_) => 1,
        Piece::Bars(_, high) => *high,
    };
    let mut buffer = Buffer::empty(Rect::new(0, 0, cells, pieces.iter().map(high).sum()));
    buffer.set_style(buffer.area, cx.style(Role::Text));
    let mut y = 0;
    for piece in pieces {
        match piece {
            Piece::Line(parts) => {
                let mut x = 0;
                for (text, role) in parts {
                    let room = usize::from(cells.saturating_sub(x));
                    let text = clip(text, room);
                    buffer.set_stringn(x, y, &text, room, cx.style(*role));
                    x += width(&text) as u16;
                }
            }
            Piece::Bars(values, high) => {
                chart::bars(values, Rect::new(0, y, cells, *high), &mut buffer, cx);
            }
        }
        y += high(piece);
    }
    buffer
}

fn step_word(step: Step) -> &'static str {
    match step {
        Step::Day => "insights-by-day",
        Step::Week => "insights-by-week",
        Step::Month => "insights-by-month",
    }
}

struct Page<'a> {
    pieces: Vec<Piece<'a>>,
    cells: usize,
    cx: &'a Cx,
}

impl Page<'_> {
    fn text(&mut self, text: &str, role: Role) {
        for part in wrap(text, self.cells) {
            self.pieces.push(Piece::Line(vec![(part, role)]));
        }
    }

    /// A heading over bars, with the highest of them.
    fn title(&mut self, word: &str, values: &[u64]) {
        let most = self.cx.words.number(values.iter().copied().max().unwrap_or(0));
        let most = self.cx.words.phrase("insights-most", &[("most", most.into())]);
        self.pieces.push(Piece::Line(Vec::new()));
        let parts = vec![(self.cx.word(word), Role::Title), (format!(" · {most}"), Role::Dim)];
        self.pieces.push(Piece::Line(parts));
    }

    /// What the first and the last of so many bars stand for.
    fn ends(&mut self, first: String, last: String, many: usize) {
        let used = chart::used(many, self.cells as u16).max(width(&first) + width(&last) + 1).min(self.cells);
        let rest = used.saturating_sub(width(&first));
        self.pieces.push(Piece::Line(vec![(format!("{first}{}", fit_right(&last, rest)), Role::Dim)]));
    }

    fn overview(&mut self, figures: &Figures) {
        let words = &self.cx.words;
        let many = figures.all.count;
        let figure = words.number(many);
        let all = words.phrase("insights-all", &[("n", many.into()), ("figure", figure.into())]);
        self.text(&all, Role::Title);
        let stages = self.stages(&figures.all, 0);
        self.text(&stages, Role::Text);
    }

    /// How many stand in each stage from this one on, the empty ones left out.
    fn stages(&self, row: &StatRow, from: usize) -> String {
        let words = &self.cx.words;
        let facts = Stage::ALL.iter().zip(row.stages).skip(from).filter(|(_, many)| *many > 0);
        let facts = facts.map(|(stage, many)| {
            let share = words.percent(many, row.count);
            format!("{} {} ({share})", stage_word(*stage, self.cx), words.number(many))
        });
        facts.collect::<Vec<_>>().join(" · ")
    }

    fn contact(&mut self, figures: &Figures) {
        let words = &self.cx.words;
        let contact = &figures.contact;
        self.pieces.push(Piece::Line(Vec::new()));
        self.pieces.push(Piece::Line(vec![(words.word("insights-contact"), Role::Title)]));
        if let (Some(median), Some(p90)) = (contact.median, contact.p90) {
            let span = |seconds: u64| words.age(i64::try_from(seconds).unwrap_or(i64::MAX).max(60));
            let text =
                words.phrase("insights-half", &[("median", span(median).into()), ("most", span(p90).into())]);
            let share = words.percent(contact.within, contact.contacted);
            let within = words.phrase("insights-within", &[("share", share.into())]);
            let cells = self.cells.min(24);
            let full = (contact.within * cells as u64).checked_div(contact.contacted).unwrap_or(0) as usize;
            let signs = &self.cx.signs;
            let bar = signs.full.repeat(full) + &signs.empty.repeat(cells.saturating_sub(full));
            self.text(&text, Role::Text);
            self.text(&within, Role::Text);
            self.pieces.push(Piece::Line(vec![(bar, Role::Good)]));
        }
        let figures = [
            ("insights-contacted", contact.contacted, Role::Text),
            ("insights-waiting", contact.waiting, Role::Warn),
        ];
        for (word, many, role) in figures {
            let figure = self.cx.words.number(many);
            let text = self.cx.words.phrase(word, &[("n", many.into()), ("figure", figure.into())]);
            self.text(&text, if many == 0 { Role::Dim } else { role });
        }
    }

    fn funnel(&mut self, word: &str, rows: &[StatRow]) {
        let cx = self.cx;
        self.pieces.push(Piece::Line(Vec::new()));
        self.pieces.push(Piece::Line(vec![(cx.word(word), Role::Title)]));
        let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
        let name = (self.cells / 3).clamp(8, 28);
        let bar = if self.cells >= 70 { 12 } else { 0 };
        for row in rows.iter().take(MOST) {
            let label =
                if row.label.is_empty() { cx.word("insights-none") } else { line(&row.label).into_owned() };
            let full = (row.count * bar as u64).div_ceil(most) as usize;
            self.pieces.push(Piece::Line(vec![
                (fit(&label, name), if row.label.is_empty() { Role::Dim } else { Role::Text }),
                (fit_right(&cx.words.number(row.count), 8), Role::Text),
                (format!(" {}", fit(&cx.signs.full.repeat(full), bar)), Role::Focus),
                (format!(" {}", self.stages(row, 1)), Role::Dim),
            ]));
        }
        if let Some(rest) = rows.len().checked_sub(MOST).filter(|rest| *rest > 0) {
            let text = cx.words.phrase("insights-rest", &[("n", rest.into())]);
            self.text(&text, Role::Dim);
        }
    }
}
