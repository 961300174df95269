//! Media files of any source: how they are asked for, and whether what comes can be the file that was announced.

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, StreamExt};

use super::Download;
use crate::domain::Media;
use crate::http::{Answer, Call, Error, Peer, quote};

/// How much of a file is looked at before it is believed to be one.
const LOOKED_AT: usize = 512;

/// A call for a file: any type will do, and redirects are followed.
pub fn asked_for(call: Call) -> Call {
    call.accept("application/octet-stream, */*;q=0.9").following()
}

/// Looks at the beginning of an answer before it is taken for the file.
///
/// # Errors
/// Class `WrongAnswer` when it can't be the file, `Offline` when it breaks off at once.
pub async fn check(peer: &Peer, call: &Call, media: &Media, mut answer: Answer) -> Result<Download, Error> {
    let (mime, length) = (answer.mime(), answer.length());
    let mut start = BytesMut::new();
    while start.len() < LOOKED_AT {
        match answer.chunk().await? {
            Some(chunk) => start.extend_from_slice(&chunk),
            None => break,
        }
    }
    let start = start.freeze();
    if start.is_empty() || !can_be(media, mime.as_deref(), &start) {
        return Err(peer.wrong_answer(call, "the file", mime.as_deref(), &start));
    }
    let first = stream::once(std::future::ready(Ok::<Bytes, Error>(start)));
    Ok(Download { length, mime, bytes: first.chain(answer.stream()).boxed() })
}

/// Whether bytes can be the announced file: a web page or JSON only if that was announced.
fn can_be(media: &Media, mime: Option<&str>, start: &[u8]) -> bool {
    let announced = media.mime.as_deref().map(quote::essence).unwrap_or_default();
    let name = media.name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    // A label alone doesn't turn a picture into a page.
    let label =
        mime.filter(|_| std::str::from_utf8(start).is_ok() || start.len() >= LOOKED_AT && is_text(start));
    match quote::kind(label.or(Some("application/octet-stream")), start) {
        quote::Kind::Html => {
            matches!(announced.as_str(), "text/html" | "application/xhtml+xml")
                || ends(&[".html", ".htm", ".xhtml", ".mht", ".mhtml"])
        }
        quote::Kind::Json => {
            announced.ends_with("json")
                || announced.starts_with("text/")
                || ends(&[".json", ".txt", ".md", ".csv"])
        }
        // White space is content, if not much of it.
        quote::Kind::Empty | quote::Kind::Other => true,
    }
}

/// Whether bytes are text that was cut somewhere.
fn is_text(start: &[u8]) -> bool {
    match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MediaId, Role};

    fn announced(mime: Option<&str>, name: &str) -> Media {
        Media {
            id: MediaId("1".into()),
            role: Role::Cv,
            name: Some(name.into()),
            mime: mime.map(str::to_owned),
            uri: None,
        }
    }

    #[test]
    fn a_page_is_only_a_file_when_a_page_was_announced() {
        let page = b"<!doctype html><html><body>Sign in</body></html>";
        let error = br#"{"error":"gone"}"#;
        let pdf = announced(Some("application/pdf"), "cv.pdf");
        assert!(!can_be(&pdf, Some("text/html"), page));
        assert!(!can_be(&pdf, Some("application/octet-stream"), page));
        assert!(!can_be(&pdf, Some("application/json"), error));
        assert!(!can_be(&pdf, None, error));
        assert!(!can_be(&announced(None, "file"), None, page));
        assert!(can_be(&announced(Some("text/html; charset=utf-8"), "x"), Some("text/html"), page));
        assert!(can_be(
            &announced(Some("application/octet-stream"), "Zeugnis.HTML"),
            Some("text/html"),
            page
        ));
        assert!(can_be(&announced(Some("text/plain"), "x"), Some("text/plain"), error));
        assert!(can_be(&announced(Some("application/json"), "x"), None, error));
    }

    #[test]
    fn a_wrong_label_does_not_spoil_a_file() {
        let pdf = announced(Some("application/pdf"), "cv.pdf");
        assert!(can_be(&pdf, Some("text/html"), b"%PDF-1.7\n\xff\xfe\x00"));
        assert!(can_be(&pdf, Some("application/json"), b"\x89PNG\r\n\x1a\n"));
        assert!(can_be(&announced(Some("text/plain"), "x"), Some("text/plain"), b"  \n"));
    }
}
