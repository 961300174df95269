//! Reads the list of profiles as it arrives: the network on one side, cutting and reading on a thread of its own, and
//! the caller's channel behind it. Each waits for the next, so that a list of any length takes the same memory.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;

use super::api::Api;
use super::wire::{Names, Pass};
use crate::http::{Class, Error};
use crate::source::drift::Drift;
use crate::source::other;
use crate::source::split::{End, Splitter};
use crate::source::{Listing, Record};

/// How many pieces of the list wait to be read.
const WAITING: usize = 16;

/// What the reading thread is told.
enum Fed {
    Piece(Bytes),
    /// The bytes have ended, properly or not. Without it the pass was given up.
    End,
}

/// What became of a list.
struct Outcome {
    records: u64,
    end: End,
    drift: Drift,
}

/// Reads the whole list into `out`.
pub async fn pull(api: &Api, names: Arc<Names>, out: mpsc::Sender<Record>) -> Result<Listing, Error> {
    let mut answer = api.send(api.get("profiles")?).await.map_err(|error| api.misplaced(error))?;
    let mime = answer.mime();
    let (feed, fed) = mpsc::channel(WAITING);
    let reader = tokio::task::spawn_blocking(move || read(&names, fed, &out));
    // The thread ends early when nobody listens any more, or when nothing that follows can matter.
    let broken = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => {
                if feed.send(Fed::Piece(chunk)).await.is_err() {
                    break None;
                }
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    // When the thread has ended already, it needs no end.
    let _ = feed.send(Fed::End).await;
    let outcome = reader.await.map_err(|_| Error::new(Class::Bug, "reading the list of profiles failed"))?;
    let broken = match (outcome.end, broken) {
        (End::NoList(_), Some(error)) => return Err(error),
        (End::NoList(start), None) => {
            return Err(other::answer(
                &api.peer,
                &api.get("profiles")?,
                "a list of profiles",
                mime.as_deref(),
                &start,
            ));
        }
        (_, Some(error)) => Some(error),
        (End::Broken(why), None) => {
            let what = format!("the list of profiles from {} is broken: {why}", api.peer.host());
            Some(Error::new(Class::WrongAnswer, what))
        }
        (End::Complete, None) => None,
    };
    match broken {
        Some(error) if outcome.records == 0 => Err(error),
        broken => {
            let drift = outcome.drift.sentences(|name| api.peer.without_secrets_now(name));
            Ok(Listing { records: outcome.records, broken, drift })
        }
    }
}

/// The reading thread: cuts the bytes into records, reads each once, and hands it on.
fn read(names: &Names, mut fed: mpsc::Receiver<Fed>, out: &mpsc::Sender<Record>) -> Outcome {
    let mut splitter = Splitter::default();
    let mut pass = Pass::default();
    let mut records = 0;
    let mut given_up = false;
    let mut batch = Vec::new();
    while let Some(Fed::Piece(chunk)) = fed.blocking_recv() {
        splitter.push(&chunk, |piece| batch.push(names.record(&piece, &mut pass)));
        // Handed on chunk by chunk: whoever listens is woken once for many records.
        for record in batch.drain(..) {
            given_up = given_up || out.blocking_send(record).is_err();
            records += u64::from(!given_up);
        }
        if given_up || !splitter.is_open() {
            break;
        }
    }
    let end = if given_up { End::Broken("nobody waited for the rest") } else { splitter.finish() };
    Outcome { records, end, drift: names.close(pass) }
}
