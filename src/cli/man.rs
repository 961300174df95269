//! `kandidat man`: the manual page, one for all commands.

use clap_mangen::Man;

use super::session::Session;
use super::{End, Ended, definition};
use crate::error::{ErrorKind, UserError};

/// The manual page, for `man -l -`
#[derive(Debug, clap::Args)]
pub struct Args {}

const MORE: &str = r#".SH EXIT STATUS
.TP
0
done
.TP
1
done in part; each failure is on stderr
.TP
2
called wrongly
.TP
3
the configuration is wrong or missing
.TP
4
a source rejected the credentials
.TP
5
the network or a server is unavailable
.TP
6
the store failed
.TP
130, 143
interrupted, terminated
.SH FILES
.TP
$XDG_CONFIG_HOME/kandidat/config.toml
the configuration
.TP
$XDG_DATA_HOME/kandidat
the inbox and its media
.TP
$XDG_STATE_HOME/kandidat
logs
.SH ENVIRONMENT
.TP
KANDIDAT_CONFIG
the configuration, as \-\-config
.TP
KANDIDAT_DATA
the folder of the inbox
.TP
KANDIDAT_RECRUITER
who acts, as \-\-recruiter
"#;

/// Prints it.
pub fn run(_args: Args, session: &mut Session) -> Ended {
    let page = page().map_err(|error| {
        UserError::new(ErrorKind::Partial, "the manual could not be made").why(error.to_string())
    })?;
    session.out.bytes(&page);
    Ok(End::Well)
}

fn page() -> std::io::Result<Vec<u8>> {
    let mut command = definition();
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut part = Vec::new();
    part.extend_from_slice(b".SH COMMANDS\n");
    for sub in command.get_subcommands() {
        commands(sub, &mut part)?;
    }
    page.extend_from_slice(&part);
    page.extend_from_slice(MORE.as_bytes());
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// One command and those below it, each as a part of the same section.
fn commands(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    // Those that are the same everywhere are told once, above.
    let own = command.clone().mut_args(|arg| {
        let everywhere = arg.get_help_heading() == Some("Everywhere");
        arg.hide(everywhere)
    });
    let man = Man::new(own);
    let mut part = Vec::new();
    man.render_synopsis_section(&mut part)?;
    man.render_description_section(&mut part)?;
    if command.get_arguments().any(|arg| arg.get_help_heading() != Some("Everywhere")) {
        man.render_options_section(&mut part)?;
    }
    let text = String::from_utf8_lossy(&part);
    let name = command.get_bin_name().unwrap_or(command.get_name()).replace('-', "\\-");
    page.extend_from_slice(format!(".SS {name}\n").as_bytes());
    for line in text.lines() {
        let line = match line.strip_prefix(".SH ") {
            Some(_) => ".PP",
            // Settings of the whole page stand at its beginning.
            None if line.starts_with(".ie") || line.starts_with(".el") => continue,
            None => line,
        };
        page.extend_from_slice(line.as_bytes());
        page.push(b'\n');
    }
    for sub in command.get_subcommands() {
        commands(sub, page)?;
    }
    Ok(())
}
