//! The person's clipboard, reached through the terminal, wherever that stands.
//!
//! Nobody answers: what was sent is *sent to the terminal*, never *copied*.

use std::io;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::local::Multiplexer;

/// How a text gets to the clipboard.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// Write these bytes to the terminal.
    Write(Vec<u8>),
    /// Hand the text to tmux by [`through_tmux`], which passes it on.
    Tmux,
}

/// Chooses the way. An application's own OSC 52 is dropped by tmux with its default settings; screen needs it
/// wrapped, in pieces.
pub fn way(text: &str, multiplexer: Option<Multiplexer>) -> Way {
    match multiplexer {
        Some(Multiplexer::Tmux) => Way::Tmux,
        Some(Multiplexer::Screen) => Way::Write(osc52_for_screen(text)),
        None => Way::Write(osc52(text)),
    }
}

/// The sequence that puts a text into the terminal's clipboard.
pub fn osc52(text: &str) -> Vec<u8> {
    format!("\x1b]52;c;{}\x1b\\", STANDARD.encode(text)).into_bytes()
}

/// The sequence for the terminal around tmux: it passes on what is wrapped so, where its `allow-passthrough` is set.
pub fn osc52_through_tmux(text: &str) -> Vec<u8> {
    let inner = format!("\x1b]52;c;{}\x07", STANDARD.encode(text)).replace('\x1b', "\x1b\x1b");
    format!("\x1bPtmux;{inner}\x1b\\").into_bytes()
}

/// Screen passes device control strings through, up to a length: the sequence goes in pieces, each in its own.
fn osc52_for_screen(text: &str) -> Vec<u8> {
    let whole = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    let mut out = Vec::with_capacity(whole.len() * 2);
    for piece in whole.as_bytes().chunks(76) {
        out.extend_from_slice(b"\x1bP");
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\x1b\\");
    }
    out
}

/// The buffer that a text passes through in tmux; it is deleted right after, since tmux keeps what it is given.
const BUFFER: &str = "kandidat";

/// Hands a text to tmux, which sends it on to the terminal (3.2 and later).
///
/// # Errors
/// When tmux can't be run or refuses.
pub async fn through_tmux(text: &str) -> io::Result<()> {
    let mut tmux = Command::new("tmux")
        .args(["load-buffer", "-w", "-b", BUFFER, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = tmux.stdin.take() {
        input.write_all(text.as_bytes()).await?;
    }
    let ended = tmux.wait().await?;
    let deleted = Command::new("tmux")
        .args(["delete-buffer", "-b", BUFFER])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .await;
    match (ended.success(), deleted) {
        (true, Ok(_)) => Ok(()),
        (true, Err(error)) => Err(error),
        (false, _) => Err(io::Error::other("tmux refused the text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_carried_as_base64() {
        assert_eq!(osc52("ü\n"), b"\x1b]52;c;w7wK\x1b\\");
        assert!(way("x", None) == Way::Write(osc52("x")));
        assert!(way("x", Some(Multiplexer::Tmux)) == Way::Tmux);
    }

    #[test]
    fn what_goes_through_tmux_is_wrapped_with_its_escapes_doubled() {
        assert_eq!(osc52_through_tmux("ü\n"), b"\x1bPtmux;\x1b\x1b]52;c;w7wK\x07\x1b\\");
    }

    #[test]
    fn screen_gets_it_in_pieces_that_join_to_the_whole() {
        let text = "a long link ".repeat(40);
        let Way::Write(bytes) = way(&text, Some(Multiplexer::Screen)) else { panic!("screen is written to") };
        let wrapped = String::from_utf8(bytes).unwrap();
        let joined: String = wrapped.split("\x1b\\").map(|piece| piece.trim_start_matches("\x1bP")).collect();
        assert_eq!(joined, format!("\x1b]52;c;{}\x07", STANDARD.encode(&text)));
    }
}
