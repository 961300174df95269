//! From a key to a named action: chords as they are written in the configuration, the map for each scope, and
//! the folding of a Russian keyboard's letters.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{self, Action, Row, Scope};
use crate::domain::stage::nearest;

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
    fn folded(self) -> Option<Self> {
        let KeyCode::Char(c) = self.code else { return None };
        Some(Self { code: KeyCode::Char(latin(c)?), ..self })
    }
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
fn latin(c: char) -> Option<char> {
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

/// What is wrong with the keys of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// There is no such action; the nearest one, if one is near.
    UnknownAction {
        /// As written.
        action: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// The text is no key.
    BadKey {
        /// Of which action.
        action: String,
        /// As written.
        key: String,
    },
    /// `.` and `,` are `/` and `?` on a Russian keyboard and can't be bound.
    Reserved {
        /// Of which action.
        action: String,
        /// As written.
        key: String,
    },
    /// Two actions that can be wanted in the same place have the same key.
    Conflict {
        /// The key.
        key: String,
        /// The action that it does.
        does: &'static str,
        /// The action that it hides.
        hides: &'static str,
    },
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyProblem::UnknownAction { action, nearest } => {
                write!(f, "[keys] there is no action {action:?}")?;
                nearest.map_or(Ok(()), |right| write!(f, "; did you mean {right:?}?"))
            }
            KeyProblem::BadKey { action, key } => {
                write!(f, "[keys] {action:?}: {key:?} is no key (write c, C, ctrl-d, space, f5, …)")
            }
            KeyProblem::Reserved { action, key } => {
                write!(
                    f,
                    "[keys] {action:?}: {key:?} can't be bound, it is another key on a Russian keyboard"
                )
            }
            KeyProblem::Conflict { key, does, hides } => {
                write!(f, "[keys] {key:?} does {does:?} and hides {hides:?}")
            }
        }
    }
}

/// Which keys do what.
#[derive(Clone, Debug)]
pub struct KeyMap {
    rows: HashMap<(Scope, Chord), &'static Row>,
    chords: HashMap<&'static str, Vec<Chord>>,
    problems: Vec<KeyProblem>,
}

impl Default for KeyMap {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

impl KeyMap {
    /// The table's keys with those of the configuration in their place. A key that can't be used is left out
    /// and told in [`KeyMap::problems`]; the action then keeps its usual keys.
    pub fn new(configured: &BTreeMap<String, String>) -> Self {
        let mut problems = Vec::new();
        let mut chosen: HashMap<&'static str, Vec<Chord>> = HashMap::new();
        for (name, keys) in configured {
            let Some(row) = action::table().find(|row| row.name == name) else {
                let nearest = nearest(name, action::table().map(|row| row.name));
                problems.push(KeyProblem::UnknownAction { action: name.clone(), nearest });
                continue;
            };
            let mut chords = Vec::new();
            for key in keys.split_whitespace() {
                match Chord::parse(key) {
                    Some(Chord { code: KeyCode::Char('.' | ','), .. }) => {
                        problems.push(KeyProblem::Reserved { action: name.clone(), key: key.to_owned() });
                    }
                    Some(chord) => chords.push(chord),
                    None => problems.push(KeyProblem::BadKey { action: name.clone(), key: key.to_owned() }),
                }
            }
            if !chords.is_empty() {
                chosen.insert(row.name, chords);
            }
        }
        let mut rows: HashMap<(Scope, Chord), &'static Row> = HashMap::new();
        let mut chords_of = HashMap::new();
        // The configuration's own choices go first, so that they win over a usual key.
        let ordered = action::table()
            .filter(|row| chosen.contains_key(row.name))
            .chain(action::table().filter(|row| !chosen.contains_key(row.name)));
        for row in ordered {
            let chords = chosen
                .get(row.name)
                .cloned()
                .unwrap_or_else(|| row.keys.iter().filter_map(|key| Chord::parse(key)).collect());
            for chord in &chords {
                if let Some(other) = rows.get(&(row.scope, *chord)) {
                    problems.push(KeyProblem::Conflict {
                        key: chord.to_string(),
                        does: other.name,
                        hides: row.name,
                    });
                } else {
                    rows.insert((row.scope, *chord), row);
                }
            }
            chords_of.insert(row.name, chords);
        }
        for chain in action::CHAINS {
            for (at, inner) in chain.iter().enumerate() {
                for outer in &chain[at + 1..] {
                    for ((scope, chord), row) in &rows {
                        if scope == inner
                            && let Some(hidden) = rows.get(&(*outer, *chord))
                            && !row.over.contains(&hidden.name)
                        {
                            let problem = KeyProblem::Conflict {
                                key: chord.to_string(),
                                does: row.name,
                                hides: hidden.name,
                            };
                            if !problems.contains(&problem) {
                                problems.push(problem);
                            }
                        }
                    }
                }
            }
        }
        problems.sort_by_key(|problem| problem.to_string());
        Self { rows, chords: chords_of, problems }
    }

