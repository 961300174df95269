//! Owns the two lists: templates, and profiles as a stream that is made while it is sent.

use std::io;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::listing::Listing;
use super::profile::{Members, Names, Style};
use super::token::refusal;
use crate::sandbox::Shared;
use crate::sandbox::answer::Streamed;
use crate::sandbox::applicant::template;
use crate::sandbox::fault::{Fault, Renamed};
use crate::sandbox::journal::{Call, Outcome};

/// How many bytes are gathered before they are handed to the network.
const PIECE: usize = 64 * 1024;

/// `GET /api/jobtemplates/v1/gettemplates`.
pub(super) async fn templates(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let extra = match style(&shared).members {
        Members::Known => "",
        Members::Extended => r#","archived":false,"owner":{"id":7}"#,
    };
    let mut list = match &shared.pitchyou.templates {
        Some(list) => list.clone(),
        None => template::list(extra),
    };
    if strikes(&shared, &call, "templates", broken) {
        list.pop();
    }
    ([(header::CONTENT_TYPE, "application/json")], list).into_response()
}

fn broken(fault: Fault) -> Option<u32> {
    match fault {
        Fault::BadJson { times } => Some(times),
        _ => None,
    }
}

fn strikes(shared: &Shared, call: &Call, place: &str, pick: fn(Fault) -> Option<u32>) -> bool {
    let name = shared.faults.find(|fault| pick(fault).map(|_| fault.name()));
    let strikes = shared.faults.strike(place, pick);
    if let (true, Some(name)) = (strikes, name) {
        call.fault(name);
    }
    strikes
}

/// How profiles are written under the faults that are on.
fn style(shared: &Shared) -> Style {
    let usual = Names::USUAL;
    let names = shared.faults.find(|fault| match fault {
        Fault::RenamedFields(Renamed::Plain) => Some(Names {
            phone: "tel",
            created: "created_on",
            source: "utm_source",
            answer: "reply",
            ..usual
        }),
        Fault::RenamedFields(Renamed::Media) => Some(Names { cv: "resume", attachments: "files", ..usual }),
        Fault::RenamedFields(Renamed::Id) => Some(Names { profile_id: "uuid", ..usual }),
        _ => None,
    });
    let members = shared.faults.find(|fault| (fault == Fault::NewFields).then_some(Members::Extended));
    Style {
        base: shared.base.clone(),
        members: members.unwrap_or(Members::Known),
        names: names.unwrap_or(usual),
    }
}

/// `GET /api/applicant/v1/profiles`.
pub(super) async fn profiles(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let listing = shared.pitchyou.world.listing();
    if let Some(profiles) = shared.faults.find(|fault| match fault {
        Fault::Vanish { profiles } => Some(profiles),
        _ => None,
    }) && strikes(&shared, &call, "vanish", |fault| matches!(fault, Fault::Vanish { .. }).then_some(1))
    {
        for id in shared.pitchyou.world.vanish(profiles) {
            call.change(format!("vanished {id}"));
        }
    }
    // Exactly one of these ends or breaks the list; the first that strikes wins.
    let end = if strikes(&shared, &call, "list", |fault| match fault {
        Fault::Drop { times } => Some(times),
        _ => None,
    }) {
        End::Cut
    } else if strikes(&shared, &call, "list", |fault| match fault {
        Fault::Truncate { times } => Some(times),
        _ => None,
    }) {
        End::Short
    } else if strikes(&shared, &call, "list", broken) {
        End::Unbalanced
    } else {
        End::Whole
    };
    let on = |wanted: Fault| {
        let on = shared.faults.find(|fault| (fault == wanted).then_some(()));
        if on.is_some() {
            call.fault(wanted.name());
        }
        on.is_some()
    };
    let writer = Writer {
        half: listing.len() / 2,
        listing,
        style: style(&shared),
        end,
        duplicate: on(Fault::Duplicate),
        one_bad: on(Fault::OneBadProfile),
        written: 0,
        entries: 0,
        state: Progress::Start,
        record: Vec::new(),
        call,
    };
    let pieces = stream::unfold(writer, |mut writer| async move {
        if writer.state == Progress::Cutting {
            // Gives the connection the chance to send what it has before it breaks.
            tokio::task::yield_now().await;
            writer.call.outcome(Outcome::Cut);
            writer.state = Progress::Done;
            return Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), writer));
        }
        let piece = writer.piece()?;
        Some((Ok::<_, io::Error>(piece), writer))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let json = header::HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response.extensions_mut().insert(Streamed);
    response
}

/// How a list ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Whole,
    Cut,
    Short,
    Unbalanced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Start,
    Records,
    Cutting,
    Done,
}

struct Writer {
    listing: Listing,
    style: Style,
    end: End,
    duplicate: bool,
    one_bad: bool,
    half: usize,
    /// Profiles written so far.
    written: usize,
    /// Array elements written so far.
    entries: usize,
    state: Progress,
    record: Vec<u8>,
    call: Call,
}

impl Writer {
    /// The next bytes of the list; `None` at its end.
    fn piece(&mut self) -> Option<Bytes> {
        let mut out = Vec::with_capacity(PIECE + PIECE / 8);
        if self.state == Progress::Start {
            out.push(b'[');
            self.state = Progress::Records;
        }
        while self.state == Progress::Records && out.len() < PIECE {
            if self.written == self.half {
                match self.end {
                    End::Whole => {}
                    End::Unbalanced => {
                        out.extend_from_slice(b"}]}");
                        self.end = End::Whole;
                    }
                    End::Cut | End::Short => {
                        self.record.clear();
                        if self.listing.next(&mut self.record, &self.style).is_some() {
                            self.separate(&mut out);
                            out.extend_from_slice(&self.record[..self.record.len() / 2]);
                        }
                        self.state = if self.end == End::Cut { Progress::Cutting } else { Progress::Done };
                        self.call.outcome(Outcome::Answered);
                        return Some(out.into());
                    }
                }
                if std::mem::take(&mut self.one_bad) {
                    self.separate(&mut out);
                    out.extend_from_slice(b"{\"profileId\":\"bad-\xff\xfe\xe2\x28\xa1\",\"steps\":17}");
                }
            }
            let start = out.len();
            self.separate(&mut out);
            let body = out.len();
            if self.listing.next(&mut out, &self.style).is_none() {
                out.truncate(start);
                out.push(b']');
                self.state = Progress::Done;
                self.call.outcome(Outcome::Answered);
                return Some(out.into());
            }
            if self.duplicate && self.written.is_multiple_of(3) {
                self.record.clear();
                self.record.extend_from_slice(&out[body..]);
                self.separate(&mut out);
                out.extend_from_slice(&self.record);
            }
            self.written += 1;
        }
        (!out.is_empty()).then(|| out.into())
    }

    fn separate(&mut self, out: &mut Vec<u8>) {
        if self.entries > 0 {
            out.extend_from_slice(b",\n");
        }
        self.entries += 1;
    }
}
