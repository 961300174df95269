//! What a step costs in bytes on the line, through the real backend: counted, not timed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::layout::Size;

use crate::domain::Key;
use crate::i18n::Language;
use crate::store::{From, Row, Window};
use crate::tui::cx::Cx;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::{Answer, Ask, Msg};
use crate::tui::sample;
use crate::tui::terminal::Surface;
use crate::tui::update::update;

const MANY: i64 = 100_000;

/// One of many applicants, with the names and answers of the samples.
fn row(key: i64) -> Row {
    let rows = sample::rows();
    let like = &rows[usize::try_from(key).unwrap() % rows.len()];
    Row { id: sample::row(key).id, key: Key(key), ..like.clone() }
}

fn answer(ask: &Ask) -> Answer {
    match ask {
        Ask::Window { from, limit, .. } => {
            let limit = *limit as i64;
            let first = match from {
                From::Start => MANY,
                From::End => limit,
                From::At(key) => (key.0 + limit / 2).min(MANY),
                From::After(_) | From::Before(_) => unreachable!(),
            };
            let last = (first - limit + 1).max(1);
            let rows = (last..=first).rev().map(row).collect();
            Answer::Window(Window { rows, more_before: first < MANY, more_after: last > 1 })
        }
        Ask::Detail(key) => Answer::Detail(Some(Box::new(sample::applicant(&row(key.0))))),
        other => sample::answer(other),
    }
}

struct Screen {
    model: Model,
    cx: Cx,
    terminal: Terminal<Surface<Vec<u8>>>,
    sent: usize,
}

impl Screen {
    fn new() -> Self {
        let cx = sample::cx(Language::En);
        let terminal = Terminal::new(Surface::new(Vec::new(), Some(Size::new(120, 40)))).unwrap();
        let mut screen = Self { model: Model::new(120, 40), cx, terminal, sent: 0 };
        screen.settle();
        screen.paint();
        screen
    }

    fn settle(&mut self) {
        loop {
            let effects = update(&mut self.model, Msg::Drained, &self.cx);
            if effects.is_empty() {
                return;
            }
            for effect in effects {
                if let Effect::Query(ticket, ask) = effect {
                    update(&mut self.model, Msg::Loaded(ticket, Ok(answer(&ask))), &self.cx);
                }
            }
        }
    }

    /// Paints, and gives the bytes it took.
    fn paint(&mut self) -> usize {
        let (model, cx) = (&self.model, &self.cx);
        self.terminal.draw(|frame| super::draw(frame, model, cx)).unwrap();
        let all = self.terminal.backend().writer().len();
        all - std::mem::replace(&mut self.sent, all)
    }

    /// Presses a key and gives the bytes of its frame.
    fn press(&mut self, c: char) -> usize {
        let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        update(&mut self.model, Msg::Key(key), &self.cx);
        self.settle();
        self.paint()
    }

    fn median_of_steps(&mut self) -> usize {
        let mut costs: Vec<usize> = (0..201).map(|_| self.press('j')).collect();
        costs.sort_unstable();
        costs[100]
    }
}

#[test]
fn a_step_in_the_zoomed_list_is_small() {
    let mut screen = Screen::new();
    screen.press('z');
    let median = screen.median_of_steps();
    assert!(median <= 350, "{median} bytes");
}

#[test]
fn a_step_with_the_profile_following_is_one_small_frame() {
    let mut screen = Screen::new();
    let median = screen.median_of_steps();
    assert!(median <= 2_500, "{median} bytes");
}

#[test]
fn a_frame_without_a_change_sends_nothing() {
    let mut screen = Screen::new();
    assert_eq!(screen.paint(), 0);
}

#[test]
fn the_end_of_a_long_list_is_one_page_away() {
    let mut screen = Screen::new();
    screen.press('G');
    assert_eq!(screen.model.applicants.list.cursor(), Some(Key(1)));
    assert!(screen.model.applicants.list.rows().len() < 400);
}
