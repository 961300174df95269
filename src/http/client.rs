//! The one client of a process: timeouts, certificates, no redirects of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::sync::OnceCell;

use super::record::Recorder;
use super::resolve::Watchman;
use super::retry::Schedule;
use super::{Class, Error, PauseBoard, Peer, address};
use crate::clock::Clock;
use crate::error::{ErrorKind, UserError};

/// How requests call themselves.
const AGENT: &str = concat!("kandidat/", env!("CARGO_PKG_VERSION"));

/// How the client behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Further root certificates (PEM), beside the system's.
    pub ca_file: Option<PathBuf>,
    /// How patient it is.
    pub schedule: Schedule,
    /// How long it may take to connect.
    pub connect: Duration,
    /// How long a server may be silent.
    pub silence: Duration,
    /// Who takes down what is answered, masked; usually nobody.
    pub recorder: Option<Recorder>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ca_file: None,
            schedule: Schedule::default(),
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            recorder: None,
        }
    }
}

impl Settings {
    /// Settings for servers in the same process: all waits for repetition last milliseconds.
    pub fn quick() -> Self {
        Self { schedule: Schedule::quick(), ..Self::default() }
    }
}

/// Chooses ring for all encryption. The first thing in `main`; calling it again does nothing.
pub fn install_crypto() {
    // An error says that a provider is installed already, which is what was wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Which way a request takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To this machine: no proxy, and no system certificates needed for plain http.
    Here,
    /// To the configured server.
    Out,
    /// To where a redirect pointed: names that lead inside are refused.
    Watched,
}

/// The client of a process; cheap to clone. Connections are shared and kept open between requests.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    settings: Settings,
    certificates: Vec<reqwest::Certificate>,
    clock: Clock,
    watchman: Watchman,
    // Reading the system's certificates takes a while: only what is needed, and only when it is.
    here: OnceCell<reqwest::Client>,
    out: OnceCell<reqwest::Client>,
    watched: OnceCell<reqwest::Client>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares a client. Nothing is connected yet.
    ///
    /// # Errors
    /// Kind `Config`, when the file of certificates can't be read.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, UserError> {
        install_crypto();
        let certificates = match &settings.ca_file {
            None => Vec::new(),
            Some(path) => {
                let wrong = |why: String| {
                    UserError::new(
                        ErrorKind::Config,
                        format!("the certificates in {} can't be used", path.display()),
                    )
                    .why(why)
                    .next("[network] ca_file names a file with certificates in PEM form")
                };
                let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
                let found = reqwest::Certificate::from_pem_bundle(&pem)
                    .map_err(|_| wrong("it holds something that is no certificate".into()))?;
                if found.is_empty() {
                    return Err(wrong("it holds no certificate".into()));
                }
                // What looks like one from outside can be nonsense inside, which would be heard of only later.
                let mut roots = rustls::RootCertStore::empty();
                for certificate in CertificateDer::pem_slice_iter(&pem) {
                    let sound = certificate.is_ok_and(|certificate| roots.add(certificate).is_ok());
                    if !sound {
                        return Err(wrong("it holds something that is no certificate".into()));
                    }
                }
                found
            }
        };
        Ok(Self(Arc::new(Inner {
            settings,
            certificates,
            clock,
            watchman: Watchman::default(),
            here: OnceCell::new(),
            out: OnceCell::new(),
            watched: OnceCell::new(),
        })))
    }

    /// Opens the way to one account's server. `board` holds the pauses that it asks for.
    ///
    /// # Errors
    /// Class `Refused`, when the address is none, or plain http to another machine.
    pub fn peer(
        &self,
        base_url: &str,
        requests_per_second: u32,
        board: Arc<dyn PauseBoard>,
    ) -> Result<Peer, Error> {
        Ok(Peer::new(self.clone(), address::base(base_url)?, requests_per_second, board))
    }

    /// The time, as this client sees it.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(super) fn schedule(&self) -> &Schedule {
        &self.0.settings.schedule
    }

    pub(super) fn silence(&self) -> Duration {
        self.0.settings.silence
    }

    pub(super) fn recorder(&self) -> Option<&Recorder> {
        self.0.settings.recorder.as_ref()
    }

    pub(super) fn watch(&self, host: &str) {
        self.0.watchman.watch(host);
    }

    pub(super) async fn by(&self, way: Way) -> Result<&reqwest::Client, Error> {
        let cell = match way {
            Way::Here => &self.0.here,
            Way::Out => &self.0.out,
            Way::Watched => &self.0.watched,
        };
        cell.get_or_try_init(|| async { self.build(way) }).await
    }

    fn build(&self, way: Way) -> Result<reqwest::Client, Error> {
        let settings = &self.0.settings;
        let mut builder = reqwest::Client::builder()
            .user_agent(AGENT)
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(settings.connect)
            .read_timeout(settings.silence)
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_nodelay(true);
        builder = match way {
            // A machine without any certificates can still talk to itself.
            Way::Here => builder.no_proxy().tls_certs_only(self.0.certificates.iter().cloned()),
            Way::Out => builder.tls_certs_merge(self.0.certificates.iter().cloned()),
            Way::Watched => builder
                .tls_certs_merge(self.0.certificates.iter().cloned())
                .dns_resolver(self.0.watchman.clone()),
        };
        builder.build().map_err(|error| {
            let why = root_cause(&error);
            let what = format!(
                "no secure connection can be prepared ({why}); \
                 install the system's root certificates, or name a file of them as [network] ca_file"
            );
            Error::new(Class::Offline, what)
        })
    }
}

/// The innermost cause of an error, which says most.
pub(super) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_of_certificates_is_a_mistake_in_the_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let open = |ca_file: PathBuf| {
            Client::new(Settings { ca_file: Some(ca_file), ..Settings::default() }, Clock::system())
        };
        assert_eq!(open(file.clone()).unwrap_err().kind, ErrorKind::Config);
        std::fs::write(&file, "no certificate").unwrap();
        let error = open(file).unwrap_err();
        assert!(error.to_string().contains("ca.pem"), "{error}");
    }
}
