//! A terminal's answer to the question for its name. It comes among the keys, letter by letter, and perhaps late or in
//! pieces: whatever belongs to it is taken out, so that it is never typed into the inbox.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

/// The longest name that is believed.
const LONGEST: usize = 80;

/// Looks for the answer among what the terminal sends.
#[derive(Debug, Default)]
pub struct Probe {
    awaited: bool,
    /// What looks like the beginning of the answer, until it is certain.
    held: Vec<KeyEvent>,
    name: Option<String>,
}

/// What an event turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// These events, which are no answer.
    Events(Vec<Event>),
    /// The name.
    Name(String),
}

impl Probe {
    /// The question has been sent.
    pub fn ask(&mut self) {
        self.awaited = true;
    }

    /// Takes an event.
    pub fn push(&mut self, event: Event) -> Found {
        let Event::Key(key) = event else { return Found::Events(vec![event]) };
        if !self.awaited {
            return Found::Events(vec![event]);
        }
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        if let Some(name) = &mut self.name {
            match key.code {
                KeyCode::Char('\\') if alt => {
                    self.awaited = false;
                    return Found::Name(self.name.take().unwrap_or_default());
                }
                KeyCode::Char(letter) if name.len() < LONGEST => name.push(letter),
                // Without an end it was no answer, but nothing that a person typed either.
                _ => self.name = None,
            }
            return Found::Events(Vec::new());
        }
        // ESC P > |, of which the first two come as one key.
        let expected = match self.held.len() {
            0 => ('P', true),
            1 => ('>', false),
            _ => ('|', false),
        };
        self.held.push(key);
        if (key.code, alt) != (KeyCode::Char(expected.0), expected.1) {
            return Found::Events(self.held.drain(..).map(Event::Key).collect());
        }
        if self.held.len() == 3 {
            self.held.clear();
            self.name = Some(String::new());
        }
        Found::Events(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(letter: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(letter), modifiers))
    }

    /// The keys that crossterm makes of bytes.
    fn keys(text: &str) -> Vec<Event> {
        let mut keys = Vec::new();
        let mut modifiers = KeyModifiers::NONE;
        for letter in text.chars() {
            if letter == '\x1b' {
                modifiers = KeyModifiers::ALT;
                continue;
            }
            let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            keys.push(key(letter, modifiers | shift));
            modifiers = KeyModifiers::NONE;
        }
        keys
    }

    fn push_all(probe: &mut Probe, text: &str) -> (Vec<Event>, Option<String>) {
        let (mut events, mut name) = (Vec::new(), None);
        for event in keys(text) {
            match probe.push(event) {
                Found::Events(passed) => events.extend(passed),
                Found::Name(found) => name = Some(found),
            }
        }
        (events, name)
    }

    #[test]
    fn the_answer_is_taken_out_of_the_keys() {
        let mut probe = Probe::default();
        probe.ask();
        let (events, name) = push_all(&mut probe, "j\x1bP>|kitty(0.35.2)\x1b\\k");
        assert_eq!(events, keys("jk"));
        assert_eq!(name.as_deref(), Some("kitty(0.35.2)"));
        // There is one answer to one question.
        let (events, name) = push_all(&mut probe, "\x1bP>|x\x1b\\");
        assert_eq!((events.len(), name), (5, None));
    }

    #[test]
    fn what_only_begins_like_it_is_given_back() {
        let mut probe = Probe::default();
        probe.ask();
        for text in ["\x1bPx", "\x1bP>x", "P>|", "\x1b\\", "\x1bp>"] {
            assert_eq!(push_all(&mut probe, text), (keys(text), None), "{text:?}");
        }
    }

    #[test]
    fn an_answer_without_end_is_no_name_and_no_keys() {
        let mut probe = Probe::default();
        probe.ask();
        let (events, name) = push_all(&mut probe, &format!("\x1bP>|{}", "x".repeat(LONGEST)));
        assert_eq!((events, name), (Vec::new(), None));
        assert_eq!(probe.push(Event::Resize(80, 24)), Found::Events(vec![Event::Resize(80, 24)]));
        assert_eq!(push_all(&mut probe, "xj"), (keys("j"), None));
    }
}
