//! Being stopped: by the person (SIGINT) or by the system (SIGTERM, SIGHUP). The first signal asks the command to
//! come to a safe end; a second one, or a command that takes too long, ends the process as it is, which is safe
//! too: every step is durable before the next begins.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::error::ErrorKind;

/// Sent when a file would grow beyond the limit (`ulimit -f`); the same number on Linux and macOS.
const FILE_TOO_LARGE: i32 = 25;

/// How long a command may take to come to its safe end.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a command does when it is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// It comes to a safe end by itself, and tells what it did.
    Stops,
    /// It is left where it is.
    Drops,
}

/// Knows whether, and by whom, the run was stopped.
#[derive(Clone, Default)]
pub struct Stop {
    asked: CancellationToken,
    kind: Arc<AtomicU8>,
}

impl Stop {
    /// Nobody has stopped it yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancelled when it should come to an end.
    pub fn token(&self) -> CancellationToken {
        self.asked.clone()
    }

    /// By whom it was stopped.
    pub fn kind(&self) -> Option<ErrorKind> {
        match self.kind.load(Ordering::SeqCst) {
            0 => None,
            1 => Some(ErrorKind::Interrupted),
            _ => Some(ErrorKind::Terminated),
        }
    }

    /// Waits until it was stopped and has had its time.
    pub async fn waited_for(&self, command: Heed) {
        self.asked.cancelled().await;
        if command == Heed::Stops {
            tokio::time::sleep(PATIENCE).await;
        }
    }

    /// Takes the signal that a file limit sends, for good: the write then fails like one on a full disk and is told
    /// as such, instead of ending the process without a word.
    pub fn outlive_file_limit() {
        let _usual_fate_without = signal(SignalKind::from_raw(FILE_TOO_LARGE));
    }

    /// Listens from now on.
    pub fn listen(&self) {
        let streams =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()), signal(SignalKind::hangup()));
        // Without them the signals do what they always do, which is to end the process.
        let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)) = streams else { return };
        let stop = self.clone();
        tokio::spawn(async move {
            loop {
                let kind = tokio::select! {
                    _ = interrupt.recv() => 1,
                    _ = terminate.recv() => 2,
                    _ = hangup.recv() => 2,
                };
                let _first_wins = stop.kind.compare_exchange(0, kind, Ordering::SeqCst, Ordering::SeqCst);
                if stop.asked.is_cancelled() {
                    // Whatever it hangs on, perhaps a pipe that nobody reads: enough is enough.
                    std::process::exit(stop.kind().map_or(130, |kind| i32::from(kind.exit_code())));
                }
                stop.asked.cancel();
            }
        });
    }
}
