//! A click in a dialog chooses the row under it, as far as it is one; a click outside does nothing.
//!
//! Where a dialog's rows stand is its own business and known from its picture alone: the chosen row has the cursor's
//! sign at the left edge. So the choice is moved, as by keys, until the sign stands where the click was.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::cursor::Cursor;
use crate::tui::cx::Cx;
use crate::tui::dialog;
use crate::tui::model::Model;

/// Chooses what stands at this place of the screen in the dialog on top.
pub fn choose(model: &mut Model, at: Position, cx: &Cx) {
    let Some((inside, mut row)) = picture(model, cx).and_then(|picture| cursor(&picture, cx)) else { return };
    if !inside.contains(at) || row == at.y {
        return;
    }
    let (toward, back) = if at.y > row { (Cursor::Down, Cursor::Up) } else { (Cursor::Up, Cursor::Down) };
    let mut steps = 0;
    for _ in 0..inside.height {
        dialog::step(model, toward, cx);
        steps += 1;
        let Some((_, now)) = picture(model, cx).and_then(|picture| cursor(&picture, cx)) else { break };
        let stuck = now == row;
        row = now;
        if row == at.y {
            return;
        }
        let passed = if toward == Cursor::Down { row > at.y } else { row < at.y };
        if stuck || passed {
            // The step that led nowhere needs none back.
            steps -= usize::from(stuck);
            break;
        }
    }
    // That was a heading, or an empty line: what was chosen stays chosen.
    for _ in 0..steps {
        dialog::step(model, back, cx);
    }
}

/// The dialog on top alone, on an empty screen.
fn picture(model: &Model, cx: &Cx) -> Option<Buffer> {
    let top = model.dialogs.last()?;
    let Ok(mut terminal) = Terminal::new(TestBackend::new(model.size.0, model.size.1));
    let body = Rect::new(0, 1, model.size.0, model.size.1.saturating_sub(2));
    let Ok(_) = terminal.draw(|frame| top.draw(frame, body, model, cx));
    Some(terminal.backend().buffer().clone())
}

/// The room inside the border that is drawn there, and the row with the cursor's sign at its left edge.
fn cursor(picture: &Buffer, cx: &Cx) -> Option<(Rect, u16)> {
    let area = picture.area;
    let drawn = |x: u16, y: u16| picture[(x, y)].symbol() != " ";
    let top = area.rows().find(|row| row.columns().any(|cell| drawn(cell.x, cell.y)))?.y;
    let bottom = area.rows().rev().find(|row| row.columns().any(|cell| drawn(cell.x, cell.y)))?.y;
    let left = area.columns().find(|column| drawn(column.x, top))?.x;
    let right = area.columns().rev().find(|column| drawn(column.x, top))?.x;
    if right < left + 2 || bottom < top + 2 {
        return None;
    }
    let inside = Rect::new(left + 1, top + 1, right - left - 1, bottom - top - 1);
    let row =
        (inside.top()..inside.bottom()).find(|y| picture[(inside.x, *y)].symbol() == cx.signs.cursor)?;
    Some((inside, row))
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
        let found = super::picture(model, cx).and_then(|picture| super::cursor(&picture, cx));
        let screen = picture::text(model, cx);
        found.and_then(|(_, row)| screen.lines().nth(usize::from(row))).unwrap_or_default().to_owned()
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
