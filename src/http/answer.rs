//! A good answer on its way: what it announces, and its body piece by piece.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use reqwest::header::CONTENT_TYPE;

use super::record::Tape;
use super::{Class, Error, Remedy};

/// A good answer that has been read to its end.
#[derive(Clone)]
pub struct Whole {
    /// The HTTP status.
    pub status: u16,
    /// The announced media type.
    pub mime: Option<String>,
    /// The body.
    pub body: Bytes,
    headers: reqwest::header::HeaderMap,
}

impl Whole {
    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A good answer (2xx, or a status that the call takes), its body still to be read.
pub struct Answer {
    pub(super) response: reqwest::Response,
    pub(super) label: String,
    pub(super) silence: Duration,
    pub(super) tape: Option<Tape>,
}

impl Answer {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The announced media type.
    pub fn mime(&self) -> Option<String> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
    }

    /// The announced length of the body in bytes, as it will be read.
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece of the body, `None` at its end.
    ///
    /// # Errors
    /// Class `Offline`, when the connection breaks or is silent for too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match self.response.chunk().await {
            Ok(chunk) => {
                if let Some(tape) = &mut self.tape {
                    tape.hear(chunk.as_deref());
                }
                Ok(chunk)
            }
            Err(error) => Err(broken(&self.label, &error, self.silence)),
        }
    }

    /// The whole body, of at most `most` bytes.
    ///
    /// # Errors
    /// Class `Refused` when it is longer, `Offline` when the connection breaks.
    pub async fn bytes(mut self, most: usize) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len() + chunk.len() > most {
                let what = format!("the answer to {} is longer than {most} bytes", self.label);
                return Err(Error::new(Class::Refused, what)
                    .status(self.status())
                    .remedy(Remedy::RaiseLimit));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(Bytes::from(all))
    }

    /// The whole answer, its body of at most `most` bytes.
    ///
    /// # Errors
    /// As [`Answer::bytes`].
    pub async fn whole(self, most: usize) -> Result<Whole, Error> {
        let (status, mime, headers) = (self.status(), self.mime(), self.response.headers().clone());
        Ok(Whole { status, mime, body: self.bytes(most).await?, headers })
    }

    /// The body as a stream.
    pub fn stream(self) -> BoxStream<'static, Result<Bytes, Error>> {
        let Answer { response, label, silence, mut tape } = self;
        response
            .bytes_stream()
            .map(move |chunk| {
                if let (Some(tape), Ok(chunk)) = (&mut tape, &chunk) {
                    tape.hear(Some(chunk));
                }
                chunk.map_err(|error| broken(&label, &error, silence))
            })
            .boxed()
    }
}

fn broken(label: &str, error: &reqwest::Error, silence: Duration) -> Error {
    let why = if error.is_timeout() {
        format!("not a byte came for {} s", silence.as_secs())
    } else if error.is_decode() && is_garbled(error) {
        "its compression is broken".to_owned()
    } else {
        "the connection broke".to_owned()
    };
    Error::new(Class::Offline, format!("the answer to {label} ended too early: {why}")).perhaps_sent()
}

/// Whether the bytes came and are wrong. A body that ends before its announced length is told as undecodable as well,
/// and is only cut.
fn is_garbled(error: &reqwest::Error) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind::{InvalidData, InvalidInput, Other};
            return matches!(io.kind(), InvalidData | InvalidInput | Other);
        }
        next = cause.source();
    }
    false
}
