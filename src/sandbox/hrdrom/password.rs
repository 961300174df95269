//! Owns the password: the first one, which has to be changed, and its change.

use std::sync::{Arc, PoisonError};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::sandbox::Shared;
use crate::sandbox::journal::{Access, Call};
use crate::sandbox::pitchyou::problem;

/// The shortest password that is taken, in characters.
const SHORTEST: usize = 8;

/// The account's password.
pub(in crate::sandbox) struct Password {
    pub text: String,
    /// Whether it is the first one, which opens nothing.
    pub first: bool,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").field("first", &self.first).finish_non_exhaustive()
    }
}

/// A text of a JSON body.
pub(super) fn field<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str()
}

/// Whether login and password are the account's.
pub(super) fn right(shared: &Shared, body: &Value) -> Option<bool> {
    let side = &shared.hrdrom;
    let (login, password) = (field(body, "login")?, field(body, "password")?);
    let own = side.password.lock().unwrap_or_else(PoisonError::into_inner);
    Some(login == side.login && password == own.text)
}

/// The refusal of everything while the password is the first one.
pub(super) fn refusal(shared: &Shared, call: &Call) -> Option<Response> {
    let first = shared.hrdrom.password.lock().unwrap_or_else(PoisonError::into_inner).first;
    first.then(|| {
        call.access(Access::Refused);
        call.fault("first-password");
        let message = "the first password has to be changed";
        problem(StatusCode::FORBIDDEN, "password_reset_required", message)
    })
}

/// `POST /api/v1/auth/password/reset`: a new password for the account. The answer is 204.
pub(super) async fn reset(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let (Some(right), Some(new)) = (right(&shared, &body), field(&body, "new_password")) else {
        let message = "login, password and new_password are needed";
        return problem(StatusCode::BAD_REQUEST, "invalid_request", message);
    };
    if !right {
        call.access(Access::Refused);
        return problem(StatusCode::UNAUTHORIZED, "invalid_credentials", "unknown login or wrong password");
    }
    call.access(Access::Granted);
    let side = &shared.hrdrom;
    let mut own = side.password.lock().unwrap_or_else(PoisonError::into_inner);
    if new == own.text {
        let message = "the new password is the old one";
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "password_unchanged", message);
    }
    if new.chars().count() < SHORTEST {
        let message = "a password has at least 8 characters";
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "password_too_weak", message);
    }
    new.clone_into(&mut own.text);
    own.first = false;
    drop(own);
    side.sessions.lock().unwrap_or_else(PoisonError::into_inner).end_all();
    call.hrdrom().password_changed();
    call.change("password changed".to_owned());
    StatusCode::NO_CONTENT.into_response()
}
