//! `kandidat completions`: for the shell.

use super::session::Session;
use super::{End, Ended, definition};

/// Shell completions
#[derive(Debug, clap::Args)]
pub struct Args {
    /// For which shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints them.
pub fn run(args: Args, session: &mut Session) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition(), "kandidat", &mut script);
    session.out.bytes(&script);
    Ok(End::Well)
}
