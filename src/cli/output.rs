//! The only place that prints. Data goes to stdout, everything else to stderr; a pipe that somebody closed ends
//! the printing quietly and never the work.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::json;
use crate::domain::text;
use crate::error::{ErrorKind, UserError};

/// What a person or a script hears.
pub struct Output {
    out: BufWriter<Box<dyn Write + Send>>,
    err: Box<dyn Write + Send>,
    /// Whether stdout is a terminal.
    pub to_terminal: bool,
    /// Whether stderr is a terminal.
    pub notes_to_terminal: bool,
    /// Whether data is written as JSON.
    pub json: bool,
    /// Whether only data and errors are told.
    pub quiet: bool,
    columns: usize,
    end: Option<io::Error>,
    drawn: usize,
}

impl Output {
    /// This process's stdout and stderr.
    pub fn process() -> Self {
        let columns = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_col));
        Self {
            out: BufWriter::with_capacity(64 * 1024, Box::new(io::stdout())),
            err: Box::new(io::stderr()),
            to_terminal: io::stdout().is_terminal(),
            notes_to_terminal: io::stderr().is_terminal(),
            json: false,
            quiet: false,
            columns: if columns == 0 { 80 } else { columns },
            end: None,
            drawn: 0,
        }
    }

    /// How wide a line may be: the terminal's width, or as wide as it likes.
    pub fn width(&self) -> Option<usize> {
        self.to_terminal.then_some(self.columns)
    }

    /// Whether nobody reads any more: what is still to be printed need not be made.
    pub fn closed(&self) -> bool {
        self.end.is_some()
    }

    /// Bytes of data as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.clear_progress();
        if self.end.is_none()
            && let Err(error) = self.out.write_all(bytes)
        {
            self.end = Some(error);
        }
    }

    /// A line of data, made by this program or made harmless before.
    pub fn line(&mut self, line: impl Display) {
        self.bytes(format!("{line}\n").as_bytes());
    }

    /// A line of data of which some came from elsewhere: controls are shown, not obeyed.
    pub fn text(&mut self, line: &str) {
        let line = text::line(line).into_owned();
        self.line(line);
    }

    /// One document, or one line of several.
    pub fn document(&mut self, document: &impl Serialize) {
        let line = json::write(document);
        self.line(line);
    }

    /// Hands on what was printed so far, for a reader who waits for it.
    pub fn flush(&mut self) {
        if self.end.is_none()
            && let Err(error) = self.out.flush()
        {
            self.end = Some(error);
        }
    }

    /// Something worth knowing that isn't data; not with `--quiet`.
    pub fn note(&mut self, line: impl Display) {
        if !self.quiet {
            self.warn(line);
        }
    }

    /// Something that must be heard. A stderr that is gone is nothing to stop for.
    pub fn warn(&mut self, line: impl Display) {
        self.flush();
        self.clear_progress();
        let text = line.to_string();
        let _nobody_reads = writeln!(self.err, "{}", text::lines(&text));
        let _nobody_reads = self.err.flush();
    }

    /// An error.
    pub fn error(&mut self, error: &UserError) {
        // Only this program's own account of what happened may have several lines.
        let mut told = format!("kandidat: {}", error.what);
        if let Some(why) = &error.why {
            told.push_str(&format!(": {}", text::line(why)));
        }
        if let Some(next) = &error.next {
            told.push_str(&format!("\n  → {}", text::line(next)));
        }
        self.warn(told);
    }

    /// Something that failed, told as one line whatever is in it.
    pub fn failure(&mut self, what: &str) {
        self.warn(format!("kandidat: {}", text::line(what)));
    }

    /// A question, without an end of line.
    pub fn ask(&mut self, question: &str) {
        self.flush();
        self.clear_progress();
        let _nobody_reads = write!(self.err, "{} ", text::line(question));
        let _nobody_reads = self.err.flush();
    }

    /// Draws the line of progress over the one before; only on a terminal.
    pub fn progress(&mut self, line: &str) {
        if !self.notes_to_terminal || self.quiet {
            return;
        }
        let line = fit(&text::line(line), self.columns.saturating_sub(1));
        let width = line.width();
        let blank = " ".repeat(self.drawn.saturating_sub(width));
        let _nobody_reads = write!(self.err, "\r{line}{blank}");
        let _nobody_reads = self.err.flush();
        self.drawn = width;
    }

    /// Takes the line of progress away.
    pub fn clear_progress(&mut self) {
        if self.drawn > 0 {
            let _nobody_reads = write!(self.err, "\r{}\r", " ".repeat(self.drawn));
            let _nobody_reads = self.err.flush();
            self.drawn = 0;
        }
    }

    /// Ends the printing.
    ///
    /// # Errors
    /// When stdout could not be written, unless its reader just left.
    pub fn finish(&mut self) -> Result<(), UserError> {
        self.clear_progress();
        self.flush();
        match self.end.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(UserError::new(ErrorKind::Partial, "the output could not be written")
                    .why(error.to_string()))
            }
            _ => Ok(()),
        }
    }
}

/// A text cut to this many columns, with an ellipsis when something is missing.
pub fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        let width = grapheme.width();
        if used + width + 1 > columns {
            break;
        }
        out.push_str(grapheme);
        used += width;
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_what_people_see_as_characters() {
        assert_eq!(fit("Jürgen", 6), "Jürgen");
        assert_eq!(fit("Jürgen", 5), "Jürg…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("👩\u{200d}💻x", 2), "…");
        assert_eq!(fit("abc", 0), "");
    }
}
