//! A record of what servers really answer, with everything personal and secret replaced on the way in: for a person
//! to look at and hand on. Nothing else is kept, here or anywhere.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use url::Url;

use super::masked::{Says, is_media_type, masked};

/// The most answers in one record.
const ANSWERS: usize = 100;
/// The most of one answer that is looked at, in bytes.
const MOST: usize = 32 * 1024;

/// Takes down every answer that a client gets.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Vec<Exchange>>>);

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exchange {
    /// How it was asked for.
    pub method: String,
    /// The path, and the names of what was asked with it.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The announced media type.
    pub mime: Option<String>,
    /// Whether all of it was read, and all that was read stands here.
    pub whole: bool,
    /// The body's shape: JSON where it is some, else a text.
    pub body: serde_json::Value,
}

impl Recorder {
    /// What was taken down so far.
    pub fn answers(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A tape for the answer to this request.
    pub(super) fn tape(&self, method: &str, url: &Url, status: u16, mime: Option<&str>) -> Tape {
        let mime = mime.map(|mime| mime.split(';').next().unwrap_or_default().trim());
        Tape {
            recorder: self.clone(),
            method: method.to_owned(),
            path: path(url),
            status,
            mime: mime
                .map(|mime| if is_media_type(mime) { mime.to_owned() } else { masked(mime, Says::Data) }),
            bytes: Vec::new(),
            whole: false,
        }
    }
}

/// The path of an address as it may be shown: what isn't plainly a word of the interface is masked.
fn path(url: &Url) -> String {
    let word = |part: &str| {
        let plain = part.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-'));
        let version = part.strip_prefix('v').is_some_and(|rest| rest.parse::<u8>().is_ok());
        if plain || version { part.to_owned() } else { masked(part, Says::Data) }
    };
    let path: Vec<String> = url.path().split('/').map(word).collect();
    let asked: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| format!("{}={}", word(&name), masked(&value, Says::Data)))
        .collect();
    if asked.is_empty() { path.join("/") } else { format!("{}?{}", path.join("/"), asked.join("&")) }
}

/// One answer while it is read; it is taken down when the tape is dropped.
#[derive(Debug)]
pub(super) struct Tape {
    recorder: Recorder,
    method: String,
    path: String,
    status: u16,
    mime: Option<String>,
    bytes: Vec<u8>,
    whole: bool,
}

impl Tape {
    /// The next piece; `None` is the end.
    pub fn hear(&mut self, piece: Option<&[u8]>) {
        match piece {
            Some(piece) => {
                let room = MOST.saturating_sub(self.bytes.len()).min(piece.len());
                self.bytes.extend_from_slice(&piece[..room]);
                // Whatever comes behind it.
                self.whole = false;
                if room < piece.len() {
                    self.bytes.truncate(MOST);
                }
            }
            None => self.whole = self.bytes.len() < MOST,
        }
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        let mut all = self.recorder.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ANSWERS {
            return;
        }
        let says = if self.status < 400 { Says::Data } else { Says::Error };
        let shape = masked(&String::from_utf8_lossy(&self.bytes), says);
        all.push(Exchange {
            method: std::mem::take(&mut self.method),
            path: std::mem::take(&mut self.path),
            status: self.status,
            mime: self.mime.take(),
            whole: self.whole,
            body: serde_json::from_str(&shape).unwrap_or(serde_json::Value::String(shape)),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_down_masked_when_it_ends() {
        let recorder = Recorder::default();
        let url = Url::parse("https://h.example/api/v1/leads/L-4711?cursor=secret&limit=50").unwrap();
        let mut tape = recorder.tape("GET", &url, 200, Some("application/json; charset=utf-8"));
        tape.hear(Some(b"{\"name\":\"Fat"));
        tape.hear(Some(b"ma\"}"));
        tape.hear(None);
        drop(tape);
        drop(recorder.tape("GET", &url, 503, Some("Fatma")));
        let answers = recorder.answers();
        assert_eq!(answers[0].path, "/api/v1/leads/X-0000?cursor=xxxxxx&limit=11");
        assert_eq!(answers[0].body, serde_json::json!({"name": "Xxxxx"}));
        assert_eq!((answers[0].mime.as_deref(), answers[0].whole), (Some("application/json"), true));
        assert_eq!((answers[1].mime.as_deref(), answers[1].whole), (Some("Xxxxx"), false));
    }

    #[test]
    fn what_is_long_is_cut() {
        let recorder = Recorder::default();
        let mut tape = recorder.tape("GET", &Url::parse("https://h.example/").unwrap(), 200, None);
        tape.hear(Some(&vec![b'['; MOST + 5]));
        tape.hear(None);
        drop(tape);
        let answer = recorder.answers().remove(0);
        assert!(!answer.whole && answer.body.as_str().is_some_and(|body| body.len() == MOST));
    }
}
