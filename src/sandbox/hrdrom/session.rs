//! Owns sessions: pairs of an access and a refresh token, their rotation and their end, and who may call.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::password::{self, field};
use crate::sandbox::dice::Dice;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{Access, Call};
use crate::sandbox::pitchyou::problem;
use crate::sandbox::{Announced, Shared};

/// All pairs that were ever issued.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Pairs {
    all: Vec<Pair>,
    by_access: HashMap<String, usize>,
    by_refresh: HashMap<String, usize>,
    /// The pair that `Fault::ExpireToken` has chosen.
    victim: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    end: Instant,
    condition: Condition,
}

/// What a pair is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Good,
    /// Its refresh token has been used.
    Renewed,
    Revoked,
    /// Ended before its time: by a fault, or with the password.
    Ended,
}

impl Pairs {
    /// Other faults have been switched on.
    pub fn faults_changed(&mut self, faults: &[Fault]) {
        self.victim = None;
        let ends = |fault: &Fault| matches!(fault, Fault::RejectCredentials { .. } | Fault::FirstPassword);
        if faults.iter().any(ends) {
            self.end_all();
        }
    }

    /// Ends every session.
    pub fn end_all(&mut self) {
        for pair in self.all.iter_mut().filter(|pair| pair.condition == Condition::Good) {
            pair.condition = Condition::Ended;
        }
    }

    fn is_good(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|pair| pair.condition == Condition::Good && pair.end > Instant::now())
    }

    fn set(&mut self, at: usize, condition: Condition) {
        if let Some(pair) = self.all.get_mut(at) {
            pair.condition = condition;
        }
    }

    /// A new pair: access token and refresh token.
    fn issue(&mut self, seed: u64, lifetime: Duration) -> (String, String) {
        let at = self.all.len();
        let dice = &mut Dice::new(seed, at as u64, "hrdrom session");
        let mut token = |kind: &str| format!("{kind}.{:016x}{:016x}", dice.roll(), dice.roll());
        let (access, refresh) = (token("a"), token("r"));
        let now = Instant::now();
        // A lifetime beyond the clock's range never ends.
        let end = now.checked_add(lifetime).unwrap_or(now + Duration::from_secs(1 << 30));
        self.all.push(Pair { end, condition: Condition::Good });
        self.by_access.insert(access.clone(), at);
        self.by_refresh.insert(refresh.clone(), at);
        (access, refresh)
    }
}

/// `POST /api/v1/auth/token`.
pub(super) async fn sign_in(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let refused = shared.faults.strike("hrdrom sign-in", |fault| match fault {
        Fault::RejectCredentials { times } => Some(times.unwrap_or(u32::MAX)),
        _ => None,
    });
    if refused {
        call.fault("reject-credentials");
    }
    match password::right(&shared, &body) {
        Some(true) if !refused => {}
        Some(_) => {
            call.access(Access::Refused);
            let message = "unknown login or wrong password";
            return problem(StatusCode::UNAUTHORIZED, "invalid_credentials", message);
        }
        None => {
            call.access(Access::Refused);
            return problem(StatusCode::BAD_REQUEST, "invalid_request", "login and password are needed");
        }
    }
    if let Some(refusal) = password::refusal(&shared, &call) {
        return refusal;
    }
    call.access(Access::Granted);
    let side = &shared.hrdrom;
    let mut pairs = side.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    let issued = pairs.issue(side.seed, side.lifetime);
    drop(pairs);
    call.hrdrom().session_issued();
    call.change("session issued".to_owned());
    answer(&shared, issued)
}

