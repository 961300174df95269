//! A real terminal for a program: a pty with a terminal emulator behind it, seen from the person's chair.
//!
//! Tests and benches start the built program here, press keys, and wait for what they want to see. Nothing sleeps: a
//! thread reads all that the program writes, and who waits is woken by it. The deadline is generous, because it only
//! ends a run that hangs; then the last screen is printed.

use std::ffi::OsString;
use std::fmt;
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal};

use super::home::Home;
use super::modes::{Modes, Question};

/// When a run counts as hanging. A debug build on a machine that does other things as well needs its time.
const HANGING: Duration = Duration::from_secs(60);

/// The Enter key.
pub const ENTER: &str = "\r";
/// The Escape key.
pub const ESC: &str = "\x1b";
/// Ctrl-Z.
pub const CTRL_Z: &str = "\x1a";

/// A screen that the program has drawn.
pub type Screen = vt100::Screen;

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Its exit code.
    pub code: u32,
    /// The signal that killed it, in words.
    pub signal: Option<String>,
}

/// What has been seen so far.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Bytes that the program wrote.
    pub bytes: u64,
    /// Frames: ends of synchronized updates.
    pub frames: u64,
    /// When the last bytes arrived.
    pub last: Instant,
}

/// What is to be started, and in which terminal.
pub struct Launch {
    program: OsString,
    arguments: Vec<OsString>,
    variables: Vec<(String, String)>,
    columns: u16,
    rows: u16,
}

impl Launch {
    /// The built program, in this home.
    pub fn kandidat(home: &Home) -> Self {
        Self::program(env!("CARGO_BIN_EXE_kandidat"), home)
    }

    /// Another program, in this home.
    pub fn program(program: impl Into<OsString>, home: &Home) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            variables: home.environment(),
            columns: 120,
            rows: 40,
        }
    }

    /// Adds arguments.
    pub fn arguments<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets a variable of the environment.
    pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the size of the terminal: columns and rows.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Starts it.
    pub fn start(self) -> Terminal {
        self.start_with(None, None)
    }

    /// Starts it, and notes the moment at which the screen first satisfied `sight`, to be asked for with
    /// [`Terminal::sighted`]. The moment is that of reading the bytes, not of looking at them.
    pub fn start_watching(self, sight: impl Fn(&Screen) -> bool + Send + 'static) -> Terminal {
        self.start_with(Some(Box::new(sight)), None)
    }

    /// Starts it, and keeps with each frame what `probe` says about the screen then.
    pub fn start_probing(self, probe: impl Fn(&Screen) -> u64 + Send + 'static) -> Terminal {
        self.start_with(None, Some(Box::new(probe)))
    }

    fn start_with(self, sight: Option<Sight>, probe: Option<Probe>) -> Terminal {
        let size = PtySize { rows: self.rows, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let settings = settings(pair.master.as_ref());
        let mut command = CommandBuilder::new(&self.program);
        command.args(&self.arguments);
        command.env_clear();
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.cwd("/");
        let mut output = pair.master.try_clone_reader().unwrap();
        let input: Input = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let started = Instant::now();
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let state = State {
            parser: vt100::Parser::new(nonzero(self.rows), nonzero(self.columns), 0),
            modes: Modes::default(),
            frames: Vec::new(),
            bytes: 0,
            last: started,
            sight,
            probe,
            sighted: None,
            closed: false,
            exit: None,
        };
        let shared = Arc::new(Shared { state: Mutex::new(state), news: Condvar::new() });
        let process = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        let (reading, answering) = (shared.clone(), input.clone());
        std::thread::spawn(move || {
            let mut piece = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = output.read(&mut piece) {
                reading.arrived(&piece[..length], &answering);
            }
            reading.state.lock().unwrap().closed = true;
            reading.news.notify_all();
        });
        let waiting = shared.clone();
        std::thread::spawn(move || {
            let exit = child.wait().unwrap();
            let signal = exit.signal().map(str::to_owned);
            waiting.state.lock().unwrap().exit = Some(Exit { code: exit.exit_code(), signal });
            waiting.news.notify_all();
        });
        Terminal { shared, input, master: pair.master, process, started, settings }
    }
}

