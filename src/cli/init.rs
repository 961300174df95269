//! `kandidat init`: ask for an account, test it, write it into the configuration.

use std::sync::Arc;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::SecretString;

use super::session::Session;
use super::{End, Ended};
use crate::config::write::{Keep, NewAccount, append};
use crate::config::{Account, Config, PITCHYOU_BASE, Secret};
use crate::domain::AccountName;
use crate::error::{ErrorKind, UserError};

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
    session.out.warn(format!("A PitchYou account for {}", file.display()));
    let client_id = loop {
        let answer = session.ask("Client id:").await?;
        if !answer.is_empty() {
            break answer;
        }
    };
    let usual = AccountName::new(client_id.clone()).ok().filter(|name| config.account(name).is_none());
    let name = loop {
        let asked = match &usual {
            Some(usual) => session.ask(&format!("Name of the account [{usual}]:")).await?,
            None => session.ask("Name of the account:").await?,
        };
        if let (true, Some(usual)) = (asked.is_empty(), &usual) {
            break usual.clone();
        }
        match AccountName::new(asked) {
            Ok(name) if config.account(&name).is_some() => {
                session.out.warn("there is an account of that name")
            }
            Ok(name) => break name,
            Err(error) => session.out.warn(error),
        }
    };
    let base_url = loop {
        let answer = session.ask(&format!("Address of the API [{PITCHYOU_BASE}]:")).await?;
        if answer.is_empty() {
            break None;
        }
        match check_address(&answer) {
            Ok(address) => break Some(address),
            Err(error) => session.out.warn(error),
        }
    };
    session.out.warn(
        "Where shall the client secret be?\n  1  in a file of its own beside the configuration, for you alone\n  \
         2  wherever a command prints it from (a password manager)\n  3  in an environment variable that you set",
    );
    let (keep, secret) = loop {
        let answer = session.ask("1, 2 or 3 [1]:").await?;
        match answer.as_str() {
            "" | "1" => {
                let secret = SecretString::from(hidden(session, "Client secret (not shown):").await?);
                break (Keep::File(secret.clone()), Secret::Plain(secret));
            }
            "2" => {
                let command = session.ask("Command:").await?;
                if !command.is_empty() {
                    break (Keep::Command(command.clone()), Secret::Command(command));
                }
            }
            "3" => {
                let variable = session.ask("Variable:").await?;
                if !variable.is_empty() {
                    break (Keep::Env(variable.clone()), Secret::Env(variable));
                }
            }
            _ => {}
        }
    };
    session.out.warn("Signing in …");
    let mut account = Account::pitchyou(name.clone(), client_id.clone(), secret);
    if let Some(base) = &base_url {
        account.base_url.clone_from(base);
    }
    match super::doctor::sign_in(session, &account, &config).await {
        Ok(()) => session.out.warn("It works."),
        Err(error) => {
            session.out.error(&error);
            if !session.agree("Write it all the same?").await? {
                session.out.warn("Nothing was written.");
                return Ok(End::With(error.kind));
            }
        }
    }
    append(&file, &NewAccount { name: name.clone(), client_id, secret: keep, base_url })?;
    session.out.warn(format!(
        "Account {name} is in {}. `kandidat sync` pulls, `kandidat` opens the inbox.",
        file.display()
    ));
    Ok(End::Well)
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

/// Keeps the terminal from showing what is typed, until dropped, however that comes about.
struct Hidden(Option<Termios>);

impl Hidden {
    fn new() -> Self {
        let before = tcgetattr(std::io::stdin()).ok();
        if let Some(before) = &before {
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            silent.local_modes.insert(LocalModes::ECHONL);
            let _as_it_was = tcsetattr(std::io::stdin(), OptionalActions::Flush, &silent);
        }
        Self(before)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _as_it_was = tcsetattr(std::io::stdin(), OptionalActions::Flush, before);
        }
    }
}

/// Asks without showing what is typed.
async fn hidden(session: &mut Session, question: &str) -> Result<String, UserError> {
    let _hidden = Hidden::new();
    loop {
        let answer = session.ask(question).await?;
        if !answer.is_empty() {
            return Ok(answer);
        }
    }
}
