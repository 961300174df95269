//! Between the terminal's bytes and our keys: a lone Esc is held for a moment, since over a slow line an arrow key
//! arrives in pieces, the first of which looks like Esc. And Ctrl with a letter is Ctrl with the Latin letter of that
//! key, whatever the layout: no layout types anything with Ctrl.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::busy::Raised;
use super::keymap::latin;

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

/// The longest sequence of a key that is waited for: a mouse's place on a large screen.
const LONGEST: usize = 24;

impl Held {
    /// Whether something is held, and a timer has to run.
    pub fn is_waiting(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Takes an event and gives those that are settled.
    pub fn push(&mut self, event: Event) -> Vec<Event> {
        let Event::Key(mut key) = event else {
            let mut out = self.expire();
            out.push(event);
            return out;
        };
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        if let KeyCode::Char(c) = key.code
            && key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT) == KeyModifiers::CONTROL
            && !c.is_ascii()
            && let Some(latin) = latin(c)
        {
            key.code = KeyCode::Char(latin);
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
        let mut chars = letters.chars();
        match chars.next() {
            Some('[' | 'O') => {}
            // Esc and a letter in one breath is Alt and that letter.
            Some(c) => return Reading::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT)),
            None => return Reading::More,
        }
        let rest = chars.as_str();
        let parameters = rest.trim_end_matches(|c| !matches!(c, '0'..='?'));
        match rest.strip_prefix(parameters).and_then(|last| last.chars().next()) {
            None if rest.len() >= LONGEST => Reading::None,
            None => Reading::More,
            // A sequence that we don't know is no text either: it is swallowed.
            Some(last) => Reading::Key(
                sequence(parameters, last)
                    .unwrap_or_else(|| KeyEvent::new(KeyCode::Null, KeyModifiers::NONE)),
            ),
        }
    }
}

/// The key of a control sequence: `A`, `1;5A`, `6~`, and the keyboard protocol's `27u` and `99;5u`.
fn sequence(parameters: &str, last: char) -> Option<KeyEvent> {
    let number =
        |at: usize| -> Option<u32> { parameters.split(';').nth(at)?.split(':').next()?.parse().ok() };
    let first = number(0).unwrap_or(1);
    let mut modifiers = KeyModifiers::NONE;
    let held = number(1).unwrap_or(1).saturating_sub(1);
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, held & bit != 0);
    }
    let code = match (last, first) {
        ('A', _) => KeyCode::Up,
        ('B', _) => KeyCode::Down,
        ('C', _) => KeyCode::Right,
        ('D', _) => KeyCode::Left,
        ('H', _) | ('~', 1 | 7) => KeyCode::Home,
        ('F', _) | ('~', 4 | 8) => KeyCode::End,
        ('Z', _) => {
            modifiers |= KeyModifiers::SHIFT;
            KeyCode::BackTab
        }
        ('~', 3) => KeyCode::Delete,
        ('~', 5) => KeyCode::PageUp,
        ('~', 6) => KeyCode::PageDown,
        ('u', 27) => KeyCode::Esc,
        ('u', 13) => KeyCode::Enter,
        ('u', 9) => KeyCode::Tab,
        ('u', 127) => KeyCode::Backspace,
        ('u', point) => {
            let c = char::from_u32(point).filter(|c| !c.is_control())?;
            let control = modifiers.contains(KeyModifiers::CONTROL);
            KeyCode::Char(if control { latin(c).unwrap_or(c) } else { c })
        }
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
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
    fn a_sequence_in_pieces_is_one_key_or_none() {
        let typed = |text: &str| {
            let mut held = Held::default();
            held.push(press(KeyCode::Esc));
            let out: Vec<Event> = text.chars().flat_map(|c| held.push(press(KeyCode::Char(c)))).collect();
            assert!(!held.is_waiting(), "{text}");
            out
        };
        let with = |code, modifiers| vec![Event::Key(KeyEvent::new(code, modifiers))];
        assert_eq!(typed("[1;5A"), with(KeyCode::Up, KeyModifiers::CONTROL));
        assert_eq!(typed("[27u"), with(KeyCode::Esc, KeyModifiers::NONE));
        assert_eq!(typed("[100;5u"), with(KeyCode::Char('d'), KeyModifiers::CONTROL));
        assert_eq!(typed("[1074;5u"), with(KeyCode::Char('d'), KeyModifiers::CONTROL), "Ctrl and в");
        assert_eq!(typed("[<0;110;35M"), with(KeyCode::Null, KeyModifiers::NONE), "a click is no keys");
        assert_eq!(typed("[Z"), with(KeyCode::BackTab, KeyModifiers::SHIFT));
    }

    #[test]
    fn ctrl_with_a_cyrillic_letter_is_ctrl_with_the_latin_one() {
        let control = |c| Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
        let mut held = Held::default();
        assert_eq!(held.push(control('ц')), [control('w')]);
        let typed = press(KeyCode::Char('ц'));
        assert_eq!(held.push(typed.clone()), [typed], "a letter alone is a letter");
        let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        let typed = Event::Key(KeyEvent::new(KeyCode::Char('ц'), altgr));
        assert_eq!(held.push(typed.clone()), [typed]);
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
