//! An answer without what it says: letters become `x`, digits `0`, and what is left is its shape. Pure.
//!
//! For samples that a person hands on. What stays is what belongs to the interface and to nobody: punctuation, the
//! names of fields, `true`, `false` and `null`, media types, and the codes of errors. It reads text and not JSON, so
//! that an answer that is cut or broken keeps its shape too.

/// The most characters of one text that keep their shape.
const LONGEST: usize = 60;
/// The longest name of a field.
const LONGEST_NAME: usize = 40;

/// Whose answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// A good one: none of its texts stays.
    Data,
    /// An error: the code under `error`, `code` or `type` stays.
    Error,
}

/// The shape of an answer.
pub fn masked(text: &str, says: Says) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut key = String::new();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let (inside, after) = quoted(&rest[1..]);
            let closed = if rest.len() - 1 - inside.len() - after.len() == 1 { "\"" } else { "" };
            let names = after.trim_start().starts_with(':');
            let code = says == Says::Error && matches!(key.as_str(), "error" | "code" | "type");
            let shape = match names {
                true if is_name(inside) => inside.to_owned(),
                _ if code && is_code(inside) => inside.to_owned(),
                _ => shape(inside),
            };
            key = if names { inside.to_owned() } else { String::new() };
            out.push_str(&format!("\"{shape}{closed}"));
            rest = after;
        } else if first.is_whitespace() || "{}[]:,".contains(first) {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || "{}[]:,\"".contains(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            out.push_str(&bare(word));
            rest = after;
        }
    }
    out
}

/// What is in a quoted text, and what follows behind its end.
fn quoted(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// A word outside of quotes.
fn bare(word: &str) -> String {
    if matches!(word, "true" | "false" | "null") {
        return word.to_owned();
    }
    let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && word.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    if number {
        // No zero in front, or it would be no number any more.
        return word.chars().map(|c| if c.is_ascii_digit() { '1' } else { c }).collect();
    }
    shape(word)
}

/// Whether this is what an interface calls a field, and not what stands in one.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && text.chars().filter(char::is_ascii_digit).count() <= 2
}

/// Whether this is the code of an error: small words with lines between them.
fn is_code(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.contains('_')
        && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// Whether this is a media type.
pub fn is_media_type(text: &str) -> bool {
    let Some((kind, rest)) = text.split_once('/') else { return false };
    matches!(kind, "image" | "audio" | "video" | "application" | "text" | "multipart")
        && rest.len() <= LONGEST_NAME
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The shape of a text: of what it is made, and about how long it is.
fn shape(text: &str) -> String {
    if is_media_type(text) {
        return text.to_owned();
    }
    let time = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "TZ:+-.".contains(c));
    let mut out = String::new();
    let mut rest = text;
    for scheme in ["https://", "http://"] {
        if let Some(after) = text.strip_prefix(scheme) {
            out.push_str(scheme);
            rest = after;
        }
    }
    let mut chars = rest.chars();
    for _ in 0..LONGEST {
        match chars.next() {
            None => return out,
            // An escape is one letter of what was meant.
            Some('\\') => match chars.next() {
                Some('u') => {
                    for _ in 0..4 {
                        chars.next();
                    }
                    out.push('x');
                }
                Some(control @ ('n' | 't' | 'r')) => out.extend(['\\', control]),
                Some(_) => out.push('x'),
                None => return out,
            },
            Some(c @ ('T' | 'Z')) if time => out.push(c),
            Some(c) if c.is_numeric() => out.push('0'),
            Some(c) if c.is_uppercase() => out.push('X'),
            Some(c) if c.is_alphabetic() => out.push('x'),
            Some(c) if c.is_ascii() && !c.is_control() => out.push(c),
            Some(_) => out.push('?'),
        }
    }
    if !chars.as_str().is_empty() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_shape_stays_and_nobody_is_in_it() {
        for (answer, shape) in [
            (
                r#"{"profileId": "p-100", "firstName":"Fatma"}"#,
                r#"{"profileId": "x-000", "firstName":"Xxxxx"}"#,
            ),
            (r#""+49 151 2345678""#, r#""+00 000 0000000""#),
            (r#""2026-03-01T10:00:00Z""#, r#""0000-00-00T00:00:00Z""#),
            (r#"{"answer":"Ich habe \"zwei\" Ja\u00e4hre 😀"}"#, r#"{"answer":"Xxx xxxx xxxxxx Xxxxxx ?"}"#),
            (r#"[38.50, -7, true, false, null]"#, r#"[11.11, -1, true, false, null]"#),
            (r#"{"mimeType":"application/pdf"}"#, r#"{"mimeType":"application/pdf"}"#),
            (r#""https://h.example/x?a=1""#, r#""https://x.xxxxxxx/x?x=0""#),
        ] {
            assert_eq!(masked(answer, Says::Data), shape);
        }
    }

    #[test]
    fn what_is_cut_broken_or_no_json_at_all_is_masked_as_well() {
        assert_eq!(masked(r#"[{"name":"Fat"#, Says::Data), r#"[{"name":"Xxx"#);
        assert_eq!(masked("{name: Fatma}", Says::Data), "{xxxx: Xxxxx}");
        assert_eq!(masked("<p>Иван</p>", Says::Data), "<x>Xxxx</x>");
        assert_eq!(
            masked(r#"{"Fatma Yılmaz":1,"+49151":2,"a@b.de":3}"#, Says::Data),
            r#"{"Xxxxx Xxxxxx":1,"+00000":1,"x@x.xx":1}"#
        );
        assert_eq!(masked(&"a".repeat(500), Says::Data).chars().count(), LONGEST + 1);
    }

    #[test]
    fn only_an_error_keeps_its_code() {
        let answer = r#"{"error":"password_reset_required","message":"of_anna"}"#;
        assert_eq!(masked(answer, Says::Error), r#"{"error":"password_reset_required","message":"xx_xxxx"}"#);
        assert_eq!(masked(answer, Says::Data), r#"{"error":"xxxxxxxx_xxxxx_xxxxxxxx","message":"xx_xxxx"}"#);
    }

    proptest! {
        #[test]
        fn no_text_of_an_answer_comes_through(text in r#"[A-WY-Zb-wy-zА-я1-9" \\:,{}]{0,60}"#) {
            let answer = serde_json::json!({ "field": text }).to_string();
            let shown = masked(&answer, Says::Data);
            prop_assert!(shown.starts_with(r#"{"field":""#), "{}", shown);
            let value = &shown[10..];
            for c in value.chars().filter(|c| c.is_alphanumeric()) {
                // T and Z stay in a time.
                prop_assert!(matches!(c, 'X' | 'x' | '0' | 'T' | 'Z'), "{}", shown);
            }
        }

        #[test]
        fn nothing_makes_it_panic(text in any::<String>()) {
            masked(&text, Says::Error);
        }
    }
}
