//! Bytes of media files on their way to the disk: a temporary file beside its final place, hashed as it is written,
//! then moved to the address that its content gives it.
//!
//! The order is what the first promise stands on: flush the file, rename it, flush the folder; only then may a row
//! say that it is stored.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::{Error, hex, schema};

/// How temporary files begin.
const PART: &str = ".part-";
/// As much of a file as is looked at to see what it is.
const HEAD: usize = 8192;

/// A temporary file; gone when dropped.
struct Temporary {
    path: PathBuf,
    file: File,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Takes the bytes of one file. Dropped without [`BlobWriter::finish`] it leaves nothing behind. Writes to the disk:
/// call it where blocking is allowed.
pub struct BlobWriter {
    temporary: Temporary,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
}

/// Bytes that are written but not yet kept: hand them to [`super::Store::commit_media`]. Dropped, they are gone.
pub struct Blob {
    temporary: Temporary,
    /// The hash of the bytes.
    pub sha256: [u8; 32],
    /// How many bytes.
    pub size: u64,
    /// What they are, by their look: a media type.
    pub sniffed: Option<&'static str>,
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blob")
            .field("size", &self.size)
            .field("sniffed", &self.sniffed)
            .finish_non_exhaustive()
    }
}

impl BlobWriter {
    pub(super) fn new(folder: &Path) -> Result<BlobWriter, Error> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let process = std::process::id();
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{PART}{process}-{number}"));
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                Ok(file) => {
                    // Tells other processes' sweeps that somebody is writing here.
                    let _ = file.try_lock();
                    let temporary = Temporary { path, file };
                    return Ok(BlobWriter { temporary, hash: Sha256::new(), size: 0, head: Vec::new() });
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::ReadOnly`] or [`Error::Io`]; the file is of no use then.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.temporary.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        if self.head.len() < HEAD {
            let room = (HEAD - self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes[..room]);
        }
        Ok(())
    }

    /// How many bytes there are so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`Error::Length`] when another number of bytes was announced.
    pub fn finish(self, expected: Option<u64>) -> Result<Blob, Error> {
        if let Some(expected) = expected.filter(|expected| *expected != self.size) {
            return Err(Error::Length { expected, found: self.size });
        }
        crate::fail::point("store.media.written");
        Ok(Blob {
            temporary: self.temporary,
            sha256: self.hash.finalize().into(),
            size: self.size,
            sniffed: infer::get(&self.head).map(|kind| kind.mime_type()),
        })
    }
}

/// Where content of this hash is kept: `ab/cdef…`.
pub(super) fn address(folder: &Path, sha256: &[u8]) -> PathBuf {
    let name = hex(sha256);
    let (first, rest) = name.split_at(name.len().min(2));
    folder.join(first).join(rest)
}

/// Whether content is on the disk, as far as its length tells.
pub(super) fn is_there(folder: &Path, sha256: &[u8], size: i64) -> bool {
    std::fs::metadata(address(folder, sha256))
        .is_ok_and(|found| found.is_file() && i64::try_from(found.len()) == Ok(size))
}

fn flush_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Makes blobs durable at their addresses; answers, for each, with why it could not be done.
pub(super) fn settle(folder: &Path, blobs: Vec<Blob>) -> Vec<Result<(), Error>> {
    // The files first, several at a time: the disk joins their flushes.
    let threads = blobs.len().clamp(1, 8);
    let mut flushed: Vec<Option<Result<(), Error>>> = Vec::new();
    flushed.resize_with(blobs.len(), || None);
    std::thread::scope(|scope| {
        let share = blobs.len().div_ceil(threads).max(1);
        let mut rest = blobs.chunks(share).zip(flushed.chunks_mut(share));
        let mine = rest.next();
        for (blobs, flushed) in rest {
            scope.spawn(move || flush(blobs, flushed));
        }
        if let Some((blobs, flushed)) = mine {
            flush(blobs, flushed);
        }
    });
    crate::fail::point("store.media.flushed");
    let mut folders = BTreeSet::new();
    let mut results: Vec<Result<(), Error>> = Vec::with_capacity(blobs.len());
    let mut homes = Vec::with_capacity(blobs.len());
    for (blob, flushed) in blobs.into_iter().zip(flushed) {
        let home = address(folder, &blob.sha256);
        let result = match flushed {
            Some(Ok(())) => place(folder, blob, &home, &mut folders),
            Some(Err(error)) => Err(error),
            None => Err(Error::Bug("a file was not flushed".into())),
        };
        results.push(result);
        homes.push(home);
    }
    crate::fail::point("store.media.renamed");
    for touched in folders {
        if let Err(error) = flush_folder(&touched) {
            let why = error.to_string();
            for (result, home) in results.iter_mut().zip(&homes) {
                if result.is_ok() && (touched == folder || home.parent() == Some(&touched)) {
                    *result = Err(Error::Io(std::io::Error::other(why.clone())));
                }
            }
        }
    }
    crate::fail::point("store.media.folder-flushed");
    results
}

fn flush(blobs: &[Blob], flushed: &mut [Option<Result<(), Error>>]) {
    for (blob, flushed) in blobs.iter().zip(flushed) {
        // A flush that failed is never tried again: the system may have thrown the bytes away.
        *flushed = Some(blob.temporary.file.sync_all().map_err(Error::from));
    }
}

/// Moves one flushed file to its address, and names the folders that are to be flushed.
fn place(folder: &Path, blob: Blob, home: &Path, folders: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
    let Some(parent) = home.parent() else { return Err(Error::Bug("content without a folder".into())) };
    schema::make_folder(parent)?;
    // Also a folder that is there: who made it may have died before it was flushed.
    folders.extend([folder.to_owned(), parent.to_owned()]);
    let there = std::fs::metadata(home).is_ok_and(|found| found.is_file() && found.len() == blob.size);
    if there {
        // The same content, kept before, perhaps by a process that died before it flushed.
        File::open(home)?.sync_all()?;
        return Ok(());
    }
    std::fs::rename(&blob.temporary.path, home)?;
    Ok(())
}

/// Removes temporary files that nobody writes any more; answers with how many.
pub(super) fn sweep(folder: &Path) -> Result<u64, Error> {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PART) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        if file.try_lock().is_ok() && std::fs::remove_file(entry.path()).is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
}
