//! Owns signing in, and who may call.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::time::Instant;

use super::{Announced, problem};
use crate::sandbox::Shared;
use crate::sandbox::dice::Dice;
use crate::sandbox::fault::Fault;
use crate::sandbox::journal::{Access, Call};

/// The tokens that have been issued.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Tokens {
    issued: u64,
    valid: HashMap<String, Token>,
    /// The token that `Fault::ExpireToken` has chosen.
    victim: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    number: u64,
    end: Instant,
}

impl Tokens {
    /// Other faults have been switched on.
    pub fn faults_changed(&mut self, faults: &[Fault]) {
        self.victim = None;
        if faults.iter().any(|fault| matches!(fault, Fault::RejectCredentials { .. })) {
            self.valid.clear();
        }
    }
}

/// `POST /token`.
pub(super) async fn issue(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let side = &shared.pitchyou;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return problem(StatusCode::BAD_REQUEST, "invalid_request", "the body has to be a form");
    }
    if form.get("grant_type").is_some_and(|grant| grant != "client_credentials") {
        return problem(StatusCode::BAD_REQUEST, "unsupported_grant_type", "only client_credentials");
    }
    let given = basic(&headers)
        .or_else(|| Some((form.get("client_id")?.clone(), form.get("client_secret")?.clone())));
    let refused = shared.faults.strike("sign-in", |fault| match fault {
        Fault::RejectCredentials { times } => Some(times.unwrap_or(u32::MAX)),
        _ => None,
    });
    if refused {
        call.fault("reject-credentials");
    }
    match given {
        Some((id, secret)) if id == side.client_id && secret == side.client_secret && !refused => {}
        Some(_) => {
            call.access(Access::Refused);
            let mut response =
                problem(StatusCode::UNAUTHORIZED, "invalid_client", "unknown client or wrong secret");
            if headers.contains_key(header::AUTHORIZATION) {
                let realm = header::HeaderValue::from_static("Basic realm=\"sandbox\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
            }
            return response;
        }
        None => {
            call.access(Access::Refused);
            return problem(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "client_id and client_secret are needed",
            );
        }
    }
    call.access(Access::Granted);
    let mut tokens = side.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.issued += 1;
    let number = tokens.issued;
    let mut dice = Dice::new(side.seed, number, "token");
    let text = format!("{:016x}{:016x}", dice.roll(), dice.roll());
    let now = Instant::now();
    // A lifetime beyond the clock's range never ends.
    let end = now.checked_add(side.lifetime).unwrap_or(now + std::time::Duration::from_secs(1 << 30));
    tokens.valid.insert(text.clone(), Token { number, end });
    drop(tokens);
    call.token_issued();
    let mut answer = json!({"access_token": text, "token_type": "Bearer"});
    match side.announced {
        Announced::Lifetime => answer["expires_in"] = side.lifetime.as_secs().into(),
        Announced::Seconds(seconds) => answer["expires_in"] = seconds.into(),
        Announced::Nothing => {}
    }
    let mut response = axum::Json(answer).into_response();
    let no_store = header::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

/// The credentials of HTTP Basic, each form-encoded as RFC 6749 2.3.1 wants it.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    Some((plain(id), plain(secret)))
}

/// The answer for a request without a good bearer token; `None` lets it pass.
pub(super) fn refusal(shared: &Shared, headers: &HeaderMap, call: &Call) -> Option<Response> {
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
    let challenge = header::HeaderValue::from_static("Bearer error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    Some(response)
}

fn ended(shared: &Shared, token: &str, call: &Call) -> Option<&'static str> {
    let mut tokens = shared.pitchyou.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(&Token { number, end }) = tokens.valid.get(token) else {
        return Some("the token is unknown");
    };
    if end <= Instant::now() {
        tokens.valid.remove(token);
        return Some("the token has ended");
    }
    let calls = |fault| match fault {
        Fault::ExpireToken { calls } => Some(calls),
        _ => None,
    };
    if shared.faults.find(calls).is_some() {
        let victim = *tokens.victim.get_or_insert(number);
        if victim == number && !shared.faults.strike("calls of the token", calls) {
            call.fault("expire-token");
            return Some("the token has ended");
        }
    }
    None
}
