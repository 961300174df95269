//! Reads the pages of leads as they arrive: the network on one side, cutting and reading on a thread of its own, and
//! the caller's channel behind it. Each waits for the next, so that any number of pages takes the same memory.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::api::Api;
use super::lead::{Names, Pass};
use crate::domain::text;
use crate::http::{Answer, Call, Class, Error};
use crate::source::drift::Drift;
use crate::source::envelope::Envelope;
use crate::source::json::{self, Json};
use crate::source::split::End;
use crate::source::value::plain;
use crate::source::{Cursor, Listing, Mark, Record, other};

/// How many pieces of a page wait to be read.
const WAITING: usize = 16;
/// The most pages of one pass; a hundred times what is likely.
const MOST_PAGES: usize = 1_000_000;

/// What the reading thread is told.
enum Fed {
    Piece(Bytes),
    /// The page's bytes have ended, properly or not; what became of it is told here.
    End(oneshot::Sender<Outcome>),
}

/// What became of a page.
struct Outcome {
    /// Records of the pass so far.
    records: u64,
    end: End,
    next: Result<Option<String>, String>,
    given_up: bool,
}

/// Reads page after page into `out`, and tells `marks` after each where the next begins.
pub async fn pull(
    api: &Api,
    names: Arc<Names>,
    from: Option<Cursor>,
    marks: mpsc::UnboundedSender<Mark>,
    out: mpsc::Sender<Record>,
) -> Result<Listing, Error> {
    let (feed, fed) = mpsc::channel(WAITING);
    let reader = tokio::task::spawn_blocking(move || read(&names, fed, &out));
    let mut pass = Pages { api, feed, marks, records: 0, seen: HashSet::new() };
    let broken = pass.all(from).await.err();
    let records = pass.records;
    // Without a feed the thread ends.
    drop(pass);
    let drift = reader.await.map_err(|_| Error::new(Class::Bug, "reading the pages of leads failed"))?;
    match broken {
        Some(error) if records == 0 => Err(error),
        broken => {
            let drift = drift.sentences(|name| api.peer.without_secrets_now(name));
            Ok(Listing { records, broken, drift })
        }
    }
}

/// The pass on its asking side.
struct Pages<'a> {
    api: &'a Api,
    feed: mpsc::Sender<Fed>,
    marks: mpsc::UnboundedSender<Mark>,
    records: u64,
    seen: HashSet<String>,
}

