//! Owns the chat tokens and the pages for people.

use std::sync::{Arc, PoisonError};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::token::refusal;
use super::{Chat, problem};
use crate::sandbox::dice::Dice;
use crate::sandbox::journal::{self, Call};
use crate::sandbox::{Shared, page};

/// A chat that can be opened.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Open {
    profile: String,
    recruiter: Option<String>,
}

/// `POST /api/chattoken/v1`: a new token each time; every second one is plain text instead of a JSON text.
pub(super) async fn issue(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let side = &shared.pitchyou;
    if side.chat == Chat::NotBooked {
        return problem(StatusCode::FORBIDDEN, "forbidden", "the chat is not booked");
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some(profile) = body.get("profileId").filter(|id| id.is_string() || id.is_number()) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_request", "profileId is needed");
    };
    let recruiter = match body.get("recruiterName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(_) => {
            return problem(StatusCode::BAD_REQUEST, "invalid_request", "recruiterName has to be a text");
        }
    };
    let profile = journal::text(profile);
    if !side.world.knows(&profile) {
        return problem(StatusCode::NOT_FOUND, "not_found", "there is no such profile");
    }
    let mut chats = side.chats.lock().unwrap_or_else(PoisonError::into_inner);
    let number = chats.len() as u64;
    let mut dice = Dice::new(side.seed, number, "chat token");
    let token = format!("{:016x}{:016x}", dice.roll(), dice.roll());
    chats.insert(token.clone(), Open { profile, recruiter });
    drop(chats);
    call.chat_issued();
    if number.is_multiple_of(2) { axum::Json(token).into_response() } else { token.into_response() }
}

/// `GET /chat/{token}`.
pub(super) async fn page(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    let side = &shared.pitchyou;
    let open = side.chats.lock().unwrap_or_else(PoisonError::into_inner).get(&token).cloned();
    let found = open.and_then(|open| Some((side.world.first_name(&open.profile)?, open.recruiter)));
    match found {
        Some((first_name, recruiter)) => html(StatusCode::OK, page::chat(&first_name, recruiter.as_deref())),
        None => html(StatusCode::NOT_FOUND, page::missing()),
    }
}

/// `GET /test-chat`.
pub(super) async fn test_page() -> Response {
    html(StatusCode::OK, page::test_chat())
}

/// `GET /go/{job}`.
pub(super) async fn landing(Path(job): Path<String>, RawQuery(query): RawQuery) -> Response {
    // Not a form: a plus sign is a plus sign, and a space has to be %20.
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let query = query.unwrap_or_default();
    let parameters: Vec<(String, String)> = query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect();
    html(StatusCode::OK, page::landing(&job, &parameters))
}

/// `GET /signin`: where redirects lead.
pub(super) async fn sign_in() -> Response {
    html(StatusCode::OK, page::sign_in())
}

/// A page that may load nothing and run nothing.
fn html(status: StatusCode, page: String) -> Response {
    const RULES: [(HeaderName, &str); 3] = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, RULES, Html(page)).into_response()
}
