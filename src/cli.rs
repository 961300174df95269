//! The command line: what there is to type, and one file for each command.
//!
//! It parses, opens what the command needs, asks the person where that is due, and prints. What happens is the
//! engine's and the store's to decide: there are no rules of the business here.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;

use clap::error::ErrorKind as Misuse;
use clap::{ArgAction, CommandFactory as _, Parser, Subcommand};

use crate::domain::AccountName;
use crate::error::{ErrorKind, UserError};

mod account;
mod chat;
mod completions;
mod confirm;
mod count;
mod csv;
mod demo;
mod dictionary;
mod doctor;
mod hidden;
mod history;
mod inbox;
mod init;
mod json;
mod link;
mod list;
mod log;
mod man;
mod outbox;
mod output;
mod progress;
mod qr;
mod query;
mod sandbox;
mod save;
mod session;
mod show;
mod signal;
mod stage;
mod stats;
mod sync;
mod table;
mod templates;
mod time;

use output::Output;
use session::Session;

/// A keyboard-driven inbox for job applications, in the terminal, that never loses an applicant.
///
/// Without a command the inbox opens. Every flow also works without the screen: data goes to stdout, everything
/// else to stderr.
#[derive(Debug, Parser)]
#[command(name = "kandidat", version, disable_help_subcommand = true, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The flags that every command has.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Global {
    /// Read this configuration instead of the usual one (also KANDIDAT_CONFIG)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub config: Option<PathBuf>,
    /// Only this account
    #[arg(long, global = true, value_name = "NAME", value_parser = account_name, help_heading = "Everywhere")]
    pub account: Option<AccountName>,
    /// Who acts: the name that applicants see, and that goes into the history (also KANDIDAT_RECRUITER)
    #[arg(long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    pub recruiter: Option<String>,
    /// Look, and change nothing
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub read_only: bool,
    /// Print JSON
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Print data and errors, nothing else
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// Log more, and to stderr as well; twice for all there is
    #[arg(short = 'v', long = "verbose", global = true, action = ArgAction::Count, help_heading = "Everywhere")]
    pub verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Sync(sync::Args),
    Count(count::Args),
    List(list::Args),
    Show(show::Args),
    Save(save::Args),
    Confirm(confirm::Args),
    Chat(chat::Args),
    Link(link::Args),
    Templates(templates::Args),
    Dictionary(dictionary::Args),
    Stage(stage::Args),
    Outbox(outbox::Args),
    Stats(stats::Args),
    Account(account::Args),
    History(history::Args),
    Doctor(doctor::Args),
    Sandbox(sandbox::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// All was done.
    Well,
    /// Something was not, and has been told already.
    With(ErrorKind),
}

type Ended = Result<End, UserError>;

/// Of all the reasons for which nothing could be done, the one that a person must act on first: refused credentials
/// before a wrong setting before an outage.
fn foremost(kinds: &[ErrorKind]) -> ErrorKind {
    let order = [ErrorKind::Auth, ErrorKind::Config, ErrorKind::Unavailable];
    order.into_iter().find(|kind| kinds.contains(kind)).unwrap_or(ErrorKind::Partial)
}

/// How a command ended that asked so many accounts, of which these failed: well, as all failed, or in part.
fn end_of(failed: &[UserError], asked: usize) -> End {
    let kinds: Vec<ErrorKind> = failed.iter().map(|error| error.kind).collect();
    match kinds.len() {
        0 => End::Well,
        all if all == asked => End::With(foremost(&kinds)),
        _ => End::With(ErrorKind::Partial),
    }
}

/// The command line's whole definition, for completions and the manual.
fn definition() -> clap::Command {
    Arguments::command()
}

/// Every command with its arguments and what it does, as a Markdown table for the README.
pub fn markdown_table() -> String {
    let mut table = String::from("| command | does |\n|---|---|\n| `kandidat` | the inbox |\n");
    for command in definition().get_subcommands_mut() {
        if command.is_hide_set() {
            continue;
        }
        let does = command.get_about().map(ToString::to_string).unwrap_or_default();
        let usage =
            command.clone().bin_name(format!("kandidat {}", command.get_name())).render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").trim().lines().next().unwrap_or_default().to_owned();
        table.push_str(&format!("| `{}` | {does} |\n", usage.replace('|', "\\|")));
    }
    table
}

fn account_name(text: &str) -> Result<AccountName, String> {
    AccountName::new(text).map_err(|error| error.to_string())
}

/// Runs the command that these arguments name; the answer is the process's exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    start(arguments.into_iter().collect())
}

/// Not generic, or everything that runs from here on would be compiled once more for the thin binary.
fn start(arguments: Vec<OsString>) -> ExitCode {
    // Everything written from here on is for the owner alone.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    crate::http::install_crypto();
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(misuse) => return misused(&misuse),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let mut out = Output::process();
    let code = match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(run(arguments, out));
            // A thread that still waits for a line of input must not keep the process.
            runtime.shutdown_background();
            code
        }
        Err(error) => {
            let error =
                UserError::new(ErrorKind::Partial, "the program could not start").why(error.to_string());
            out.error(&error);
            error.kind.exit_code()
        }
    };
    ExitCode::from(code)
}

