//! `kandidat init`: ask for an account, test it, write it into the configuration.

use std::sync::Arc;

use super::session::Session;
use super::{End, Ended, hidden};
use crate::config::secret::keyring;
use crate::config::write::{Keep, NewAccount, append};
use crate::config::{Account, Config, PITCHYOU_BASE, Secret};
use crate::domain::{AccountName, SourceKind};
use crate::error::{Cause, ErrorKind, UserError};

/// Ask for an account, test it, write the configuration
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Asks, tests, writes.
pub async fn run(_args: Args, session: &mut Session) -> Ended {
    if !session.can_ask() {
        return Err(UserError::new(ErrorKind::Usage, "nobody can be asked here").next(
            "run it in a terminal, or write the configuration by hand: the sample in the documentation has every key",
        ));
    }
    let file = session.config_file()?;
    // A file with mistakes is mended first: nothing is added to what can't be read. One that was named and isn't
    // there yet is made.
    let config = if file.exists() {
        session.config()?
    } else {
        Arc::new(Config::in_folders(&session.environment.folders()?))
    };
    session.out.warn(format!(
        "An account for {}: where do the applications come from?\n  1  PitchYou\n  2  HRDrom",
        file.display()
    ));
    let source = loop {
        match session.ask("1 or 2 [1]:").await?.as_str() {
            "" | "1" => break SourceKind::PitchYou,
            "2" => break SourceKind::HrDrom,
            _ => {}
        }
    };
    let (who, what) = match source {
        SourceKind::PitchYou => ("Client id:", "client secret"),
        SourceKind::HrDrom => ("Login:", "password"),
    };
    let client_id = filled(session, who).await?;
    let name = name(session, &config, &client_id).await?;
    let base_url = address(session, source).await?;
    let (keep, secret) = secret(session, what, &name).await?;
    session.out.warn("Signing in …");
    let account = Account::new(source, name.clone(), client_id.clone(), secret, base_url.clone());
    let tested = super::doctor::sign_in(session, &account, &config).await;
    let mut changes_first = false;
    match tested {
        Ok(()) => session.out.warn("It works."),
        // The right login, and the right password: until it is changed.
        Err(error) if error.cause == Some(Cause::FirstPassword) => changes_first = true,
        Err(error) => {
            session.out.error(&error);
            if !session.agree("Write it all the same?").await? {
                session.out.warn("Nothing was written.");
                return Ok(End::With(error.kind));
            }
        }
    }
    append(&file, &NewAccount { source, name: name.clone(), client_id, secret: keep, base_url })?;
    session.out.warn(format!("Account {name} is in {}.", file.display()));
    session.out.warn(if changes_first {
        format!("Its first password has to be changed before anything else works: `kandidat account passwd {name}`.")
    } else {
        "`kandidat sync` pulls, `kandidat` opens the inbox.".to_owned()
    });
    Ok(End::Well)
}

/// Asks until there is an answer.
async fn filled(session: &mut Session, question: &str) -> Result<String, UserError> {
    loop {
        let answer = session.ask(question).await?;
        if !answer.is_empty() {
            return Ok(answer);
        }
    }
}

async fn name(session: &mut Session, config: &Config, client_id: &str) -> Result<AccountName, UserError> {
    let usual = AccountName::new(client_id).ok().filter(|name| config.account(name).is_none());
    loop {
        let asked = match &usual {
            Some(usual) => session.ask(&format!("Name of the account [{usual}]:")).await?,
            None => session.ask("Name of the account:").await?,
        };
        if let (true, Some(usual)) = (asked.is_empty(), &usual) {
            return Ok(usual.clone());
        }
        match AccountName::new(asked) {
            Ok(name) if config.account(&name).is_some() => {
                session.out.warn("there is an account of that name")
            }
            Ok(name) => return Ok(name),
            Err(error) => session.out.warn(error),
        }
    }
}

/// The address of the API: PitchYou has a usual one, every HRDrom its own.
async fn address(session: &mut Session, source: SourceKind) -> Result<String, UserError> {
    loop {
        let answer = match source {
            SourceKind::PitchYou => session.ask(&format!("Address of the API [{PITCHYOU_BASE}]:")).await?,
            SourceKind::HrDrom => filled(session, "Address of your HRDrom (https://…):").await?,
        };
        if answer.is_empty() {
            return Ok(PITCHYOU_BASE.to_owned());
        }
        match check_address(&answer) {
            Ok(address) => return Ok(address),
            Err(error) => session.out.warn(error),
        }
    }
}

/// Where the secret is to be kept, and how it is read until it is there.
async fn secret(session: &mut Session, what: &str, name: &AccountName) -> Result<(Keep, Secret), UserError> {
    let mut places = format!(
        "Where shall the {what} be?\n  1  in a file of its own beside the configuration, for you alone\n  \
         2  wherever a command prints it from (a password manager)\n  3  in an environment variable that you set"
    );
    if keyring::BUILT {
        places.push_str("\n  4  in the desktop's key ring");
    }
    session.out.warn(places);
    let hidden = format!("The {what} (not shown):");
    loop {
        let answer = session.ask(if keyring::BUILT { "1, 2, 3 or 4 [1]:" } else { "1, 2 or 3 [1]:" }).await?;
        match answer.as_str() {
            "" | "1" => {
                let secret = hidden::ask(session, &hidden).await?;
                return Ok((Keep::File(secret.clone()), Secret::Plain(secret)));
            }
            "2" => {
                let command = filled(session, "Command:").await?;
                return Ok((Keep::Command(command.clone()), Secret::Command(command)));
            }
            "3" => {
                let variable = filled(session, "Variable:").await?;
                return Ok((Keep::Env(variable.clone()), Secret::Env(variable)));
            }
            "4" if keyring::BUILT => {
                let secret = hidden::ask(session, &hidden).await?;
                let (entry, new) = (name.to_string(), secret.clone());
                let written = tokio::task::spawn_blocking(move || keyring::write(&entry, &new)).await;
                match written {
                    Ok(Ok(())) => {
                        return Ok((Keep::Keyring(name.to_string()), Secret::Keyring(name.to_string())));
                    }
                    Ok(Err(error)) => session.out.warn(error),
                    Err(_) => session.out.warn("the key ring can't be asked"),
                }
            }
            _ => {}
        }
    }
}

/// Checks an address by the configuration's own rules; answers with it without a trailing slash.
///
/// # Errors
/// What would be right.
pub fn check_address(text: &str) -> Result<String, String> {
    let quoted = toml::Value::String(text.to_owned());
    let probe = format!(
        "[[account]]\nname = \"x\"\nsource = \"pitchyou\"\nclient_id = \"x\"\nclient_secret = \"x\"\nbase_url = {quoted}\n"
    );
    let nowhere = std::path::Path::new("/");
    match Config::read(probe.as_bytes(), nowhere, &crate::config::Folders::below(nowhere)) {
        Ok(config) => {
            Ok(config.accounts.into_iter().next().map(|account| account.base_url).unwrap_or_default())
        }
        Err(error) => Err(error.next.unwrap_or(error.what)),
    }
}