type Input = Arc<Mutex<Box<dyn Write + Send>>>;
type Sight = Box<dyn Fn(&Screen) -> bool + Send>;
type Probe = Box<dyn Fn(&Screen) -> u64 + Send>;
/// When a frame ended, how many bytes there were by then, and what the probe said about it.
type Frame = (Instant, u64, u64);

struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    parser: vt100::Parser,
    modes: Modes,
    frames: Vec<Frame>,
    bytes: u64,
    last: Instant,
    sight: Option<Sight>,
    probe: Option<Probe>,
    sighted: Option<Instant>,
    closed: bool,
    exit: Option<Exit>,
}

impl Shared {
    fn arrived(&self, bytes: &[u8], input: &Input) {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap();
        let before = state.modes.frames;
        state.modes.read(bytes);
        state.parser.process(bytes);
        state.bytes += bytes.len() as u64;
        state.last = now;
        if before < state.modes.frames {
            // Several frames in one reading are told apart by nobody: they count, and look like the last.
            let probed = state.probe.as_ref().map_or(0, |probe| probe(state.parser.screen()));
            let frame = (now, state.bytes, probed);
            for _ in before..state.modes.frames {
                state.frames.push(frame);
            }
            // Only whole frames are looked at: half of one may happen to show what is wanted.
            if let Some(sight) = state.sight.take() {
                if sight(state.parser.screen()) {
                    state.sighted = Some(now);
                } else {
                    state.sight = Some(sight);
                }
            }
        }
        for question in std::mem::take(&mut state.modes.questions) {
            let answer = match question {
                Question::Kind => "\x1b[?62;22c".to_owned(),
                Question::Cursor => {
                    let (row, column) = state.parser.screen().cursor_position();
                    format!("\x1b[{};{}R", row + 1, column + 1)
                }
            };
            // A program that has gone no longer listens.
            let _ = input.lock().unwrap().write_all(answer.as_bytes());
        }
        drop(state);
        self.news.notify_all();
    }
}

/// A terminal with a program in it. The program is killed when this is dropped.
pub struct Terminal {
    shared: Arc<Shared>,
    input: Input,
    master: Box<dyn MasterPty + Send>,
    process: Pid,
    started: Instant,
    settings: String,
}

impl Terminal {
    /// When the program was started.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// The program's process.
    pub fn process(&self) -> Pid {
        self.process
    }

    /// Types these bytes, all at once.
    pub fn keys(&self, keys: &str) {
        let mut input = self.input.lock().unwrap();
        input.write_all(keys.as_bytes()).and_then(|()| input.flush()).unwrap();
    }

