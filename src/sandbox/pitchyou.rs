//! Owns PitchYou's side of the sandbox, written from its published facts and nothing of ours.
//!
//! | published | here |
//! |---|---|
//! | `POST /token` with `client_id` and `client_secret` gives an access token | `token` |
//! | `GET /api/jobtemplates/v1/gettemplates`: templates with `templateKey`, `descriptions` | `list` |
//! | `GET /api/applicant/v1/profiles`: an array of profiles, no paging | `list` |
//! | `GET /api/media/v1/download/{profileId}/{mediaId}`: an octet stream | `download` |
//! | `POST /api/applicant/v1/confirm` with an array of profile ids | `confirm` |
//! | `POST /api/chattoken/v1` with `profileId`, perhaps `recruiterName`: a token, a new one each time | `chat` |
//! | chat page, free test page, job link with jkey, title and utm fields | `chat`, `page` |
//!
//! Assumed where nothing is published: sign-in is RFC 6749's client credentials, as a form or by HTTP Basic; calls
//! carry a bearer token; a confirmed profile leaves the list; confirming it again is harmless; a batch with an id
//! that nobody knows is refused as a whole with 404; a chat that is not booked is refused with 403.

mod chat;
mod confirm;
mod download;
mod list;
mod listing;
mod made;
pub mod profile;
mod token;
mod world;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

pub use self::made::{Content, Profile};
pub use self::world::{AfterConfirm, UnknownProfile, World};
use super::Shared;

/// Where a `downloadUri` points: not the published path, so that it shows which of the two a client uses.
pub(super) const FILES: &str = "/api/media/v1/files/";

/// What PitchYou's side keeps, beside the profiles.
#[derive(Debug)]
pub(super) struct Side {
    pub world: World,
    pub templates: Option<Vec<u8>>,
    pub client_id: String,
    pub client_secret: String,
    pub lifetime: Duration,
    pub announced: Announced,
    pub chat: Chat,
    pub after_confirm: AfterConfirm,
    pub seed: u64,
    pub tokens: Mutex<token::Tokens>,
    pub chats: Mutex<HashMap<String, chat::Open>>,
}

/// What `expires_in` says about a token's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Announced {
    /// The truth, in whole seconds.
    #[default]
    Lifetime,
    /// Something else, in seconds.
    Seconds(u64),
    /// There is no `expires_in`.
    Nothing,
}

/// Whether the client has booked the chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chat {
    /// Chat tokens are issued.
    #[default]
    Booked,
    /// Chat tokens are refused with 403.
    NotBooked,
}

/// The routes of the interface and of the pages.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/token", post(token::issue))
        .route("/api/jobtemplates/v1/gettemplates", get(list::templates))
        .route("/api/applicant/v1/profiles", get(list::profiles))
        .route("/api/media/v1/download/{profile}/{media}", get(download::published))
        .route("/api/media/v1/files/{profile}/{media}", get(download::by_uri))
        .route("/api/applicant/v1/confirm", post(confirm::confirm))
        .route("/api/chattoken/v1", post(chat::issue))
        .route("/chat/{token}", get(chat::page))
        .route("/test-chat", get(chat::test_page))
        .route("/go/{job}", get(chat::landing))
        .route("/signin", get(chat::sign_in))
}

/// What the second origin serves: files that downloads are redirected to.
pub(super) fn aside() -> Router<Arc<Shared>> {
    Router::new().route("/blob/{hops}/{profile}/{media}", get(download::aside))
}

/// A refusal in JSON.
pub(super) fn problem(status: StatusCode, error: &str, message: &str) -> Response {
    (status, axum::Json(json!({"error": error, "message": message}))).into_response()
}
