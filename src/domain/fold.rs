//! Folding: how texts are made comparable, once for the index, the query and the highlighting alike.
//!
//! Lower case; accents of Latin letters go, as do ß, ı, ł, ø and their like; of Cyrillic only ё folds (й is a letter
//! of its own). ä, ö and ü fold to a, o and u, and are also known as ae, oe and ue, as German writes them without
//! dots. Everything that is neither a letter nor a digit separates words; a sign such as an emoji is a word.

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// What one character contributes to a word.
enum Piece {
    /// These letters, and the same written out when that differs.
    Letters(&'static str, &'static str),
    /// This letter.
    Letter(char),
    /// Nothing, and the word goes on.
    Nothing,
    /// A word of its own.
    Sign(char),
    /// The word ends.
    Gap,
}

fn piece(c: char) -> Piece {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Piece::Letter(c.to_ascii_lowercase()) } else { Piece::Gap };
    }
    match c {
        'ä' | 'Ä' => return Piece::Letters("a", "ae"),
        'ö' | 'Ö' => return Piece::Letters("o", "oe"),
        'ü' | 'Ü' => return Piece::Letters("u", "ue"),
        'ß' | 'ẞ' => return Piece::Letters("ss", "ss"),
        'ı' | 'İ' => return Piece::Letter('i'),
        'ł' | 'Ł' => return Piece::Letter('l'),
        'ø' | 'Ø' => return Piece::Letters("o", "oe"),
        'đ' | 'Đ' | 'ð' | 'Ð' => return Piece::Letter('d'),
        'æ' | 'Æ' => return Piece::Letters("ae", "ae"),
        'œ' | 'Œ' => return Piece::Letters("oe", "oe"),
        'þ' | 'Þ' => return Piece::Letters("th", "th"),
        'ħ' | 'Ħ' => return Piece::Letter('h'),
        'ŧ' | 'Ŧ' => return Piece::Letter('t'),
        'ё' | 'Ё' => return Piece::Letter('е'),
        // Joiners and variation selectors are parts of signs, soft hyphens of words.
        '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}' | '\u{2060}' | '\u{feff}' => {
            return Piece::Nothing;
        }
        // Reserved for the index's own marks.
        '\u{e000}'..='\u{e0ff}' => return Piece::Gap,
        _ => {}
    }
    if c.is_alphanumeric() {
        // Of a letter with marks only the first part of its decomposition counts, if that is a Latin letter.
        let mut base = None;
        decompose_canonical(c, |part| {
            base.get_or_insert(part);
        });
        let letter = match base {
            Some(base) if base.is_ascii_alphabetic() => base,
            _ => c,
        };
        // The first of a longer lower case (İ has been dealt with): one letter stays one letter.
        return Piece::Letter(letter.to_lowercase().next().unwrap_or(letter));
    }
    if canonical_combining_class(c) != 0 {
        return Piece::Nothing;
    }
    if c.is_whitespace() || c.is_control() || is_punctuation(c) { Piece::Gap } else { Piece::Sign(c) }
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}'
        | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{257f}'
        | '\u{fff0}'..='\u{ffff}')
}

/// Puts marks that follow their letters back onto them, where one letter stands for both: `и` and U+0306 are й.
fn composed(text: &str) -> std::borrow::Cow<'_, str> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        std::borrow::Cow::Borrowed(text)
    } else {
        std::borrow::Cow::Owned(text.nfc().collect())
    }
}

/// Words being folded; reuse one for many texts.
#[derive(Default)]
pub struct Folder {
    plain: String,
    written: String,
}

impl Folder {
    /// Calls `each` with every word of the text: folded, and written out (`ae` for ä), which mostly is the same.
    pub fn words(&mut self, text: &str, mut each: impl FnMut(&str, &str)) {
        self.plain.clear();
        self.written.clear();
        let mut differs = false;
        for c in composed(text).chars() {
            match piece(c) {
                Piece::Letter(c) => {
                    self.plain.push(c);
                    if differs {
                        self.written.push(c);
                    }
                }
                Piece::Letters(plain, written) => {
                    if !differs && plain != written {
                        differs = true;
                        self.written.clear();
                        self.written.push_str(&self.plain);
                    }
                    self.plain.push_str(plain);
                    if differs {
                        self.written.push_str(written);
                    }
                }
                Piece::Nothing => {}
                Piece::Gap | Piece::Sign(_) => {
                    self.end(&mut differs, &mut each);
                    if let Piece::Sign(sign) = piece(c) {
                        let mut buffer = [0; 4];
                        let sign = &*sign.encode_utf8(&mut buffer);
                        each(sign, sign);
                    }
                }
            }
        }
        self.end(&mut differs, &mut each);
    }

