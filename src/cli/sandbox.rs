//! `kandidat sandbox`: the fake sources, for tests and demos.

use std::net::{Ipv4Addr, SocketAddr};

use serde::Serialize;

use super::session::Session;
use super::{End, Ended, json};
use crate::error::{ErrorKind, UserError};
use crate::sandbox::{self, Fault};

/// Serve a fake PitchYou and HRDrom for tests and demos
///
/// Prints a configuration that works with it, one account at each, then serves until it is stopped. Invented
/// applicants, real files; nothing leaves this machine. HRDrom's first password counts as changed, unless
/// --fault first-password wants it changed first.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))]
    listen: SocketAddr,
    #[command(flatten)]
    world: World,
}

/// What is needed to talk to it. Its secret is no secret.
#[derive(Serialize)]
struct Facts<'a> {
    schema: u32,
    base_url: &'a str,
    chat_url: &'a str,
    link_url: &'a str,
    client_id: &'a str,
    client_secret: &'a str,
    hrdrom: Login<'a>,
}

/// What is needed to sign in to its HRDrom, which has the same address.
#[derive(Serialize)]
struct Login<'a> {
    login: &'a str,
    password: &'a str,
}

/// What the fake world is like.
#[derive(Debug, clap::Args)]
pub struct World {
    /// How many applicants there are at each source
    #[arg(long, value_name = "N", default_value_t = World::APPLICANTS)]
    applicants: u32,
    /// What they are invented from: the same number gives the same applicants
    #[arg(long, value_name = "N", default_value_t = World::SEED)]
    seed: u64,
    /// What goes wrong, such as slow, drop:2, rate-limit:5, or first-password at HRDrom; an unknown one lists them all
    #[arg(long = "fault", value_name = "FAULT", value_parser = fault)]
    faults: Vec<Fault>,
}

fn fault(text: &str) -> Result<Fault, String> {
    text.parse().map_err(|error: sandbox::ParseFaultError| error.to_string())
}

impl Default for World {
    fn default() -> Self {
        Self { applicants: Self::APPLICANTS, seed: Self::SEED, faults: Vec::new() }
    }
}

impl World {
    const APPLICANTS: u32 = 50;
    const SEED: u64 = 1;

    /// Starts it.
    ///
    /// # Errors
    /// Of kind `Usage` when the address can't be listened on.
    pub async fn start(self, listen: SocketAddr) -> Result<sandbox::Handle, UserError> {
        let options = sandbox::Options {
            listen,
            applicants: self.applicants,
            seed: self.seed,
            faults: self.faults,
            hrdrom: sandbox::hrdrom::Settings { leads: self.applicants, ..Default::default() },
            ..sandbox::Options::default()
        };
        sandbox::start(options).await.map_err(|error| {
            UserError::new(ErrorKind::Usage, format!("the sandbox can't listen on {listen}"))
                .why(error.to_string())
                .next("another address with --listen; port 0 is any free one")
        })
    }
}

/// Serves until stopped.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let sandbox = args.world.start(args.listen).await?;
    if session.out.json {
        let (client_id, client_secret) = sandbox.credentials();
        let (login, password) = sandbox.hrdrom_credentials();
        session.out.document(&Facts {
            schema: json::SCHEMA,
            base_url: sandbox.base_url(),
            chat_url: &sandbox.chat_url(),
            link_url: sandbox.link_url(),
            client_id,
            client_secret,
            hrdrom: Login { login, password: &password },
        });
    } else {
        session.out.bytes(sandbox.config_toml().as_bytes());
        session.out.bytes(b"\n");
        session.out.bytes(sandbox.hrdrom_config_toml().as_bytes());
    }
    session.out.flush();
    session.out.note(format!("the sandbox listens on {}; ctrl-c stops it", sandbox.base_url()));
    session.stop.cancelled().await;
    Ok(End::Well)
}
