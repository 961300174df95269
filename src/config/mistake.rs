//! A mistake in the file: where, which key, what is wrong, what would be right.

use std::fmt;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::domain::text::line;
use crate::error::{ErrorKind, UserError};

/// A line and a column, both counted from one; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

impl Place {
    /// The place of a byte in a text.
    pub fn of(text: &str, byte: usize) -> Self {
        Self::of_bytes(text.as_bytes(), byte)
    }

    /// The place of a byte in what may be no text.
    pub fn of_bytes(bytes: &[u8], byte: usize) -> Self {
        let before = &bytes[..byte.min(bytes.len())];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        Self {
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + String::from_utf8_lossy(&before[start..]).chars().count(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub place: Place,
    /// The key, with the names of its tables; empty for a mistake of syntax.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What would be right; empty when nothing better is known than what is wrong.
    pub right: String,
}

impl Mistake {
    /// Puts a mistake together.
    pub fn new(
        place: Place,
        key: impl Into<String>,
        what: impl Into<String>,
        right: impl Into<String>,
    ) -> Self {
        Self { place, key: key.into(), what: what.into(), right: right.into() }
    }
}

/// Where a key stands in a text; the longest part of the way that exists.
pub fn locate(text: &str, way: &[&str]) -> Option<Place> {
    let (root, _) = DeTable::parse_recoverable(text);
    let mut table = Some(root.get_ref());
    let mut list = None;
    let mut found = None;
    for part in way {
        let (span, value) = if let Some(table) = table {
            let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == part) else { break };
            (key.span(), value)
        } else {
            let item = part
                .parse::<usize>()
                .ok()
                .zip(list)
                .and_then(|(at, list): (usize, &toml::de::DeArray<'_>)| list.get(at));
            let Some(value) = item else { break };
            (value.span(), value)
        };
        found = Some(Place::of(text, span.start));
        (table, list) = match value.get_ref() {
            DeValue::Table(table) => (Some(table), None),
            DeValue::Array(array) => (None, Some(array)),
            _ => (None, None),
        };
    }
    found
}

/// All mistakes of a file as one error.
pub fn user_error(path: &Path, mistakes: &[Mistake]) -> UserError {
    let file = path.display().to_string();
    let file = line(&file);
    let tell = |mistake: &Mistake| {
        let mut text = format!("{file}:{}: ", mistake.place);
        if !mistake.key.is_empty() {
            text.push_str(&format!("{}: ", line(&mistake.key)));
        }
        text.push_str(&line(&mistake.what));
        text
    };
    match mistakes {
        [] => UserError::new(ErrorKind::Config, format!("{file} has a mistake")),
        [one] => {
            let error = UserError::new(ErrorKind::Config, tell(one));
            if one.right.is_empty() { error } else { error.next(line(&one.right)) }
        }
        several => {
            let mut all = format!("{} mistakes in the configuration", several.len());
            for mistake in several {
                all.push_str(&format!("\n  {}", tell(mistake)));
                if !mistake.right.is_empty() {
                    all.push_str(&format!("\n    → {}", line(&mistake.right)));
                }
            }
            UserError::new(ErrorKind::Config, all)
        }
    }
}
