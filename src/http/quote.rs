//! What an error may quote of an answer: a little readable text, harmless on a terminal, without our secrets.

use crate::domain::text as harmless;

/// The most characters that are quoted.
const MOST: usize = 200;
/// How many bytes of an answer are looked at for a quotation.
pub const LOOKED_AT: usize = 8 * 1024;

/// What kind of answer a body is, by its announced type and its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, or only white space.
    Empty,
    /// A web page.
    Html,
    /// A JSON object or array.
    Json,
    /// Anything else.
    Other,
}

/// Tells the kind of an answer from its announced media type and the beginning of its body.
pub fn kind(mime: Option<&str>, start: &[u8]) -> Kind {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let Some(first) = start.first() else { return Kind::Empty };
    let essence = mime.map(essence).unwrap_or_default();
    let head = String::from_utf8_lossy(&start[..start.len().min(256)]).to_ascii_lowercase();
    let page = head.starts_with("<!doctype html")
        || (*first == b'<' && (head.contains("<html") || head.contains("<head") || head.contains("<body")));
    match essence.as_str() {
        _ if page => Kind::Html,
        "text/html" | "application/xhtml+xml" => Kind::Html,
        json if json == "application/json" || json.ends_with("+json") => Kind::Json,
        "" | "text/plain" | "application/octet-stream" if matches!(first, b'{' | b'[') && is_json(start) => {
            Kind::Json
        }
        _ => Kind::Other,
    }
}

/// A media type without its parameters, in lower case.
pub fn essence(mime: &str) -> String {
    mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_json(start: &[u8]) -> bool {
    // The body may be cut off where we stopped reading: only a mistake before its end speaks against JSON.
    match serde_json::from_slice::<serde::de::IgnoredAny>(start) {
        Ok(_) => true,
        Err(error) => error.is_eof(),
    }
}

/// The beginning of an answer as one harmless line of at most 200 characters, tags left out of a web page and
/// `secrets` replaced. Empty when nothing readable is in it.
pub fn quote(mime: Option<&str>, body: &[u8], secrets: &[String]) -> String {
    let kind = kind(mime, body);
    let text = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]);
    let mut text = if kind == Kind::Html { without_tags(&text) } else { text.into_owned() };
    for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
        text = text.replace(secret.as_str(), "…");
    }
    if text.chars().take(MOST).filter(|c| *c == char::REPLACEMENT_CHARACTER || c.is_control()).count()
        > MOST / 8
    {
        return "bytes that are no text".to_owned();
    }
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > MOST * 4 {
            break;
        }
    }
    harmless::line(&line).chars().take(MOST).collect()
}

/// The readable text of a web page: no tags, scripts, styles or comments.
fn without_tags(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        out.push(' ');
        rest = &rest[open..];
        let name: String = rest[1..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let end = match name.as_str() {
            "script" | "style" => {
                let close = format!("</{name}");
                find_ignoring_case(rest, &close).and_then(|at| rest[at..].find('>').map(|end| at + end + 1))
            }
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ => rest.find('>').map(|at| at + 1),
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => return out,
        }
    }
    out.push_str(rest);
    out
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes().windows(what.len()).position(|window| window.eq_ignore_ascii_case(what.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_kind_is_seen_through_a_wrong_label() {
        assert_eq!(kind(Some("application/json"), b" \n"), Kind::Empty);
        assert_eq!(kind(Some("application/octet-stream"), b"<!DOCTYPE html><html>"), Kind::Html);
        assert_eq!(kind(Some("application/octet-stream"), b"{\"error\":\"gone\"}"), Kind::Json);
        assert_eq!(kind(None, b"[{\"a\":\"cut of"), Kind::Json);
        assert_eq!(kind(Some("text/html; charset=utf-8"), b"hello"), Kind::Html);
        assert_eq!(kind(Some("application/octet-stream"), b"{\\rtf1 a document}"), Kind::Other);
        assert_eq!(kind(Some("image/svg+xml"), b"<svg xmlns='x'/>"), Kind::Other);
        assert_eq!(kind(Some("application/octet-stream"), b"%PDF-1.4"), Kind::Other);
        assert_eq!(kind(Some("application/problem+json"), b"{}"), Kind::Json);
    }

    #[test]
    fn a_page_is_quoted_as_a_person_reads_it() {
        let page = b"<html><head><title>Sign in</title><style>b{color:red}</style><!-- x --></head>\
            <body><SCRIPT>var a='<b>';</SCRIPT><h1>Please\n\x1b[2J sign   in</h1></body></html>";
        assert_eq!(quote(Some("text/html"), page, &[]), "Sign in Please ␛[2J sign in");
    }

    #[test]
    fn our_secrets_are_not_quoted() {
        let body = br#"{"error":"client_secret hunter22 is wrong"}"#;
        assert_eq!(quote(None, body, &["hunter22".to_owned()]), r#"{"error":"client_secret … is wrong"}"#);
    }

    #[test]
    fn a_picture_is_not_quoted() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2_000).collect();
        assert_eq!(quote(Some("image/png"), &bytes, &[]), "bytes that are no text");
    }

    proptest! {
        #[test]
        fn every_quotation_is_short_and_harmless(body in any::<Vec<u8>>(), page in "[<>a-z!/ -]{0,300}") {
            for (mime, bytes) in [(None, body.as_slice()), (Some("text/html"), page.as_bytes())] {
                let quoted = quote(mime, bytes, &[]);
                prop_assert!(quoted.chars().count() <= MOST);
                prop_assert!(!quoted.chars().any(|c| c.is_control() || harmless::is_invisible(c)));
            }
        }
    }
}
