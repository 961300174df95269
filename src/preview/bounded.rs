//! A file that is read only so long and so far: whoever reads it stops when nobody wants the answer any more.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Says whether an answer is still wanted; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Wish(Arc<AtomicBool>);

impl Wish {
    /// Ends the wish when it is dropped.
    pub fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Dropped, the wish is over.
#[derive(Debug)]
pub struct Guard(Wish);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// An open file with its bounds.
#[derive(Debug)]
pub struct Bounded<R = File> {
    inner: R,
    size: u64,
    left: u64,
    until: Instant,
    wish: Wish,
}

impl Bounded<File> {
    /// Opens a plain file. At most `bytes` are read from it, and none after `time`.
    ///
    /// # Errors
    /// When it can't be opened, or is no plain file.
    pub fn open(path: &Path, bytes: u64, time: Duration, wish: &Wish) -> io::Result<Self> {
        let inner = File::open(path)?;
        let facts = inner.metadata()?;
        if !facts.is_file() {
            return Err(io::Error::other("it is no plain file"));
        }
        Ok(Self { inner, size: facts.len(), left: bytes, until: Instant::now() + time, wish: wish.clone() })
    }
}

impl<R> Bounded<R> {
    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether the time is over, or nobody wants the answer.
    pub fn is_over(&self) -> bool {
        self.wish.is_over() || Instant::now() >= self.until
    }
}

impl<R: Read + Seek> Bounded<R> {
    /// Bytes of any reader, for tests.
    #[cfg(test)]
    pub fn of(mut inner: R, bytes: u64) -> Self {
        let size = inner.seek(SeekFrom::End(0)).unwrap();
        inner.rewind().unwrap();
        Self {
            inner,
            size,
            left: bytes,
            until: Instant::now() + Duration::from_secs(60),
            wish: Wish::default(),
        }
    }

    /// Reads as much as there is at a place, at most this many bytes; nothing beyond the end.
    ///
    /// # Errors
    /// When the file can't be read, or its bounds are reached.
    pub fn bytes_at(&mut self, place: u64, most: usize) -> io::Result<Vec<u8>> {
        if place >= self.size {
            return Ok(Vec::new());
        }
        self.seek(SeekFrom::Start(place))?;
        let mut bytes = Vec::new();
        self.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads exactly this many bytes at a place; `None` where the file ends before.
    pub fn exactly<const N: usize>(&mut self, place: u64) -> Option<[u8; N]> {
        self.bytes_at(place, N).ok()?.try_into().ok()
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_over() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "it took too long"));
        }
        if self.left == 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"));
        }
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.inner.read(&mut buffer[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.inner.seek(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn it_is_read_only_so_far() {
        let mut file = Bounded::of(Cursor::new(vec![7; 100]), 30);
        assert_eq!(file.bytes_at(90, 50).unwrap(), [7; 10]);
        assert_eq!(file.exactly::<4>(98), None);
        assert_eq!(file.bytes_at(100, 4).unwrap(), Vec::<u8>::new());
        assert_eq!(file.bytes_at(0, 50).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn it_is_read_no_longer_when_nobody_wants_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "text").unwrap();
        let wish = Wish::default();
        let guard = wish.guard();
        let mut file = Bounded::open(&path, 100, Duration::from_secs(60), &wish).unwrap();
        assert_eq!(file.bytes_at(0, 2).unwrap(), b"te");
        drop(guard);
        assert_eq!(file.bytes_at(0, 2).unwrap_err().kind(), io::ErrorKind::TimedOut);
        let mut late = Bounded::open(&path, 100, Duration::ZERO, &Wish::default()).unwrap();
        assert!(late.bytes_at(0, 2).is_err());
        assert!(Bounded::open(folder.path(), 100, Duration::from_secs(60), &Wish::default()).is_err());
    }
}
