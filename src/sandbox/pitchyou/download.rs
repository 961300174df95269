//! Owns the three addresses of a file: the published one, that of `downloadUri`, and that on another origin.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem;
use super::token::refusal;
use super::world::Door;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{Access, Call};
use crate::sandbox::{Shared, file};

/// `GET /api/media/v1/download/{profileId}/{mediaId}`.
pub(super) async fn published(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((profile, media)): Path<(String, String)>,
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
        && shared.pitchyou.world.download(&profile, &media, Door::Download).is_some()
    {
        call.fault("redirect");
        return redirect(&shared, hops, &profile, &media);
    }
    call.media(&profile, &media);
    send(&shared, &call, &profile, &media, Door::Download)
}

/// `GET /api/media/v1/files/{profileId}/{mediaId}`: the address in `downloadUri`.
pub(super) async fn by_uri(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((profile, media)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    call.media(&profile, &media);
    send(&shared, &call, &profile, &media, Door::Uri)
}

/// The other origin: no sign-in, and no credentials may come here.
pub(super) async fn aside(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((hops, profile, media)): Path<(u32, String, String)>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::COOKIE) {
        call.access(Access::Leaked);
        return problem(StatusCode::BAD_REQUEST, "leak", "credentials came to another origin");
    }
    if hops > 1 {
        return redirect(&shared, hops - 1, &profile, &media);
    }
    call.media(&profile, &media);
    send(&shared, &call, &profile, &media, Door::Download)
}

fn redirect(shared: &Shared, hops: u32, profile: &str, media: &str) -> Response {
    let segment = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let to = format!("{}/blob/{hops}/{}/{}", shared.aside, segment(profile), segment(media));
    (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
}

fn send(shared: &Shared, call: &Call, profile: &str, media: &str, door: Door) -> Response {
    match shared.pitchyou.world.download(profile, media, door) {
        Some(found) => file::send(shared, call, profile, media, found),
        None => problem(StatusCode::NOT_FOUND, "not_found", "there is no such file"),
    }
}
