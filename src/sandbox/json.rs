//! Owns writing JSON straight into bytes, with real escaping and without a tree in between.
//!
//! The generated profiles use it, because a list of 100 000 of them has to be served at the speed of a copy.
//! What tests put in by hand is a `serde_json::Value` and does not come here.

/// Writes a JSON text, quotes included.
pub fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    inner(out, text);
    out.push(b'"');
}

/// Writes the inside of a JSON text, without quotes: for texts put together from several parts.
pub fn inner(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    loop {
        let plain = plain(rest);
        out.extend_from_slice(&rest[..plain]);
        let Some((&byte, after)) = rest[plain..].split_first() else {
            return;
        };
        rest = after;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(other >> 4)]);
                out.push(HEX[usize::from(other & 15)]);
            }
        }
    }
}

/// How many bytes at the beginning need no escape; looks at eight at a time.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    // The high bit of each byte that is zero; bytes above 127 never count.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let mut at = 0;
    while let Some(word) = bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()) {
        let word = u64::from_le_bytes(word);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let special = control | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c));
        if special != 0 {
            // A borrow may mark bytes after the first one found, never before it.
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let special = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    at + bytes[at..].iter().position(special).unwrap_or(bytes.len() - at)
}

/// Writes a whole number.
pub fn number(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes the members of one JSON object: the comma before each but the first is its business.
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Opens an object.
    pub fn open(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Writes a member's name and returns where its value goes. Names are ours and need no escaping.
    pub fn member(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// Writes a member with a text.
    pub fn text(&mut self, name: &str, value: &str) {
        text(self.member(name), value);
    }

    /// Closes the object.
    pub fn close(self) {
        self.out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_survives_a_round_trip() {
        let all: String = (0..0x300_u32)
            .chain(0x1F468..0x1F46A)
            .filter_map(char::from_u32)
            .chain("\u{200d}\u{202e}\u{2028}\u{feff}".chars())
            .collect();
        let mut out = Vec::new();
        text(&mut out, &all);
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), all);
        assert!(!out.iter().any(|&byte| byte < 0x20));
    }

    #[test]
    fn numbers_are_exact() {
        for value in [0, 7, -7, 10, 99, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }

    #[test]
    fn objects_have_their_commas() {
        let mut out = Vec::new();
        let mut object = Object::open(&mut out);
        object.text("a", "x\"y");
        number(object.member("b"), 3);
        object.close();
        assert_eq!(out, br#"{"a":"x\"y","b":3}"#);
    }
}
