//! One key with its modifiers, as it is pressed and as it is written; and the letters of a Russian keyboard.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers. Shift is part of a letter and named only where it isn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Chord {
    /// The chord of a pressed key.
    pub fn of(key: KeyEvent) -> Self {
        let mut modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let mut code = key.code;
        match code {
            KeyCode::BackTab => {
                code = KeyCode::Tab;
                modifiers |= KeyModifiers::SHIFT;
            }
            KeyCode::Char(c) => {
                // Some terminals tell Shift beside the capital letter, some only one of both.
                let c = if modifiers.contains(KeyModifiers::SHIFT) && c.is_lowercase() {
                    c.to_uppercase().next().unwrap_or(c)
                } else {
                    c
                };
                modifiers -= KeyModifiers::SHIFT;
                let c = if modifiers.contains(KeyModifiers::CONTROL) { lower(c) } else { c };
                code = KeyCode::Char(c);
            }
            _ => {}
        }
        Self { code, modifiers }
    }

    /// The key press that is this chord.
    pub fn press(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Reads a chord as people write it: `c`, `C`, `ctrl-d`, `space`, `shift-tab`, `pgdn`, `f5`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        while let Some((head, tail)) = rest.split_once('-') {
            if tail.is_empty() {
                break;
            }
            modifiers |= match head.to_ascii_lowercase().as_str() {
                "ctrl" | "c" => KeyModifiers::CONTROL,
                "alt" | "a" => KeyModifiers::ALT,
                "shift" | "s" => KeyModifiers::SHIFT,
                _ => return None,
            };
            rest = tail;
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(c), None) if !c.is_whitespace() && !c.is_control() => KeyCode::Char(c),
            _ => match rest.to_ascii_lowercase().as_str() {
                "space" => KeyCode::Char(' '),
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "tab" => KeyCode::Tab,
                "backspace" => KeyCode::Backspace,
                "delete" => KeyCode::Delete,
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "right" => KeyCode::Right,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "pgup" => KeyCode::PageUp,
                "pgdn" => KeyCode::PageDown,
                name => KeyCode::F(name.strip_prefix('f')?.parse().ok().filter(|n| (1..=24).contains(n))?),
            },
        };
        Some(Self::of(KeyEvent::new(code, modifiers)))
    }

    /// The chord that the same physical keys give on a Latin keyboard, if this one is of a Russian layout.
    pub fn folded(self) -> Option<Self> {
        let KeyCode::Char(c) = self.code else { return None };
        Some(Self { code: KeyCode::Char(latin(c)?), ..self })
    }
}

impl Chord {
    /// Whether it is Esc, which ends a sequence of keys and can't stand in one.
    pub fn is_esc(self) -> bool {
        self.code == KeyCode::Esc
    }

    /// Whether it stands for another key on a Russian keyboard.
    pub fn is_reserved(self) -> bool {
        matches!(self.code, KeyCode::Char('.' | ','))
    }

    /// Whether it is text where text is typed.
    pub fn is_text(self) -> bool {
        let held = self.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        matches!(self.code, KeyCode::Char(_)) && held.is_empty()
    }

    /// Whether nobody has to hold Alt for it.
    pub fn is_without_alt(self) -> bool {
        !self.modifiers.contains(KeyModifiers::ALT)
    }
}

/// Keys one after the other, as they are shown.
pub fn spell(keys: &[Chord]) -> String {
    let keys: Vec<String> = keys.iter().map(Chord::to_string).collect();
    keys.join(" ")
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            f.write_str("S-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            KeyCode::Enter => f.write_str("Enter"),
            KeyCode::Esc => f.write_str("Esc"),
            KeyCode::Tab => f.write_str("Tab"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            code => write!(f, "{code:?}"),
        }
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The Latin letter on the key that types this Cyrillic one; for `.` and `,`, which stand on a Russian
/// keyboard's `/` key, that key's letters.
pub fn latin(c: char) -> Option<char> {
    const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюёіїє";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]'";
    const UPPER: &str = "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~S}\"";
    match c {
        '.' => return Some('/'),
        ',' => return Some('?'),
        _ => {}
    }
    let small = lower(c);
    let at = CYRILLIC.chars().position(|cyrillic| cyrillic == small)?;
    let row = if small == c { LATIN } else { UPPER };
    row.chars().nth(at)
}
