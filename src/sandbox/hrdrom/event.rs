//! Owns the reports of progress: each taken once, and only for a lead that is confirmed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::password::field;
use super::record::{Arrival, Event};
use super::session::refusal;
use crate::sandbox::Shared;
use crate::sandbox::journal::Call;
use crate::sandbox::pitchyou::problem;

/// What was taken: the events by their ids, and the latest time of each lead.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Taken {
    events: HashMap<String, Event>,
    latest: HashMap<String, Timestamp>,
}

impl Taken {
    /// Decides what becomes of an event, and keeps it if it is taken.
    fn take(&mut self, mut event: Event, at: Timestamp) -> Event {
        if let Some(known) = self.events.get(&event.event_id) {
            let same = Event { arrival: event.arrival, ..known.clone() } == event;
            event.arrival = if same { Arrival::Repeated } else { Arrival::Conflicting };
            return event;
        }
        let latest = self.latest.entry(event.lead.clone()).or_insert(at);
        event.arrival = if at < *latest { Arrival::TakenLate } else { Arrival::Taken };
        *latest = at.max(*latest);
        self.events.insert(event.event_id.clone(), event.clone());
        event
    }
}

/// `POST /api/v1/leads/{id}/events`: 201 when it is taken, 200 when it had been before.
pub(super) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(lead): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = refusal(&shared, &headers, &call) {
        return refusal;
    }
    let side = &shared.hrdrom;
    if !side.world.knows(&lead) {
        return problem(StatusCode::NOT_FOUND, "not_found", "there is no such lead");
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let (event, at) = match read(&body, &lead, &headers, &side.statuses) {
        Ok(read) => read,
        Err((status, error, message)) => return problem(status, error, message),
    };
    let event = if side.world.is_confirmed(&lead) {
        side.events.lock().unwrap_or_else(PoisonError::into_inner).take(event, at)
    } else {
        Event { arrival: Arrival::Early, ..event }
    };
    let arrival = event.arrival;
    let told = format!("{:?} {} {}", arrival, event.event_id, event.status);
    call.hrdrom().event(event);
    match arrival {
        Arrival::Taken | Arrival::TakenLate => {
            call.change(told);
            (StatusCode::CREATED, axum::Json(json!({"status": "accepted"}))).into_response()
        }
        Arrival::Repeated => {
            call.change(told);
            axum::Json(json!({"status": "accepted"})).into_response()
        }
        Arrival::Conflicting => {
            problem(StatusCode::CONFLICT, "event_id_used", "the event id was used for another event")
        }
        Arrival::Early => problem(StatusCode::CONFLICT, "lead_not_confirmed", "the lead is not confirmed"),
    }
}

type Refusal = (StatusCode, &'static str, &'static str);

fn read(
    body: &Value,
    lead: &str,
    headers: &HeaderMap,
    statuses: &[String],
) -> Result<(Event, Timestamp), Refusal> {
    let wrong = |message| (StatusCode::BAD_REQUEST, "invalid_request", message);
    let unfit = |error, message| (StatusCode::UNPROCESSABLE_ENTITY, error, message);
    let (Some(event_id), Some(status), Some(occurred_at)) =
        (field(body, "event_id"), field(body, "status"), field(body, "occurred_at"))
    else {
        return Err(wrong("event_id, status and occurred_at are needed"));
    };
    let reason = match body.get("reason") {
        None | Some(Value::Null) => None,
        Some(Value::String(reason)) => Some(reason.clone()),
        Some(_) => return Err(wrong("reason has to be a text")),
    };
    match headers.get("idempotency-key") {
        Some(key) if key.as_bytes() == event_id.as_bytes() => {}
        Some(_) => return Err(wrong("Idempotency-Key differs from event_id")),
        None => return Err(wrong("Idempotency-Key is needed")),
    }
    if !statuses.iter().any(|known| known == status) {
        return Err(unfit("unknown_status", "there is no such status"));
    }
    let Ok(at) = occurred_at.parse::<Timestamp>() else {
        return Err(unfit("invalid_time", "occurred_at is no time"));
    };
    let event = Event {
        lead: lead.to_owned(),
        event_id: event_id.to_owned(),
        status: status.to_owned(),
        reason,
        occurred_at: occurred_at.to_owned(),
        arrival: Arrival::Taken,
    };
    Ok((event, at))
}
