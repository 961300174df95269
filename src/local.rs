//! Where this program runs: in front of the person or far away over SSH, and inside which multiplexer.
//!
//! Decided from the environment alone; the screen and the command line ask here before they open a browser or
//! a viewer, and before they choose how to reach the clipboard.

use std::process::{Command, Stdio};

/// A program that keeps terminal sessions, and stands between us and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplexer {
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// Where the person sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// In front of this machine, with a desktop: a browser can be opened.
    Local,
    /// Elsewhere, or without a desktop: links are shown instead.
    Remote,
}

/// What the environment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Where the person sits.
    pub session: Session,
    /// What stands between us and the terminal.
    pub multiplexer: Option<Multiplexer>,
}

/// Variables that tell of a login over SSH.
const SSH: [&str; 3] = ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"];
/// Variables that tell of a desktop.
const DISPLAY: [&str; 2] = ["WAYLAND_DISPLAY", "DISPLAY"];

impl Surroundings {
    /// Asks this process's environment, and tmux for its own: a session that was started at the desk may have
    /// been attached over SSH since, and the other way round.
    pub fn detect() -> Self {
        let own = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let tmux = own("TMUX").and_then(|_| tmux_environment());
        decide(own, tmux.as_deref(), cfg!(target_os = "macos"))
    }
}

fn decide(
    own: impl Fn(&str) -> Option<String>,
    tmux: Option<&str>,
    desktop_without_display: bool,
) -> Surroundings {
    let multiplexer = if own("TMUX").is_some() {
        Some(Multiplexer::Tmux)
    } else if own("STY").is_some() {
        Some(Multiplexer::Screen)
    } else {
        None
    };
    // tmux lists `NAME=value` for what its session has, `-NAME` for what it lost, and nothing for what it never
    // knew; only then the own environment is right.
    let has = |name: &str| {
        for line in tmux.unwrap_or_default().lines() {
            if line.strip_prefix('-') == Some(name) {
                return false;
            }
            if let Some((key, value)) = line.split_once('=')
                && key == name
            {
                return !value.is_empty();
            }
        }
        own(name).is_some()
    };
    let far = SSH.into_iter().any(has);
    let desktop = desktop_without_display || DISPLAY.into_iter().any(has);
    let session = if !far && desktop { Session::Local } else { Session::Remote };
    Surroundings { session, multiplexer }
}

fn tmux_environment() -> Option<String> {
    let asked =
        Command::new("tmux").arg("show-environment").stdin(Stdio::null()).stderr(Stdio::null()).output();
    asked
        .ok()
        .filter(|answer| answer.status.success())
        .map(|answer| String::from_utf8_lossy(&answer.stdout).into())
}

/// The name under which somebody is logged in here: what the environment says, else the list of users.
pub fn login(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    variable("LOGNAME").or_else(|| variable("USER")).or_else(|| {
        let users = std::fs::read_to_string("/etc/passwd").ok()?;
        user(&users, rustix::process::getuid().as_raw())
    })
}

/// The name of a user by number, in the form of `/etc/passwd`.
fn user(users: &str, number: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(number)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_logged_in_has_a_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\n+::::::\njana:x:1000:1000:Jana:/home/jana:/bin/sh\n";
        assert_eq!(user(users, 1000).as_deref(), Some("jana"));
        assert_eq!(user(users, 7), None);
        assert_eq!(login(|name| (name == "USER").then(|| "otto".into())).as_deref(), Some("otto"));
    }

    fn session(variables: &[(&str, &str)], tmux: Option<&str>) -> Session {
        let own =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        decide(own, tmux, false).session
    }

    #[test]
    fn local_is_a_desktop_without_ssh() {
        assert_eq!(session(&[("DISPLAY", ":0")], None), Session::Local);
        assert_eq!(session(&[("WAYLAND_DISPLAY", "wayland-0")], None), Session::Local);
        assert_eq!(session(&[], None), Session::Remote);
        assert_eq!(session(&[("DISPLAY", ":0"), ("SSH_CONNECTION", "a b c d")], None), Session::Remote);
        assert_eq!(session(&[("DISPLAY", ":0"), ("SSH_TTY", "/dev/pts/1")], None), Session::Remote);
    }

    #[test]
    fn a_multiplexer_knows_better_than_the_shell_it_was_started_from() {
        let at_desk = [("DISPLAY", ":0"), ("TMUX", "x")];
        assert_eq!(session(&at_desk, Some("SSH_CONNECTION=1 2 3 4\n")), Session::Remote);
        let over_ssh = [("SSH_CONNECTION", "1 2 3 4"), ("TMUX", "x")];
        let back = "-SSH_CONNECTION\n-SSH_CLIENT\n-SSH_TTY\nDISPLAY=:0\n";
        assert_eq!(session(&over_ssh, Some(back)), Session::Local);
        assert_eq!(session(&over_ssh, Some("LANG=C\n")), Session::Remote);
    }

    #[test]
    fn the_multiplexer_is_named() {
        let inside = |key: &'static str| {
            decide(move |name| (name == key).then(|| "x".into()), None, false).multiplexer
        };
        assert_eq!(inside("TMUX"), Some(Multiplexer::Tmux));
        assert_eq!(inside("STY"), Some(Multiplexer::Screen));
        assert_eq!(inside("HOME"), None);
    }
}
