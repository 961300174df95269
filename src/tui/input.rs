//! Between the terminal's bytes and our keys: a lone Esc is held for a moment, since over a slow line an arrow key or
//! a paste arrives in pieces, the first of which looks like Esc; what follows belongs to it, and is no command. And
//! Ctrl with a letter is Ctrl with the Latin letter of that key, whatever the layout: no layout types anything with
//! Ctrl.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tokio::time::Instant;

use super::busy::Raised;
use super::keymap::latin;

/// How long a lone Esc is held.
pub const HOLD: Duration = Duration::from_millis(25);
/// How long after a lone Esc, which may have been acted on by then, what looks like the rest of a sequence is taken
/// for that: nobody types `Esc [` so fast.
const LATE: Duration = Duration::from_millis(150);
/// How long the rest of a sequence is waited for, once it is no plain Esc any more.
const REST: Duration = Duration::from_millis(120);
/// How long a paste whose beginning came in pieces may pause. Its end is often not told (crossterm knows none without
/// its beginning), and a command made of pasted text would be far worse than a key that is lost.
const PAUSE: Duration = Duration::from_millis(500);
/// What ends a paste.
const PASTED: &str = "\x1b[201~";

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
    lead: Lead,
    /// What came after the Esc.
    pieces: Vec<KeyEvent>,
    /// The text of a paste that has begun.
    paste: Option<String>,
    /// When the last piece came.
    last: Option<Instant>,
}

/// The Esc that a sequence may begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lead {
    /// There is none.
    #[default]
    None,
    /// It is held.
    Held,
    /// It came then and was given out as a key, but its sequence may be late.
    Given(Instant),
}

/// The longest sequence of a key that is waited for: a mouse's place on a large screen.
const LONGEST: usize = 24;

impl Held {
    /// Whether something is held.
    pub fn is_waiting(&self) -> bool {
        self.paste.is_some() || !self.pieces.is_empty() || self.lead == Lead::Held
    }

    /// Until when it is held, if nothing more comes.
    pub fn until(&self) -> Option<Instant> {
        let patience = match (&self.paste, self.pieces.is_empty(), self.lead) {
            (Some(_), ..) => PAUSE,
            (None, false, _) => REST,
            (None, true, Lead::Held) => HOLD,
            (None, true, _) => return None,
        };
        Some(self.last? + patience)
    }

    /// Takes an event that came now and gives those that are settled.
    pub fn push(&mut self, event: Event, now: Instant) -> Vec<Event> {
        let Event::Key(mut key) = event else {
            let comes_by_itself = matches!(event, Event::Resize(..) | Event::FocusGained | Event::FocusLost);
            let mut out = if self.paste.is_some() && comes_by_itself { Vec::new() } else { self.expire() };
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
        if let Some(paste) = &mut self.paste {
            paste.extend(typed(key));
            self.last = Some(now);
            let whole = paste.strip_suffix(PASTED).map(str::to_owned);
            return match whole {
                Some(text) => {
                    self.paste = None;
                    vec![Event::Paste(text)]
                }
                None => Vec::new(),
            };
        }
        if key.code == KeyCode::Esc && key.modifiers.is_empty() {
            let out = self.expire();
            (self.lead, self.last) = (Lead::Held, Some(now));
            return out;
        }
        if self.pieces.is_empty() {
            match self.lead {
                Lead::Held => {}
                Lead::Given(at) if begins(key) && now.duration_since(at) <= LATE => {}
                Lead::Given(_) | Lead::None => {
                    self.lead = Lead::None;
                    return vec![Event::Key(key)];
                }
            }
        }
        self.pieces.push(key);
        self.last = Some(now);
        let out = match self.read() {
            Reading::More => return Vec::new(),
            Reading::None => return self.expire(),
            Reading::Key(key) => vec![Event::Key(key)],
            Reading::Paste => {
                self.paste = Some(String::new());
                Vec::new()
            }
        };
        self.pieces.clear();
        self.lead = Lead::None;
        out
    }

    /// The time is over: what is held is what it looked like.
    pub fn expire(&mut self) -> Vec<Event> {
        if let Some(text) = self.paste.take() {
            return vec![Event::Paste(text)];
        }
        let mut out = Vec::new();
        if self.lead == Lead::Held {
            out.push(Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
        }
        self.lead = match (self.lead, self.last) {
            (Lead::Held, Some(at)) if self.pieces.is_empty() => Lead::Given(at),
            (lead @ Lead::Given(_), _) if self.pieces.is_empty() => lead,
            _ => Lead::None,
        };
        out.extend(std::mem::take(&mut self.pieces).into_iter().map(Event::Key));
        out
    }

    fn read(&self) -> Reading {
        let mut letters = String::new();
        for piece in &self.pieces {
            match piece.code {
                KeyCode::Char(c) if (piece.modifiers - KeyModifiers::SHIFT).is_empty() => letters.push(c),
                _ => return Reading::None,
            }
        }
        let mut chars = letters.chars();
        match chars.next() {
            Some('[') => {}
            Some('O') => {
                return match chars.next() {
                    None => Reading::More,
                    // Only these are keys of a terminal; after others a person has typed both.
                    Some(c) => function(c).map_or(Reading::None, Reading::Key),
                };
            }
            // Esc and a letter in one breath is Alt and that letter.
            Some(c) => return Reading::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT)),
            None => return Reading::More,
        }
        let rest = chars.as_str();
        let parameters = rest.trim_end_matches(|c| !matches!(c, '0'..='?'));
        match rest.strip_prefix(parameters).and_then(|last| last.chars().next()) {
            None if rest.len() >= LONGEST => Reading::None,
            None => Reading::More,
            Some('~') if parameters == "200" => Reading::Paste,
            Some(last) if !last.is_ascii_graphic() => Reading::None,
            // A sequence that we don't know is no text either: it is swallowed.
            Some(last) => Reading::Key(
                sequence(parameters, last)
                    .unwrap_or_else(|| KeyEvent::new(KeyCode::Null, KeyModifiers::NONE)),
            ),
        }
    }
}

/// Whether the rest of a sequence may begin so.
fn begins(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char('[' | 'O')) && (key.modifiers - KeyModifiers::SHIFT).is_empty()
}

/// What a key is in the middle of a paste.
fn typed(key: KeyEvent) -> impl Iterator<Item = char> {
    let escaped = key.modifiers.contains(KeyModifiers::ALT).then_some('\x1b');
    let letter = match key.code {
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        KeyCode::Esc => Some('\x1b'),
        KeyCode::Char('j') if key.modifiers.contains(KeyModifiers::CONTROL) => Some('\n'),
        KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => Some(c),
        _ => None,
    };
    escaped.into_iter().chain(letter)
}

/// The key that a terminal sends as `Esc O` and this letter.
fn function(letter: char) -> Option<KeyEvent> {
    match letter {
        'A'..='D' | 'F' | 'H' => sequence("", letter),
        'P'..='S' => Some(KeyEvent::new(KeyCode::F(letter as u8 - b'O'), KeyModifiers::NONE)),
        _ => None,
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
    Paste,
    None,
}

#[cfg(test)]
#[path = "input/tests.rs"]
mod tests;
