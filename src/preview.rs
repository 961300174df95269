//! Looks into a stored file, so that it can be seen without leaving the terminal: a picture made small enough, the
//! text of a PDF, how long a recording is. The screen asks here, beside its own thread.
//!
//! Files come from strangers. What they are is decided by their first bytes and never by their name; every reader has
//! limits of bytes, memory and time, and stops as soon as nobody wants the answer. Nothing here writes to the disk or
//! starts anything but `pdftotext`.

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::sync::Semaphore;

pub mod bounded;
pub mod document;
pub mod kitty;
pub mod picture;
pub mod recording;
pub mod sixel;
pub mod terminal;

use bounded::{Bounded, Wish};
pub use document::Document;
pub use picture::Picture;
pub use recording::Recording;
pub use terminal::Pictures;

/// The most bytes that are read of a file.
const BYTES: u64 = 64 * 1024 * 1024;
/// The longest time that is taken for one.
const TIME: Duration = Duration::from_secs(8);
/// How long the answer is waited for, with those before it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How pictures get onto the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Two pixels in each cell.
    Blocks(Depth),
    /// A sign for each pixel, without colour: for terminals that show nothing else.
    Signs,
    /// kitty's protocol.
    Kitty,
    /// iTerm2's protocol.
    Iterm2,
    /// Sixel.
    Sixel,
}

impl Way {
    /// Whether the terminal draws the picture itself, beside the cells.
    pub fn is_sent(self) -> bool {
        matches!(self, Way::Kitty | Way::Iterm2 | Way::Sixel)
    }

    /// What a terminal can, by the name that it gives itself; only those that always can.
    pub fn of_terminal(name: &str) -> Option<Self> {
        const KNOWN: [(&str, Way); 7] = [
            ("kitty", Way::Kitty),
            ("ghostty", Way::Kitty),
            ("konsole", Way::Kitty),
            ("iterm2", Way::Iterm2),
            ("wezterm", Way::Iterm2),
            ("mintty", Way::Iterm2),
            ("foot", Way::Sixel),
        ];
        let name = name.trim_start().to_ascii_lowercase();
        KNOWN.iter().find(|(known, _)| name.starts_with(known)).map(|(_, way)| *way)
    }
}

/// How many colours a cell can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// All of them.
    Exact,
    /// The 256 that nearly every terminal has.
    Indexed,
}

/// In what room a file is to be shown, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Columns of cells.
    pub columns: u16,
    /// Rows of cells.
    pub rows: u16,
    /// Columns and rows of pixels in a cell; a guess where the terminal doesn't say.
    pub cell: (u16, u16),
    /// How pictures are drawn; `None` when they aren't wanted.
    pub way: Option<Way>,
}

/// What a file has to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A picture.
    Picture(Box<Picture>),
    /// A PDF or a plain text.
    Document(Document),
    /// Sound or film.
    Recording(Recording),
    /// Nothing that can be shown here.
    Nothing,
    /// It can't be shown: why.
    Trouble(Trouble),
}

/// Why a file can't be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is not where it should be, or can't be read.
    Unreadable,
    /// It is not what its first bytes say, or broken off.
    Damaged,
    /// Showing it would take too much memory.
    TooLarge,
    /// Showing it would take too long.
    TooSlow,
    /// Of a kind that can't be decoded here.
    Unknown,
    /// Pictures are switched off.
    Off,
}

impl Trouble {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Trouble::TooLarge,
            io::ErrorKind::TimedOut => Trouble::TooSlow,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => Trouble::Damaged,
            _ => Trouble::Unreadable,
        }
    }
}

/// What kind of file it is, by its first bytes.
enum Sort {
    Picture,
    Pdf,
    Text,
    Recording(Recording),
    Other,
}

/// Looks into a file. Dropping the future ends the work.
pub async fn look(path: &Path, wanted: Wanted) -> Look {
    look_with(path, wanted, Path::new("pdftotext")).await
}

async fn look_with(path: &Path, wanted: Wanted, pdftotext: &Path) -> Look {
    let wish = Wish::default();
    let _guard = wish.guard();
    let (file, wish) = (path.to_owned(), wish.clone());
    let begun = beside(move || first(&file, wanted, &wish)).await;
    match begun {
        Ok(Begun::Done(look)) => look,
        Ok(Begun::Pdf(document)) => Look::Document(document::with_text(document, path, pdftotext).await),
        Err(trouble) => Look::Trouble(trouble),
    }
}

/// Whether a file is a PDF without text and without pictures, which stands for a missing one.
pub async fn is_placeholder(path: &Path) -> bool {
    let wish = Wish::default();
    let _guard = wish.guard();
    let (file, wish) = (path.to_owned(), wish.clone());
    let blank = beside(move || {
        let mut file = Bounded::open(&file, document::SMALL, TIME, &wish).ok()?;
        let head: [u8; 5] = file.exactly(0)?;
        (head == *b"%PDF-").then(|| document::facts(&mut file).blank)
    });
    blank.await.ok().flatten().unwrap_or(false)
}

/// Files are looked into one after the other, also by those who have moved on: a large picture takes much memory, and
/// a decoder can't always be stopped at once.
static ONE: Semaphore = Semaphore::const_new(1);

/// Work that may take a while, on a thread of its own. When it breaks off, the hook for panics tells the log where,
/// and nothing of the file.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Trouble> {
    let working = async {
        let turn = ONE.acquire().await.map_err(|_| Trouble::TooSlow)?;
        let work = move || {
            let _until_the_work_ends = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Trouble::Damaged)
    };
    tokio::time::timeout(PATIENCE, working).await.unwrap_or(Err(Trouble::TooSlow))
}

/// What the first look brings.
enum Begun {
    Done(Look),
    /// A PDF, whose text is asked of another program.
    Pdf(Document),
}

fn first(path: &Path, wanted: Wanted, wish: &Wish) -> Begun {
    let mut file = match Bounded::open(path, BYTES, TIME, wish) {
        Ok(file) => file,
        Err(_) => return Begun::Done(Look::Trouble(Trouble::Unreadable)),
    };
    Begun::Done(match sort(&mut file) {
        Sort::Picture => match wanted.way {
            None => Look::Trouble(Trouble::Off),
            Some(way) => match picture::read(&mut file, wanted, way) {
                Ok(picture) => Look::Picture(Box::new(picture)),
                Err(trouble) => Look::Trouble(trouble),
            },
        },
        Sort::Pdf => return Begun::Pdf(document::facts(&mut file)),
        Sort::Text => document::plain(&mut file).map_or_else(Look::Trouble, Look::Document),
        Sort::Recording(recording) => Look::Recording(recording),
        Sort::Other => Look::Nothing,
    })
}

fn sort(file: &mut Bounded) -> Sort {
    let Ok(head) = file.bytes_at(0, 4_096) else { return Sort::Other };
    if head.starts_with(b"%PDF-") {
        return Sort::Pdf;
    }
    let mime = infer::get(&head).map(|found| found.mime_type()).unwrap_or_default();
    if mime.starts_with("image/") {
        return Sort::Picture;
    }
    if let Some(recording) = recording::read(file) {
        return Sort::Recording(recording);
    }
    if mime.is_empty() && document::is_text(&head) { Sort::Text } else { Sort::Other }
}

#[cfg(test)]
mod tests;
