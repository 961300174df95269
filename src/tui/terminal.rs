//! The terminal: taken and given back whole, and painted with one write a frame, inside a synchronized update.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::effect::Mouse;

mod shown;

use shown::{Paper, Shown};

/// What the loop needs of a terminal beside drawing.
pub trait Screen: Backend<Error = io::Error> {
    /// Takes the terminal: its other screen, raw keys, bracketed paste, and the mouse if that is wanted.
    ///
    /// # Errors
    /// When the terminal can't be written to or is none.
    fn enter(&mut self, mouse: Mouse) -> io::Result<()>;

    /// Gives the terminal back as it was.
    ///
    /// # Errors
    /// When the terminal can't be written to.
    fn leave(&mut self) -> io::Result<()>;

    /// Sends something that is no drawing, such as a text for the clipboard.
    ///
    /// # Errors
    /// When the terminal can't be written to.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Sends something that is no drawing along with the next frame, in the same write.
    fn with_frame(&mut self, bytes: &[u8]);

    /// Stops the program until the shell brings it to the front again. The terminal has been given back before.
    ///
    /// # Errors
    /// When there is no shell that could bring it back.
    fn suspend(&mut self) -> io::Result<()>;
}

const SYNC_BEGIN: &[u8] = b"\x1b[?2026h";
const SYNC_END: &[u8] = b"\x1b[?2026l";
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// One level of the keyboard protocol, which tells Esc from the beginning of an arrow key, and Ctrl-I from Tab.
const KEYS_ON: &[u8] = b"\x1b[>1u";
const KEYS_OFF: &[u8] = b"\x1b[<1u";
const ENTER: &[u8] = b"\x1b[22;2t\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[2J";
/// Everything that `enter` and frames switch on is switched off, whether it was on or not.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[?7h\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l\x1b[23;2t";

/// Whether the terminal is asked to tell its keys apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// Keys come as they always have.
    #[default]
    Plain,
    /// The terminal is known to understand the keyboard protocol.
    Exact,
}

impl Keyboard {
    /// Decided by the terminal's name alone: to ask it would mean to wait for an answer that may never come, and
    /// what stands between us and the terminal may keep the question to itself.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        const TERM: [&str; 7] =
            ["xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm", "rio", "contour"];
        const PROGRAM: [&str; 4] = ["WezTerm", "ghostty", "rio", "iTerm.app"];
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        if ["TMUX", "STY", "ZELLIJ"].into_iter().any(is_set) {
            return Self::Plain;
        }
        let term = variable("TERM").unwrap_or_default();
        let named =
            |name: &str| term == name || term.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
        let program = variable("TERM_PROGRAM").unwrap_or_default();
        if TERM.into_iter().any(named) || PROGRAM.contains(&program.as_str()) {
            Self::Exact
        } else {
            Self::Plain
        }
    }

    /// What takes the keyboard, once the other screen is there: each screen has levels of its own.
    fn on(self) -> &'static [u8] {
        if self == Self::Exact { KEYS_ON } else { b"" }
    }

    /// What gives it back, before the other screen is left.
    fn off(self) -> &'static [u8] {
        if self == Self::Exact { KEYS_OFF } else { b"" }
    }
}

/// Bytes of a frame, until it is whole.
#[derive(Clone, Debug, Default)]
struct Frame(Arc<Mutex<Vec<u8>>>);

impl Frame {
    fn with<T>(&self, act: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|frame| frame.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes cells into a frame.
#[derive(Debug)]
struct Pen {
    cells: CrosstermBackend<Frame>,
    frame: Frame,
}

impl Paper for Pen {
    fn cells(&mut self, cells: &[(u16, u16, &Cell)]) -> io::Result<()> {
        self.cells.draw(cells.iter().copied())
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.frame.with(|frame| frame.extend_from_slice(bytes));
    }
}

/// A terminal behind a writer.
#[derive(Debug)]
pub struct Surface<W: Write> {
    pen: Pen,
    shown: Shown,
    out: W,
    size: Option<Size>,
    keyboard: Keyboard,
    cursor_shown: bool,
}

impl<W: Write> Surface<W> {
    /// The terminal behind this writer. Its size is asked of the system, unless it is given.
    pub fn new(out: W, size: Option<Size>) -> Self {
        let frame = Frame::default();
        let pen = Pen { cells: CrosstermBackend::new(frame.clone()), frame };
        Self { pen, shown: Shown::default(), out, size, keyboard: Keyboard::Plain, cursor_shown: false }
    }

    /// The same, with the keyboard taken so.
    #[must_use]
    pub fn with_keyboard(mut self, keyboard: Keyboard) -> Self {
        self.keyboard = keyboard;
        self
    }

    /// The writer.
    pub fn writer(&self) -> &W {
        &self.out
    }
}

impl<W: Write> Backend for Surface<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let changes: Vec<_> = content.collect();
        let columns = self.size()?.width;
        self.shown.draw(&changes, columns, &mut self.pen)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.cursor_shown) {
            self.pen.cells.hide_cursor()?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.cursor_shown, true) {
            self.pen.cells.show_cursor()?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asking the terminal would mean waiting for it; nothing here depends on the answer.
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.pen.cells.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.shown.clear();
        self.pen.cells.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.shown.clear();
        self.pen.cells.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        if let Some(size) = self.size {
            return Ok(size);
        }
        // Asked with every frame: of what is open already, where that is the terminal.
        match rustix::termios::tcgetwinsize(io::stdout()) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Ok(Size::new(size.ws_col, size.ws_row)),
            _ => self.pen.cells.size(),
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.pen.cells.window_size()
    }

