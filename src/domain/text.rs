//! Applicants' text on its way to a terminal or a file name: hostile until it went through here.
//!
//! The store keeps every text as it came; only what is shown is made safe.

use std::borrow::Cow;

/// Characters that are not seen but change how the rest is seen: direction controls, and marks that some
/// terminals don't count. Joiners (U+200D) and variation selectors stay: emoji need them.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{00ad}')
}

/// What stands for a control character, so that it is seen and does nothing.
fn picture(c: char) -> char {
    match c as u32 {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

fn needs_care(c: char) -> bool {
    c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The text as one harmless line: line ends and tabs become spaces, other controls their pictures, and
/// direction controls go.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(needs_care) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(clean(text, false))
}

/// The text as harmless lines: like [`line`], but `\n` stays.
pub fn lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && needs_care(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(clean(text, true))
}

fn clean(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let end_of_line = match c {
            '\r' => {
                if rest.peek() == Some(&'\n') {
                    continue;
                }
                true
            }
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => true,
            _ => false,
        };
        match c {
            _ if end_of_line => out.push(if keep_lines { '\n' } else { ' ' }),
            '\t' => out.push(' '),
            c if is_invisible(c) => {}
            c if c.is_control() => out.push(picture(c)),
            c => out.push(c),
        }
    }
    out
}

/// The longest file name made here, in bytes: room for a counter below the usual limit of 255.
const NAME_MAX: usize = 180;

/// A file name that is harmless in any folder: no separators, controls, leading dots or reserved characters; at
/// most 180 bytes with its ending kept. `fallback` is used when nothing is left.
pub fn file_name(text: &str, fallback: &str) -> String {
    let cleaned: String = line(text)
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{2044}' | '\u{2215}' | '\u{fffd}' => {
                '_'
            }
            '\u{2400}'..='\u{2421}' => '_',
            c => c,
        })
        .collect();
    let trimmed = cleaned.trim_matches(|c: char| c.is_whitespace() || c == '.' || c == '-' || c == '~');
    let name = if trimmed.is_empty() { fallback } else { trimmed };
    let (stem, ending) = match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= 12 => name.split_at(at),
        _ => (name, ""),
    };
    let mut room = NAME_MAX.saturating_sub(ending.len()).min(stem.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    let stem = stem[..room].trim_end();
    let device = matches!(
        stem.split('.').next().unwrap_or_default().to_ascii_uppercase().as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "COM1" | "COM2" | "COM3" | "COM4" | "LPT1" | "LPT2" | "LPT3"
    );
    if device { format!("_{stem}{ending}") } else { format!("{stem}{ending}") }
}

/// The first readable `most` characters of bytes that were not what was expected, as one harmless line.
pub fn excerpt(bytes: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(most * 8)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    line(&words.join(" ")).chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_are_seen_and_do_nothing() {
        assert_eq!(line("a\u{1b}[2J\u{7}b"), "a␛[2J␇b");
        assert_eq!(line("a\u{9b}31mb\r\nc\td"), "a\u{fffd}31mb c d");
        assert_eq!(lines("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
        assert_eq!(line("\u{202e}cod.exe"), "cod.exe");
        assert_eq!(line("👩\u{200d}💻 ❤\u{fe0f}"), "👩\u{200d}💻 ❤\u{fe0f}");
    }

    #[test]
    fn a_plain_text_is_not_copied() {
        assert!(matches!(line("Jürgen Groß"), Cow::Borrowed(_)));
        assert!(matches!(lines("eins\nzwei"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_file_name_stays_in_its_folder() {
        assert_eq!(file_name("../../etc/passwd", "file"), "_.._etc_passwd");
        assert_eq!(file_name("..", "file"), "file");
        assert_eq!(file_name("-rf", "file"), "rf");
        assert_eq!(file_name("con.txt", "file"), "_con.txt");
        assert_eq!(file_name("\u{1b}]0;x\u{7}.pdf", "file"), "_]0;x_.pdf");
        assert_eq!(file_name("Лебенслауф Müller.pdf", "file"), "Лебенслауф Müller.pdf");
        let long = file_name(&format!("{}.pdf", "ü".repeat(300)), "file");
        assert!(long.len() <= NAME_MAX && long.ends_with(".pdf"));
    }

    #[test]
    fn an_excerpt_is_short_and_harmless() {
        assert_eq!(excerpt(b"<html>\n  <b>Sign\x1b in</b>", 200), "<html> <b>Sign␛ in</b>");
        assert_eq!(excerpt("ä".repeat(500).as_bytes(), 200).chars().count(), 200);
    }

    proptest! {
        #[test]
        fn nothing_shown_can_move_the_cursor(text in any::<String>()) {
            prop_assert!(!line(&text).chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert!(!lines(&text).chars().any(|c| c != '\n' && (c.is_control() || is_invisible(c))));
        }

        #[test]
        fn no_name_leaves_its_folder(text in any::<String>()) {
            let name = file_name(&text, "file");
            prop_assert!(!name.is_empty() && name.len() <= 255 && name != "." && name != "..");
            prop_assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with('.'));
        }
    }
}
