//! Pauses that a server asks for: they hold for the whole account, in every process.
//!
//! The engine implements [`PauseBoard`] over the store; [`InMemory`] serves one process (tests, the demo).

use std::sync::Mutex;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

/// Why a server wants to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// Too many requests (429).
    RateLimited,
    /// Announced maintenance (503 with `Retry-After`).
    Maintenance,
}

/// A pause: no request before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When requests make sense again.
    pub until: Timestamp,
    /// Why not before.
    pub why: Why,
}

/// Where an account's pause is written down, so that every process that works for it holds still.
///
/// It is asked before each request. A board that can't be read or written behaves as if nothing stood on it: a
/// pause is a courtesy, and the server repeats itself.
pub trait PauseBoard: Send + Sync {
    /// The pause that stands there, past ones included or not.
    fn current(&self) -> BoxFuture<'_, Option<Pause>>;

    /// Writes a pause down. One that ends earlier than what stands there changes nothing.
    fn set(&self, pause: Pause) -> BoxFuture<'_, ()>;
}

/// A board for one process.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<Option<Pause>>);

impl PauseBoard for InMemory {
    fn current(&self) -> BoxFuture<'_, Option<Pause>> {
        let pause = *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Box::pin(std::future::ready(pause))
    }

    fn set(&self, pause: Pause) -> BoxFuture<'_, ()> {
        let mut stands = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if stands.is_none_or(|stands| stands.until < pause.until) {
            *stands = Some(pause);
        }
        Box::pin(std::future::ready(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_later_pause_stands() {
        let board = InMemory::default();
        assert_eq!(board.current().await, None);
        let at = |text: &str| Pause { until: text.parse().unwrap(), why: Why::RateLimited };
        board.set(at("2026-03-01T10:05:00Z")).await;
        board.set(at("2026-03-01T10:01:00Z")).await;
        assert_eq!(board.current().await, Some(at("2026-03-01T10:05:00Z")));
    }
}