/// `POST /api/v1/auth/refresh`: a new pair for a refresh token that is used for the first time, while its access
/// token is good.
pub(super) async fn refresh(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    body: Bytes,
) -> Response {
    if let Some(refusal) = password::refusal(&shared, &call) {
        return refusal;
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some(token) = field(&body, "refresh_token") else {
        return problem(StatusCode::BAD_REQUEST, "invalid_request", "refresh_token is needed");
    };
    let side = &shared.hrdrom;
    let mut pairs = side.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    let at = pairs.by_refresh.get(token).copied();
    let why = match at.and_then(|at| pairs.all.get(at)) {
        None => Some("the refresh token is unknown"),
        Some(Pair { condition: Condition::Renewed, .. }) => {
            call.hrdrom().refresh_reused();
            Some("the refresh token has been used")
        }
        Some(Pair { condition: Condition::Revoked, .. }) => Some("the session has been revoked"),
        Some(Pair { condition: Condition::Ended, .. }) => Some("the session has ended"),
        Some(Pair { end, .. }) if *end <= Instant::now() => Some("the session has ended"),
        Some(_) => None,
    };
    if let Some(why) = why {
        call.access(Access::Refused);
        return problem(StatusCode::UNAUTHORIZED, "invalid_grant", why);
    }
    call.access(Access::Granted);
    if let Some(at) = at {
        pairs.set(at, Condition::Renewed);
    }
    let issued = pairs.issue(side.seed, side.lifetime);
    drop(pairs);
    call.hrdrom().session_renewed();
    call.change("session renewed".to_owned());
    answer(&shared, issued)
}

fn answer(shared: &Shared, (access, refresh): (String, String)) -> Response {
    let side = &shared.hrdrom;
    let mut answer = json!({"access_token": access, "refresh_token": refresh});
    match side.announced {
        Announced::Lifetime => answer["expires_in"] = side.lifetime.as_secs().into(),
        Announced::Seconds(seconds) => answer["expires_in"] = seconds.into(),
        Announced::Nothing => {}
    }
    let mut response = axum::Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `POST /api/v1/auth/revoke`: ends the session of an access or refresh token. An unknown one is no error (RFC 7009).
pub(super) async fn revoke(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    body: Bytes,
) -> Response {
    if let Some(refusal) = password::refusal(&shared, &call) {
        return refusal;
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some(token) = field(&body, "token") else {
        return problem(StatusCode::BAD_REQUEST, "invalid_request", "token is needed");
    };
    let mut pairs = shared.hrdrom.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    let at = pairs.by_access.get(token).or_else(|| pairs.by_refresh.get(token)).copied();
    if let Some(at) = at.filter(|&at| pairs.is_good(at)) {
        pairs.set(at, Condition::Revoked);
        call.hrdrom().session_revoked();
        call.change("session revoked".to_owned());
    }
    StatusCode::OK.into_response()
}

/// The answer for a request without a good access token; `None` lets it pass.
pub(super) fn refusal(shared: &Shared, headers: &HeaderMap, call: &Call) -> Option<Response> {
    if let Some(refusal) = password::refusal(shared, call) {
        return Some(refusal);
    }
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let why = match given {
        None => Some("a bearer token is needed"),
        Some(token) => ended(shared, token, call),
    };
    let Some(why) = why else {
        call.access(Access::Granted);
        return None;
    };
    call.access(Access::Refused);
    let mut response = problem(StatusCode::UNAUTHORIZED, "invalid_token", why);
    let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    Some(response)
}

fn ended(shared: &Shared, token: &str, call: &Call) -> Option<&'static str> {
    let mut pairs = shared.hrdrom.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(&at) = pairs.by_access.get(token) else {
        return Some("the token is unknown");
    };
    if !pairs.is_good(at) {
        return Some("the token has ended");
    }
    let calls = |fault| match fault {
        Fault::ExpireToken { calls } => Some(calls),
        _ => None,
    };
    if shared.faults.find(calls).is_some() {
        let victim = *pairs.victim.get_or_insert(at);
        if victim == at && !shared.faults.strike("calls of the session", calls) {
            pairs.set(at, Condition::Ended);
            call.fault("expire-token");
            return Some("the token has ended");
        }
    }
    None
}