/// Help and version are answers; everything else clap has to say is a misuse.
fn misused(misuse: &clap::Error) -> ExitCode {
    let text = misuse.render();
    let answer = matches!(misuse.kind(), Misuse::DisplayHelp | Misuse::DisplayVersion);
    let _nobody_reads =
        if answer { write!(std::io::stdout(), "{text}") } else { write!(std::io::stderr(), "{text}") };
    ExitCode::from(if answer { 0 } else { ErrorKind::Usage.exit_code() })
}

async fn run(arguments: Arguments, out: Output) -> u8 {
    let Arguments { global, command } = arguments;
    signal::Stop::outlive_file_limit();
    let stop = signal::Stop::new();
    let mut session = Session::new(global, out, stop.clone());
    // A screen has a log and listens to signals in its own way.
    let screen = matches!(command, None | Some(Command::Demo(_)));
    let _log = if screen {
        None
    } else {
        stop.listen();
        start_log(&mut session, command.as_ref())
    };
    let heed = match command {
        Some(Command::Sync(_) | Command::Save(_) | Command::Confirm(_) | Command::Sandbox(_)) => {
            signal::Heed::Stops
        }
        _ => signal::Heed::Drops,
    };
    let ended = tokio::select! {
        ended = perform(command, &mut session) => Some(ended),
        () = stop.waited_for(heed) => None,
    };
    let mut code = match ended {
        Some(Ok(End::Well)) => 0,
        Some(Ok(End::With(kind))) => kind.exit_code(),
        Some(Err(error)) => {
            // Whoever stopped it knows that it stopped.
            if stop.kind().is_none() {
                session.out.error(&error);
            }
            error.kind.exit_code()
        }
        None => ErrorKind::Interrupted.exit_code(),
    };
    session.close().await;
    if let Err(error) = session.out.finish()
        && code == 0
    {
        session.out.error(&error);
        code = error.kind.exit_code();
    }
    match stop.kind() {
        Some(kind) => kind.exit_code(),
        None => code,
    }
}

/// Logs what works with the inbox; the rest leaves no trace. Mistakes in the configuration are told by the
/// command itself.
fn start_log(session: &mut Session, command: Option<&Command>) -> Option<log::Guard> {
    let silent = matches!(
        command,
        Some(Command::Sandbox(_) | Command::Completions(_) | Command::Man(_) | Command::Init(_))
    );
    if silent {
        return None;
    }
    let config = session.config().ok()?;
    log::start(&config.log_dir, session.global.verbose, log::Stderr::Free)
}

/// Each command's work on its own: one future made of all of them would be compiled, moved and dropped as one.
fn perform<'a>(
    command: Option<Command>,
    session: &'a mut Session,
) -> Pin<Box<dyn Future<Output = Ended> + 'a>> {
    match command {
        None => Box::pin(inbox::run(session)),
        Some(Command::Demo(args)) => Box::pin(demo::run(args, session)),
        Some(Command::Init(args)) => Box::pin(init::run(args, session)),
        Some(Command::Sync(args)) => Box::pin(sync::run(args, session)),
        Some(Command::Count(args)) => Box::pin(count::run(args, session)),
        Some(Command::List(args)) => Box::pin(list::run(args, session)),
        Some(Command::Show(args)) => Box::pin(show::run(args, session)),
        Some(Command::Save(args)) => Box::pin(save::run(args, session)),
        Some(Command::Confirm(args)) => Box::pin(confirm::run(args, session)),
        Some(Command::Chat(args)) => Box::pin(chat::run(args, session)),
        Some(Command::Link(args)) => Box::pin(link::run(args, session)),
        Some(Command::Templates(args)) => Box::pin(templates::run(args, session)),
        Some(Command::Dictionary(args)) => Box::pin(dictionary::run(args, session)),
        Some(Command::Stage(args)) => Box::pin(stage::run(args, session)),
        Some(Command::Outbox(args)) => Box::pin(outbox::run(args, session)),
        Some(Command::Stats(args)) => Box::pin(stats::run(args, session)),
        Some(Command::Account(args)) => Box::pin(account::run(args, session)),
        Some(Command::History(args)) => Box::pin(history::run(args, session)),
        Some(Command::Doctor(args)) => Box::pin(doctor::run(args, session)),
        Some(Command::Sandbox(args)) => Box::pin(sandbox::run(args, session)),
        Some(Command::Completions(args)) => Box::pin(std::future::ready(completions::run(args, session))),
        Some(Command::Man(args)) => Box::pin(std::future::ready(man::run(args, session))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        definition().debug_assert();
    }

    #[test]
    fn flags_stand_before_and_after_the_command() {
        for line in [
            &["kandidat", "--json", "--account", "acme", "count", "x"][..],
            &["kandidat", "count", "x", "--json", "--account", "acme"][..],
        ] {
            let arguments = Arguments::try_parse_from(line).unwrap();
            assert!(arguments.global.json && arguments.global.account.is_some(), "{line:?}");
        }
    }

    #[test]
    fn only_what_is_built_is_offered() {
        let names: Vec<String> =
            definition().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        let built = "demo init sync count list show save confirm chat link templates dictionary stage outbox stats account \
                     history doctor sandbox completions man";
        assert_eq!(names.join(" "), built);
        let account = definition();
        let account = account.find_subcommand("account").unwrap();
        let names: Vec<&str> = account.get_subcommands().map(clap::Command::get_name).collect();
        assert_eq!(names, ["list", "login", "logout", "passwd", "refresh", "pause", "resume"]);
    }
}
