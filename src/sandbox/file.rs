//! Owns sending files, whole or the way a fault wants it.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::Shared;
use super::answer::Streamed;
use super::fault::Fault;
use super::journal::{Call, Outcome};

/// How many bytes go out at once.
const PIECE: usize = 64 * 1024;

/// Answers with a file of an applicant, which the journal knows as `profile` and `media`.
pub(super) fn send(
    shared: &Shared,
    call: &Call,
    profile: &str,
    media: &str,
    (bytes, mime): (Bytes, String),
) -> Response {
    let place = format!("{profile}\n{media}");
    let end = if shared.faults.strike(&place, |fault| match fault {
        Fault::Drop { times } => Some(times),
        _ => None,
    }) {
        call.fault("drop");
        End::Cut
    } else if shared.faults.strike(&place, |fault| match fault {
        Fault::Truncate { times } => Some(times),
        _ => None,
    }) {
        call.fault("truncate");
        End::Empty
    } else {
        End::Whole
    };
    let wait = shared.faults.find(|fault| match fault {
        Fault::Slow { millis } => Some(Duration::from_millis(millis) / 4),
        _ => None,
    });
    let length = if end == End::Empty { 0 } else { bytes.len() };
    let sender = Sender {
        stop: if end == End::Cut { length / 2 } else { length },
        piece: match wait {
            Some(_) => length.div_ceil(4).max(1),
            None => PIECE,
        },
        end,
        at: 0,
        bytes,
        wait,
        call: call.clone(),
        profile: profile.to_owned(),
        media: media.to_owned(),
    };
    if length == 0 {
        sender.finished();
    }
    let pieces = stream::unfold(sender, |mut sender| async move {
        let piece = sender.next().await?;
        Some((piece, sender))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, length.into());
    let octets = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&mime).unwrap_or(octets));
    response.extensions_mut().insert(Streamed);
    response
}

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Whole,
    /// At its first half, although its whole length is announced.
    Cut,
    /// Before its first byte, properly.
    Empty,
}

struct Sender {
    bytes: Bytes,
    end: End,
    at: usize,
    stop: usize,
    piece: usize,
    wait: Option<Duration>,
    call: Call,
    profile: String,
    media: String,
}

impl Sender {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        if self.at >= self.stop {
            if self.end != End::Cut || self.bytes.is_empty() {
                return None;
            }
            // Gives the connection the chance to send what it has before it breaks.
            tokio::task::yield_now().await;
            self.call.outcome(Outcome::Cut);
            return Some(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        if let Some(wait) = self.wait {
            tokio::time::sleep(wait).await;
        }
        let to = self.stop.min(self.at + self.piece);
        let piece = self.bytes.slice(self.at..to);
        self.at = to;
        // The network takes the last piece and asks no more: this is the last moment to say so.
        if to == self.stop && self.end == End::Whole {
            self.finished();
        }
        Some(Ok(piece))
    }

    fn finished(&self) {
        self.call.outcome(Outcome::Answered);
        if self.end == End::Whole {
            self.call.completed(&self.profile, &self.media);
        }
    }
}