impl Pages<'_> {
    async fn all(&mut self, from: Option<Cursor>) -> Result<(), Error> {
        let mut after = from.map(|cursor| cursor.0).filter(|cursor| !cursor.is_empty());
        let mut resumed = after.is_some();
        loop {
            let call = self.call(after.as_deref())?;
            let answer = match self.api.send(call.clone()).await {
                // A cursor that was kept for long may have been forgotten.
                Err(error) if resumed && matches!(error.status, Some(400 | 404 | 409 | 410 | 422)) => {
                    (after, resumed) = (None, false);
                    continue;
                }
                answer => answer.map_err(|error| self.api.misplaced(error))?,
            };
            resumed = false;
            let Some(next) = self.page(&call, answer).await? else { return Ok(()) };
            if !self.seen.insert(next.clone()) || self.seen.len() > MOST_PAGES {
                let what = format!("the pages of leads from {} go round in circles", self.api.peer.host());
                return Err(Error::new(Class::WrongAnswer, what));
            }
            // Nobody has to listen.
            let _ = self.marks.send(Mark { records: self.records, cursor: Cursor(next.clone()) });
            after = Some(next);
        }
    }

    fn call(&self, after: Option<&str>) -> Result<Call, Error> {
        let contract = &self.api.contract;
        let mut url = self.api.peer.url(contract.text(&["paths", "leads"]))?;
        url.query_pairs_mut().append_pair(contract.text(&["page", "limit"]), contract.text(&["page_size"]));
        if let Some(after) = after {
            url.query_pairs_mut().append_pair(contract.text(&["page", "after"]), after);
        }
        Ok(Call::get(url))
    }

    /// Reads one page to its end; gives the cursor of the next one, if there is one.
    async fn page(&mut self, call: &Call, mut answer: Answer) -> Result<Option<String>, Error> {
        let host = self.api.peer.host();
        let mime = answer.mime();
        // The thread stops taking pieces when nobody listens any more; it still tells how the page ended.
        let broken = loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => {
                    if self.feed.send(Fed::Piece(chunk)).await.is_err() {
                        break None;
                    }
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        let (tell, told) = oneshot::channel();
        let _ = self.feed.send(Fed::End(tell)).await;
        let outcome = told.await.map_err(|_| Error::new(Class::Bug, "reading a page of leads failed"))?;
        self.records = outcome.records;
        let wrong = |what: String| Error::new(Class::WrongAnswer, what);
        match (outcome.end, broken) {
            _ if outcome.given_up => Err(wrong("nobody waited for the rest of the leads".into())),
            (_, Some(error)) => Err(error),
            (End::NoList(start), None) => {
                Err(other::answer(&self.api.peer, call, "a page of leads", mime.as_deref(), &start))
            }
            (End::Broken(why), None) => Err(wrong(format!("a page of leads from {host} is broken: {why}"))),
            (End::Complete, None) => outcome
                .next
                .map_err(|what| wrong(format!("a page of leads from {host} has no usable cursor: {what}"))),
        }
    }
}

/// The reading thread: cuts the pages into records, reads each once, and hands it on. Gives the drift of the pass.
fn read(names: &Names, mut fed: mpsc::Receiver<Fed>, out: &mpsc::Sender<Record>) -> Drift {
    let mut pass = Pass::default();
    let mut envelope = Envelope::new(names.items.clone());
    let mut records = 0;
    let mut given_up = false;
    while let Some(fed) = fed.blocking_recv() {
        match fed {
            Fed::Piece(_) if given_up => {}
            Fed::Piece(chunk) => envelope.push(&chunk, |piece| {
                if !given_up {
                    let record = names.record(&piece, &mut pass);
                    given_up = out.blocking_send(record).is_err();
                    records += u64::from(!given_up);
                }
            }),
            Fed::End(tell) => {
                let read = std::mem::replace(&mut envelope, Envelope::new(names.items.clone()));
                let (end, fields) = read.finish();
                let next = next(names, &fields, &mut pass);
                // Nobody waits when the pass was given up.
                let _ = tell.send(Outcome { records, end, next, given_up });
            }
        }
    }
    names.close(pass)
}

/// The cursor among a page's other fields, the rest of which are drift.
fn next(names: &Names, fields: &[(String, Vec<u8>)], pass: &mut Pass) -> Result<Option<String>, String> {
    let mut found: Option<(usize, Result<Option<String>, String>)> = None;
    for (name, raw) in fields {
        let node = std::str::from_utf8(raw).ok().and_then(|text| json::parse(text, 64).ok());
        let kind = node.as_ref().map_or("something broken", |node| node.json.kind());
        let Some(rank) = names.next.iter().position(|known| known == name) else {
            if kind != "null" {
                pass.drift.new_field("a page of leads", name, kind);
            }
            continue;
        };
        let cursor = match node.as_ref().map(|node| &node.json) {
            Some(Json::Null | Json::Text(_) | Json::Number(_)) => Ok(node.as_ref().and_then(plain)),
            _ => Err(format!("{} is {kind}", text::excerpt(name.as_bytes(), 60))),
        };
        let nothing = cursor == Ok(None);
        if found.as_ref().is_none_or(|(better, _)| rank <= *better && !nothing) {
            found = Some((rank, cursor));
        }
    }
    found.map_or(Ok(None), |(_, cursor)| cursor)
}
