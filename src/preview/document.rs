//! Texts: of a PDF by `pdftotext`, where that is installed, in a process of its own with limits; else what can be
//! counted in the file itself. A plain text as it is.

use std::ffi::OsStr;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

use super::Trouble;
use super::bounded::Bounded;

/// The most text that is kept, in bytes.
const TEXT: usize = 256 * 1024;
/// The most pages whose text is asked for.
const PAGES: u32 = 50;
/// How long `pdftotext` may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How much memory `pdftotext` may take.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 768 * 1024 * 1024;
/// As much of a PDF is looked through for its pages.
const COUNTED: usize = 8 * 1024 * 1024;
/// A PDF that stands for a missing one is smaller than this.
pub const SMALL: u64 = 16 * 1024;

/// A text to read.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// Whether it is a PDF, and not a plain text.
    pub pdf: bool,
    /// How many pages it has, where that could be counted.
    pub pages: Option<u32>,
    /// Its text; `None` when there is nobody who reads it.
    pub text: Option<String>,
    /// There is more text than is kept.
    pub cut: bool,
    /// It has neither text nor pictures.
    pub blank: bool,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("pages", &self.pages)
            .field("blank", &self.blank)
            .finish_non_exhaustive()
    }
}

/// Whether bytes are the beginning of a plain text.
pub(super) fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // Cut inside a character.
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    };
    valid && !head.is_empty() && !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=31))
}

/// A plain text.
pub(super) fn plain<R: Read + Seek>(file: &mut Bounded<R>) -> Result<Document, Trouble> {
    let bytes = file.bytes_at(0, TEXT).map_err(|error| Trouble::of(&error))?;
    let cut = file.size() > bytes.len() as u64;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Document { pdf: false, pages: None, text: Some(text), cut, blank: false })
}

/// What can be counted in a PDF without understanding it.
pub(super) fn facts<R: Read + Seek>(file: &mut Bounded<R>) -> Document {
    let bytes = file.bytes_at(0, COUNTED).unwrap_or_default();
    let whole = file.size() == bytes.len() as u64;
    let marks = |mark: &str| places(&bytes, mark.as_bytes()).count();
    // `/Type/Page` with any space between, but not `/Pages`.
    let pages = places(&bytes, b"/Type").filter(|at| {
        let rest = bytes[at + 5..].trim_ascii_start();
        rest.starts_with(b"/Page") && rest.get(5).is_none_or(|next| !next.is_ascii_alphanumeric())
    });
    let pages = u32::try_from(pages.count()).unwrap_or(u32::MAX);
    // In packed objects, pages, fonts and pictures can't be seen.
    let packed = marks("/ObjStm") > 0 || marks("/Encrypt") > 0;
    let shows = ["/Font", "/XObject", "/Image", "/Pattern", "/Shading", "/AcroForm", "/Annots", "BI "];
    let small = whole && file.size() < SMALL;
    let nothing = small && shows.iter().all(|mark| marks(mark) == 0) && drawn(&bytes) <= 200;
    Document {
        pdf: true,
        pages: (whole && !packed && pages > 0).then_some(pages),
        text: None,
        cut: false,
        blank: nothing && !packed && pages > 0,
    }
}

/// Bytes in the streams of a PDF: an empty page has next to none.
fn drawn(bytes: &[u8]) -> usize {
    let mut sum = 0;
    let mut rest = bytes;
    while let Some(begins) = places(rest, b"stream").next() {
        let inside = &rest[begins + 6..];
        let ends = places(inside, b"endstream").next().unwrap_or(inside.len());
        sum += ends;
        rest = inside.get(ends + 9..).unwrap_or_default();
    }
    sum
}

fn places<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(from..)?;
            let at = from + rest.iter().position(|byte| *byte == mark[0])?;
            from = at + 1;
            if bytes[at..].starts_with(mark) {
                return Some(at);
            }
        }
    })
}

/// Adds the text of a PDF, if there is a program that reads it.
pub(super) async fn with_text(mut document: Document, path: &Path, program: &Path) -> Document {
    // An empty page has no text: nobody needs to be asked.
    if document.blank {
        return document;
    }
    let Some((text, whole)) = text(path, program.as_os_str()).await else { return document };
    if whole && document.pages.is_none() {
        document.pages =
            u32::try_from(text.matches('\u{c}').count()).ok().filter(|pages| (1..PAGES).contains(pages));
    }
    document.cut = !whole || document.pages.is_some_and(|pages| pages > PAGES);
    document.text = Some(text);
    document
}

/// The text by `pdftotext`, and whether that is all of it; `None` when there is no such program, or it fails.
async fn text(path: &Path, program: &OsStr) -> Option<(String, bool)> {
    // Whatever the file is called, its path is no option.
    let path = std::path::absolute(path).ok()?;
    let mut child = Command::new(program)
        .args(["-q", "-enc", "UTF-8", "-l", &PAGES.to_string(), "--"])
        .arg(path)
        .arg("-")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    limit(&child);
    let mut out = child.stdout.take()?.take(TEXT as u64 + 1);
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(PATIENCE, async {
        out.read_to_end(&mut bytes).await.ok()?;
        let whole = bytes.len() <= TEXT;
        // One that has more to say is not waited for.
        let ended = if whole { child.wait().await.ok()?.success() } else { true };
        ended.then_some(whole)
    });
    let whole = read.await.ok().flatten()?;
    bytes.truncate(TEXT);
    Some((String::from_utf8_lossy(&bytes).into_owned(), whole))
}

/// Bounds what a child may take. It has begun already, but not come far.
#[cfg(target_os = "linux")]
fn limit(child: &Child) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let Some(id) = id else { return };
    let bound = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    for (what, most) in
        [(Resource::As, MEMORY), (Resource::Cpu, PATIENCE.as_secs() + 1), (Resource::Fsize, 0)]
    {
        // Without the limit of the system, that of the time still holds.
        let _ = prlimit(Some(id), what, bound(most));
    }
}

/// Elsewhere only time and output are bounded.
#[cfg(not(target_os = "linux"))]
fn limit(_: &Child) {}

#[cfg(test)]
mod tests;
