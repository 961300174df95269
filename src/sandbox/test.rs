//! Proves every route and every fault from outside, over real connections.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::*;

mod faults;
mod routes;

/// A client that signs in by itself and shows what it got.
struct Caller {
    handle: Handle,
    client: Client,
    token: String,
}

fn client() -> Client {
    // A second installation in the same process is refused, and that is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

async fn sign_in(handle: &Handle, client: &Client) -> Response {
    let (id, secret) = handle.credentials();
    client
        .post(format!("{}/token", handle.base_url()))
        .form(&[("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)])
        .send()
        .await
        .unwrap()
}

impl Caller {
    async fn new(options: Options) -> Self {
        let faults = options.faults.clone();
        let handle = start(Options { faults: Vec::new(), ..options }).await.unwrap();
        let client = client();
        let answer: Value = sign_in(&handle, &client).await.json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        handle.set_faults(faults);
        Self { handle, client, token }
    }

    /// A small world with one fault, signed in before it strikes.
    async fn with(fault: Fault) -> Self {
        Self::new(Options { applicants: 12, faults: vec![fault], ..Options::default() }).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.handle.base_url())).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> reqwest::Result<Response> {
        self.request(Method::POST, path).json(body).send().await
    }

    async fn list(&self) -> Vec<Value> {
        self.get(PROFILES).await.json().await.unwrap()
    }

    async fn confirm(&self, ids: &Value) -> StatusCode {
        self.post(CONFIRM, ids).await.unwrap().status()
    }

    /// The address of the first file in the world, and the file.
    fn some_file(&self) -> (String, Vec<u8>) {
        let world = self.handle.world();
        let id = world.ids().into_iter().find(|id| !world.media_ids(id).is_empty()).unwrap();
        let media = world.media_ids(&id).remove(0);
        let bytes = world.media(&id, &media).unwrap().to_vec();
        (download(&id, &media), bytes)
    }
}

const PROFILES: &str = "/api/applicant/v1/profiles";
const TEMPLATES: &str = "/api/jobtemplates/v1/gettemplates";
const CONFIRM: &str = "/api/applicant/v1/confirm";
const CHAT: &str = "/api/chattoken/v1";

fn download(profile: &str, media: &str) -> String {
    let segment = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    format!("/api/media/v1/download/{}/{}", segment(profile), segment(media))
}

/// What comes over the wire until the other side closes.
async fn raw(caller: &Caller, request: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(caller.handle.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut got = Vec::new();
    // Both ways of closing are fine; what counts is what came before.
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut got))
        .await
        .expect("the connection stays open");
    got
}
