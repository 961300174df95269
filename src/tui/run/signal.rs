//! What the system may ask for while the screen is up.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// A signal, by what it means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End: SIGTERM, SIGHUP.
    Terminate,
    /// End as if the person had left: SIGINT from outside.
    Interrupt,
    /// Give the terminal back and stop: SIGTSTP from outside.
    Stop,
    /// The shell has brought us to the front again without our having stopped ourselves: SIGCONT.
    Continue,
}

/// The signals that are listened to.
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    stop: tokio::signal::unix::Signal,
    go_on: tokio::signal::unix::Signal,
}

impl Signals {
    /// Starts to listen.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.hang_up.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.stop.recv() => Signal::Stop,
            _ = self.go_on.recv() => Signal::Continue,
        }
    }
}

/// The number of the signal of a changed size.
pub const RESIZED: i32 = rustix::process::Signal::WINCH.as_raw();

/// The signal of a changed size, on its own: it belongs to what the terminal sends.
pub struct Resized(tokio::signal::unix::Signal);

impl Resized {
    /// Starts to listen.
    pub fn new() -> io::Result<Self> {
        Ok(Self(signal(SignalKind::window_change())?))
    }

    /// The next one; several at once count as one.
    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}
