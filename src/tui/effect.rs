//! What `update` wants done in the world, as data; `run.rs` does it.

use super::msg::{Ask, Subject, Ticket};
use super::secret::Secret;
use crate::domain::{Key, MediaId};
use crate::engine::Command;

/// Something to be done outside of the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell the engine.
    Send(Command),
    /// Ask the store.
    Query(Ticket, Ask),
    /// Ring the bell and show a notification with this text, as far as that is wanted.
    Notify(String),
    /// Hand a text to the terminal's clipboard; the name of what it is, for the message afterwards.
    Copy(&'static str, Secret),
    /// The same past tmux, which has refused it.
    CopyAround(&'static str, Secret),
    /// Open a chat page in the browser.
    Browse(Option<Key>, Secret),
    /// Open a stored file with the system's viewer.
    View(Key, MediaId),
    /// Nobody waits for the answer to such a question any more.
    Forget(Subject),
    /// Ask the terminal about itself, for pictures.
    Probe(Probing),
    /// Give the terminal back and stop until the shell brings us to the front again.
    Suspend,
    /// Paint everything anew.
    Repaint,
    /// End the screen.
    Leave,
}

/// What a terminal is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probing {
    /// Its name, and the size of its cells.
    Name,
    /// The size of its cells alone, which the system knows.
    Size,
}

/// Whose the mouse is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// Ours.
    Taken,
    /// The terminal's.
    Released,
}
