//! The real loop with a terminal of cells, keys from a channel, and the made-up applicants for a store.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use futures_util::stream;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::*;
use crate::engine::Outcome;
use crate::i18n::Language;
use crate::store::Edit;
use crate::tui::sample;

/// What a test sees of the terminal.
#[derive(Default)]
struct Seen {
    cells: Option<TestBackend>,
    frames: usize,
    sent: Vec<u8>,
    entered: usize,
    left: usize,
    suspended: usize,
}

#[derive(Clone)]
struct Cells(Arc<Mutex<Seen>>);

impl Cells {
    fn new(columns: u16, rows: u16) -> Self {
        let seen = Seen { cells: Some(TestBackend::new(columns, rows)), ..Seen::default() };
        Self(Arc::new(Mutex::new(seen)))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Seen) -> T) -> T {
        act(&mut self.0.lock().unwrap())
    }

    fn cells<T>(&self, act: impl FnOnce(&mut TestBackend) -> T) -> T {
        self.with(|seen| act(seen.cells.as_mut().unwrap()))
    }
}

impl Backend for Cells {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        self.cells(|cells| cells.draw(content)).unwrap();
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
        self.cells(TestBackend::clear).unwrap();
        Ok(())
    }
    fn clear_region(&mut self, kind: ClearType) -> io::Result<()> {
        self.cells(|cells| cells.clear_region(kind)).unwrap();
        Ok(())
    }
    fn size(&self) -> io::Result<Size> {
        Ok(self.cells(|cells| cells.size()).unwrap())
    }
    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(self.cells(TestBackend::window_size).unwrap())
    }
    fn flush(&mut self) -> io::Result<()> {
        self.with(|seen| seen.frames += 1);
        Ok(())
    }
}

impl Screen for Cells {
    fn enter(&mut self, _: Mouse) -> io::Result<()> {
        self.with(|seen| seen.entered += 1);
        Ok(())
    }
    fn leave(&mut self) -> io::Result<()> {
        self.with(|seen| seen.left += 1);
        Ok(())
    }
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|seen| seen.sent.extend_from_slice(bytes));
        Ok(())
    }
    fn with_frame(&mut self, bytes: &[u8]) {
        self.with(|seen| seen.sent.extend_from_slice(bytes));
    }
    fn suspend(&mut self) -> io::Result<()> {
        self.with(|seen| seen.suspended += 1);
        Ok(())
    }
}

/// The made-up applicants as a store.
#[derive(Clone)]
struct Made;

impl Memory for Made {
    fn answer(&self, ask: Ask, _: Arc<Marks>) -> BoxFuture<'static, Result<Answer, UserError>> {
        async move { Ok(sample::answer(&ask)) }.boxed()
    }
}

/// A person at the keyboard, and the engine's other end.
struct Robot {
    keys: mpsc::UnboundedSender<io::Result<Incoming>>,
    commands: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<Event>,
    cells: Cells,
    busy: Busy,
    running: tokio::task::JoinHandle<Result<(), UserError>>,
    heard: VecDeque<Command>,
}

impl Robot {
    fn start(columns: u16, rows: u16) -> Self {
        let (keys, input) = mpsc::unbounded_channel();
        let (commands_in, commands) = mpsc::unbounded_channel();
        let (events, events_out) = mpsc::unbounded_channel();
        let (cells, busy) = (Cells::new(columns, rows), Busy::default());
        let options = Options {
            cx: sample::cx(Language::En),
            memory: Made,
            commands: commands_in,
            events: events_out,
            clock: Clock::fixed(sample::now()),
            multiplexer: None,
            opener: Opener::default(),
            busy: busy.clone(),
        };
        let input =
            stream::unfold(input, |mut input| async move { Some((input.recv().await?, input)) }).boxed();
        let starting = busy.raise();
        let screen = cells.clone();
        let running = tokio::task::spawn_local(async move {
            let working = run(options, screen, input);
            drop(starting);
            working.await
        });
        Self { keys, commands, events, cells, busy, running, heard: VecDeque::new() }
    }

    fn send(&self, code: KeyCode, modifiers: KeyModifiers) {
        let event = TerminalEvent::Key(KeyEvent::new(code, modifiers));
        let raised = Some(self.busy.raise());
        self.keys.send(Ok(Incoming { event, raised })).unwrap();
    }

    /// Types keys, and waits until the screen has settled.
    async fn types(&mut self, keys: &str) {
        for c in keys.chars() {
            let code = match c {
                '\n' => KeyCode::Enter,
                '\u{1b}' => KeyCode::Esc,
                c => KeyCode::Char(c),
            };
            self.send(code, KeyModifiers::NONE);
        }
        self.settled().await;
    }

