//! `kandidat demo`: the inbox on an embedded sandbox in a temporary home. Touches no configuration and leaves
//! nothing behind.

use std::net::{Ipv4Addr, SocketAddr};

use super::session::Session;
use super::{Ended, inbox, sandbox};
use crate::config::{Account, Config, Secret};
use crate::domain::AccountName;
use crate::error::{ErrorKind, UserError};

/// The inbox on an embedded sandbox
///
/// Invented applicants in a temporary home, which is removed at the end; no configuration is touched, nothing
/// leaves this machine.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    world: sandbox::World,
}

/// Runs it.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    inbox::needs_terminal(session)?;
    world(args.world, session).await
}

/// Runs the usual one, as the first-start screen offers it.
pub async fn usual(session: &mut Session) -> Ended {
    world(sandbox::World::default(), session).await
}

async fn world(world: sandbox::World, session: &mut Session) -> Ended {
    let failed = |error: std::io::Error| {
        UserError::new(ErrorKind::Store, "a temporary home for the demo can't be made").why(error.to_string())
    };
    // Removed when it goes out of scope, whatever happens until then.
    let home = tempfile::Builder::new().prefix("kandidat-demo-").tempdir().map_err(failed)?;
    let sandbox = world.start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;

    let name =
        AccountName::new("demo").map_err(|error| UserError::new(ErrorKind::Config, error.to_string()))?;
    let (id, secret) = sandbox.credentials();
    let mut account = Account::pitchyou(name, id, Secret::Plain(secret.to_owned().into()));
    account.base_url = sandbox.base_url().to_owned();
    account.chat_url = sandbox.chat_url();
    account.link_url = sandbox.link_url().to_owned();
    // Nobody has to be spared here.
    account.requests_per_second = 200;
    let mut config = Config::demo(home.path());
    config.accounts.push(account);
    config.ui.read_only = session.global.read_only;
    // Somebody has to act: the chat page shows the name, and a gap is accepted by name.
    let named = session.global.recruiter.clone().or_else(|| session.environment.text("KANDIDAT_RECRUITER"));
    config.ui.recruiter = named.or_else(|| Some("Demo".to_owned()));
    config.ui.save_to = Some(home.path().join("applicants"));
    session.set_config(config);

    let ended = inbox::open(session).await;
    session.close().await;
    drop(sandbox);
    home.close().map_err(failed)?;
    ended
}
