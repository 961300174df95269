//! The fake world: a server that speaks the sources' published contracts, for tests, demos and `kandidat sandbox`.
//!
//! It is an independent witness. It is written from what the sources have published and from the assumptions that go
//! with it, and uses none of our `source`, `engine`, `store`, `http` or `domain`, so that it can catch our
//! misreadings of them. Each source has a side of its own (`pitchyou`, `hrdrom`); what all sides share stands here: invented
//! applicants and their files, faults, hooks and the journal. Nothing in it talks to the outside.

mod answer;
pub mod applicant;
mod dice;
pub mod fault;
mod file;
pub mod gate;
pub mod hrdrom;
pub mod journal;
mod json;
pub mod media;
mod page;
pub mod pitchyou;
mod socket;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::middleware;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use self::fault::{Fault, ParseFaultError, Renamed};
pub use self::gate::{Hook, Moment, RequestInfo, Route, Verdict, hook};
pub use self::journal::{Access, Downloads, Entry, Journal, Outcome};
pub use self::pitchyou::{AfterConfirm, Announced, Chat, Content, Profile, UnknownProfile, World};

/// What the sandbox is like. The default is a world of 48 applicants on a free port, without faults.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// How many applicants to invent.
    pub applicants: u32,
    /// What they are invented from: the same seed, number and time give the same bytes.
    pub seed: u64,
    /// The time that their ages count from; `None` is the system's time at the start.
    pub now: Option<Timestamp>,
    /// Profiles made by hand; they stand after the invented ones.
    pub profiles: Vec<Profile>,
    /// The whole answer to the question for templates, instead of the invented one.
    pub templates: Option<Vec<u8>>,
    /// What goes wrong from the start.
    pub faults: Vec<Fault>,
    /// How long an access token is good for.
    pub token_lifetime: Duration,
    /// What `expires_in` says about that.
    pub announced: Announced,
    /// The client id; also the label of job links.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// Whether the chat is booked.
    pub chat: Chat,
    /// Whether confirmed profiles leave the list.
    pub after_confirm: AfterConfirm,
    /// HRDrom's side.
    pub hrdrom: hrdrom::Settings,
    /// Asked at every moment of every request.
    pub hook: Option<Hook>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            applicants: 48,
            seed: 1,
            now: None,
            profiles: Vec::new(),
            templates: None,
            faults: Vec::new(),
            token_lifetime: Duration::from_secs(30 * 60),
            announced: Announced::default(),
            client_id: "sandbox".to_owned(),
            client_secret: "sand-in-the-box".to_owned(),
            chat: Chat::default(),
            after_confirm: AfterConfirm::default(),
            hrdrom: hrdrom::Settings::default(),
            hook: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("listen", &self.listen)
            .field("applicants", &self.applicants)
            .field("seed", &self.seed)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// What all requests share.
struct Shared {
    base: String,
    aside: String,
    journal: Journal,
    faults: fault::Faults,
    gate: Mutex<gate::Gate>,
    pitchyou: pitchyou::Side,
    hrdrom: hrdrom::Side,
}

/// A running sandbox; dropping it closes all its connections and ports.
pub struct Handle {
    address: SocketAddr,
    shared: Arc<Shared>,
    servers: Vec<JoinHandle<()>>,
    ends: DropGuard,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Starts a sandbox; it listens as soon as this returns.
///
/// # Errors
/// The address can't be listened on.
pub async fn start(options: Options) -> io::Result<Handle> {
    let main = TcpListener::bind(options.listen).await?;
    let aside = TcpListener::bind((options.listen.ip(), 0)).await?;
    let address = main.local_addr()?;
    let seed = options.seed;
    let now = options.now.unwrap_or_else(system_time);
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let shared = Arc::new(Shared {
        base: format!("http://{address}"),
        aside: format!("http://{}", aside.local_addr()?),
        journal: Journal::default(),
        faults: fault::Faults::default(),
        gate: Mutex::new(gate::Gate(options.hook)),
        pitchyou: pitchyou::Side {
            world: World::new(seed, options.applicants, now, options.profiles),
            templates: options.templates,
            client_id: options.client_id,
            client_secret: options.client_secret,
            lifetime: options.token_lifetime,
            announced: options.announced,
            chat: options.chat,
            after_confirm: options.after_confirm,
            seed,
            tokens: Mutex::default(),
            chats: Mutex::default(),
        },
        hrdrom: hrdrom::Side::new(options.hrdrom, seed, now, options.token_lifetime, options.announced),
    });
    let all = CancellationToken::new();
    let mut servers = Vec::new();
    for (listener, routes) in [
        (main, pitchyou::router().merge(hrdrom::router())),
        (aside, pitchyou::aside().merge(hrdrom::aside())),
    ] {
        let service = routes
            .fallback(answer::unknown)
            .method_not_allowed_fallback(answer::wrong_method)
            .layer(middleware::from_fn_with_state(shared.clone(), answer::watch))
            .with_state(shared.clone())
            .into_make_service_with_connect_info::<socket::Peer>();
        let socket = socket::Socket { listener, all: all.clone() };
        let end = all.clone();
        servers.push(tokio::spawn(async move {
            tokio::select! {
                // Serving ends with an error only; there is nobody to tell but the clients, who notice.
                _ = axum::serve(socket, service) => {}
                () = end.cancelled() => {}
            }
        }));
    }
    let handle = Handle { address, shared, servers, ends: all.drop_guard() };
    handle.set_faults(options.faults);
    Ok(handle)
}

/// The system's time: the age of invented applicants and the dates of `Retry-After` count from it.
fn system_time() -> Timestamp {
    Timestamp::now()
}

impl Handle {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the interface is: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> &str {
        &self.shared.base
    }

