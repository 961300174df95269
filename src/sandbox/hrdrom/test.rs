//! Proves every route and every fault of HRDrom's side from outside, over real connections.

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::*;
use crate::sandbox::journal::text;
use crate::sandbox::{Downloads, Handle, Options, Outcome, Route, Verdict, hook, start};

mod faults;
mod routes;

const RESET: &str = "/api/v1/auth/password/reset";
const TOKEN: &str = "/api/v1/auth/token";
const REFRESH: &str = "/api/v1/auth/refresh";
const REVOKE: &str = "/api/v1/auth/revoke";
const PROFESSIONS: &str = "/api/v1/dictionaries/professions";
const LOCATIONS: &str = "/api/v1/dictionaries/locations";
const LEADS: &str = "/api/v1/leads";
const CONFIRM: &str = "/api/v1/leads/confirm";

/// A client that signs in and shows what it got.
struct Caller {
    handle: Handle,
    client: Client,
    access: String,
    refresh: String,
}

fn client() -> Client {
    // A second installation in the same process is refused, and that is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

fn small(hrdrom: Settings) -> Options {
    Options { applicants: 0, hrdrom, ..Options::default() }
}

impl Caller {
    /// Signed out.
    async fn out(options: Options) -> Self {
        let handle = start(options).await.unwrap();
        Self { handle, client: client(), access: String::new(), refresh: String::new() }
    }

    /// Signed in before the faults are switched on.
    async fn new(options: Options) -> Self {
        let faults = options.faults.clone();
        let mut caller = Self::out(Options { faults: Vec::new(), ..options }).await;
        assert_eq!(caller.sign_in().await, 200);
        caller.handle.set_faults(faults);
        caller
    }

    /// Twelve leads and one fault.
    async fn with(fault: Fault) -> Self {
        let settings = Settings { leads: 12, ..Settings::default() };
        Self::new(Options { faults: vec![fault], ..small(settings) }).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.handle.base_url())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path)).bearer_auth(&self.access)
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> reqwest::Result<Response> {
        self.request(Method::POST, path).json(body).send().await
    }

    /// A call without a token: status and answer.
    async fn bare(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.client.post(self.url(path)).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    fn credentials(&self) -> Value {
        let (login, password) = self.handle.hrdrom_credentials();
        json!({"login": login, "password": password})
    }

    fn keep(&mut self, (status, answer): (u16, Value)) -> u16 {
        if status == 200 {
            answer["access_token"].as_str().unwrap().clone_into(&mut self.access);
            answer["refresh_token"].as_str().unwrap().clone_into(&mut self.refresh);
        }
        status
    }

    async fn sign_in(&mut self) -> u16 {
        let answer = self.bare(TOKEN, &self.credentials()).await;
        self.keep(answer)
    }

    async fn renew(&mut self) -> u16 {
        let answer = self.bare(REFRESH, &json!({"refresh_token": self.refresh})).await;
        self.keep(answer)
    }

    async fn page(&self, limit: usize, after: &str) -> Value {
        let query = [("limit", limit.to_string()), ("after", after.to_owned())];
        let answer = self.request(Method::GET, LEADS).query(&query).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    /// All pages.
    async fn leads(&self, limit: usize) -> Vec<Value> {
        let (mut leads, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.page(limit, &after).await;
            leads.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => return leads,
            }
        }
    }

    async fn confirm(&self, ids: Value) -> (u16, Value) {
        let answer = self.post(CONFIRM, &json!({"ids": ids})).await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    async fn event(&self, lead: &str, event: &Value) -> (u16, String) {
        let key = event["event_id"].as_str().unwrap().to_owned();
        let answer = self.request(Method::POST, &events(lead)).json(event).header("Idempotency-Key", key);
        let answer = answer.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or(Value::Null);
        (status, body["error"].as_str().unwrap_or_default().to_owned())
    }

    /// The first lead with a résumé: its id, the path of the file, the file.
    fn some_resume(&self) -> (String, String, Vec<u8>) {
        let world = self.handle.leads();
        let id = world.ids().into_iter().find(|id| world.resume(id).is_some()).unwrap();
        let file = world.resume(&id).unwrap();
        (id.clone(), resume::path(&id, &file.file_name), file.bytes.to_vec())
    }
}

fn events(lead: &str) -> String {
    let lead = percent_encoding::utf8_percent_encode(lead, percent_encoding::NON_ALPHANUMERIC);
    format!("/api/v1/leads/{lead}/events")
}

fn event(id: &str, status: &str, minute: u32) -> Value {
    json!({"event_id": id, "status": status, "reason": null, "occurred_at": format!("2026-11-21T12:{minute:02}:00Z")})
}

fn ids(leads: &[Value]) -> Vec<String> {
    leads.iter().map(|lead| text(&lead["id"])).collect()
}
