//! The way to one account's server: asks its pause board, keeps its rate, repeats what may be repeated, follows
//! the redirects that may be followed, and turns every bad end into an error with a class.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;
use url::Url;

use super::address::{self, Credentials, Reach, Resolving};
use super::call::{Call, Quoting, Redirects};
use super::client::{Client, Way, root_cause};
use super::limit::Limit;
use super::record::Tape;
use super::resolve::LeadsInside;
use super::retry::{Next, Trouble, retry_after};
use super::secrets::Secrets;
use super::{Answer, Body, Class, Error, Pause, PauseBoard, Proof, Sent, Whole, Why, quote};
use crate::config::Secret;

/// The way to one account's server. Many requests may be under way at once.
pub struct Peer {
    client: Client,
    base: Url,
    limit: Limit,
    board: Arc<dyn PauseBoard>,
    secrets: Secrets,
}

/// How one try ended badly, with all that the next step needs.
struct Failure {
    trouble: Trouble,
    error: Error,
}

impl Failure {
    fn last(error: Error) -> Self {
        Self { trouble: Trouble::Final, error }
    }
}

impl Peer {
    pub(super) fn new(
        client: Client,
        base: Url,
        requests_per_second: u32,
        board: Arc<dyn PauseBoard>,
    ) -> Self {
        Self {
            client,
            base,
            limit: Limit::per_second(requests_per_second),
            board,
            secrets: Secrets::default(),
        }
    }

    /// The account's secret is there: what its server repeats of it is never told.
    #[must_use]
    pub fn guarding(mut self, secret: &Secret) -> Self {
        self.secrets = Secrets::at(secret);
        self
    }

    /// The account's secret, as it was read.
    pub fn hide_own(&self, secret: &SecretString) {
        self.secrets.add_own(secret);
    }

    /// One more secret of this account.
    pub fn hide(&self, secret: &SecretString) {
        self.secrets.add(secret);
    }

    /// Words of the server's without the secrets of this account, before they are told.
    pub async fn without_secrets(&self, said: &str) -> String {
        self.secrets.look_up().await;
        if self.secrets.are_known() { quote::masked(said, &self.secrets.plain()) } else { "…".to_owned() }
    }

    /// The same for who can't wait for a secret that has not been read yet: nothing is told then.
    pub fn without_secrets_now(&self, said: &str) -> String {
        if self.secrets.are_known() { quote::masked(said, &self.secrets.plain()) } else { "…".to_owned() }
    }

