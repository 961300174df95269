//! A click in a dialog chooses the row under it, as far as it is one; a click outside does nothing.
//!
//! Where a dialog's rows stand is its own business and known from its picture alone: each row that can be chosen has
//! a sign at its left edge. So it is drawn once, with a sign that can be told from nothing, and the choice is moved, as
//! by keys, by as many rows as lie between.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::cursor::Cursor;
use crate::tui::cx::Cx;
use crate::tui::dialog;
use crate::tui::model::Model;
use crate::tui::theme::Signs;

/// Stands at the left edge of the rows that could be chosen; no text that is shown has it.
const CHOICE: &str = "\u{e000}";

/// Chooses what stands at this place of the screen in the dialog on top.
pub fn choose(model: &mut Model, at: Position, cx: &Cx) {
    let Some((act, steps)) = picture(model, cx).and_then(|picture| way(&picture, at, cx)) else { return };
    for _ in 0..steps {
        dialog::step(model, act, cx);
    }
}

/// The dialog on top alone, on an empty screen.
fn picture(model: &Model, cx: &Cx) -> Option<Buffer> {
    let top = model.dialogs.last()?;
    let cx = Cx { signs: Signs { other: CHOICE, ..cx.signs }, ..cx.clone() };
    let Ok(mut terminal) = Terminal::new(TestBackend::new(model.size.0, model.size.1));
    let body = Rect::new(0, 1, model.size.0, model.size.1.saturating_sub(2));
    let Ok(_) = terminal.draw(|frame| top.draw(frame, body, model, &cx));
    Some(terminal.backend().buffer().clone())
}

/// How the choice gets to this place, if that is a row that can be chosen. Headings, empty lines and what stands
/// beside the list are none.
fn way(picture: &Buffer, at: Position, cx: &Cx) -> Option<(Cursor, usize)> {
    let inside = inside(picture)?;
    let sign = |y: u16| picture[(inside.x, y)].symbol();
    let choices: Vec<u16> =
        (inside.top()..inside.bottom()).filter(|y| [cx.signs.cursor, CHOICE].contains(&sign(*y))).collect();
    let to = choices.iter().position(|y| *y == at.y).filter(|_| inside.contains(at))?;
    let Some(from) = choices.iter().position(|y| sign(*y) == cx.signs.cursor) else {
        // The choice is still with the line above the list.
        return Some((Cursor::Down, to + 1));
    };
    Some(if to < from { (Cursor::Up, from - to) } else { (Cursor::Down, to - from) })
}

