//! The request rate limit of an account: so many a second, with a short burst allowed.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// Gives out places in time: at most so many requests in any second, in the long run.
#[derive(Debug)]
pub struct Limit {
    gap: Duration,
    burst: Duration,
    free_at: Mutex<Option<Instant>>,
}

impl Limit {
    /// So many requests a second (at least one); as many may leave at once after a rest.
    pub fn per_second(requests: u32) -> Self {
        let requests = requests.max(1);
        let gap = Duration::from_secs(1) / requests;
        Self { gap, burst: gap * (requests - 1), free_at: Mutex::new(None) }
    }

    /// Takes the next place and says how long to wait for it.
    fn reserve(&self, now: Instant) -> Duration {
        let mut free_at = self.free_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let place = free_at.map_or(now, |at| at.max(now));
        *free_at = Some(place + self.gap);
        place.saturating_duration_since(now + self.burst)
    }

    /// Waits for a place.
    pub async fn wait(&self) {
        let wait = self.reserve(Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_then_the_rate_holds() {
        let limit = Limit::per_second(5);
        let start = Instant::now();
        for _ in 0..5 {
            limit.wait().await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        for _ in 0..50 {
            limit.wait().await;
        }
        // Timers are exact to the millisecond.
        assert!(start.elapsed().abs_diff(Duration::from_secs(10)) < Duration::from_millis(5));
    }

    #[tokio::test(start_paused = true)]
    async fn rest_earns_one_burst_and_not_more() {
        let limit = Limit::per_second(2);
        tokio::time::advance(Duration::from_secs(600)).await;
        let start = Instant::now();
        for _ in 0..4 {
            limit.wait().await;
        }
        assert!(start.elapsed().abs_diff(Duration::from_secs(1)) < Duration::from_millis(5));
    }

    #[test]
    fn zero_is_taken_for_one() {
        assert_eq!(Limit::per_second(0).gap, Duration::from_secs(1));
    }
}