    /// Where chat pages are; the token is added as a path segment.
    pub fn chat_url(&self) -> String {
        format!("{}/chat", self.shared.base)
    }

    /// The free chat test page.
    pub fn test_chat_url(&self) -> String {
        format!("{}/test-chat", self.shared.base)
    }

    /// Where job links lead; `/go/{job}` is added.
    pub fn link_url(&self) -> &str {
        &self.shared.base
    }

    /// The second origin, to which `Fault::Redirect` sends downloads.
    pub fn aside_url(&self) -> &str {
        &self.shared.aside
    }

    /// Client id and client secret.
    pub fn credentials(&self) -> (&str, &str) {
        (&self.shared.pitchyou.client_id, &self.shared.pitchyou.client_secret)
    }

    /// The record of all requests.
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// PitchYou's profiles, to look at and to change.
    pub fn world(&self) -> &World {
        &self.shared.pitchyou.world
    }

    /// HRDrom's login and its present password.
    pub fn hrdrom_credentials(&self) -> (&str, String) {
        let side = &self.shared.hrdrom;
        (&side.login, side.password.lock().unwrap_or_else(PoisonError::into_inner).text.clone())
    }

    /// HRDrom's leads, to look at and to change.
    pub fn leads(&self) -> &hrdrom::World {
        &self.shared.hrdrom.world
    }

    /// HRDrom's professions, to look at and to change.
    pub fn professions(&self) -> &hrdrom::Dictionary {
        &self.shared.hrdrom.dictionaries.professions
    }

    /// HRDrom's locations, to look at and to change.
    pub fn locations(&self) -> &hrdrom::Dictionary {
        &self.shared.hrdrom.dictionaries.locations
    }

    /// Gives the HRDrom account another password, as the vendor may do overnight; all sessions end.
    pub fn change_hrdrom_password(&self, new: &str) {
        self.shared.hrdrom.change_password(new);
    }

    /// Replaces the faults; all of them count anew.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        let mut tokens = self.shared.pitchyou.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.faults_changed(&faults);
        drop(tokens);
        self.shared.hrdrom.faults_changed(&faults);
        self.shared.faults.set(faults);
    }

    /// Replaces the hook, or takes it away.
    pub fn set_hook(&self, hook: Option<Hook>) {
        self.shared.gate.lock().unwrap_or_else(PoisonError::into_inner).0 = hook;
    }

    /// The `[[account]]` of a configuration that works with this sandbox as it stands.
    pub fn config_toml(&self) -> String {
        let (id, secret) = self.credentials();
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!(
            "[[account]]\nname = \"sandbox-pitchyou\"\nsource = \"pitchyou\"\nclient_id = {}\nclient_secret = {}\n\
             base_url = {}\nchat_url = {}\nlink_url = {}\n",
            quoted(id),
            quoted(secret),
            quoted(self.base_url()),
            quoted(&self.chat_url()),
            quoted(self.link_url()),
        )
    }

    /// The `[[account]]` of a configuration that works with this sandbox's HRDrom as it stands.
    pub fn hrdrom_config_toml(&self) -> String {
        let (login, password) = self.hrdrom_credentials();
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut account = format!(
            "[[account]]\nname = \"sandbox-hrdrom\"\nsource = \"hrdrom\"\nlogin = {}\npassword = {}\nbase_url = {}\n",
            quoted(login),
            quoted(&password),
            quoted(self.base_url()),
        );
        if self.shared.hrdrom.resumes == hrdrom::Resumes::Elsewhere {
            let origin = quoted(self.aside_url());
            account.push_str(&format!("[account.contract]\nresume_origins = [{origin}]\n"));
        }
        account
    }

    /// Stops it and waits until its ports are free again, so that another one can take its place. Dropping the handle
    /// stops it too, a moment later.
    pub async fn stop(self) {
        let Self { servers, ends, .. } = self;
        drop(ends);
        for server in servers {
            // A server that has failed has stopped as well.
            let _ = server.await;
        }
    }
}

#[cfg(test)]
mod test;
