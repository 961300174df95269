//! Owns the addresses of résumés: behind the sign-in, behind a signature on another origin, and where redirects lead.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::session::refusal;
use super::{RESUME, RESUMES};
use crate::sandbox::dice::Dice;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{Access, Call};
use crate::sandbox::pitchyou::problem;
use crate::sandbox::{Shared, file};

/// The path of a lead's résumé.
pub(super) fn path(lead: &str, file_name: &str) -> String {
    format!("{RESUMES}{}/{}", segment(lead), segment(file_name))
}

fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The signature of an address on the other origin, made for the list number `list`.
pub(super) fn signature(seed: u64, lead: &str, list: u64) -> String {
    format!("{:016x}", Dice::new(seed, list, lead).roll())
}

/// `GET /files/resumes/{lead}/{file}` on HRDrom's own origin.
pub(super) async fn own(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((lead, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let hops = shared.faults.find(|fault| match fault {
        Fault::Redirect { hops } => Some(hops),
        _ => None,
    });
    if let Some(hops) = hops
        && shared.hrdrom.world.resume(&lead).is_some()
    {
        call.fault("redirect");
        return redirect(&shared, hops, &lead);
    }
    send(&shared, &call, &lead, Some(&file))
}

/// The same on the other origin: a signature instead of a sign-in, and no credentials may come here.
pub(super) async fn signed(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((lead, file)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Some(leak) = leak(&headers, &call) {
        return leak;
    }
    let list = query.get("expires").and_then(|list| list.parse().ok());
    let right = list.map(|list| signature(shared.hrdrom.seed, &lead, list));
    if right.is_none() || query.get("signature") != right.as_ref() {
        call.access(Access::Refused);
        return problem(StatusCode::FORBIDDEN, "forbidden", "the signature is missing or wrong");
    }
    call.access(Access::Granted);
    send(&shared, &call, &lead, Some(&file))
}

/// `GET /blob/resume/{hops}/{lead}`: where a redirected download goes on. No credentials may come here.
pub(super) async fn aside(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((hops, lead)): Path<(u32, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(leak) = leak(&headers, &call) {
        return leak;
    }
    if hops > 1 {
        return redirect(&shared, hops - 1, &lead);
    }
    send(&shared, &call, &lead, None)
}

fn leak(headers: &HeaderMap, call: &Call) -> Option<Response> {
    let leaked = headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::COOKIE);
    leaked.then(|| {
        call.access(Access::Leaked);
        problem(StatusCode::BAD_REQUEST, "leak", "credentials came to another origin")
    })
}

fn redirect(shared: &Shared, hops: u32, lead: &str) -> Response {
    let to = format!("{}/blob/resume/{hops}/{}", shared.aside, segment(lead));
    (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
}

fn send(shared: &Shared, call: &Call, lead: &str, file_name: Option<&str>) -> Response {
    call.media(lead, RESUME);
    let found = shared.hrdrom.world.resume(lead);
    match found.filter(|found| file_name.is_none_or(|name| name == found.file_name)) {
        Some(found) => file::send(shared, call, lead, RESUME, (found.bytes, found.mime)),
        None => problem(StatusCode::NOT_FOUND, "not_found", "there is no such file"),
    }
}