    fn end(&mut self, differs: &mut bool, each: &mut impl FnMut(&str, &str)) {
        if !self.plain.is_empty() {
            each(&self.plain, if *differs { &self.written } else { &self.plain });
        }
        self.plain.clear();
        self.written.clear();
        *differs = false;
    }
}

/// The folded words of a text, each with its written-out form.
pub fn words(text: &str) -> Vec<(String, String)> {
    let mut words = Vec::new();
    Folder::default().words(text, |plain, written| words.push((plain.to_owned(), written.to_owned())));
    words
}

/// The folded text as one line: its words with single spaces.
pub fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    Folder::default().words(text, |plain, _| {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(plain);
    });
    line
}

/// The folded text as one line, written out (`mueller` for Müller).
pub fn written_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    Folder::default().words(text, |_, written| {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(written);
    });
    line
}

/// A value as one word, for comparing as a whole: its folded words joined; what has no words is taken as it is.
pub fn whole(value: &str, joint: char) -> String {
    let mut whole = String::with_capacity(value.len());
    Folder::default().words(value, |plain, _| {
        if !whole.is_empty() {
            whole.push(joint);
        }
        whole.push_str(plain);
    });
    if whole.is_empty() {
        for byte in value.trim().bytes() {
            whole.push_str(&format!("x{byte:02x}"));
        }
    }
    whole
}

/// The digits of a phone number as the world knows it: without `+` or `00`, without a bracketed zero.
pub fn digits(phone: &str) -> String {
    let phone = phone.trim();
    let international = phone.starts_with('+') || phone.starts_with("00");
    let phone = if international { phone.replace("(0)", "") } else { phone.to_owned() };
    let digits: String =
        phone.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect();
    match digits.strip_prefix("00") {
        Some(rest) if international => rest.to_owned(),
        _ => digits,
    }
}

/// How the owner's neighbours dial the number: with a leading zero (in the former Union an eight) in place of
/// the country's prefix. `None` when the number carries no prefix.
pub fn national(phone: &str) -> Option<String> {
    let trimmed = phone.trim();
    let digits = digits(trimmed);
    // A WhatsApp number is international even without its plus.
    if !(trimmed.starts_with('+')
        || trimmed.starts_with("00")
        || (digits.len() >= 11 && !digits.starts_with('0')))
    {
        return None;
    }
    let prefix = match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    };
    let trunk = if digits.starts_with('7') { '8' } else { '0' };
    digits.get(prefix..).filter(|rest| !rest.is_empty()).map(|rest| format!("{trunk}{rest}"))
}

