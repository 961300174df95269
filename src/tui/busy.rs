//! An idle counter: raised before work starts and lowered when it is done, so that a test knows when the screen has
//! settled without ever sleeping. In the program itself nobody waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
struct Count {
    raised: AtomicUsize,
    lowered: Notify,
}

/// The counter; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Busy(Arc<Count>);

/// Some work that has not ended yet; dropping it is its end.
#[derive(Debug)]
pub struct Raised(Arc<Count>);

impl Busy {
    /// Raises the counter for work that is about to start.
    pub fn raise(&self) -> Raised {
        self.0.raised.fetch_add(1, Ordering::SeqCst);
        Raised(Arc::clone(&self.0))
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.0.raised.load(Ordering::SeqCst) == 0
    }

    /// Waits until nothing is under way.
    pub async fn settled(&self) {
        loop {
            let lowered = self.0.lowered.notified();
            if self.is_idle() {
                return;
            }
            lowered.await;
        }
    }
}

impl Drop for Raised {
    fn drop(&mut self) {
        if self.0.raised.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.lowered.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_settled_when_all_work_has_ended() {
        let busy = Busy::default();
        busy.settled().await;
        let (one, two) = (busy.raise(), busy.raise());
        drop(one);
        assert!(!busy.is_idle());
        let waiting = tokio::spawn({
            let busy = busy.clone();
            async move { busy.settled().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(two);
        waiting.await.unwrap();
    }
}
