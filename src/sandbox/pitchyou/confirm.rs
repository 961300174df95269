//! Owns the confirmation: profiles that arrived leave the list.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::problem;
use super::token::refusal;
use crate::sandbox::Shared;
use crate::sandbox::journal::{self, Call};

/// `POST /api/applicant/v1/confirm`: all or none. The answer is 200 without a body.
pub(super) async fn confirm(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let Some(ids) = ids(&body) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_request", "an array of profile ids is needed");
    };
    call.ids(&ids);
    let world = &shared.pitchyou.world;
    let texts: Vec<String> = ids.iter().map(journal::text).collect();
    match world.confirm(&texts, shared.pitchyou.after_confirm) {
        Err(unknown) => problem(StatusCode::NOT_FOUND, "not_found", &unknown.to_string()),
        Ok(changed) => {
            call.change(format!("confirmed {} of {}", changed.len(), ids.len()));
            for (id, text) in ids.iter().zip(&texts) {
                if world.listed_as(text).is_some_and(|listed| listed != *id) {
                    call.mistyped(id);
                }
                call.check_complete(text, world.media_ids(text));
            }
            StatusCode::OK.into_response()
        }
    }
}

/// The ids of the body: an array, or an object that holds one as `profileIds`.
fn ids(body: &[u8]) -> Option<Vec<Value>> {
    let mut body: Value = serde_json::from_slice(body).ok()?;
    if let Some(inner) = body.get_mut("profileIds") {
        body = inner.take();
    }
    let Value::Array(ids) = body else {
        return None;
    };
    ids.iter().all(|id| id.is_string() || id.is_number()).then_some(ids)
}
