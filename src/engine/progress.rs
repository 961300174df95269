//! How far work is: counted here, told at most ten times a second.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::{Event, Progress, TaskId, Work};

/// Where events go. A closed one is harmless: nobody is listening.
pub type Reporter = mpsc::UnboundedSender<Event>;

/// How often progress is told at most.
const PERIOD: Duration = Duration::from_millis(100);

/// Counts pieces and bytes of one piece of work.
pub struct Meter {
    reporter: Reporter,
    task: TaskId,
    work: Work,
    inner: Mutex<Inner>,
}

struct Inner {
    done: u64,
    total: Option<u64>,
    bytes: u64,
    started: Instant,
    told: Option<Instant>,
}

impl Meter {
    /// Starts counting; the first figure is told at once.
    pub fn new(reporter: &Reporter, task: TaskId, work: Work, total: Option<u64>) -> Self {
        let inner = Inner { done: 0, total, bytes: 0, started: Instant::now(), told: None };
        let meter = Self { reporter: reporter.clone(), task, work, inner: Mutex::new(inner) };
        meter.add(0, 0);
        meter
    }

    /// Counts pieces and bytes.
    pub fn add(&self, pieces: u64, bytes: u64) {
        let mut inner = self.lock();
        inner.done += pieces;
        inner.bytes += bytes;
        let now = Instant::now();
        if inner.told.is_none_or(|told| now.duration_since(told) >= PERIOD) {
            inner.told = Some(now);
            self.tell(&inner);
        }
    }

    /// More pieces turned up.
    pub fn grow(&self, pieces: u64) {
        let mut inner = self.lock();
        inner.total = Some(inner.total.unwrap_or(0) + pieces);
    }

    /// Tells the last figure.
    pub fn end(&self) {
        self.tell(&self.lock());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn tell(&self, inner: &Inner) {
        let seconds = inner.started.elapsed().as_secs_f64().max(0.001);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rate for people to read"
        )]
        let rate = (inner.bytes as f64 / seconds) as u64;
        let progress = Progress {
            task: self.task,
            work: self.work,
            done: inner.done,
            total: inner.total,
            bytes: inner.bytes,
            rate,
        };
        let _nobody_listens = self.reporter.send(Event::Progress(progress));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_told_as_its_beginning_and_its_end() {
        let (reporter, mut events) = mpsc::unbounded_channel();
        let meter = Meter::new(&reporter, TaskId(1), Work::Save, Some(1000));
        for _ in 0..1000 {
            meter.add(1, 10);
        }
        meter.end();
        let mut told = Vec::new();
        while let Ok(Event::Progress(progress)) = events.try_recv() {
            told.push((progress.done, progress.bytes));
        }
        assert_eq!(told.first(), Some(&(0, 0)));
        assert_eq!(told.last(), Some(&(1000, 10_000)));
        assert!(told.len() < 1000);
    }
}
