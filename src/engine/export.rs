//! Writing stored media out under their own, harmless names.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;

use super::progress::{Meter, Reporter};
use super::{Engine, Outcome, TaskId, Work};
use crate::domain::{Key, text};
use crate::error::{Cause, ErrorKind, Reason, UserError};
use crate::store::{Applicant, MediaState};

impl Engine {
    /// Writes the stored media of these applicants into `folder`, each applicant's in a folder of their own. A
    /// file that is there already with the same bytes is left alone; one with other bytes is never overwritten.
    pub async fn export(
        &self,
        task: TaskId,
        keys: Vec<Key>,
        folder: PathBuf,
        reporter: &Reporter,
        cancel: &CancellationToken,
    ) -> Outcome {
        let meter = Meter::new(reporter, task, Work::Export, Some(keys.len() as u64));
        let (mut files, mut there) = (0, 0);
        let mut failed = Vec::new();
        let made = {
            let folder = folder.clone();
            tokio::task::spawn_blocking(move || make_folder(&folder)).await
        };
        if let Ok(Err(error)) = made {
            let what = format!("nothing can be written to {}", folder.display());
            return Outcome::Failed(
                UserError::new(ErrorKind::Partial, what)
                    .why(error.to_string())
                    .cause(Cause::NotWritten)
                    .next("name a folder that is yours"),
            );
        }
        for key in keys {
            if cancel.is_cancelled() {
                return Outcome::Cancelled;
            }
            let applicant = match self.store().detail(key).await {
                Ok(Some(applicant)) => applicant,
                Ok(None) => continue,
                Err(error) => return Outcome::Failed(error.into()),
            };
            let own = folder.join(folder_name(&applicant));
            for media in &applicant.media {
                match self.export_one(key, media, &own).await {
                    Ok((bytes, copied)) => {
                        files += 1;
                        there += u64::from(copied == Copied::Before);
                        meter.add(0, bytes);
                    }
                    Err(why) => failed.push((applicant.row.id.clone(), why)),
                }
            }
            meter.add(1, 0);
        }
        meter.end();
        Outcome::Exported { folder, files, there, failed }
    }

    async fn export_one(&self, key: Key, media: &MediaState, folder: &Path) -> Result<(u64, Copied), Reason> {
        let name = file_name(media);
        let from = match self.store().media_path(key, &media.media.id).await {
            Ok(Some(path)) if media.saved => path,
            Ok(_) => return Err(Reason::new(Cause::NotSaved, format!("{name} is not saved yet"))),
            Err(error) => return Err(Reason::from(&UserError::from(error))),
        };
        let folder = folder.to_path_buf();
        let shown = folder.join(&name).display().to_string();
        let written = tokio::task::spawn_blocking(move || copy(&from, &folder, &name)).await;
        match written {
            Ok(Ok(copied)) => Ok(copied),
            Ok(Err(error)) => Err(Reason::new(Cause::NotWritten, format!("{shown}: {error}"))),
            Err(error) => Err(Reason::new(Cause::NotWritten, error.to_string())),
        }
    }
}

/// Whether a copy was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    /// Now.
    Now,
    /// It was there already.
    Before,
}

/// The longest name of a folder that every file system takes, in bytes.
const LONGEST_NAME: usize = 255;
/// As much of an id as is worth reading in it.
const LONGEST_ID: usize = 120;

/// An applicant's folder: the name for people, the id so that two of one name stay apart.
fn folder_name(applicant: &Applicant) -> String {
    let printed = applicant.row.id.to_string();
    let mut id = text::file_name(&printed, "applicant");
    // What was left out or replaced may be all that sets it apart from another.
    if id.len() > LONGEST_ID || id != printed.replacen('/', "_", 1) {
        use sha2::Digest as _;
        let hash: String =
            sha2::Sha256::digest(printed.as_bytes())[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        id = format!("{}~{hash}", cut(&id, LONGEST_ID - hash.len() - 1));
    }
    let name = text::file_name(&applicant.row.name, "");
    if name.is_empty() || name == applicant.source_id.as_str() {
        return id;
    }
    format!("{} ({id})", cut(&name, LONGEST_NAME - id.len() - 3).trim_end())
}

/// The beginning of a text, of at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A file's own name made harmless, with an ending when it has none.
fn file_name(media: &MediaState) -> String {
    let fallback =
        format!("{}-{}", media.media.role.as_str(), text::file_name(media.media.id.as_str(), "file"));
    let name = text::file_name(media.media.name.as_deref().unwrap_or_default(), &fallback);
    let known = media.sniffed.as_deref().or(media.media.mime.as_deref());
    if Path::new(&name).extension().is_some() {
        return name;
    }
    match known.and_then(ending) {
        Some(ending) => format!("{name}.{ending}"),
        None => name,
    }
}

fn ending(mime: &str) -> Option<&'static str> {
    Some(match mime.split(';').next().unwrap_or_default().trim() {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/heic" => "heic",
        "audio/ogg" => "ogg",
        "audio/mpeg" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "video/mp4" => "mp4",
        "text/plain" => "txt",
        _ => return None,
    })
}

