//! `kandidat account`: the connections and how they are doing, sessions and passwords, and a controlled stop.

use super::session::Session;
use super::{End, Ended, account_name, time};
use crate::domain::AccountName;
use crate::store::Pause;

mod list;
mod sign;

/// The accounts and how they are doing, sessions and passwords, and a controlled stop
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The accounts and how they are doing
    List,
    /// Sign in anew, with the secret read anew
    Login(Name),
    /// End the session at the source, and forget it here
    Logout(Name),
    /// Change the password, the first one too
    ///
    /// Asks twice without showing it; where nobody can be asked, the first line of standard input is the new
    /// password. It is stored where the configuration finds it, if that is a file or the key ring.
    Passwd(Name),
    /// Renew the session before its time
    Refresh(Name),
    /// Stop asking an account: for announced maintenance, or a change of credentials
    Pause {
        #[command(flatten)]
        name: Name,
        /// Until then: a span such as 30m or 2h, a day, or a time; else until `resume`
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
    },
    /// Go on asking an account
    Resume(Name),
}

#[derive(Debug, clap::Args)]
struct Name {
    /// Which
    #[arg(value_parser = account_name)]
    name: AccountName,
}

/// Does what the subcommand says.
pub async fn run(args: Args, session: &mut Session) -> Ended {
    match args.command {
        Command::List => list::run(session).await,
        Command::Login(Name { name }) => sign::log_in(session, name).await,
        Command::Logout(Name { name }) => sign::log_out(session, name).await,
        Command::Passwd(Name { name }) => sign::change_password(session, name).await,
        Command::Refresh(Name { name }) => sign::refresh(session, name).await,
        Command::Pause { name: Name { name }, until } => {
            session.writable()?;
            session.known_account(&name).await?;
            let until = until.map(|text| time::future(&text, session.clock.now())).transpose()?;
            session.store().await?.set_pause(&name, Some((Pause::ByHand, until))).await?;
            let end = until.map_or_else(
                || format!("until `kandidat account resume {name}`"),
                |at| format!("until {}", time::local(at)),
            );
            one(session, &name, &format!("{name} is paused {end}")).await
        }
        Command::Resume(Name { name }) => {
            session.writable()?;
            session.known_account(&name).await?;
            session.store().await?.set_pause(&name, None).await?;
            one(session, &name, &format!("{name} is asked again")).await
        }
    }
}

/// Tells what was done to one account: to a person in words, to a script how it stands now.
async fn one(session: &mut Session, name: &AccountName, said: &str) -> Ended {
    if session.out.json {
        let line = list::lines(session).await?.into_iter().find(|line| line.name == *name);
        session.out.document(&line);
    } else {
        session.out.note(said);
    }
    Ok(End::Well)
}