    /// Changes the size of the terminal.
    pub fn resize(&self, columns: u16, rows: u16) {
        // First the emulator, so that it never reads a picture that is larger than itself.
        self.state().parser.set_size(nonzero(rows), nonzero(columns));
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.process, signal).unwrap();
    }

    /// What has been seen so far.
    pub fn seen(&self) -> Seen {
        self.state().seen()
    }

    /// The screen's text now.
    pub fn text(&self) -> String {
        self.state().parser.screen().contents()
    }

    /// How many levels of the keyboard protocol are taken.
    pub fn keyboard(&self) -> i64 {
        self.state().modes.keyboard
    }

    /// The operating system commands that the program wrote (`8;…` links, `52;…` clipboard).
    pub fn commands(&self) -> Vec<String> {
        self.state().modes.commands.clone()
    }

    /// Waits until the screen satisfies `sight`. `what` says in a failure what was wanted.
    pub fn wait(&self, what: &str, sight: impl Fn(&Screen) -> bool) -> Instant {
        self.wait_for(what, |state| sight(state.parser.screen()).then_some(state.last))
    }

    /// Waits until this text stands somewhere on the screen.
    pub fn wait_text(&self, text: &str) {
        self.wait(&format!("{text:?} on the screen"), |screen| screen.contents().contains(text));
    }

    /// Waits until this text stands nowhere on the screen.
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("{text:?} gone from the screen"), |screen| !screen.contents().contains(text));
    }

    /// Waits for a frame after so many, and says when it ended and how many bytes had been written by then.
    pub fn frame_after(&self, frames: u64) -> (Instant, u64) {
        let at = usize::try_from(frames).unwrap();
        self.wait_for("another frame", |state| state.frames.get(at).map(|(end, bytes, _)| (*end, *bytes)))
    }

    /// The frames from number `from` up to and without number `to`: when each ended, the bytes by then, and what the
    /// probe said.
    pub fn frames(&self, from: u64, to: u64) -> Vec<Frame> {
        let place = |number: u64| usize::try_from(number).unwrap();
        self.state().frames[place(from)..place(to)].to_vec()
    }

    /// When the screen first satisfied what [`Launch::start_watching`] was given.
    pub fn sighted(&self, what: &str) -> Instant {
        self.wait_for(what, |state| state.sighted)
    }

    /// Waits until the program has written nothing for so long.
    pub fn quiet(&self, long: Duration) -> Seen {
        let end = Instant::now() + HANGING;
        let mut state = self.state();
        loop {
            let now = Instant::now();
            let since = now.saturating_duration_since(state.last);
            if since >= long || state.closed {
                return state.seen();
            }
            if now > end {
                self.fail(state, "a quiet moment");
            }
            state = self.shared.news.wait_timeout(state, long - since).unwrap().0;
        }
    }

    /// Waits for the program's end, and for the last of what it wrote.
    pub fn exit(&self) -> Exit {
        self.wait_for("the program's end", |state| state.exit.clone().filter(|_| state.closed))
    }

    /// What the program left in another state than it found it: modes, attributes, settings of the line. Empty is
    /// clean.
    pub fn left_behind(&self) -> Vec<String> {
        let state = self.state();
        let mut left = state.modes.left_behind();
        let screen = state.parser.screen();
        let colours = [screen.fgcolor(), screen.bgcolor()];
        if colours != [vt100::Color::Default; 2] || screen.bold() || screen.inverse() || screen.underline() {
            left.push("colours or attributes are still set".to_owned());
        }
        let settings = settings(self.master.as_ref());
        if settings != self.settings {
            left.push(format!("the line is set otherwise: {settings} instead of {}", self.settings));
        }
        left
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }

    fn wait_for<T>(&self, what: &str, found: impl Fn(&State) -> Option<T>) -> T {
        let end = Instant::now() + HANGING;
        let mut state = self.state();
        loop {
            if let Some(found) = found(&state) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            // Nothing more can come from a program that has ended and whose terminal was read to its end.
            if left.is_zero() || (state.closed && state.exit.is_some()) {
                self.fail(state, what);
            }
            state = self.shared.news.wait_timeout(state, left).unwrap().0;
        }
    }

    fn fail(&self, state: MutexGuard<'_, State>, what: &str) -> ! {
        let dump = state.to_string();
        // The lock must not be poisoned for the drop that follows.
        drop(state);
        panic!("waited in vain for {what}, {:?} after the start\n{dump}", self.started.elapsed());
    }
}

impl State {
    fn seen(&self) -> Seen {
        Seen { bytes: self.bytes, frames: self.modes.frames, last: self.last }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let screen = self.parser.screen();
        let (rows, columns) = screen.size();
        writeln!(f, "── {columns}x{rows} ──")?;
        for row in screen.rows(0, columns.get()) {
            writeln!(f, "│{}", row.trim_end())?;
        }
        write!(
            f,
            "── {} bytes, {} frames, modes {:?}, {:?}",
            self.bytes, self.modes.frames, self.modes.on, self.exit
        )
    }
}

impl fmt::Display for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state().fmt(f)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Its number may belong to another process once it has ended.
        let ended = self.shared.state.lock().map(|state| state.exit.is_some()).unwrap_or(true);
        if !ended {
            let _ = rustix::process::kill_process(self.process, Signal::KILL);
        }
    }
}

fn nonzero(size: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(size).expect("a terminal has a size")
}

/// How the line is set (echo, line mode, signals), as text to compare.
fn settings(master: &dyn MasterPty) -> String {
    master.get_termios().map(|settings| format!("{settings:?}")).unwrap_or_default()
}
