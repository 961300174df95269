//! What an error may quote of an answer: a little readable text, harmless on a terminal, without our secrets.

use crate::domain::text as harmless;

/// The most characters that are quoted.
const MOST: usize = 200;
/// How many bytes of an answer are looked at for a quotation.
pub const LOOKED_AT: usize = 8 * 1024;

/// Everything but RFC 3986's unreserved characters is escaped.
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
    // Before the tags go, since a secret may look like one; and afterwards, since one may stand in its middle.
    let mut text = without_beginning(&masked(&text, secrets), secrets);
    if kind == Kind::Html {
        text = masked(&without_tags(&text), secrets);
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

/// A text with these secrets replaced, in whichever way an answer writes them.
pub(super) fn masked(text: &str, secrets: &[String]) -> String {
    let mut forms: Vec<String> = secrets.iter().flat_map(|secret| forms(secret)).collect();
    // The longest first: what is part of another must not break it up.
    forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    forms.dedup();
    let mut text = text.to_owned();
    for form in forms {
        if text.contains(&form) {
            text = text.replace(&form, "…");
        }
    }
    text
}

/// A secret as it is, and as addresses, forms, JSON and web pages write it.
fn forms(secret: &str) -> Vec<String> {
    use base64::Engine as _;
    let mut forms = vec![secret.to_owned()];
    if secret.is_empty() {
        return Vec::new();
    }
    forms.push(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
    forms.push(percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string());
    forms.push(percent_encoding::utf8_percent_encode(secret, UNRESERVED).to_string());
    for at in 1..4 {
        let lower = lower_escapes(&forms[at]);
        forms.push(lower);
    }
    let json = serde_json::Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    forms.push(json.replace('/', "\\/"));
    let ascii = |json: &str| -> String {
        let mut out = String::new();
        for c in json.chars() {
            if c.is_ascii() {
                out.push(c);
            } else {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
        }
        out
    };
    forms.push(ascii(&json));
    forms.push(ascii(&json.replace('/', "\\/")));
    forms.push(json);
    let page = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    forms.push(page.replace('\'', "&#39;"));
    forms.push(page.replace('\'', "&#x27;"));
    forms.push(page);
    if secret.len() >= 4 {
        forms.push(base64::engine::general_purpose::STANDARD.encode(secret));
    }
    forms
}

/// `%AB` as `%ab`.
fn lower_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = 0u8;
    for c in text.chars() {
        out.push(if left > 0 { c.to_ascii_lowercase() } else { c });
        left = if c == '%' { 2 } else { left.saturating_sub(1) };
    }
    out
}

/// An answer that was cut may end in the middle of a secret: its beginning goes as well.
fn without_beginning(text: &str, secrets: &[String]) -> String {
    let cut = secrets.iter().filter_map(|secret| {
        let ends = secret.char_indices().map(|(at, _)| at).filter(|at| *at >= 3).rev();
        ends.map(|end| &secret[..end]).find(|beginning| text.ends_with(beginning)).map(str::len)
    });
    match cut.max() {
        Some(cut) => format!("{}…", &text[..text.len() - cut]),
        None => text.to_owned(),
    }
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
    fn a_secret_is_found_in_whichever_way_it_is_written() {
        let secret = "a\"b/c&ü <i>%";
        for written in [
            secret,
            r#"a\"b\/c&\u00fc <i>%"#,
            r#"a\"b/c&ü <i>%"#,
            "a%22b%2Fc%26%C3%BC+%3Ci%3E%25",
            "a%22b%2fc%26%c3%bc%20%3ci%3e%25",
            "a&quot;b/c&amp;ü &lt;i&gt;%",
            "YSJiL2Mmw7wgPGk+JQ==",
        ] {
            for (mime, page) in
                [(None, format!("said {written} x")), (Some("text/html"), format!("<b>said</b> {written} x"))]
            {
                let quoted = quote(mime, page.as_bytes(), &[secret.to_owned()]);
                assert_eq!(quoted, "said … x", "{written}");
            }
        }
        assert_eq!(quote(None, b"pin is 12!", &["12".to_owned()]), "pin is …!");
        let both = ["ab".to_owned(), "xaby".to_owned()];
        assert_eq!(quote(None, b"1 xaby 2 ab", &both), "1 … 2 …");
        assert_eq!(quote(None, b"oops hunter", &["hunter22".to_owned()]), "oops …", "the answer was cut");
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