    /// The configured address.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The client behind it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The host as messages name it.
    pub fn host(&self) -> String {
        let port = self.base.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}{port}", self.base.host_str().unwrap_or_default())
    }

    /// The address of a path on this server; the path is percent-encoded already.
    ///
    /// # Errors
    /// Class `Refused`, when the path leads elsewhere.
    pub fn url(&self, path: &str) -> Result<Url, Error> {
        let text = format!("{}/{}", self.base.as_str().trim_end_matches('/'), path.trim_start_matches('/'));
        Url::parse(&text)
            .ok()
            .filter(|url| address::same_origin(url, &self.base))
            .ok_or_else(|| Error::new(Class::Refused, "this path can't be part of an address"))
    }

    /// An address that a server announced, if it lies on the configured origin and holds no credentials.
    pub fn own(&self, announced: &str) -> Option<Url> {
        let url = self.base.join(announced.trim()).ok()?;
        let bare = url.username().is_empty() && url.password().is_none();
        (bare && address::same_origin(&url, &self.base)).then_some(url)
    }

    /// Sends a request and returns its good answer, body unread.
    ///
    /// # Errors
    /// An [`Error`] with its class, after all tries that make sense.
    pub async fn send(&self, call: &Call) -> Result<Answer, Error> {
        self.trying(call, |answer| async { Ok(answer) }).await
    }

    /// Sends a request and reads its whole answer, of at most `most` bytes; a broken answer counts as a failed
    /// try. Returns the announced media type as well.
    ///
    /// # Errors
    /// An [`Error`] with its class, after all tries that make sense.
    pub async fn fetch(&self, call: &Call, most: usize) -> Result<(Option<String>, Bytes), Error> {
        let whole = self.whole(call, most).await?;
        Ok((whole.mime, whole.body))
    }

    /// Like [`Peer::fetch`], with status and headers.
    ///
    /// # Errors
    /// An [`Error`] with its class, after all tries that make sense.
    pub async fn whole(&self, call: &Call, most: usize) -> Result<Whole, Error> {
        self.trying(call, |answer| answer.whole(most)).await
    }

    /// An error for an answer that is no good although its status is: quotes it as far as allowed.
    pub fn wrong_answer(&self, call: &Call, expected: &str, mime: Option<&str>, body: &[u8]) -> Error {
        let quoted = self.quoted(call, call.quoting, mime, body);
        let what = match quote::kind(mime, body) {
            quote::Kind::Empty => format!("{} answered {} with nothing", self.host(), call.label()),
            quote::Kind::Html => {
                format!(
                    "{} answered {} with a web page instead of {expected}{quoted}",
                    self.host(),
                    call.label()
                )
            }
            _ => format!(
                "{} answered {} with something else than {expected}{quoted}",
                self.host(),
                call.label()
            ),
        };
        Error::new(Class::WrongAnswer, what)
    }

    /// The error for a 403 whose answer was read by the caller.
    pub fn forbidden(&self, call: &Call, answer: &Whole) -> Error {
        let quoted = self.quoted(call, Quoting::Allowed, answer.mime.as_deref(), &answer.body);
        let what = format!("{} answered 403 to {}{quoted}", self.host(), call.label());
        Error::new(Class::Forbidden, what).status(403)
    }

    /// `: "…"`, or nothing when there is nothing to quote or it must not be.
    fn quoted(&self, call: &Call, quoting: Quoting, mime: Option<&str>, body: &[u8]) -> String {
        let kind = quote::kind(mime, body);
        if kind == quote::Kind::Empty || (quoting == Quoting::PagesOnly && kind != quote::Kind::Html) {
            return String::new();
        }
        // What can't be blacked out since we don't know it is not quoted.
        if !self.secrets.are_known() {
            return String::new();
        }
        let mut secrets = call.secrets();
        secrets.extend(self.secrets.plain());
        let text = quote::quote(mime, body, &secrets);
        if text.is_empty() { String::new() } else { format!(": {text}") }
    }

    async fn trying<T, F, R>(&self, call: &Call, read: R) -> Result<T, Error>
    where
        R: Fn(Answer) -> F,
        F: Future<Output = Result<T, Error>>,
    {
        match &call.proof {
            Proof::None => {}
            Proof::Bearer(token) => self.secrets.add_token(token),
            Proof::Basic(name, password) => {
                self.secrets.add(password);
                let header = basic(name, password);
                self.secrets.add(&header.trim_start_matches("Basic ").to_owned().into());
            }
        }
        // Also where it doesn't come from a body: an address that a redirect names may hold anything.
        let ended = self.tries(call, read).await;
        ended.map_err(|error| Error { what: self.secrets.out_of(&error.what), ..error })
    }

    async fn tries<T, F, R>(&self, call: &Call, read: R) -> Result<T, Error>
    where
        R: Fn(Answer) -> F,
        F: Future<Output = Result<T, Error>>,
    {
        let schedule = *self.client.schedule();
        for attempt in 0.. {
            self.hold_still().await?;
            self.limit.wait().await;
            let failure = match self.once(call).await {
                Ok(answer) => match read(answer).await {
                    Ok(read) => return Ok(read),
                    Err(error) if error.class == Class::Offline => Failure { trouble: Trouble::Lost, error },
                    Err(error) => Failure::last(error),
                },
                Err(failure) => failure,
            };
            // What another server asks for holds for this request, and not for the account.
            let own = address::same_origin(&call.url, &self.base);
            if let (Trouble::Asked(pause), Some(why), true) =
                (&failure.trouble, why(failure.error.class), own)
            {
                let until =
                    self.client.clock().now() + jiff::SignedDuration::try_from(*pause).unwrap_or_default();
                self.board.set(Pause { until, why }).await;
            }
            match schedule.next(attempt, &failure.trouble, call.repeat, dice()) {
                Next::GiveUp => return Err(failure.error),
                Next::Wait(wait) => {
                    let class = failure.error.class;
                    tracing::debug!(attempt, wait_ms = wait.as_millis(), ?class, "asking again");
                    tokio::time::sleep(wait).await;
                }
            }
        }
        Err(Error::new(Class::Bug, "a request was tried without end"))
    }

    /// Obeys the pause on the board: waits when it is short, refuses when it is long.
    async fn hold_still(&self) -> Result<(), Error> {
        let mut waited_for = None;
        loop {
            let now = self.client.clock().now();
            let Some(pause) = self.board.current().await.filter(|pause| pause.until > now) else {
                return Ok(());
            };
            // A clock that stands still, or seconds that are shorter here, must not hold us for ever.
            if waited_for == Some(pause.until) {
                return Ok(());
            }
            let schedule = self.client.schedule();
            let left = Duration::try_from(pause.until.duration_since(now)).unwrap_or_default();
            if left > schedule.patience {
                return Err(paused(&self.host(), pause));
            }
            waited_for = Some(pause.until);
            tokio::time::sleep(schedule.lasting(left)).await;
        }
    }

    /// One try, redirects included.
    async fn once(&self, call: &Call) -> Result<Answer, Failure> {
        let mut url = call.url.clone();
        let mut credentials =
            if address::same_origin(&url, &self.base) { Credentials::Keep } else { Credentials::Drop };
        let mut way = self.way(&url);
        for hop in 0.. {
            let started = Instant::now();
            let sent = self.request(call, &url, credentials, way).await.map_err(Failure::last)?.send().await;
            let ms = started.elapsed().as_millis();
            let response = match sent {
                Ok(response) => response,
                Err(error) => {
                    tracing::debug!(method = %call.method, path = call.path(&url), ms, "no answer");
                    return Err(self.no_answer(call, &url, &error));
                }
            };
            let status = response.status();
            let mut tape = self.tape(call, &url, &response);
            let path = call.path(&url);
            tracing::debug!(method = %call.method, path, status = status.as_u16(), ms, "answered");
            if call.taken.contains(&status.as_u16()) {
                return Ok(Answer { response, label: call.label(), silence: self.client.silence(), tape });
            }
            if status.is_redirection() {
                let location = response.headers().get(LOCATION).map(|value| value.as_bytes().to_vec());
                let location = location.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                let next =
                    self.redirected(call, &url, status.as_u16(), location, hop).map_err(Failure::last)?;
                if next.credentials == Credentials::Drop {
                    // Once they stayed behind, they are not fetched again.
                    credentials = Credentials::Drop;
                }
                way = match next.resolving {
                    Resolving::Trusted => self.way(&next.url),
                    Resolving::OutsideOnly => {
                        self.client.watch(next.url.host_str().unwrap_or_default());
                        Way::Watched
                    }
                };
                url = next.url;
                continue;
            }
            if status.is_success() {
                return Ok(Answer { response, label: call.label(), silence: self.client.silence(), tape });
            }
            return Err(self.bad_status(call, response, &mut tape).await);
        }
        Err(Failure::last(Error::new(Class::Bug, "redirects were followed without end")))
    }

    fn way(&self, url: &Url) -> Way {
        if address::host_reach(url) == Reach::Loopback { Way::Here } else { Way::Out }
    }

    async fn request(
        &self,
        call: &Call,
        url: &Url,
        credentials: Credentials,
        way: Way,
    ) -> Result<reqwest::RequestBuilder, Error> {
        let mut request =
            self.client.by(way).await?.request(call.method.clone(), url.clone()).header(ACCEPT, call.accept);
        for (name, value) in &call.headers {
            // The builder would tell of a bad name or value when it sends, and not which one.
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
                let what = format!("the header {} can't be sent", crate::domain::text::line(name));
                return Err(Error::new(Class::Refused, what));
            };
            request = request.header(name, value);
        }
        if credentials == Credentials::Keep {
            let proof = match &call.proof {
                Proof::None => None,
                Proof::Bearer(token) => Some(format!("Bearer {}", token.expose_secret())),
                Proof::Basic(name, password) => Some(basic(name, password)),
            };
            if let Some(proof) = proof {
                let mut value = HeaderValue::from_str(&proof).map_err(|_| {
                    Error::new(Class::Refused, "a token or secret has characters that no header can carry")
                })?;
                value.set_sensitive(true);
                request = request.header(AUTHORIZATION, value);
            }
        }
        Ok(match &call.body {
            Body::None => request,
            Body::Json(json) => request.header(CONTENT_TYPE, "application/json").body(json.clone()),
            Body::Form(fields) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, value.expose_secret());
                }
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.finish())
            }
        })
    }

    fn redirected(
        &self,
        call: &Call,
        from: &Url,
        status: u16,
        location: Option<String>,
        hop: u32,
    ) -> Result<address::Hop, Error> {
        let nowhere = || {
            Error::new(Class::WrongAnswer, format!("{} answered {status} without a place", call.told()(from)))
        };
        let location = location.ok_or_else(nowhere).map_err(|error| error.status(status))?;
        match call.redirects {
            Redirects::Follow => {
                address::follow(&self.base, from, &location, hop, call.told()).map_err(|e| e.status(status))
            }
            Redirects::Refuse => {
                let to = from
                    .join(location.trim())
                    .map_or_else(|_| "elsewhere".to_owned(), |to| address::shown(&to));
                let what =
                    format!("{} redirects to {to}, and this call is never redirected", address::shown(from));
                // What was asked for is not here: a sign-in page stands in the way, or the address has moved.
                Err(Error::new(Class::WrongAnswer, what).status(status))
            }
        }
    }

    fn no_answer(&self, call: &Call, url: &Url, error: &reqwest::Error) -> Failure {
        let host = url.host_str().unwrap_or_default();
        let offline = |what: String| Error::new(Class::Offline, what);
        if caused_by::<LeadsInside>(error) {
            let what = format!(
                "{} redirects to {}, and that name leads into a private network",
                self.host(),
                call.told()(url)
            );
            return Failure::last(Error::new(Class::Refused, what));
        }
        if let Some(why) = certificate(error) {
            let what =
                format!("{host} can't prove who it is ({why}); [network] ca_file can name its authority");
            return Failure::last(offline(what));
        }
        if error.is_builder() {
            return Failure::last(Error::new(Class::Bug, "a request could not be built"));
        }
        if error.is_connect() {
            let why =
                if error.is_timeout() { "connecting took too long".to_owned() } else { root_cause(error) };
            let error = offline(format!("{host} can't be reached: {why}"));
            return Failure { trouble: Trouble::Unsent, error };
        }
        let why = if error.is_timeout() {
            format!("not a byte came for {} s", self.client.silence().as_secs())
        } else {
            "the connection broke".to_owned()
        };
        let error = offline(format!("{host} did not answer {}: {why}", call.label())).perhaps_sent();
        Failure { trouble: Trouble::Lost, error }
    }

    /// Takes down what is answered, if somebody wants to know.
    fn tape(&self, call: &Call, url: &Url, response: &reqwest::Response) -> Option<Tape> {
        let mime = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let recorder = self.client.recorder()?;
        Some(recorder.tape(call.method.as_str(), url, response.status().as_u16(), mime))
    }

    async fn bad_status(&self, call: &Call, response: reqwest::Response, tape: &mut Option<Tape>) -> Failure {
        let status = response.status().as_u16();
        let now = self.client.clock().now();
        let asked = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| retry_after(value, now));
        let mime =
            response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = beginning(response).await;
        if let Some(tape) = tape {
            tape.hear(Some(&body));
        }
        // What goes wrong is no secret even where a right answer would be one.
        self.secrets.look_up().await;
        let quoted = self.quoted(call, Quoting::Allowed, mime.as_deref(), &body);
        let (class, trouble) = match (status, asked) {
            (429, Some(pause)) => (Class::RateLimited, Trouble::Asked(pause)),
            (429, None) => (Class::RateLimited, Trouble::Busy),
            (503, Some(pause)) => (Class::Maintenance, Trouble::Asked(pause)),
            (503, None) => (Class::Unavailable, Trouble::Busy),
            (408 | 500.., _) => (Class::Unavailable, Trouble::Unwell),
            (401, _) => (Class::Auth, Trouble::Final),
            (403, _) => (Class::Forbidden, Trouble::Final),
            (404 | 410, _) => (Class::Gone, Trouble::Final),
            (400.., _) => (Class::Rejected, Trouble::Final),
            _ => (Class::WrongAnswer, Trouble::Final),
        };
        let host = self.host();
        let what = match class {
            Class::RateLimited => format!("{host} wants fewer requests (status 429)"),
            Class::Maintenance => format!("{host} is in maintenance (status 503)"),
            _ => format!("{host} answered {status} to {}{quoted}", call.label()),
        };
        let mut error = Error::new(class, what).status(status);
        if let Trouble::Asked(pause) = &trouble {
            error.retry_at = now.checked_add(*pause).ok();
        }
        if trouble == Trouble::Unwell {
            error.sent = Sent::Perhaps;
        }
        Failure { trouble, error }
    }
}

