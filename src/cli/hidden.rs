//! Secrets that a person types, and that the terminal doesn't show.

use std::io::BufRead as _;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::session::Session;
use crate::error::{ErrorKind, UserError};

/// Keeps the terminal from showing what is typed, until dropped, however that comes about; what was typed and not
/// read by then is forgotten.
pub struct Hidden(Option<Termios>);

impl Hidden {
    /// Shows nothing at all.
    pub fn all() -> Self {
        Self::but(LocalModes::empty())
    }

    /// Shows nothing but this.
    fn but(shown: LocalModes) -> Self {
        let before = tcgetattr(std::io::stdin()).ok();
        if let Some(before) = &before {
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
            silent.local_modes.insert(shown);
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

/// Asks without showing what is typed; nothing typed is asked for again.
///
/// # Errors
/// Of kind `Interrupted` when the input ends or the person stops.
pub async fn ask(session: &mut Session, question: &str) -> Result<SecretString, UserError> {
    let _hidden = Hidden::but(LocalModes::ECHONL);
    loop {
        let answer = session.ask(question).await?;
        if !answer.is_empty() {
            return Ok(SecretString::from(answer));
        }
    }
}

/// The first line of stdin, where nobody is asked.
///
/// # Errors
/// Of kind `Usage` when there is none.
pub async fn from_stdin(session: &Session, what: &str) -> Result<SecretString, UserError> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = Zeroizing::new(String::new());
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let stopped = || UserError::new(ErrorKind::Interrupted, "stopped, nothing was done");
    let line = tokio::select! {
        () = session.stop.cancelled() => return Err(stopped()),
        read = read => read.map_err(|_| stopped())?,
    };
    let unread = |why: String| {
        UserError::new(ErrorKind::Usage, format!("{what} can't be read"))
            .why(why)
            .next(format!("where nobody can be asked, the first line of standard input is {what}"))
    };
    let line = line.map_err(|error| unread(error.to_string()))?;
    match line.trim_end_matches(['\r', '\n']) {
        "" => Err(unread("standard input is empty".to_owned())),
        text => Ok(SecretString::from(text.to_owned())),
    }
}
