//! `kandidat chat`: a fresh chat page for one applicant. Its address is a secret: it is printed here and nowhere
//! else, because here it was asked for.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::session::Session;
use super::{End, Ended, json, qr};
use crate::browser;
use crate::domain::{Offer, SourceKind};
use crate::error::{ErrorKind, UserError};
use crate::local;
use crate::source::contract::Contract;

/// A fresh chat page for one applicant
///
/// In a local session it opens in the browser, otherwise its address is printed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// With whom: the id as `list` prints it, or a unique beginning of it
    #[arg(value_name = "ID", required_unless_present = "test", conflicts_with = "test")]
    id: Option<String>,
    /// Print the address
    #[arg(long, group = "how")]
    print: bool,
    /// Print the address as a QR code
    #[arg(long, group = "how")]
    qr: bool,
    /// Open it in the browser of this machine
    #[arg(long, group = "how")]
    open: bool,
    /// The source's free test page instead
    #[arg(long)]
    test: bool,
}

#[derive(Serialize)]
struct Link<'a> {
    schema: u32,
    url: &'a str,
}

enum How {
    Print,
    Qr,
    Open,
}

/// PitchYou's free test page, which an account's contract may put elsewhere.
async fn test_page(session: &mut Session) -> Result<SecretString, UserError> {
    let named = session.chosen_account().await?;
    let config = session.config()?;
    let account = match &named {
        Some(name) => config.account(name),
        None => config.accounts.iter().find(|account| account.source == SourceKind::PitchYou),
    };
    if let Some(account) = account.filter(|account| !account.source.offers(Offer::Chat)) {
        let what = format!("account {} has no chat", account.name);
        return Err(UserError::new(ErrorKind::Usage, what).why("only PitchYou has one"));
    }
    let overrides = account.map(|account| account.contract.clone()).unwrap_or_default();
    let contract = Contract::of(SourceKind::PitchYou, &overrides)
        .map_err(|_| UserError::new(ErrorKind::Config, "the account's contract can't be read"))?;
    Ok(SecretString::from(contract.text(&["paths", "chat_test"])))
}

/// Asks for the page and hands it over.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    let local = tokio::task::spawn_blocking(local::Surroundings::detect)
        .await
        .is_ok_and(|around| around.session == local::Session::Local);
    let how = match (args.print || session.out.json, args.qr, args.open) {
        (true, _, _) => How::Print,
        (_, true, _) => How::Qr,
        (_, _, true) if !local => {
            return Err(UserError::new(ErrorKind::Usage, "this session has no browser")
                .why("it came over SSH, or there is no display")
                .next("--print or --qr shows the address instead"));
        }
        (_, _, true) => How::Open,
        _ if local && session.out.to_terminal => How::Open,
        _ => How::Print,
    };
    let address = match &args.id {
        Some(id) => {
            session.writable()?;
            session.configured()?;
            let key = session.find(id).await?;
            session.engine().await?.chat(key).await?.0
        }
        None => test_page(session).await?,
    };
    match how {
        How::Print if session.out.json => {
            session.out.document(&Link { schema: json::SCHEMA, url: address.expose_secret() });
        }
        How::Print => session.out.text(address.expose_secret()),
        How::Qr => {
            if let Err(error) = qr::print(&mut session.out, address.expose_secret()) {
                // The token is spent by now: better the address than nothing.
                session.out.error(&error);
                session.out.text(address.expose_secret());
                return Ok(End::With(ErrorKind::Partial));
            }
        }
        How::Open => {
            let opener = browser::Opener::default();
            let opening = browser::open_secret(&address, &opener);
            let opened = tokio::time::timeout(Duration::from_secs(90), opening).await;
            match opened {
                Ok(Ok(())) => session.out.note("the chat is open in the browser"),
                Ok(Err(error)) => return Err(error),
                Err(_) => {
                    return Err(UserError::new(ErrorKind::Partial, "the browser did not ask for the page"));
                }
            }
        }
    }
    Ok(End::Well)
}
