//! Owns the way of every request: into the journal, past the hook, through the faults, to its route and back.

use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;

use super::fault::Fault;
use super::gate::{Moment, Verdict};
use super::journal::{Call, Outcome};
use super::socket::Peer;
use super::{Shared, page, pitchyou};

/// The most that a request may send.
const BODY: usize = 16 * 1024 * 1024;

/// Marks an answer that records its own end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streamed;

/// Takes one request all the way.
pub(super) async fn watch(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let uri = request.uri();
    let call = shared.journal.arrive(request.method().as_str(), uri.path(), uri.query());
    let (mut parts, body) = request.into_parts();
    // A request counts as arrived when all of it has.
    let Ok(body) = to_bytes(body, BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match ask(&shared, &call, Moment::BeforeHandling).await {
        Verdict::Go => {}
        Verdict::CutConnection | Verdict::CutBodyAfter(_) => return cut(&peer, &call).await,
        Verdict::Answer(status) => return refuse(status, &call),
        Verdict::Hang => return hang(&call).await,
    }
    let method = parts.method.clone();
    let response = match stand_in(&shared, &call) {
        Some(response) => response,
        None => {
            parts.extensions.insert(call.clone());
            next.run(Request::from_parts(parts, Body::from(body))).await
        }
    };
    call.status(response.status().as_u16());
    if let Some(millis) = shared.faults.find(|fault| match fault {
        Fault::Slow { millis } if call.info.route.is_call() => Some(millis),
        _ => None,
    }) {
        call.fault("slow");
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
    let lost = method == Method::POST
        && call.info.route.is_call()
        && response.status().is_success()
        && shared.faults.strike(&place(&call), |fault| match fault {
            Fault::LostAnswer { times } => Some(times),
            _ => None,
        });
    match ask(&shared, &call, Moment::BeforeAnswering).await {
        Verdict::Go if lost => {
            call.fault("lost-answer");
            cut(&peer, &call).await
        }
        Verdict::Go => {
            if response.extensions().get::<Streamed>().is_none() {
                call.outcome(Outcome::Answered);
            }
            response
        }
        Verdict::CutConnection => cut(&peer, &call).await,
        Verdict::CutBodyAfter(bytes) => shorten(response, bytes, call),
        Verdict::Answer(status) => refuse(status, &call),
        Verdict::Hang => hang(&call).await,
    }
}

async fn ask(shared: &Shared, call: &Call, moment: Moment) -> Verdict {
    let hook = shared.gate.lock().unwrap_or_else(PoisonError::into_inner).0.clone();
    match hook {
        Some(hook) => hook(call.info.clone(), moment).await,
        None => Verdict::Go,
    }
}

/// Closes the connection; this request is never answered.
async fn cut(peer: &Peer, call: &Call) -> Response {
    call.outcome(Outcome::Cut);
    peer.cut();
    std::future::pending().await
}

/// Answers with nothing but a status.
fn refuse(status: u16, call: &Call) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    call.status(status.as_u16());
    call.outcome(Outcome::Answered);
    pitchyou::problem(status, "refused", "not now")
}

/// Waits until the other side gives up.
async fn hang(call: &Call) -> Response {
    call.outcome(Outcome::Hung);
    std::future::pending().await
}

/// The place at which a fault counts its strikes: a route, or one file.
fn place(call: &Call) -> String {
    match call.info.route {
        route if route.is_file() => call.info.path.clone(),
        route => format!("{route:?}"),
    }
}

/// The answer of a fault that stands in for the route, which is not asked at all.
fn stand_in(shared: &Shared, call: &Call) -> Option<Response> {
    let route = call.info.route;
    if !route.is_call() {
        return None;
    }
    let faults = &shared.faults;
    if faults.strike("all", |fault| match fault {
        Fault::Maintenance { times, .. } => Some(times),
        _ => None,
    }) {
        let seconds = faults.find(|fault| match fault {
            Fault::Maintenance { seconds, .. } => Some(seconds),
            _ => None,
        })?;
        call.fault("maintenance");
        return Some(later(StatusCode::SERVICE_UNAVAILABLE, "maintenance", &seconds.to_string()));
    }
    if faults.strike("all", |fault| match fault {
        Fault::MaintenanceUntil { times, .. } => Some(times),
        _ => None,
    }) {
        let seconds = faults.find(|fault| match fault {
            Fault::MaintenanceUntil { seconds, .. } => i64::try_from(seconds).ok(),
            _ => None,
        })?;
        call.fault("maintenance-until");
        return Some(later(StatusCode::SERVICE_UNAVAILABLE, "maintenance", &http_date(seconds)));
    }
    if faults.strike(&format!("{route:?}"), |fault| match fault {
        Fault::RateLimit { times, .. } => Some(times),
        _ => None,
    }) {
        let seconds = faults.find(|fault| match fault {
            Fault::RateLimit { seconds, .. } => Some(seconds),
            _ => None,
        })?;
        call.fault("rate-limit");
        return Some(later(StatusCode::TOO_MANY_REQUESTS, "rate_limit", &seconds.to_string()));
    }
    let place = place(call);
    if faults.strike(&place, |fault| match fault {
        Fault::Html200 { times } => Some(times),
        _ => None,
    }) {
        call.fault("html-200");
        return Some(Html(page::sign_in()).into_response());
    }
    if !route.is_file() && faults.strike(&place, |fault| matches!(fault, Fault::Redirect { .. }).then_some(1))
    {
        call.fault("redirect");
        let to = format!("{}/signin", shared.base);
        return Some((StatusCode::FOUND, [(header::LOCATION, to)]).into_response());
    }
    None
}

fn later(status: StatusCode, error: &str, retry_after: &str) -> Response {
    let mut response = pitchyou::problem(status, error, "please come back later");
    if let Ok(value) = HeaderValue::from_str(retry_after) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// The date some seconds from now, the way HTTP writes it (RFC 9110 5.6.7).
fn http_date(seconds: i64) -> String {
    let now = super::system_time();
    let rounded = now.as_second() + i64::from(now.subsec_nanosecond() > 0);
    Timestamp::from_second(rounded.saturating_add(seconds))
        .unwrap_or(Timestamp::MAX)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

/// Sends the head and some bytes of the body, and breaks off.
pub(super) fn shorten(response: Response, bytes: usize, call: Call) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.entry(header::CONTENT_LENGTH).or_insert(length.into());
    }
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length <= bytes) {
        if parts.extensions.get::<Streamed>().is_none() {
            call.outcome(Outcome::Answered);
        }
        return Response::from_parts(parts, body);
    }
    call.shortened();
    let rest = (body.into_data_stream(), bytes, call);
    let pieces = stream::unfold(Some(rest), |rest| async move {
        let (mut body, left, call) = rest?;
        if left > 0
            && let Some(Ok(piece)) = body.next().await
        {
            let piece: Bytes = piece.slice(..piece.len().min(left));
            let left = left - piece.len();
            return Some((Ok(piece), Some((body, left, call))));
        }
        // Gives the connection the chance to send what it has before it breaks.
        tokio::task::yield_now().await;
        call.outcome(Outcome::Cut);
        Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), None))
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}

/// A path that nobody knows.
pub(super) async fn unknown() -> Response {
    pitchyou::problem(StatusCode::NOT_FOUND, "not_found", "there is no such path")
}

/// A path that is called with the wrong method.
pub(super) async fn wrong_method() -> Response {
    pitchyou::problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path has another method")
}