/// Where in a text the words begin (or, with `anywhere`, stand) that fold to one of `needles`: byte ranges of
/// the text itself, in order and apart. Needles are folded words; several that stand together are joined by `\n`.
pub fn spans(text: &str, needles: &[&str], anywhere: bool) -> Vec<Range<usize>> {
    // The folded text, and for each of its bytes where the character it comes from begins and ends.
    let mut found: Vec<Range<usize>> = Vec::new();
    for written in [false, true] {
        let mut folded = String::new();
        let mut origin: Vec<Range<usize>> = Vec::new();
        let mut starts = true;
        let mut begins: Vec<bool> = Vec::new();
        let mut differs = false;
        for (at, c) in text.char_indices() {
            let range = at..at + c.len_utf8();
            let before = folded.len();
            match piece(c) {
                Piece::Letter(c) => folded.push(c),
                Piece::Letters(plain, long) => {
                    differs |= plain != long;
                    folded.push_str(if written { long } else { plain });
                }
                Piece::Nothing => {
                    if let Some(last) = origin.last_mut() {
                        last.end = range.end;
                    }
                    continue;
                }
                Piece::Sign(c) => {
                    starts = true;
                    folded.push(c);
                }
                Piece::Gap => {
                    starts = true;
                    if folded.ends_with('\n') {
                        // However many signs stand between two words, it is one gap.
                        if let Some(last) = origin.last_mut() {
                            last.end = range.end;
                        }
                        continue;
                    }
                    folded.push('\n');
                    begins.push(false);
                    origin.push(range);
                    continue;
                }
            }
            for n in before..folded.len() {
                begins.push(starts && n == before);
                origin.push(range.clone());
            }
            starts = false;
        }
        if written && !differs {
            break;
        }
        for needle in needles.iter().filter(|needle| !needle.is_empty()) {
            let mut from = 0;
            while let Some(at) = folded.get(from..).and_then(|rest| rest.find(needle)).map(|at| at + from) {
                from = at + needle.len();
                if anywhere || begins.get(at).copied().unwrap_or(false) {
                    found.push(origin[at].start..origin[from - 1].end);
                }
            }
        }
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_script_folds_by_its_own_rule() {
        for (text, plain) in [
            ("Fatma YILMAZ", "fatma yilmaz"),
            ("Yılmaz İpek ĞŞÇ", "yilmaz ipek gsc"),
            ("Groß GROẞ Straße", "gross gross strasse"),
            ("Łukasz Sørensen Đorđe Æsop Œuvre", "lukasz sorensen dorde aesop oeuvre"),
            ("Émile Zoë Núñez", "emile zoe nunez"),
            ("Пётр Йод ЁЖ", "петр йод еж"),
            ("и\u{306}од", "йод"),
            ("Mu\u{308}ller", "muller"),
            ("don't e-mail; a/b_c", "don t e mail a b c"),
            ("so müde 😴❤\u{fe0f}", "so mude 😴 ❤"),
            ("", ""),
            (" … ", ""),
        ] {
            assert_eq!(line(text), plain, "{text:?}");
        }
        assert_eq!(written_line("Jürgen Größe"), "juergen groesse");
        assert_eq!(words("Müller"), [("muller".to_owned(), "mueller".to_owned())]);
        assert_eq!(words("Meier"), [("meier".to_owned(), "meier".to_owned())]);
    }

    #[test]
    fn a_phone_number_is_known_with_and_without_its_country() {
        assert_eq!(digits("+49 (0)151 / 234-567"), "49151234567");
        assert_eq!(digits("0049151234567"), "49151234567");
        assert_eq!(digits("0151 234567"), "0151234567");
        assert_eq!(national("+49 151 234567").as_deref(), Some("0151234567"));
        assert_eq!(national("49151234567").as_deref(), Some("0151234567"));
        assert_eq!(national("+7 912 345-67-89").as_deref(), Some("89123456789"));
        assert_eq!(national("+380 44 1234567").as_deref(), Some("0441234567"));
        assert_eq!(national("0151 234567"), None);
    }

    #[test]
    fn a_value_is_one_word() {
        assert_eq!(whole("Frühling 26", '_'), "fruhling_26");
        assert_eq!(whole("4711/A", '_'), "4711_a");
        assert_eq!(whole("--", '_'), "x2dx2d");
    }

    #[test]
    fn what_was_found_is_shown_where_it_stands() {
        let shown = |text: &str, needles: &[&str], anywhere| -> Vec<String> {
            spans(text, needles, anywhere).into_iter().map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(shown("Jürgen Müller, Mueller", &["mull"], false), ["Müll"]);
        assert_eq!(shown("Jürgen Müller, Mueller", &["muell"], false), ["Müll", "Muell"]);
        assert_eq!(shown("Yılmaz", &["lma"], false), Vec::<String>::new());
        assert_eq!(shown("Yılmaz", &["lma"], true), ["lma"]);
        assert_eq!(shown("Groß", &["gross"], false), ["Groß"]);
        assert_eq!(shown("gros gross", &["gros", "gross"], false), ["gros", "gross"]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = line(&text);
            prop_assert_eq!(line(&once), once);
        }

        #[test]
        fn spans_never_cut_a_character(text in any::<String>(), needle in "[a-zäöß]{1,3}") {
            let folded = line(&needle);
            for range in spans(&text, &[&folded], true) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
