//! Owns the acknowledgement: leads that arrived leave the list, each by itself.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::RESUME;
use super::session::refusal;
use crate::sandbox::Shared;
use crate::sandbox::journal::{self, Call};
use crate::sandbox::pitchyou::problem;

/// `POST /api/v1/leads/confirm`: the answer names each lead, as confirmed or as failed.
pub(super) async fn confirm(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let ids = body.get("ids").and_then(Value::as_array);
    let plain = |id: &Value| id.is_string() || id.is_number();
    let Some(ids) = ids.filter(|ids| !ids.is_empty() && ids.iter().all(plain)) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_request", "ids has to be a list of lead ids");
    };
    call.ids(ids);
    let world = &shared.hrdrom.world;
    let (mut confirmed, mut failed) = (Vec::new(), Vec::new());
    for id in ids {
        let text = journal::text(id);
        match world.confirm(&text) {
            Ok(listed_as) => {
                if listed_as != *id {
                    call.mistyped(id);
                }
                if world.resume(&text).is_some() {
                    call.check_complete(&text, vec![RESUME.to_owned()]);
                }
                call.hrdrom().lead_acknowledged(&text);
                confirmed.push(listed_as);
            }
            Err(why) => {
                call.hrdrom().lead_refused(&text, &why);
                failed.push(json!({"id": id, "error": why}));
            }
        }
    }
    call.change(format!("acknowledged {} of {}", confirmed.len(), ids.len()));
    axum::Json(json!({"confirmed": confirmed, "failed": failed})).into_response()
}