    /// The frame is whole: one write.
    fn flush(&mut self) -> io::Result<()> {
        let frame = self.pen.frame.with(std::mem::take);
        if frame.is_empty() {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(frame.len() + SYNC_BEGIN.len() + SYNC_END.len());
        whole.extend_from_slice(SYNC_BEGIN);
        whole.extend_from_slice(&frame);
        whole.extend_from_slice(SYNC_END);
        self.out.write_all(&whole)?;
        self.out.flush()
    }
}

impl<W: Write> Screen for Surface<W> {
    fn enter(&mut self, mouse: Mouse) -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        let mouse = if mouse == Mouse::Taken { MOUSE_ON } else { b"" };
        self.cursor_shown = false;
        self.send(&[ENTER, self.keyboard.on(), mouse].concat())
    }

    fn leave(&mut self) -> io::Result<()> {
        self.pen.frame.with(Vec::clear);
        self.shown.clear();
        let sent = self.send(&[self.keyboard.off(), LEAVE].concat());
        crossterm::terminal::disable_raw_mode()?;
        sent
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    fn with_frame(&mut self, bytes: &[u8]) {
        self.pen.bytes(bytes);
    }

    fn suspend(&mut self) -> io::Result<()> {
        let session = rustix::process::getsid(None)?;
        if rustix::process::getpgrp() == session {
            return Err(io::Error::other("there is no shell to go back to"));
        }
        // The whole group, as the terminal itself does on Ctrl-Z: also what started us must let the shell go on.
        rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
        Ok(())
    }
}

/// The bytes that take or release the mouse. Only presses and the wheel are asked for, not every motion.
pub fn mouse(mouse: Mouse) -> &'static [u8] {
    match mouse {
        Mouse::Taken => MOUSE_ON,
        Mouse::Released => MOUSE_OFF,
    }
}

/// Gives the terminal back before a panic of the loop is told, so that its message can be read and the shell be
/// used. The loop runs on the thread that calls this. A panic of work beside it ends that work alone: it goes to the
/// log, by its place only, since its message may quote an applicant's text.
pub fn restore_on_panic(keyboard: Keyboard) {
    let screen = std::thread::current().id();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() != screen {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "work beside the screen panicked");
            return;
        }
        let mut out = io::stdout();
        let _ = out.write_all(&[keyboard.off(), LEAVE].concat());
        let _ = out.flush();
        let _ = crossterm::terminal::disable_raw_mode();
        before(info);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;

    #[test]
    fn a_frame_is_one_synchronized_write_and_nothing_when_nothing_changed() {
        #[derive(Default)]
        struct Writes(Vec<Vec<u8>>);
        impl Write for Writes {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(bytes.to_vec());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut terminal = Terminal::new(Surface::new(Writes::default(), Some(Size::new(20, 3)))).unwrap();
        for text in ["one", "one", "two"] {
            terminal.draw(|frame| frame.render_widget(text, frame.area())).unwrap();
        }
        let writes = &terminal.backend().writer().0;
        assert_eq!(writes.len(), 2);
        for write in writes {
            assert!(write.starts_with(SYNC_BEGIN) && write.ends_with(SYNC_END));
        }
    }

    #[test]
    fn the_keyboard_is_taken_of_terminals_known_by_name_only() {
        let of = |variables: &[(&str, &str)]| {
            Keyboard::of(|name| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        for term in ["xterm-kitty", "foot", "foot-extra", "alacritty-direct"] {
            assert_eq!(of(&[("TERM", term)]), Keyboard::Exact, "{term}");
            assert_eq!(of(&[("TERM", term), ("TMUX", "/tmp/x")]), Keyboard::Plain, "{term} in tmux");
        }
        assert_eq!(of(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "ghostty")]), Keyboard::Exact);
        for term in ["xterm-256color", "footstep", "linux", "screen", ""] {
            assert_eq!(of(&[("TERM", term)]), Keyboard::Plain, "{term}");
        }
    }

    #[test]
    fn what_goes_along_with_a_frame_is_in_its_write() {
        let mut surface = Surface::new(Vec::new(), Some(Size::new(20, 3)));
        surface.with_frame(MOUSE_OFF);
        surface.flush().unwrap();
        assert_eq!(surface.writer(), &[SYNC_BEGIN, MOUSE_OFF, SYNC_END].concat());
    }

    #[test]
    fn leaving_undoes_all_that_entering_does() {
        let leave = String::from_utf8(LEAVE.to_vec()).unwrap();
        for mode in ["1049", "2004", "1000", "1006", "2026"] {
            assert!(leave.contains(&format!("\x1b[?{mode}l")), "{mode}");
        }
        assert!(leave.contains("\x1b[?25h"));
        assert!(leave.ends_with("\x1b[23;2t"), "the window's title comes back");
    }
}
