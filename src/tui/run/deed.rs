//! Deeds outside of the program: the clipboard, the browser, a viewer.

use std::path::PathBuf;

use futures_util::future::BoxFuture;

use crate::browser::{self, Opener};
use crate::clipboard;
use crate::error::{Cause, ErrorKind, UserError};
use crate::local::Multiplexer;
use crate::tui::msg::Answer;
use crate::tui::secret::Secret;

/// How a text gets to the clipboard.
pub enum Clipboard {
    /// By writing this to the terminal.
    Write(Vec<u8>),
    /// By tmux.
    Tmux,
}

/// Chooses how.
pub fn clipboard(text: &Secret, multiplexer: Option<Multiplexer>) -> Clipboard {
    match clipboard::way(text.expose(), multiplexer) {
        clipboard::Way::Write(bytes) => Clipboard::Write(bytes),
        clipboard::Way::Tmux => Clipboard::Tmux,
    }
}

/// Hands a text to tmux.
pub async fn through_tmux(text: &Secret) -> Result<(), String> {
    clipboard::through_tmux(text.expose()).await.map_err(|error| error.to_string())
}

/// Hands a chat page to the browser.
pub async fn browse(link: &Secret, opener: &Opener) -> Result<(), String> {
    browser::open_secret(&secrecy::SecretString::from(link.expose().to_owned()), opener)
        .await
        .map_err(|error| error.why.unwrap_or(error.what))
}

/// Opens a stored file with the system's viewer.
pub async fn view(
    found: BoxFuture<'static, Result<Answer, UserError>>,
    opener: Opener,
) -> Result<PathBuf, UserError> {
    let Answer::MediaPath(Some(path)) = found.await? else {
        return Err(UserError::new(ErrorKind::Store, "the file is not stored").cause(Cause::NotSaved));
    };
    let opened = path.clone();
    // Starting the viewer may take a moment: not on the loop's thread.
    let started = tokio::task::spawn_blocking(move || opener.open(&opened)).await;
    match started {
        Ok(Ok(())) => Ok(path),
        Ok(Err(error)) => Err(UserError::new(ErrorKind::Partial, "the viewer could not be started")
            .cause(Cause::NotOpened)
            .why(error.to_string())),
        Err(_) => {
            Err(UserError::new(ErrorKind::Partial, "the viewer could not be started").cause(Cause::NotOpened))
        }
    }
}
