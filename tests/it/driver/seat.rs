//! What a person does at a terminal: keys, mouse, paste, and a look at what is there.

use std::io;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crossterm::event::{
    Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use kandidat::sandbox::Journal;
use kandidat::tui::action;
use kandidat::tui::busy::Busy;
use kandidat::tui::input::Incoming;
use tokio::sync::mpsc;

use super::cells::Cells;
use super::deed::Deeds;

/// What the loop reads.
pub type Input = BoxStream<'static, io::Result<Incoming>>;

/// A place before a terminal of 120 columns and 40 rows.
pub struct Seat {
    pub cells: Cells,
    pub busy: Busy,
    keys: mpsc::UnboundedSender<io::Result<Incoming>>,
    typed: String,
    deeds: Deeds,
    _listening: tracing::subscriber::DefaultGuard,
    journal: Option<Journal>,
}

impl Seat {
    /// A place, and what comes in from it.
    pub fn new(journal: Option<Journal>) -> (Self, Input) {
        let (keys, input) = mpsc::unbounded_channel();
        let input =
            stream::unfold(input, |mut input| async move { Some((input.recv().await?, input)) }).boxed();
        let (deeds, listening) = Deeds::listen();
        let seat = Self {
            cells: Cells::new(120, 40),
            busy: Busy::default(),
            keys,
            typed: String::new(),
            deeds,
            _listening: listening,
            journal,
        };
        (seat, input)
    }

    fn send(&mut self, event: TerminalEvent) {
        let raised = Some(self.busy.raise());
        let sent = self.keys.send(Ok(Incoming { event, raised }));
        assert!(sent.is_ok(), "the screen has ended{}", self.story());
    }

    fn press(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.send(TerminalEvent::Key(KeyEvent::new(code, modifiers)));
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
            self.press(code, KeyModifiers::NONE);
            if code == KeyCode::Esc {
                // Esc and a key in the same breath would be Alt and that key, as in any terminal.
                self.settled().await;
            }
        }
        self.settled().await;
    }

    /// Presses one key, by the name that it has in the configuration: `ctrl-d`, `shift-tab`, `pgdn`, `G`.
    pub async fn presses(&mut self, key: &str) {
        self.typed.push_str(&format!(" {key} "));
        let (modifiers, plain) = match key.split_once('-') {
            Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
            Some(("shift", rest)) => (KeyModifiers::SHIFT, rest),
            _ => (KeyModifiers::NONE, key),
        };
        let code = match plain {
            "tab" if modifiers == KeyModifiers::SHIFT => KeyCode::BackTab,
            "tab" => KeyCode::Tab,
            "space" => KeyCode::Char(' '),
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "backspace" => KeyCode::Backspace,
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "home" => KeyCode::Home,
            "end" => KeyCode::End,
            "pgup" => KeyCode::PageUp,
            "pgdn" => KeyCode::PageDown,
            "f1" => KeyCode::F(1),
            letter if letter.chars().count() == 1 => KeyCode::Char(letter.chars().next().unwrap()),
            other => panic!("the robot has no key {other:?}: teach it in tests/it/driver/seat.rs"),
        };
        self.press(code, modifiers);
        self.settled().await;
    }

    /// Presses the key that ends the screen, after which nobody counts.
    pub fn presses_last(&mut self, key: char) {
        self.typed.push(key);
        let event = TerminalEvent::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE));
        let _it_may_have_ended = self.keys.send(Ok(Incoming { event, raised: None }));
    }

    /// Presses the first key of a named action, and makes sure that it is this action which was done.
    pub async fn does(&mut self, name: &str) {
        let first = action::find(name).and_then(|row| row.keys.first().copied());
        let key = first.unwrap_or_else(|| panic!("no key of the table does {name:?}"));
        self.does_by(name, key).await;
    }

    /// The same by another key of the action.
    pub async fn does_by(&mut self, name: &str, key: &str) {
        let row = action::find(name).unwrap_or_else(|| panic!("the table has no action {name:?}"));
        assert!(row.keys.contains(&key), "{name} has the keys {:?}, and {key:?} is none of them", row.keys);
        self.deeds.take();
        self.presses(key).await;
        let done = self.deeds.take();
        // What the palette runs is done after the palette's own action.
        let wanted = format!("{:?}", row.action);
        assert_eq!(done.first(), Some(&wanted), "{key} is not {name} here{}", self.story());
    }

    /// Presses the first key of an action that can't be done here, and reads why.
    pub async fn cannot(&mut self, name: &str, why: &str) {
        let row = action::find(name).unwrap_or_else(|| panic!("the table has no action {name:?}"));
        self.deeds.take();
        self.presses(row.keys[0]).await;
        assert_eq!(self.deeds.take(), Vec::<String>::new(), "{name} was done{}", self.story());
        self.sees(why);
    }

    /// Pastes a text.
    pub async fn pastes(&mut self, text: &str) {
        self.typed.push_str(&format!(" paste {text:?} "));
        self.send(TerminalEvent::Paste(text.to_owned()));
        self.settled().await;
    }

    /// Clicks on the first place where this text stands.
    pub async fn clicks(&mut self, text: &str) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), text).await;
    }

    /// Turns the wheel towards the end, over this text.
    pub async fn wheels_down(&mut self, text: &str) {
        self.mouse(MouseEventKind::ScrollDown, text).await;
    }

    /// Turns the wheel towards the beginning, over this text.
    pub async fn wheels_up(&mut self, text: &str) {
        self.mouse(MouseEventKind::ScrollUp, text).await;
    }

    async fn mouse(&mut self, kind: MouseEventKind, text: &str) {
        self.typed.push_str(&format!(" {kind:?} {text:?} "));
        let (column, row) = self.place(text);
        self.send(TerminalEvent::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
        self.settled().await;
    }

    /// Where a text of single-width letters begins.
    fn place(&self, text: &str) -> (u16, u16) {
        self.sees(text);
        let seen = self.cells.seen();
        let buffer = seen.cells.buffer();
        let width = usize::from(buffer.area.width);
        for (row, cells) in buffer.content.chunks(width).enumerate() {
            let line: String = cells.iter().map(|cell| cell.symbol().chars().next().unwrap_or(' ')).collect();
            if let Some(at) = line.find(text) {
                return (line[..at].chars().count() as u16, row as u16);
            }
        }
        drop(seen);
        panic!("{text:?} stands in no line{}", self.story());
    }

    /// The terminal says something: bytes, as they come among the keys.
    pub async fn terminal_says(&mut self, text: &str) {
        let mut modifiers = KeyModifiers::NONE;
        for letter in text.chars() {
            if letter == '\u{1b}' {
                modifiers = KeyModifiers::ALT;
                continue;
            }
            self.press(KeyCode::Char(letter), modifiers);
            modifiers = KeyModifiers::NONE;
        }
        self.settled().await;
    }

    /// The terminal gets another size.
    pub async fn resizes(&mut self, columns: u16, rows: u16) {
        self.cells.seen().cells.resize(columns, rows);
        self.send(TerminalEvent::Resize(columns, rows));
        self.settled().await;
    }

    /// Waits until nothing is under way.
    pub async fn settled(&mut self) {
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

    /// What was last sent to the terminal's clipboard.
    pub fn copied(&self) -> String {
        let sent = self.sent();
        let (_, last) = sent.rsplit_once("\u{1b}]52;c;").unwrap_or_else(|| panic!("nothing{}", self.story()));
        let text: String = last.chars().take_while(|c| !c.is_control()).collect();
        String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
    }

    /// The cells, for a look at each.
    pub fn symbols(&self) -> Vec<String> {
        self.cells.seen().cells.buffer().content.iter().map(|cell| cell.symbol().to_owned()).collect()
    }

    /// What has happened so far, for whoever reads why a test failed.
    pub fn story(&self) -> String {
        let journal = self.journal.as_ref().map(Journal::text).unwrap_or_default();
        format!("\nkeys: {}\nscreen:\n{}\njournal:\n{journal}", self.typed, self.screen())
    }

    /// The text is on the screen.
    pub fn sees(&self, text: &str) {
        assert!(self.screen().contains(text), "{text:?} is not on the screen{}", self.story());
    }

    /// The text is not on the screen.
    pub fn misses(&self, text: &str) {
        assert!(!self.screen().contains(text), "{text:?} is on the screen{}", self.story());
    }
}