    /// What is wrong with the configuration's keys.
    pub fn problems(&self) -> &[KeyProblem] {
        &self.problems
    }

    /// What a key does in a chain of scopes, the innermost first.
    pub fn action(&self, chain: &[Scope], key: KeyEvent) -> Option<Action> {
        let chord = Chord::of(key);
        let find = |chord: Chord| {
            chain.iter().find_map(|scope| self.rows.get(&(*scope, chord))).map(|row| row.action)
        };
        find(chord).or_else(|| chord.folded().and_then(find))
    }

    /// Whether an action's first key does it in this chain, and is not taken by another one.
    pub fn reaches(&self, chain: &[Scope], row: &Row) -> bool {
        let Some(chord) = self.chords(row.name).first() else { return false };
        let found = chain.iter().find_map(|scope| self.rows.get(&(*scope, *chord)));
        found.is_some_and(|found| found.name == row.name)
    }

    /// The keys of an action, for hints and help.
    pub fn chords(&self, name: &str) -> &[Chord] {
        self.chords.get(name).map_or(&[], Vec::as_slice)
    }

    /// The keys of an action as text, separated by spaces.
    pub fn label(&self, name: &str) -> String {
        let chords: Vec<String> = self.chords(name).iter().map(Chord::to_string).collect();
        chords.join(" ")
    }

    /// The first key of an action as text.
    pub fn first(&self, name: &str) -> String {
        self.chords(name).first().map(Chord::to_string).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::{Applicant, Cursor};
    use proptest::prelude::*;

    const LIST: &[Scope] = &[Scope::Applicants, Scope::Applicant, Scope::Cursor, Scope::App];

    fn key(c: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
    }

    #[test]
    fn the_usual_keys_are_free_of_conflicts() {
        assert_eq!(KeyMap::default().problems(), []);
        for row in action::table() {
            for text in row.keys {
                assert!(Chord::parse(text).is_some(), "{}: {text}", row.name);
                assert!(!matches!(*text, "." | ","), "{}", row.name);
            }
        }
    }

    #[test]
    fn a_russian_layout_does_what_the_same_key_does() {
        let map = KeyMap::default();
        assert_eq!(map.action(LIST, key('о')), Some(Action::Cursor(Cursor::Down)), "j");
        assert_eq!(map.action(LIST, key('с')), Some(Action::Applicant(Applicant::Confirm)), "c");
        assert_eq!(map.action(LIST, key('Ы')), map.action(LIST, key('S')));
        assert_eq!(map.action(LIST, key('.')), map.action(LIST, key('/')));
        assert_eq!(map.action(LIST, key(',')), map.action(LIST, key('?')));
        let control = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        assert_eq!(map.action(LIST, control('в')), map.action(LIST, control('d')));
        assert!(map.action(LIST, control('в')).is_some());
        assert_eq!(latin('Ж'), Some(':'));
    }

    #[test]
    fn a_key_can_be_chosen() {
        let map = KeyMap::new(&BTreeMap::from([("applicant.confirm".to_owned(), "C ctrl-o".to_owned())]));
        assert_eq!(map.problems(), []);
        assert_eq!(map.action(LIST, key('C')), Some(Action::Applicant(Applicant::Confirm)));
        assert_eq!(map.action(LIST, key('c')), None);
        assert_eq!(map.label("applicant.confirm"), "C Ctrl-o");
    }

    #[test]
    fn mistakes_are_named() {
        let map = KeyMap::new(&BTreeMap::from([
            ("applicant.confrim".to_owned(), "C".to_owned()),
            ("applicant.chat".to_owned(), "hyper-o".to_owned()),
            ("applicant.note".to_owned(), ".".to_owned()),
            ("applicant.stage".to_owned(), "j".to_owned()),
        ]));
        let said: Vec<String> = map.problems().iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said.iter().any(|text| text.contains("applicant.confirm")));
        assert!(said.iter().any(|text| text.contains("hyper-o")));
        assert!(said.iter().any(|text| text.contains("Russian")));
        assert!(said.iter().any(|text| text.contains("hides \"cursor.down\"")));
        assert_eq!(
            map.action(LIST, key('o')),
            Some(Action::Applicant(Applicant::Chat)),
            "keeps its usual key"
        );
    }

    #[test]
    fn shift_is_part_of_a_letter() {
        let both = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::SHIFT);
        assert_eq!(Chord::of(both), Chord::parse("S").unwrap());
        assert_eq!(
            Chord::parse("shift-tab"),
            Some(Chord::of(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)))
        );
        assert_eq!(Chord::parse("-").unwrap().to_string(), "-");
        assert_eq!(Chord::parse("ctrl--").unwrap().to_string(), "Ctrl--");
    }

    proptest! {
        #[test]
        fn any_text_is_a_key_or_not(text in any::<String>()) {
            let _ = Chord::parse(&text);
            let _ = KeyMap::new(&BTreeMap::from([("applicant.note".to_owned(), text)]));
        }
    }
}
