//! Between the terminal's bytes and our keys: a lone Esc is held for a moment, since over a slow line an arrow key
//! arrives in pieces, the first of which looks like Esc.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::busy::Raised;

/// How long a lone Esc is held.
pub const HOLD: Duration = Duration::from_millis(25);

/// Something from the terminal, with the idle counter raised for it where somebody counts.
#[derive(Debug)]
pub struct Incoming {
    /// What it is.
    pub event: Event,
    /// Lowers the counter when it is worked off.
    pub raised: Option<Raised>,
}

impl From<Event> for Incoming {
    fn from(event: Event) -> Self {
        Self { event, raised: None }
    }
}

/// The pieces of a sequence that has not ended yet.
#[derive(Debug, Default)]
pub struct Held {
    pieces: Vec<KeyEvent>,
}

/// The longest sequence of a key that is waited for.
const LONGEST: usize = 8;

impl Held {
    /// Whether something is held, and a timer has to run.
    pub fn is_waiting(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Takes an event and gives those that are settled.
    pub fn push(&mut self, event: Event) -> Vec<Event> {
        let Event::Key(key) = event else {
            let mut out = self.expire();
            out.push(event);
            return out;
        };
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let lone_esc = key.code == KeyCode::Esc && key.modifiers.is_empty();
        if self.pieces.is_empty() {
            if lone_esc {
                self.pieces.push(key);
                return Vec::new();
            }
            return vec![Event::Key(key)];
        }
        if lone_esc {
            let out = self.expire();
            self.pieces.push(key);
            return out;
        }
        self.pieces.push(key);
        match self.read() {
            Reading::More => Vec::new(),
            Reading::Key(key) => {
                self.pieces.clear();
                vec![Event::Key(key)]
            }
            Reading::None => self.expire(),
        }
    }

    /// The time is over: what is held is what it looked like.
    pub fn expire(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.pieces).into_iter().map(Event::Key).collect()
    }

    fn read(&self) -> Reading {
        let mut letters = String::new();
        for piece in &self.pieces[1..] {
            match piece.code {
                KeyCode::Char(c) if (piece.modifiers - KeyModifiers::SHIFT).is_empty() => letters.push(c),
                _ => return Reading::None,
            }
        }
        let key = |code| Reading::Key(KeyEvent::new(code, KeyModifiers::NONE));
        let mut chars = letters.chars();
        match chars.next() {
            Some('[' | 'O') => {}
            // Esc and a letter in one breath is Alt and that letter.
            Some(c) => return Reading::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT)),
            None => return Reading::More,
        }
        match chars.as_str() {
            "A" => key(KeyCode::Up),
            "B" => key(KeyCode::Down),
            "C" => key(KeyCode::Right),
            "D" => key(KeyCode::Left),
            "H" | "1~" | "7~" => key(KeyCode::Home),
            "F" | "4~" | "8~" => key(KeyCode::End),
            "Z" => Reading::Key(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
            "3~" => key(KeyCode::Delete),
            "5~" => key(KeyCode::PageUp),
            "6~" => key(KeyCode::PageDown),
            rest if rest.len() >= LONGEST => Reading::None,
            rest if rest.chars().all(|c| c.is_ascii_digit() || c == ';') => Reading::More,
            // A sequence that we don't know is no text either: it is swallowed.
            _ => key(KeyCode::Null),
        }
    }
}

enum Reading {
    More,
    Key(KeyEvent),
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode) -> Event {
        Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn type_in(held: &mut Held, codes: &[KeyCode]) -> Vec<Event> {
        codes.iter().flat_map(|code| held.push(press(*code))).collect()
    }

    #[test]
    fn a_lone_esc_is_esc_after_a_moment() {
        let mut held = Held::default();
        assert_eq!(held.push(press(KeyCode::Esc)), []);
        assert!(held.is_waiting());
        assert_eq!(held.expire(), [press(KeyCode::Esc)]);
        assert!(!held.is_waiting());
    }

    #[test]
    fn an_arrow_in_pieces_is_an_arrow() {
        let mut held = Held::default();
        let pieces = [KeyCode::Esc, KeyCode::Char('['), KeyCode::Char('A')];
        assert_eq!(type_in(&mut held, &pieces), [press(KeyCode::Up)]);
        let pieces = [KeyCode::Esc, KeyCode::Char('['), KeyCode::Char('6'), KeyCode::Char('~')];
        assert_eq!(type_in(&mut held, &pieces), [press(KeyCode::PageDown)]);
        assert!(!held.is_waiting());
    }

    #[test]
    fn two_escs_are_two() {
        let mut held = Held::default();
        let mut out = type_in(&mut held, &[KeyCode::Esc, KeyCode::Esc]);
        out.extend(held.expire());
        assert_eq!(out, [press(KeyCode::Esc), press(KeyCode::Esc)]);
    }

    #[test]
    fn esc_and_a_letter_at_once_is_alt() {
        let mut held = Held::default();
        let out = type_in(&mut held, &[KeyCode::Esc, KeyCode::Char('x')]);
        assert_eq!(out, [Event::Key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT))]);
    }

    #[test]
    fn other_keys_pass_at_once() {
        let mut held = Held::default();
        assert_eq!(held.push(press(KeyCode::Char('j'))), [press(KeyCode::Char('j'))]);
        held.push(press(KeyCode::Esc));
        assert_eq!(held.push(Event::Resize(80, 24)), [press(KeyCode::Esc), Event::Resize(80, 24)]);
    }
}
