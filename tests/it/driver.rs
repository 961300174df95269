//! A person at the keyboard: keys in, the real loop, the real store and engine, the sandbox for a world. Settled by
//! the idle counter, never by sleeping; what goes wrong is told with the last screen, the keys and the journal.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use futures_util::StreamExt;
use futures_util::stream;
use kandidat::browser::Opener;
use kandidat::clock::Clock;
use kandidat::config::Config;
use kandidat::engine::{Command, tasks};
use kandidat::error::UserError;
use kandidat::local::Session;
use kandidat::sandbox;
use kandidat::tui::busy::Busy;
use kandidat::tui::cx::Cx;
use kandidat::tui::effect::Mouse;
use kandidat::tui::input::Incoming;
use kandidat::tui::run::{self, Options};
use kandidat::tui::terminal::Screen;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use tokio::sync::mpsc;

use crate::inbox::Inbox;

/// What there is to see of the terminal.
struct Seen {
    cells: TestBackend,
    sent: Vec<u8>,
    left: usize,
}

/// A terminal of cells.
#[derive(Clone)]
struct Cells(Arc<Mutex<Seen>>);

impl Cells {
    fn seen(&self) -> MutexGuard<'_, Seen> {
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
        Ok(())
    }
}

/// The person.
pub struct Person {
    pub inbox: Inbox,
    keys: mpsc::UnboundedSender<io::Result<Incoming>>,
    cells: Cells,
    busy: Busy,
    running: tokio::task::JoinHandle<Result<(), UserError>>,
    engine: tokio::task::JoinHandle<()>,
    typed: String,
}

impl Person {
    /// Sits down before an inbox, at 120 columns and 40 rows.
    pub async fn start(options: sandbox::Options, change: impl FnOnce(&mut Config)) -> Self {
        Self::before(Inbox::start(options).await, change).await
    }

    /// The same, before this one.
    pub async fn before(inbox: Inbox, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = inbox.engine.config().clone();
        config.ui.language = "en".into();
        change(&mut config);
        let save_to = inbox.home.path().join("out");
        let (cx, problems) =
            Cx::new(config.clone(), Session::Remote, save_to, Clock::system().now(), |name| {
                (name == "LANG").then(|| "C.UTF-8".to_owned())
            });
        assert_eq!(problems, Vec::<String>::new());
        let (commands, orders) = mpsc::unbounded_channel::<Command>();
        let (reporter, events) = mpsc::unbounded_channel();
        let engine = tokio::spawn(tasks::run(inbox.engine.clone(), orders, reporter));
        let (keys, input) = mpsc::unbounded_channel();
        let input =
            stream::unfold(input, |mut input| async move { Some((input.recv().await?, input)) }).boxed();
        let seen = Seen { cells: TestBackend::new(120, 40), sent: Vec::new(), left: 0 };
        let (cells, busy) = (Cells(Arc::new(Mutex::new(seen))), Busy::default());
        let memory = run::Inbox {
            store: inbox.store.clone(),
            log_dir: config.log_dir.clone(),
            sessions: config.sessions.clone(),
        };
        let clock = Clock::system();
        let options = Options {
            cx,
            memory,
            commands,
            events,
            clock,
            multiplexer: None,
            opener: Opener::default(),
            busy: busy.clone(),
        };
        let starting = busy.raise();
        let screen = cells.clone();
        let running = tokio::task::spawn_local(async move {
            let working = run::run(options, screen, input);
            drop(starting);
            working.await
        });
        let mut person = Self { inbox, keys, cells, busy, running, engine, typed: String::new() };
        person.settled().await;
        person
    }

    /// Types keys: `⏎`, `⎋`, `⇥` and `␣` are Enter, Esc, Tab and space; everything else is itself. Waits until the
    /// screen, the store and the engine's work are settled.
    pub async fn types(&mut self, keys: &str) {
        for c in keys.chars() {
            let code = match c {
                '⏎' => KeyCode::Enter,
                '⎋' => KeyCode::Esc,
                '⇥' => KeyCode::Tab,
                '␣' => KeyCode::Char(' '),
                c => KeyCode::Char(c),
            };
            self.typed.push(c);
            let event = TerminalEvent::Key(KeyEvent::new(code, KeyModifiers::NONE));
            let raised = Some(self.busy.raise());
            assert!(self.keys.send(Ok(Incoming { event, raised })).is_ok(), "the screen has ended");
            if code == KeyCode::Esc {
                // Esc and a key in the same breath would be Alt and that key, as in any terminal.
                self.settled().await;
            }
        }
        self.settled().await;
    }

    /// The terminal says something: bytes, as they come among the keys.
    pub async fn terminal_says(&mut self, text: &str) {
        let mut modifiers = KeyModifiers::NONE;
        for letter in text.chars() {
            if letter == '\u{1b}' {
                modifiers = KeyModifiers::ALT;
                continue;
            }
            let event = TerminalEvent::Key(KeyEvent::new(KeyCode::Char(letter), modifiers));
            modifiers = KeyModifiers::NONE;
            let raised = Some(self.busy.raise());
            assert!(self.keys.send(Ok(Incoming { event, raised })).is_ok(), "the screen has ended");
        }
        self.settled().await;
    }

    /// The terminal gets another size.
    pub async fn resizes(&mut self, columns: u16, rows: u16) {
        self.cells.seen().cells.resize(columns, rows);
        let event = TerminalEvent::Resize(columns, rows);
        let raised = Some(self.busy.raise());
        assert!(self.keys.send(Ok(Incoming { event, raised })).is_ok(), "the screen has ended");
        self.settled().await;
    }

    async fn settled(&mut self) {
        // The limit only ends a test that would hang.
        let settled = tokio::time::timeout(Duration::from_secs(60), async {
            loop {
                tokio::task::yield_now().await;
                self.busy.settled().await;
                tokio::task::yield_now().await;
                if self.busy.is_idle() {
                    break;
                }
            }
        });
        if settled.await.is_err() {
            panic!("never settled{}", self.story());
        }
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.cells.seen().cells.to_string()
    }

    /// What was sent to the terminal beside the drawing.
    pub fn sent(&self) -> String {
        String::from_utf8_lossy(&self.cells.seen().sent).into_owned()
    }

    /// The cells, for a look at each.
    pub fn symbols(&self) -> Vec<String> {
        self.cells.seen().cells.buffer().content.iter().map(|cell| cell.symbol().to_owned()).collect()
    }

    fn story(&self) -> String {
        format!(
            "\nkeys: {}\nscreen:\n{}\njournal:\n{}",
            self.typed,
            self.screen(),
            self.inbox.sandbox.journal().text()
        )
    }

    /// The text is on the screen.
    pub fn sees(&self, text: &str) {
        assert!(self.screen().contains(text), "{text:?} is not on the screen{}", self.story());
    }

    /// The text is not on the screen.
    pub fn misses(&self, text: &str) {
        assert!(!self.screen().contains(text), "{text:?} is on the screen{}", self.story());
    }

    /// Leaves, and waits until everything that must be finished is.
    pub async fn leaves(mut self) -> Inbox {
        let event = TerminalEvent::Key(KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE));
        self.typed.push('q');
        let _ = self.keys.send(Ok(Incoming { event, raised: None }));
        self.running.await.unwrap().unwrap();
        self.engine.await.unwrap();
        assert_eq!(self.cells.seen().left, 1, "the terminal was given back");
        self.inbox
    }
}

/// Runs a test on the thread that the loop needs.
pub async fn alone(test: impl AsyncFnOnce()) {
    tokio::task::LocalSet::new().run_until(test()).await;
}