/// Copies a file into a folder for its owner alone, atomically, under the first free name. The same bytes are
/// not written twice.
fn copy(from: &Path, folder: &Path, name: &str) -> io::Result<(u64, Copied)> {
    make_folder(folder)?;
    let size = fs::metadata(from)?.len();
    for counter in 1..10_000 {
        let to = folder.join(numbered(name, counter));
        match fs::symlink_metadata(&to) {
            Ok(there) if there.is_file() && there.len() == size && same(from, &to)? => {
                return Ok((size, Copied::Before));
            }
            Ok(_) => continue,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let temporary = tempfile::Builder::new()
            .prefix(".kandidat-")
            .permissions(fs::Permissions::from_mode(0o600))
            .tempfile_in(folder)?;
        let mut target = fs::OpenOptions::new().write(true).mode(0o600).open(temporary.path())?;
        io::copy(&mut fs::File::open(from)?, &mut target)?;
        target.sync_all()?;
        match temporary.persist_noclobber(&to) {
            Ok(_) => return Ok((size, Copied::Now)),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("too many files called {name}")))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn numbered(name: &str, counter: u32) -> String {
    if counter == 1 {
        return name.to_owned();
    }
    match name.rfind('.').filter(|at| *at > 0) {
        Some(at) => format!("{} ({counter}){}", &name[..at], &name[at..]),
        None => format!("{name} ({counter})"),
    }
}

fn same(one: &Path, other: &Path) -> io::Result<bool> {
    use io::Read;
    let (mut one, mut other) =
        (io::BufReader::new(fs::File::open(one)?), io::BufReader::new(fs::File::open(other)?));
    let (mut left, mut right) = ([0; 8192], [0; 8192]);
    loop {
        let many = one.read(&mut left)?;
        if many == 0 {
            return Ok(other.read(&mut right[..1])? == 0);
        }
        other.read_exact(&mut right[..many])?;
        if left[..many] != right[..many] {
            return Ok(false);
        }
    }
}

impl Engine {
    /// Refuses when this inbox may only be looked at.
    ///
    /// # Errors
    /// Exit code 2, saying how to change it.
    pub fn writable(&self) -> Result<(), UserError> {
        if self.config().ui.read_only {
            return Err(UserError::new(ErrorKind::Usage, "this inbox is open for reading only")
                .cause(Cause::ReadOnly)
                .next("leave --read-only (or [ui] read_only) away to change anything"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_written_once_and_others_never_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        fs::write(&one, b"one").unwrap();
        fs::write(&two, b"two").unwrap();
        let out = home.path().join("out/deep");
        assert_eq!(copy(&one, &out, "cv.pdf").unwrap(), (3, Copied::Now));
        assert_eq!(copy(&one, &out, "cv.pdf").unwrap(), (3, Copied::Before));
        copy(&two, &out, "cv.pdf").unwrap();
        let mut names: Vec<_> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["cv (2).pdf", "cv.pdf"]);
        assert_eq!(fs::read(out.join("cv.pdf")).unwrap(), b"one");
        assert_eq!(fs::metadata(out.join("cv.pdf")).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_under_the_name_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (from, victim, out) =
            (home.path().join("from"), home.path().join("victim"), home.path().join("out"));
        fs::write(&from, b"data").unwrap();
        fs::write(&victim, b"data").unwrap();
        fs::create_dir(&out).unwrap();
        std::os::unix::fs::symlink(&victim, out.join("a.txt")).unwrap();
        copy(&from, &out, "a.txt").unwrap();
        assert_eq!(fs::read(out.join("a (2).txt")).unwrap(), b"data");
    }
}