/// `Authorization: Basic` as RFC 6749 wants it: both halves form-encoded first.
fn basic(name: &str, password: &SecretString) -> String {
    use base64::Engine as _;
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(name), encode(password.expose_secret()));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

fn why(class: Class) -> Option<Why> {
    match class {
        Class::RateLimited => Some(Why::RateLimited),
        Class::Maintenance => Some(Why::Maintenance),
        _ => None,
    }
}

fn paused(host: &str, pause: Pause) -> Error {
    let (class, what) = match pause.why {
        Why::RateLimited => {
            (Class::RateLimited, format!("{host} wants fewer requests; it is left alone until then"))
        }
        Why::Maintenance => {
            (Class::Maintenance, format!("{host} is in maintenance; it is left alone until then"))
        }
    };
    Error::new(class, what).retry_at(Some(pause.until))
}

/// As much of a body as may be quoted, as far as it comes.
async fn beginning(mut response: reqwest::Response) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < quote::LOOKED_AT {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(quote::LOOKED_AT)]),
            Ok(None) | Err(_) => break,
        }
    }
    body
}

fn caused_by<E: std::error::Error + 'static>(error: &reqwest::Error) -> bool {
    chain(error).any(|cause| cause.is::<E>())
}

/// What is wrong with a server's certificate, when that is what is wrong.
fn certificate(error: &reqwest::Error) -> Option<String> {
    use rustls::CertificateError as Bad;
    chain(error).find_map(|cause| {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let rustls::Error::InvalidCertificate(bad) = tls.or_else(|| cause.downcast_ref::<rustls::Error>())?
        else {
            return None;
        };
        Some(match bad {
            Bad::UnknownIssuer => "nobody trusted here vouches for its certificate".to_owned(),
            Bad::Expired | Bad::ExpiredContext { .. } => "its certificate has expired".to_owned(),
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
                "its certificate is not valid yet; is the clock of this machine right?".to_owned()
            }
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
                "its certificate is for another name".to_owned()
            }
            Bad::Revoked => "its certificate was revoked".to_owned(),
            other => other.to_string(),
        })
    })
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let mut next = std::error::Error::source(error);
    std::iter::from_fn(move || {
        let cause = next?;
        // An error of I/O passes over the one that it wraps.
        let wrapped = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        };
        Some(cause)
    })
}

/// A number between 0 and 1 that spreads repetitions; nothing depends on it being unguessable.
fn dice() -> f64 {
    use std::hash::{BuildHasher, Hasher};
    let number = std::hash::RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(number >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests;
