//! Taking turns at writing, among processes.
//!
//! SQLite's own waiting is polling with growing pauses: beside a process that writes without pause, another may
//! wait for seconds. Here each writer first takes the place *next in line*, then the *turn*: whoever has just
//! written finds the next place taken by the one who waits. A process that stopped in the middle (Ctrl-Z) is
//! passed by after a moment; this is courtesy, SQLite's own lock is what protects.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(1);
const PASS_BY: u32 = 250;

/// The two places.
pub(super) struct Turnstile {
    next: Option<File>,
    turn: Option<File>,
}

/// The turn, given back when dropped.
pub(super) struct Turn<'a>(Option<&'a File>);

impl Turnstile {
    /// Where a file system can't lock, everybody simply writes.
    pub(super) fn new(db: &Path) -> Self {
        let open = |ending: &str| {
            let mut name = db.as_os_str().to_owned();
            name.push(ending);
            let file = PathBuf::from(name);
            OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(file).ok()
        };
        Self { next: open("-next"), turn: open("-turn") }
    }

    /// Waits for the turn.
    pub(super) fn wait(&self) -> Turn<'_> {
        let (Some(next), Some(turn)) = (&self.next, &self.turn) else { return Turn(None) };
        let in_line = lock(next);
        let mine = lock(turn);
        if in_line {
            let _ = next.unlock();
        }
        Turn(mine.then_some(turn))
    }
}

fn lock(file: &File) -> bool {
    for _ in 0..PASS_BY {
        match file.try_lock() {
            Ok(()) => return true,
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(std::fs::TryLockError::Error(_)) => return false,
        }
    }
    false
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(turn) = self.0 {
            let _ = turn.unlock();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn nobody_starves_beside_a_greedy_writer() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("inbox.db");
        let (started, stop) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let turnstile = Turnstile::new(&db);
                while !stop.load(Ordering::SeqCst) {
                    let _turn = turnstile.wait();
                    started.store(true, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
            while !started.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            // Without the line this loop would hardly ever get in: the other gives its turn back for nanoseconds.
            let turnstile = Turnstile::new(&db);
            for _ in 0..10 {
                assert!(turnstile.wait().0.is_some());
            }
            stop.store(true, Ordering::SeqCst);
        });
    }
}
