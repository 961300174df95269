//! Reads what a program writes to its terminal only for what it switches: modes, keyboard levels, margins, frames.
//!
//! The emulator keeps the picture; this keeps the books, so that a test can say whether a program left the terminal as
//! it found it. It knows nothing of kandidat.

use std::collections::BTreeSet;

/// Modes that every terminal starts with: line wrapping and a visible cursor.
const USUAL: [u16; 2] = [7, 25];
/// The mode of a synchronized update: its end is the end of a frame.
const FRAME: u16 = 2026;
/// The longest parameter list or string that is kept, in bytes.
const LONGEST: usize = 64 * 1024;

/// Something that the program asked its terminal, and waits to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What kind of terminal are you?
    Kind,
    /// Where is the cursor?
    Cursor,
}

/// The books.
#[derive(Clone, Debug)]
pub struct Modes {
    /// Private modes that are on now.
    pub on: BTreeSet<u16>,
    /// How many levels of the keyboard protocol were pushed and not popped.
    pub keyboard: i64,
    /// Whether the scrolling margins are something else than the whole screen.
    pub margins: bool,
    /// Ends of synchronized updates so far.
    pub frames: u64,
    /// Operating system commands in their order (`8;…` links, `52;…` clipboard, `2;…` title).
    pub commands: Vec<String>,
    /// Unanswered questions.
    pub questions: Vec<Question>,
    place: Place,
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Ground,
    Escape,
    Sequence,
    Command,
    CommandEscape,
    /// A string that is skipped: it is nothing that this program has any business with.
    Other,
    OtherEscape,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            on: BTreeSet::from(USUAL),
            keyboard: 0,
            margins: false,
            frames: 0,
            commands: Vec::new(),
            questions: Vec::new(),
            place: Place::Ground,
            text: Vec::new(),
        }
    }
}

impl Modes {
    /// Reads on; a sequence may be cut anywhere between two calls.
    pub fn read(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.place = match (self.place, byte) {
                (Place::Ground, 0x1b) => Place::Escape,
                (Place::Ground, _) => Place::Ground,
                (Place::Escape, b'[') => self.begin(Place::Sequence),
                (Place::Escape, b']') => self.begin(Place::Command),
                (Place::Escape, b'P' | b'X' | b'^' | b'_') => Place::Other,
                (Place::Escape | Place::Sequence, 0x1b) => Place::Escape,
                (Place::Escape, _) => Place::Ground,
                (Place::Sequence, 0x20..=0x3f) => self.keep(byte),
                (Place::Sequence, 0x40..=0x7e) => {
                    self.sequence(byte);
                    Place::Ground
                }
                (Place::Sequence, _) => Place::Sequence,
                (Place::Command, 0x07) | (Place::CommandEscape, b'\\') => {
                    self.commands.push(String::from_utf8_lossy(&self.text).into_owned());
                    Place::Ground
                }
                (Place::Command, 0x1b) => Place::CommandEscape,
                (Place::Command, _) => self.keep(byte),
                (Place::Other, 0x07) | (Place::OtherEscape, b'\\') => Place::Ground,
                (Place::Other, 0x1b) => Place::OtherEscape,
                (Place::Other, _) => Place::Other,
                (Place::CommandEscape | Place::OtherEscape, _) => Place::Escape,
            };
        }
    }

    /// What is not as the program found it, in words; empty when all is.
    pub fn left_behind(&self) -> Vec<String> {
        let usual = BTreeSet::from(USUAL);
        let mut left: Vec<String> = Vec::new();
        left.extend(self.on.difference(&usual).map(|mode| format!("mode ?{mode} is still on")));
        left.extend(usual.difference(&self.on).map(|mode| format!("mode ?{mode} is still off")));
        if self.keyboard != 0 {
            left.push(format!("{} keyboard levels were pushed and not popped", self.keyboard));
        }
        if self.margins {
            left.push("the scrolling margins are still set".to_owned());
        }
        if self.place != Place::Ground {
            left.push("the last sequence was not finished".to_owned());
        }
        left
    }

    fn begin(&mut self, place: Place) -> Place {
        self.text.clear();
        place
    }

    fn keep(&mut self, byte: u8) -> Place {
        if self.text.len() < LONGEST {
            self.text.push(byte);
        }
        self.place
    }

    fn sequence(&mut self, last: u8) {
        let text = String::from_utf8_lossy(&self.text).into_owned();
        match (text.as_bytes().first(), last) {
            (Some(b'?'), b'h' | b'l') => {
                for mode in text[1..].split(';').filter_map(|mode| mode.parse::<u16>().ok()) {
                    if last == b'h' {
                        self.on.insert(mode);
                    } else {
                        self.on.remove(&mode);
                        self.frames += u64::from(mode == FRAME);
                    }
                }
            }
            (Some(b'>'), b'u') => self.keyboard += 1,
            (Some(b'<'), b'u') => self.keyboard -= text[1..].parse::<i64>().unwrap_or(1),
            (Some(b'0'..=b'9') | None, b'r') => self.margins = !text.is_empty(),
            (None | Some(b'0'), b'c') => self.questions.push(Question::Kind),
            (Some(b'6'), b'n') => self.questions.push(Question::Cursor),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> Modes {
        let mut modes = Modes::default();
        for piece in pieces {
            modes.read(piece.as_bytes());
        }
        modes
    }

    #[test]
    fn a_program_that_tidies_up_leaves_nothing_behind() {
        let modes = read(&[
            "\x1b[?1049h\x1b[?25l\x1b[?1000;1006h\x1b[?2004h\x1b[>1u\x1b[2;30r",
            "text\x1b[31m\x1b[r\x1b[<1u\x1b[?2004l\x1b[?1006;1000l\x1b[?25h\x1b[?1049l",
        ]);
        assert_eq!(modes.left_behind(), Vec::<String>::new());
    }

    #[test]
    fn each_thing_left_behind_is_named() {
        let modes = read(&["\x1b[?1049h\x1b[?25l\x1b[>1u\x1b[2;30r\x1b[?2026"]);
        let left = modes.left_behind().join("\n");
        for part in ["?1049 is still on", "?25 is still off", "1 keyboard", "margins", "not finished"] {
            assert!(left.contains(part), "{part} in {left}");
        }
    }

    #[test]
    fn frames_and_commands_are_found_across_pieces() {
        let modes =
            read(&["\x1b[?2026h…\x1b[?20", "26l\x1b]8;id=1;http://x/\x1b", "\\link\x1b]8;;\x07\x1b[c"]);
        assert_eq!(modes.frames, 1);
        assert_eq!(modes.commands, ["8;id=1;http://x/", "8;;"]);
        assert_eq!(modes.questions, [Question::Kind]);
    }
}