/// The room inside the border that is drawn there.
fn inside(picture: &Buffer) -> Option<Rect> {
    let area = picture.area;
    let drawn = |x: u16, y: u16| picture[(x, y)].symbol() != " ";
    let top = area.rows().find(|row| row.columns().any(|cell| drawn(cell.x, cell.y)))?.y;
    let bottom = area.rows().rev().find(|row| row.columns().any(|cell| drawn(cell.x, cell.y)))?.y;
    let left = area.columns().find(|column| drawn(column.x, top))?.x;
    let right = area.columns().rev().find(|column| drawn(column.x, top))?.x;
    if right < left + 2 || bottom < top + 2 {
        return None;
    }
    Some(Rect::new(left + 1, top + 1, right - left - 1, bottom - top - 1))
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

    use crate::i18n::Language;
    use crate::tui::cx::Cx;
    use crate::tui::effect::Effect;
    use crate::tui::model::Model;
    use crate::tui::msg::Msg;
    use crate::tui::update::update;
    use crate::tui::{picture, sample};

    fn press(model: &mut Model, keys: &str, cx: &Cx) {
        for c in keys.chars() {
            for effect in update(model, Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)), cx) {
                if let Effect::Query(ticket, ask) = effect {
                    sample::answer_to(model, ticket, &ask, cx);
                }
            }
            sample::settle(model, cx);
        }
    }

    /// Clicks on the first row of the screen that holds this text, in a dialog.
    fn click(model: &mut Model, text: &str, cx: &Cx) {
        let screen = picture::text(model, cx);
        let row = screen.lines().position(|line| line.contains(text));
        let row = row.unwrap_or_else(|| panic!("{text} is not on the screen\n{screen}"));
        let line = screen.lines().nth(row).unwrap_or_default();
        let column = line.split(text).next().unwrap_or_default().chars().count();
        click_at(model, column as u16, row as u16, cx);
    }

    fn click_at(model: &mut Model, column: u16, row: u16, cx: &Cx) {
        let kind = MouseEventKind::Down(MouseButton::Left);
        update(model, Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }), cx);
    }

    /// The line of the dialog's chosen row.
    fn chosen(model: &Model, cx: &Cx) -> String {
        let picture = super::picture(model, cx).unwrap();
        let inside = super::inside(&picture).unwrap();
        let row = inside.rows().find(|row| picture[(row.x, row.y)].symbol() == cx.signs.cursor);
        let screen = picture::text(model, cx);
        row.and_then(|row| screen.lines().nth(usize::from(row.y))).unwrap_or_default().to_owned()
    }

    #[test]
    fn a_click_on_a_row_chooses_it_and_elsewhere_nothing() {
        let cx = sample::cx(Language::En);
        let mut model = sample::model(120, 40, &cx);
        press(&mut model, "m", &cx);
        click(&mut model, "o offer", &cx);
        assert!(chosen(&model, &cx).contains("offer"), "{}", picture::text(&model, &cx));
        click(&mut model, "c contacted", &cx);
        assert!(chosen(&model, &cx).contains("contacted"), "{}", picture::text(&model, &cx));
        for (column, row) in [(0, 0), (119, 39), (60, 2)] {
            click_at(&mut model, column, row, &cx);
            assert_eq!(model.dialogs.len(), 1);
            assert!(chosen(&model, &cx).contains("contacted"));
        }
    }

    #[test]
    fn a_click_in_a_batch_chooses_people_and_no_headings() {
        let cx = sample::cx(Language::En);
        let mut model = sample::model(120, 40, &cx);
        press(&mut model, "*c", &cx);
        let before = chosen(&model, &cx);
        click(&mut model, "Held back", &cx);
        assert_eq!(chosen(&model, &cx), before);
        click(&mut model, "! Anna-Lena", &cx);
        assert!(chosen(&model, &cx).contains("! Anna-Lena"), "{}", picture::text(&model, &cx));
    }

    #[test]
    fn from_the_line_above_a_click_goes_into_the_list_and_back_within_it() {
        let cx = sample::cx(Language::En);
        let mut model = sample::model(120, 40, &cx);
        press(&mut model, "t", &cx);
        assert_eq!(chosen(&model, &cx), "", "the line has the choice");
        for tag in ["führerschein", "nacht", "sofort"] {
            click(&mut model, tag, &cx);
            assert!(chosen(&model, &cx).contains(tag), "{}", picture::text(&model, &cx));
        }
    }

    #[test]
    fn nothing_of_the_sign_for_choices_gets_onto_the_screen() {
        let cx = sample::cx(Language::En);
        let mut model = sample::model(120, 40, &cx);
        press(&mut model, "m", &cx);
        let shown =
            super::picture(&model, &cx).unwrap().content.iter().any(|cell| cell.symbol() == super::CHOICE);
        assert!(shown && !picture::text(&model, &cx).contains(super::CHOICE));
    }

    #[test]
    fn a_click_in_the_palette_chooses_a_command() {
        let cx = sample::cx(Language::En);
        let mut model = sample::model(120, 40, &cx);
        press(&mut model, ":pane", &cx);
        let at = |model: &Model| chosen(model, &cx);
        let before = at(&model);
        click(&mut model, "previous pane", &cx);
        assert!(at(&model).contains("previous pane") && at(&model) != before, "{}", at(&model));
    }
}