    /// Settled: nothing is under way, after the loop has had its turn. Commands are answered at once.
    async fn settled(&mut self) {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        loop {
            while let Ok(command) = self.commands.try_recv() {
                let (task, outcome) = match &command {
                    Command::Edit { task, keys, .. } => (*task, Outcome::Edited(keys.len() as u64)),
                    Command::Sync { task, .. } => (*task, Outcome::Synced(Default::default())),
                    Command::Quit | Command::Cancel(_) => {
                        self.heard.push_back(command);
                        continue;
                    }
                    _ => (TaskId(0), Outcome::Nothing),
                };
                self.heard.push_back(command);
                let _ = self.events.send(Event::Finished { task, outcome });
            }
            tokio::select! {
                () = self.busy.settled() => break,
                () = tokio::time::sleep(Duration::from_millis(1)) => {}
            }
        }
    }

    fn text(&self) -> String {
        self.cells.cells(|cells| cells.to_string())
    }

    async fn sees(&mut self, text: &str) {
        let screen = self.text();
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
    }
}

async fn locally(test: impl AsyncFnOnce()) {
    tokio::task::LocalSet::new().run_until(test()).await;
}

#[tokio::test]
async fn keys_go_in_and_a_settled_screen_comes_out() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        robot.sees("Fatma Yılmaz").await;
        robot.types("j").await;
        robot.sees("3 Иван Петров").await;
        robot.types("?").await;
        robot.sees("Help").await;
        robot.types("\u{1b}").await;
        robot.types("q").await;
        robot.running.await.unwrap().unwrap();
        assert_eq!(robot.heard, [Command::Quit], "nothing was ordered");
        assert_eq!(robot.cells.with(|seen| (seen.entered, seen.left)), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn held_keys_cost_few_frames() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        let before = robot.cells.with(|seen| seen.frames);
        robot.types(&"jk".repeat(100)).await;
        let frames = robot.cells.with(|seen| seen.frames) - before;
        assert!(frames <= 3, "{frames}");
    })
    .await;
}

#[tokio::test]
async fn a_key_is_one_frame_with_the_profile_of_the_new_row() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        let before = robot.cells.with(|seen| seen.frames);
        robot.types("j").await;
        robot.sees("3 Иван Петров").await;
        assert_eq!(robot.cells.with(|seen| seen.frames) - before, 1);
    })
    .await;
}

#[tokio::test]
async fn a_decision_reaches_the_engine() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        robot.types("mi").await;
        let edits: Vec<_> = robot.heard.iter().filter(|c| matches!(c, Command::Edit { .. })).collect();
        assert!(
            matches!(edits.as_slice(), [Command::Edit { keys, edit: Edit::Stage { .. }, .. }] if keys == &[crate::domain::Key(1284)]),
            "{edits:?}"
        );
        robot.sees("Stage: interview").await;
    })
    .await;
}

#[tokio::test]
async fn the_search_line_takes_letters_that_are_keys_elsewhere() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        robot.types("/jq\n").await;
        robot.sees("jq").await;
        assert!(!robot.running.is_finished());
    })
    .await;
}

#[tokio::test]
async fn the_terminal_is_given_back_when_input_ends() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        drop(robot.keys);
        robot.running.await.unwrap().unwrap();
        assert_eq!(robot.cells.with(|seen| seen.left), 1);
    })
    .await;
}

#[tokio::test]
async fn a_suspended_screen_is_given_back_and_taken_again() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        robot.send(KeyCode::Char('z'), KeyModifiers::CONTROL);
        robot.settled().await;
        let seen = robot.cells.with(|seen| (seen.entered, seen.left, seen.suspended));
        assert_eq!(seen, (2, 1, 1));
        robot.sees("Fatma Yılmaz").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_comes_late_behind_a_lone_esc_is_no_command() {
    locally(async || {
        let mut robot = Robot::start(120, 24);
        robot.settled().await;
        // The Esc of an arrow came alone, and counted by the time the rest is there: `[B` is the arrow all the same.
        robot.types("\u{1b}").await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        robot.types("[B").await;
        robot.sees("3 Иван Петров").await;
        // A paste in pieces, whose end is not told: none of it is done, and the next key is a key again.
        robot.types("\u{1b}").await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        robot.types("[200~fxqmi:jj").await;
        robot.sees("3 Иван Петров").await;
        assert_eq!(robot.heard, [], "nothing was ordered");
        robot.types("j").await;
        robot.sees("3 Jürgen Groß").await;
        // In a text field it is text.
        robot.types("/").await;
        robot.send(KeyCode::Esc, KeyModifiers::NONE);
        robot.types("[200~xqz").await;
        robot.sees("│/xqz").await;
    })
    .await;
}
