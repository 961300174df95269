//! The store's threads: one writes, several read. Each owns its connection and takes closures from a queue; the
//! answer goes back through a oneshot.
//!
//! Whoever drops the future of a read has lost interest: a read that waits is skipped, one that runs is
//! interrupted, so that searching as you type never queues.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, InterruptHandle};

pub(super) type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// Locks, whatever happened to a former holder: what is kept under these locks is whole at any time.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    closed: bool,
}

/// Jobs for one thread or several.
#[derive(Default)]
pub(super) struct Queue {
    jobs: Mutex<Jobs>,
    ready: Condvar,
}

impl Queue {
    /// Adds a job; `false` when the store is closed.
    pub(super) fn push(&self, job: Job) -> bool {
        let mut jobs = lock(&self.jobs);
        if jobs.closed {
            return false;
        }
        jobs.waiting.push_back(job);
        drop(jobs);
        self.ready.notify_one();
        true
    }

    /// Whether a job waits.
    pub(super) fn is_wanted(&self) -> bool {
        !lock(&self.jobs).waiting.is_empty()
    }

    /// No more jobs; those that wait are still done.
    pub(super) fn close(&self) {
        lock(&self.jobs).closed = true;
        self.ready.notify_all();
    }

    /// Works until closed and empty. `idle` says how long to wait before `on_idle` is called, if at all.
    pub(super) fn work(
        &self,
        db: &mut Connection,
        idle: impl Fn() -> Option<Duration>,
        mut on_idle: impl FnMut(&mut Connection),
    ) {
        loop {
            let job = {
                let mut jobs = lock(&self.jobs);
                loop {
                    if let Some(job) = jobs.waiting.pop_front() {
                        break Some(job);
                    }
                    if jobs.closed {
                        return;
                    }
                    match idle() {
                        None => jobs = self.ready.wait(jobs).unwrap_or_else(PoisonError::into_inner),
                        Some(time) => {
                            let (guard, late) =
                                self.ready.wait_timeout(jobs, time).unwrap_or_else(PoisonError::into_inner);
                            jobs = guard;
                            if late.timed_out() && jobs.waiting.is_empty() {
                                break None;
                            }
                        }
                    }
                }
            };
            match job {
                // A job that panics must not take its thread along: its transaction rolls back, its asker hears.
                Some(job) => drop(catch_unwind(AssertUnwindSafe(|| job(db)))),
                None => on_idle(db),
            }
        }
    }
}

/// Connects a read with whoever waits for it.
#[derive(Default)]
pub(super) struct Interest {
    gone: AtomicBool,
    running: Mutex<Option<Arc<InterruptHandle>>>,
}

impl Interest {
    /// Whether nobody waits any more.
    pub(super) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }

    /// The read begins on this connection.
    pub(super) fn begin(&self, handle: Arc<InterruptHandle>) {
        *lock(&self.running) = Some(handle);
    }

    /// The read is over: from here on the connection belongs to somebody else.
    pub(super) fn end(&self) {
        *lock(&self.running) = None;
    }
}

/// Held by whoever waits; dropping it ends the read.
pub(super) struct Waiting(pub(super) Arc<Interest>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.gone.store(true, Ordering::Relaxed);
        // Under the lock, so that a connection is never interrupted for a read that has ended.
        if let Some(handle) = &*lock(&self.0.running) {
            handle.interrupt();
        }
    }
}
