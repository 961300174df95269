//! The robot's terminal: cells in memory, and what is written beside them.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use kandidat::tui::effect::Mouse;
use kandidat::tui::terminal::Screen;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// What there is to see of the terminal, and how often it was given back or left for the shell.
pub struct Seen {
    pub cells: TestBackend,
    pub sent: Vec<u8>,
    pub left: usize,
    pub suspended: usize,
}

/// A terminal of cells.
#[derive(Clone)]
pub struct Cells(Arc<Mutex<Seen>>);

impl Cells {
    pub fn new(columns: u16, rows: u16) -> Self {
        let cells = TestBackend::new(columns, rows);
        Self(Arc::new(Mutex::new(Seen { cells, sent: Vec::new(), left: 0, suspended: 0 })))
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap()
    }
}

impl Backend for Cells {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        let Ok(()) = self.seen().cells.draw(content);
        Ok(())
    }
    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }
    fn set_cursor_position<P: Into<Position>>(&mut self, _: P) -> io::Result<()> {
        Ok(())
    }
    fn clear(&mut self) -> io::Result<()> {
        let Ok(()) = self.seen().cells.clear();
        Ok(())
    }
    fn clear_region(&mut self, kind: ClearType) -> io::Result<()> {
        let Ok(()) = self.seen().cells.clear_region(kind);
        Ok(())
    }
    fn size(&self) -> io::Result<Size> {
        let Ok(size) = self.seen().cells.size();
        Ok(size)
    }
    fn window_size(&mut self) -> io::Result<WindowSize> {
        let Ok(size) = self.seen().cells.window_size();
        Ok(size)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen for Cells {
    fn enter(&mut self, _: Mouse) -> io::Result<()> {
        Ok(())
    }
    fn leave(&mut self) -> io::Result<()> {
        self.seen().left += 1;
        Ok(())
    }
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.seen().sent.extend_from_slice(bytes);
        Ok(())
    }
    fn with_frame(&mut self, bytes: &[u8]) {
        self.seen().sent.extend_from_slice(bytes);
    }
    fn suspend(&mut self) -> io::Result<()> {
        self.seen().suspended += 1;
        Ok(())
    }
}
